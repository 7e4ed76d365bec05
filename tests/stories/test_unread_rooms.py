"""A room that cannot be read back at the start: the others are, and nothing said in it is lost or kept out of turn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.domain import Home, Inbound, RoomRef
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.stage import SqlStage
from tests.stories.room import MONDAY, ZONE, Room, script

TERRACE = RoomRef("terminal", "terrasse")
"""By its name after the other room, so that it is read back last."""

BAR = RoomRef("terminal", "bar")
"""Read back first."""


class Deaf(TerminalPlatform):
    """The terminal platform, some of whose rooms cannot be read back. ``fails`` is how."""

    deaf: frozenset[RoomRef] = frozenset()
    fails: Callable[[], Exception] = staticmethod(lambda: NotAllowed(fault("stage_locked")))
    asked = 0
    midway = False

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        self.asked += room in self.deaf
        if room in self.deaf and not self.midway:
            raise self.fails()
        async for event in super().read_back(room, since):
            yield event
            if room in self.deaf:
                raise self.fails()


async def in_three_rooms(room: Room) -> None:
    """The story's café, and one more in each of two other rooms; all have been open for an hour."""
    await room.begin(desk="en")
    for ref in (TERRACE, BAR):
        await room.terminal.open_room(ref.room)
        await room.host.open(script(), [Home(ref, "fr")], zone=ZONE, day=MONDAY)
    await room.until(1, 10)


async def said_in(room: Room, ref: RoomRef) -> list[str]:
    """What is kept of a room's posts, sorted: all are of one time."""
    found: list[str] = []
    async with room.store.reading() as store:
        for cafe in await store.cafes_in(ref):
            found += [post.text for post in (await store.record(cafe.id)).posts]
    return sorted(found)


async def say(room: Room, platform: TerminalPlatform, ref: RoomRef, text: str) -> str:
    """Have Vio answer the first question in that room."""
    async with room.store.reading() as store:
        [cafe] = await store.cafes_in(ref)
        thread = await store.place(cafe.id, ref, "memory")
    return await platform.say(ref, "vio", "Vio", text, thread=thread)


async def started_again(room: Room, *rooms: RoomRef, midway: bool = False) -> tuple[Room, Deaf]:
    """The bot, started again while those rooms cannot be read back."""
    again = await room.reopened()
    platform = Deaf(SqlStage(again.database), again.clock, moderators=["camille"], desk="bureau")
    platform.deaf, platform.midway = frozenset(rooms), midway
    again.work(platforms={"terminal": platform})
    await again.host.listen()
    return again, platform


async def after_a_night(unopened: Room, *rooms: RoomRef, midway: bool = False) -> tuple[Room, Deaf]:
    """Each room has been spoken in while the bot was away; then it starts, and those rooms refuse."""
    await in_three_rooms(unopened)
    await unopened.terminal.close()
    for ref in (BAR, unopened.ref, TERRACE):
        await say(unopened, unopened.terminal, ref, f"Dans la nuit, {ref.room}.")
        await say(unopened, unopened.terminal, ref, f"Encore, {ref.room}.")
    return await started_again(unopened, *rooms, midway=midway)


async def let_pass(room: Room, length: timedelta) -> None:
    """Let the time pass with a look each half minute, as a running bot does."""
    end = room.clock.now() + length
    while room.clock.now() < end:
        room.clock.move_to(room.clock.now() + timedelta(seconds=30))
        await room.ticker.tick()


async def test_a_room_that_refuses_at_the_start_stops_no_other_one(unopened: Room) -> None:
    again, platform = await after_a_night(unopened, BAR)
    assert await said_in(again, BAR) == []
    for ref in (again.ref, TERRACE):
        assert await said_in(again, ref) == [f"Dans la nuit, {ref.room}.", f"Encore, {ref.room}."]
        await say(again, platform, ref, "Au matin.")
        assert "Au matin." in await said_in(again, ref)
    await again.database.close()


async def test_nothing_newer_of_a_room_is_kept_before_what_is_unread(unopened: Room) -> None:
    again, platform = await after_a_night(unopened, BAR)
    async with again.store.reading() as store:
        before = await store.position(BAR)
    late = await say(again, platform, BAR, "Au matin.")
    regretted = await say(again, platform, BAR, "À reprendre.")
    await platform.erase(BAR, "vio", regretted)
    async with again.store.reading() as store:
        assert await store.position(BAR) == before, "the night is not read yet"
    assert await said_in(again, BAR) == []
    platform.deaf = frozenset()
    await let_pass(again, timedelta(minutes=2))
    assert await said_in(again, BAR) == ["Au matin.", "Dans la nuit, bar.", "Encore, bar."]
    await platform.edit(BAR, "vio", late, "Au petit matin.")
    assert "Au petit matin." in await said_in(again, BAR), "from now on it is heard again"
    await again.database.close()


async def test_what_was_read_before_a_refusal_midway_is_not_read_past(unopened: Room) -> None:
    again, platform = await after_a_night(unopened, BAR, midway=True)
    await say(again, platform, BAR, "Au matin.")
    assert await said_in(again, BAR) == []
    platform.deaf = frozenset()
    await let_pass(again, timedelta(minutes=2))
    assert await said_in(again, BAR) == ["Au matin.", "Dans la nuit, bar.", "Encore, bar."]
    await again.database.close()


async def test_a_second_death_before_the_room_could_be_read_loses_nothing(unopened: Room) -> None:
    again, platform = await after_a_night(unopened, BAR)
    await say(again, platform, BAR, "Au matin.")
    await platform.close()
    last, _ = await started_again(again)
    assert await said_in(last, BAR) == ["Au matin.", "Dans la nuit, bar.", "Encore, bar."]
    await last.database.close()


async def test_the_desk_is_told_once_and_once_when_the_room_can_be_read(unopened: Room) -> None:
    again, platform = await after_a_night(unopened, BAR)
    await let_pass(again, timedelta(hours=4))
    [told] = await again.at_the_desk()
    assert "I could not read back what was said in the room “bar” while I was away." in told
    assert 6 < platform.asked < 13, "after 1, 2, 4, ... minutes, and at most an hour"
    platform.deaf = frozenset()
    await let_pass(again, timedelta(hours=1))
    [_, back] = await again.at_the_desk()
    assert "I can read the room “bar” again" in back
    await again.database.close()


async def test_a_fault_of_our_own_in_one_room_stops_no_other_one_either(
    unopened: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Deaf, "fails", staticmethod(lambda: KeyError("not ours to tell")))
    again, _ = await after_a_night(unopened, BAR)
    assert await said_in(again, TERRACE) == ["Dans la nuit, terrasse.", "Encore, terrasse."]
    await again.database.close()


async def test_a_close_reads_back_what_is_unread_and_waits_for_it(unopened: Room) -> None:
    again, platform = await after_a_night(unopened, BAR)
    platform.deaf = frozenset()
    again.sleep_until(3, 21)
    await again.ticker.tick()
    assert await said_in(again, BAR) == ["Dans la nuit, bar.", "Encore, bar."]
    await again.database.close()
