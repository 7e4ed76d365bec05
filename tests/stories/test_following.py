"""Who follows a room is told, alone and once, when a workshop opens there; nobody is who did not ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import Said
from bot.domain import Caller
from bot.errors import CallError, PlatformError, fault
from bot.host import LEASE, Host, Wishes
from bot.ticker import Ticker
from tests.stories.fates import Death, Life, at_call, fated_platform, fated_store
from tests.stories.room import Room

OPENED = "L’atelier « Un souvenir » vient d’ouvrir dans « Le premier téléphone »"


def wishes(room: Room) -> Wishes:
    return Wishes(room.store, room.clock, room.host.care.look_anew)


async def test_who_asked_is_told_when_a_workshop_opens_and_nobody_else(room: Room) -> None:
    assert await wishes(room).follow(room.ref_of("Vio"), room.ref)
    assert not await wishes(room).follow(room.ref_of("Vio"), room.ref)
    await room.until(1, 10)
    await room.say("Ana", "Bonjour")
    [told] = await room.told("Vio")
    assert told.startswith(OPENED)
    await room.until_the_end()
    assert len(await room.told("Vio")) == 4, "one for each workshop, the closing words among them"
    assert await room.told("Ana") == []


async def test_who_follows_no_more_is_told_no_more(room: Room) -> None:
    vio = room.ref_of("Vio")
    await wishes(room).follow(vio, room.ref)
    await room.until(1, 10)
    assert await wishes(room).unfollow(vio, room.ref)
    assert not await wishes(room).unfollow(vio, room.ref)
    await room.until_the_end()
    assert len(await room.told("Vio")) == 1


async def test_who_leaves_is_told_no_more_and_is_not_collected(room: Room) -> None:
    vio = room.ref_of("Vio")
    await wishes(room).follow(vio, room.ref)
    await room.until(1, 10)
    await room.withdraw("Vio")
    told = await room.told("Vio")
    await room.until_the_end()
    assert await room.told("Vio") == told
    with pytest.raises(CallError) as error:
        await wishes(room).follow(vio, room.ref)
    assert error.value.faults[0].key == "care_gone"


async def test_what_is_still_owed_is_not_said_to_who_stops_following(unopened: Room) -> None:
    refusals = at_call("Platform.post", PlatformError(fault("still_owed", n=1)), times=50, first=3)
    await unopened.begin(platforms={"terminal": fated_platform(unopened.terminal, refusals)})
    vio = unopened.ref_of("Vio")
    await wishes(unopened).follow(vio, unopened.ref)
    await unopened.until(1, 10)
    assert await unopened.told("Vio") == []
    await wishes(unopened).unfollow(vio, unopened.ref)
    unopened.work()
    await unopened.until(1, 11)
    assert await unopened.told("Vio") == []
    async with unopened.store.reading() as store:
        assert await store.replies_owed() == []


async def test_what_could_not_be_said_before_the_workshop_ended_is_not_said(unopened: Room) -> None:
    # The presentation, Monday's question, its news; then the poll, and its news from then on.
    refusals = at_call("Platform.post", PlatformError(fault("still_owed", n=1)), times=10**6, first=3)
    await unopened.begin(platforms={"terminal": fated_platform(unopened.terminal, refusals)})
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(1, 10)
    unopened.sleep_until(4, 10)
    unopened.work()
    await unopened.ticker.tick()
    assert await unopened.told("Vio") == []
    async with unopened.store.reading() as store:
        assert await store.replies_owed() == []


@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.soak)])
async def test_a_death_at_any_step_of_an_opening_tells_everybody_once(unopened: Room, every: int) -> None:
    await unopened.begin()
    for name in ("Vio", "Ana"):
        await wishes(unopened).follow(unopened.ref_of(name), unopened.ref)
    await unopened.until(1, 9, 29)
    room = unopened
    for dies_at in range(1, 400, every):
        life = Life(dies_at)
        around = {"terminal": fated_platform(room.terminal, life)}
        store = fated_store(room.store, life)
        host = Host(store, around, room.clock, worker=f"worker {dies_at}")
        ticker = Ticker(store, host, room.clock, worker=f"worker {dies_at}", lease=LEASE)
        room.clock.move_to(room.clock.now() + 2 * LEASE)
        try:
            await ticker.tick()
        except Death:
            room = await room.reopened(f"next {dies_at}")
            continue
        break
    await room.until(1, 14)
    for name in ("Vio", "Ana"):
        told = await room.told(name)
        assert len(told) == 1
        assert told[0].startswith(OPENED)
    await room.database.close()


async def test_who_sees_the_room_no_more_stops_following_wherever_they_followed_and_begins_nothing(room: Room) -> None:
    other = await room.terminal.open_room("lounge")
    vio, outside = room.ref_of("Vio"), await room.terminal.open_room("elsewhere")
    for one in (room.ref, other):
        await wishes(room).follow(vio, one)
        await wishes(room).nudges_on(vio, one)
    gone = Caller(vio, "Vio", outside, "fr", sees=False)

    async def asked(name: str, **given: str) -> str:
        answer = await room.commands.perform(gone, room.commands.named("me", name), given)
        return " ".join(one.key for one in answer.said if isinstance(one, Said))

    with pytest.raises(CallError):
        await asked("follow")
    assert await asked("follow", switch="off") == "care.said.unfollowed"
    assert await asked("nudges", switch="off") == "care.said.nudges_ended"
    async with room.store.reading() as store:
        assert await store.wishes_of(vio) == []
    gone = replace(gone, room=room.ref)
    await room.until(1, 12)
    await room.say("Vio", "Le mien avait un fil.")
    assert await asked("follow", switch="off") == "care.said.not_following"
    assert await asked("consent", choice="anonymous") == "cafe.consent_kept.anonymous"
    with pytest.raises(CallError):
        await asked("follow")
