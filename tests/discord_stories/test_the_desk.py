"""Hosts read the draft, choose the voices and publish; members see first how they are quoted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import CafeState, Consent, DeskNote, DeskNoteKind, Publishing, RoomRef
from tests.cogs.scene import Community, told
from tests.cogs.shapes import both
from tests.discord_server import Message, Person
from tests.stories.room import texts

FIRST = "Le mien avait un fil et je tirais dessus pour aller plus loin."
SECOND = "On attendait son tour dans le couloir, une pièce dans la main."
THIRD = "Nous n’avions pas le téléphone, et la voisine nous appelait par la fenêtre."


@pytest.fixture
async def closed(community: Community) -> list[Message]:
    """The café has closed, after three members had said something; it is published by a host."""
    community.publishing = Publishing(unattended=False, time_to_look=timedelta(hours=12))
    await community.platform.close()
    community._work()
    await community.begin()
    await community.until(1, 10)
    thread = await community.thread("memory")
    said = [one.says(thread, text) for one, text in zip(people(community), (FIRST, SECOND, THIRD), strict=True)]
    community.vio.reacts(said[1], "👍")
    await community.settle()
    await community.until(3, 21)
    return said


def people(community: Community) -> tuple[Person, ...]:
    return community.vio, community.ana, community.zoe


def at_the_desk(community: Community) -> str:
    return "\n".join(one.content for one in community.camille.sees(community.desk))


@both
async def test_from_the_draft_to_the_publishing(community: Community, closed: list[Message]) -> None:
    first, _, third = closed
    camille, desk = community.camille, community.desk
    assert "le brouillon de son flashback est prêt" in at_the_desk(community)
    assert not any(FIRST in one.content for one in community.said())

    draft = await camille.runs(desk, "café aperçu")
    assert draft.private
    assert all(text in told(draft) for text in (FIRST, SECOND))
    files = [one for each in (draft.message, *draft.followups) if each for one in each.attachments]
    assert [one.filename for one in files] == ["flashback.json", "flashback.md", "flashback.html"]

    third.channel.archived = False  # type: ignore[attr-defined]
    starred = await camille.runs_on(third, "Ajouter au flashback")
    assert "première voix de « Un souvenir »" in told(starred)
    await camille.runs(desk, "café écarter", message=first.url)
    refused = await camille.runs(desk, "café mot", texte="Merci @everyone !")
    assert "nomme ou mentionne quelqu’un" in told(refused)
    noted = await camille.runs(desk, "café mot", texte="Merci à *toutes* !")
    assert "présenté comme celui de l’équipe" in told(noted)

    refused = await camille.runs(desk, "café publier")
    assert "à partir du" in told(refused)
    assert not refused.message or not refused.message.components, "nobody is asked about what is refused"
    await community.until(4, 10)
    asked = await camille.runs(desk, "café publier")
    assert "paraît maintenant" in await community.replies(camille, asked, "Oui, je suis sûr·e")
    await community.until(4, 11)
    assert (await community.cafe()).state is CafeState.PUBLISHED
    flashback = await community.published()
    assert flashback.workshops[0].voices[0].text == THIRD
    assert FIRST not in texts(flashback)
    shown = "\n".join(one.content for one in community.said() if one.channel is not desk)
    assert "Merci à \\*toutes\\*" in shown
    assert FIRST not in shown
    assert community.server.world.pings == []


@both
async def test_a_flashback_that_nobody_publishes_waits_and_the_desk_is_reminded(
    community: Community, closed: list[Message]
) -> None:
    await community.until(6, 21)
    assert (await community.cafe()).state is CafeState.CLOSED
    assert at_the_desk(community).count("attend que vous le fassiez paraître") >= 2
    assert not any(SECOND in one.content for one in community.said())


@both
async def test_a_member_sees_their_quotations_and_chooses_before_it_is_out(
    community: Community, closed: list[Message]
) -> None:
    closing = next(one for one in community.said() if "quotations" in str(one.components))
    assert closing in community.ana.sees(closing.channel)
    mine = await community.ana.clicks(closing, "Voir mes citations")
    assert mine.private
    assert SECOND in told(mine)
    assert not any(text in told(mine) for text in (FIRST, THIRD))
    assert mine.message is not None
    chosen = await community.ana.chooses(mine.message, "cafe/quote.0", "Avec mon nom")
    assert chosen.private
    assert list((await community.record()).post_consents.values()) == [Consent.NAMED]
    await community.until(4, 10)
    asked = await community.camille.runs(community.desk, "café publier")
    await community.replies(community.camille, asked, "Oui, je suis sûr·e")
    await community.until(4, 11)
    [voice] = [one for one in (await community.published()).workshops[0].voices if one.text == SECOND]
    assert voice.author == "Ana"
    assert voice.url == closed[1].url
    assert {one.author for one in (await community.published()).workshops[0].voices} == {"Ana", None}


async def test_a_room_is_called_by_its_name_at_the_desk(community: Community) -> None:
    await community.begin()
    await community.until(1, 12)
    room = RoomRef("discord", str(community.channel.id))
    async with community.store.writing() as work:
        await work.note(DeskNote("back", DeskNoteKind.BACK, community.time.now(), community.cafe_id, room))
    await community.until(1, 13)
    desk = at_the_desk(community)
    assert f"#{community.channel.name}" in desk.replace("\\", "")
    assert room.room not in desk
