"""Members take back what they said after it was published: the flashback follows, in place."""

from __future__ import annotations

import pytest

from tests.cogs.scene import Community
from tests.cogs.shapes import both
from tests.discord_server import Form, Message
from tests.stories.room import texts

TYPED = "Le mien avait un fil et je tirais dessus pour aller plus loin."
CARRIED = "Il sonnait toujours au milieu du repas, et mon père ne répondait pas."
ANOTHERS = "On attendait son tour dans le couloir, une pièce dans la main."
SURE = "Oui, je suis sûr·e"


@pytest.fixture
async def published(community: Community) -> Message:
    """The flashback is out: Vio has typed an answer and a closing word, Lou has given one by the form, Ana hers."""
    await community.begin()
    await community.until(1, 10)
    thread = await community.thread("memory")
    typed = community.vio.says(thread, TYPED)
    community.ana.says(thread, ANOTHERS)
    community.ana.reacts(typed, "👍")
    form = Form.of(await community.zoe.clicks(community.question(), "Répondre"))
    await community.zoe.submits(form, {form.fields[0].label: CARRIED})
    await community.until(3, 10)
    community.vio.says(await community.thread("last"), "Je repars avec une idée de fil rouge.")
    await community.settle()
    await community.until(5, 12)
    assert {TYPED, CARRIED, ANOTHERS} <= set(texts(await community.published()))
    return typed


def shown(community: Community) -> str:
    said = community.said()
    return "\n".join([*(one.content for one in said), *(page for one in said for page in pages(one).values())])


def pages(message: Message) -> dict[str, str]:
    """The files of a message that are there now, by their names."""
    return {one.filename: one.content.decode() for one in message.attachments}


@both
async def test_the_whole_goes_along_as_a_page_and_as_a_text_which_follow_too(
    community: Community, published: Message
) -> None:
    def along() -> dict[str, str]:
        [found] = [pages(one) for one in community.said() if "flashback.html" in pages(one)]
        return found

    assert set(along()) == {"flashback.html", "flashback.md"}
    assert all("je tirais dessus" in one and "au milieu du repas" in one for one in along().values())
    community.vio.deletes(published)
    await community.settle()
    await community.ticker.tick()
    assert all("je tirais dessus" not in one and "au milieu du repas" in one for one in along().values())


@both
async def test_all_that_a_member_said_in_a_café_is_forgotten(community: Community, published: Message) -> None:
    asked = await community.vio.runs(community.counter, "moi oublier", quoi="café")
    assert TYPED in shown(community), "asked about first"
    await community.replies(community.vio, asked, SURE)
    flashback = await community.published()
    assert not {TYPED, "Je repars avec une idée de fil rouge."} & set(texts(flashback))
    assert (flashback.counts.participants, flashback.counts.posts, flashback.counts.reactions) == (2, 2, 0)
    assert "fil rouge" not in shown(community)
    assert "je tirais" not in shown(community)
    assert "**2 personnes" in shown(community)
    assert ANOTHERS in texts(flashback)
    assert community.server.world.pings == []
    kept = await community.everything_kept()
    assert "je tirais" not in kept
    assert "fil rouge" not in kept
    assert published.id in published.channel.messages, "what members typed themselves is theirs to delete"


@both
async def test_what_was_passed_on_for_a_member_leaves_the_room_too(community: Community, published: Message) -> None:
    thread = await community.thread("memory")
    [carried] = [one for one in thread.messages.values() if CARRIED in one.content]
    asked = await community.zoe.runs(community.counter, "me forget", what="all")
    await community.replies(community.zoe, asked, "Yes, I am sure")
    assert carried.id not in thread.messages
    assert CARRIED not in texts(await community.published())
    assert "au milieu du repas" not in shown(community) + await community.everything_kept()
    assert thread.archived
    assert thread.locked


@both
async def test_who_deletes_a_message_by_themselves_takes_it_out_of_the_flashback(
    community: Community, published: Message
) -> None:
    community.vio.deletes(published)
    await community.settle()
    await community.ticker.tick()
    assert TYPED not in texts(await community.published())
    assert "je tirais" not in shown(community)


async def test_what_was_taken_back_stays_away_after_a_restart(community: Community, published: Message) -> None:
    asked = await community.vio.runs(community.counter, "moi oublier", quoi="café")
    await community.replies(community.vio, asked, SURE)
    await community.die()
    await community.host.looking.look()
    await community.ticker.tick()
    assert "je tirais" not in shown(community) + await community.everything_kept()
    assert await community.kept("Vio") == []
