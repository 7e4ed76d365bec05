"""Between the close and its publishing the flashback is a draft: hosts see it, and publish it when it is time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import RETENTION_DAYS, CafeState, MemberRef, Publishing
from bot.errors import CallError
from bot.host import LEASE, Host
from bot.ticker import Ticker
from bot.wording import wording
from tests.stories.room import ZONE, Room, texts

CAMILLE = MemberRef("terminal", "camille")


def publishing(room: Room, **rules: object) -> None:
    """Have the room's host publish by these rules from now on."""
    platforms = {"terminal": room.terminal}
    room.host = Host(
        room.store,
        platforms,
        room.clock,
        hosts=[CAMILLE],
        desks=room.desks,
        zone=ZONE,
        publishing=Publishing(**rules),  # type: ignore[arg-type]
    )
    room.ticker = Ticker(room.store, room.host, room.clock, worker="worker", lease=LEASE)


async def until_the_close(room: Room, **rules: object) -> None:
    """A café with one answer, an hour after its close."""
    await room.begin(hosts=("camille",), desk="fr")
    publishing(room, **rules)
    await room.host.listen()
    await room.until(1, 10)
    await room.say("Vio", "Le mien avait un fil, et je tirais dessus.")
    await room.until(3, 21)


async def refusal_of(room: Room) -> CallError:
    with pytest.raises(CallError) as caught:
        await room.host.voices.publish(room.cafe_id, CAMILLE)
    return caught.value


async def refused(room: Room) -> str:
    return wording("fr").fault((await refusal_of(room)).faults[0])


async def is_published(room: Room) -> bool:
    async with room.store.reading() as store:
        return await store.flashback(room.cafe_id) is not None


def plain(text: str) -> str:
    return " ".join(text.split())


# --- earlier ------------------------------------------------------------------------------------------------------


async def test_before_the_close_and_before_members_had_their_time_nothing_is_published(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(3, 12)
    assert "pas encore fermé" in await refused(unopened)
    await unopened.until(3, 21)
    assert "à partir du jeudi 5 mars 2026 à 20:00" in await refused(unopened)
    await unopened.ticker.tick()
    assert not await is_published(unopened)
    await unopened.until_the_end()
    assert "déjà paru" in await refused(unopened)


async def test_where_the_configuration_promises_less_a_host_publishes_earlier_and_it_is_not_late(
    unopened: Room,
) -> None:
    await until_the_close(unopened, time_to_look=timedelta(hours=2))
    assert "mercredi 4 mars 2026 à 22:00" in await refused(unopened)
    await unopened.until(3, 22)
    assert not await is_published(unopened)
    await unopened.host.voices.publish(unopened.cafe_id, CAMILLE)
    await unopened.ticker.tick()
    assert texts(await unopened.published())
    assert (await unopened.cafe()).state is CafeState.PUBLISHED
    before = len(await unopened.said_by_the_bot())
    await unopened.until_the_end()
    assert len(await unopened.said_by_the_bot()) == before, "the planned instant says nothing again"
    async with unopened.store.reading() as store:
        assert [(one.what, one.by) for one in await store.history(unopened.cafe_id, 5)] == [("publish", CAMILLE)]


async def test_a_café_that_did_not_take_place_has_nothing_to_publish(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    unopened.sleep_until(4, 12)
    await unopened.ticker.tick()
    assert (await unopened.cafe()).state is CafeState.NOT_HELD
    assert "n’a pas eu lieu" in await refused(unopened)


# --- by a host alone ----------------------------------------------------------------------------------------------


async def test_a_flashback_that_waits_for_a_host_waits_and_the_desk_is_reminded_once_a_day(unopened: Room) -> None:
    await until_the_close(unopened, unattended=False)
    assert "Il attend que vous le fassiez paraître" in plain((await unopened.at_the_desk())[-1])
    assert "une fois que l’équipe l’a relu" in (await unopened.said_by_the_bot())[-1].text, "no instant is promised"
    await unopened.until(6, 12)
    assert not await is_published(unopened)
    reminders = [one for one in await unopened.at_the_desk() if "est prêt depuis" in plain(one)]
    assert len(reminders) == 2, "on Thursday and on Friday at eight in the evening"
    await unopened.host.voices.publish(unopened.cafe_id, CAMILLE)
    await unopened.ticker.tick()
    assert await is_published(unopened)
    told = await unopened.at_the_desk()
    await unopened.until(9, 12)
    assert await unopened.at_the_desk() == told
    assert "en retard" not in plain(" ".join(told))


async def test_what_nobody_publishes_keeps_nobodys_words(unopened: Room) -> None:
    await until_the_close(unopened, unattended=False)
    await unopened.until(4, 22)
    unopened.clock.move_to((await unopened.cafe()).publishes_at + timedelta(days=RETENTION_DAYS))
    while (due := await unopened.ticker.tick()) is not None and due <= unopened.clock.now():
        """Until all that is due is done."""
    assert (await unopened.cafe()).frozen_at is not None
    assert "je tirais dessus" not in await unopened.everything_kept()
    told = [plain(one) for one in await unopened.at_the_desk()]
    assert "Personne ne l’a publié" in told[-1]
    assert len([one for one in told if "ne paraît pas" in one]) == 1
    assert "kept no more" in wording("en").fault((await refusal_of(unopened)).faults[0])


async def test_a_host_who_released_it_before_its_instant_is_not_asked_again(unopened: Room) -> None:
    await until_the_close(unopened, unattended=False, time_to_look=timedelta(0))
    await unopened.host.voices.publish(unopened.cafe_id, CAMILLE)
    await unopened.ticker.tick()
    assert await is_published(unopened)


async def test_the_status_says_what_it_waits_for(unopened: Room) -> None:
    await until_the_close(unopened, unattended=False)
    await unopened.until(4, 22)
    assert "Le flashback attend qu’un·e hôte le fasse paraître." in await unopened.command("Camille", "café", "état")


# --- the draft ----------------------------------------------------------------------------------------------------


async def test_the_preview_is_what_would_be_published(unopened: Room) -> None:
    await until_the_close(unopened)
    await unopened.host.voices.note(unopened.cafe_id, "Un beau café.", CAMILLE)
    draft = await unopened.host.voices.preview(unopened.cafe_id)
    assert draft.publishes_at == (await unopened.cafe()).publishes_at
    await unopened.until_the_end()
    published = await unopened.published()
    assert texts(draft.flashback) == texts(published)
    assert draft.flashback.counts == published.counts
    assert draft.flashback.note == published.note
    assert (await unopened.host.voices.preview(unopened.cafe_id)).publishes_at is None


async def test_a_preview_keeps_sealed_what_is_sealed(unopened: Room) -> None:
    await unopened.begin(hosts=("camille",))
    await unopened.until(2, 10)
    await unopened.terminal.choose(unopened.ref, "léa", "Léa", "far", ["7"])
    draft = await unopened.host.voices.preview(unopened.cafe_id)
    assert draft.flashback.workshops[2].result == {}
