"""A café in two rooms, in one of which a right is missing at the end of a workshop or of the café."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from bot.domain import Cafe, CafeState, Home, RoomRef, Script, Visibility, Workshop
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.stage import SqlStage
from tests.stories.room import MONDAY, ZONE, Room, script, texts

TERRACE = RoomRef("terminal", "terrasse")
SECRET = "Le mien était caché sous une pile de zinnias."


class Powerless(TerminalPlatform):
    """The terminal platform, in one of whose rooms the bot may neither lock nor unseal for a while."""

    powerless = False

    async def unseal(self, room: RoomRef, thread: str) -> None:
        self._refuse(room)
        await super().unseal(room, thread)

    async def close_room(self, room: RoomRef, threads: Sequence[str]) -> None:
        self._refuse(room)
        await super().close_room(room, threads)

    def _refuse(self, room: RoomRef) -> None:
        if self.powerless and room == TERRACE:
            raise NotAllowed(fault("stage_locked"))


def blind_script() -> Script:
    usual = script()
    blind = replace(usual.workshops[0], visibility=Visibility.BLIND, ends_day=2, ends_at=time(12))
    return replace(usual, workshops=(blind, *usual.workshops[1:]))


async def in_two_rooms(room: Room, told: Script) -> tuple[Powerless, Cafe]:
    """A café in both rooms, a week later; the one that refuses stands first."""
    platform = Powerless(SqlStage(room.database), room.clock, moderators=["camille"], desk="bureau")
    room.terminal = platform
    await room.begin(desk="en", platforms={"terminal": platform})
    await platform.open_room(TERRACE.room)
    homes = [Home(TERRACE, "fr"), Home(room.ref, "fr")]
    cafe = await room.host.open(told, homes, zone=ZONE, day=MONDAY + timedelta(weeks=1))
    room.cafe_id = cafe.id
    return platform, cafe


async def read_in(room: Room, where: RoomRef) -> str:
    """What anybody reads there in the first workshop's thread."""
    async with room.store.reading() as store:
        thread = await store.place(room.cafe_id, where, "memory")
    return "\n".join(one.text for one in await room.terminal.messages(where, thread, reader=None))


async def test_a_room_that_cannot_be_unsealed_keeps_no_other_one_sealed(unopened: Room) -> None:
    platform, _ = await in_two_rooms(unopened, blind_script())
    await unopened.until(8, 12)
    await unopened.say("Vio", SECRET)
    platform.powerless = True
    await unopened.until(9, 12, 1)
    there = await read_in(unopened, unopened.ref)
    assert SECRET in there
    assert "tout le monde peut lire" in there
    assert "tout le monde peut lire" not in await read_in(unopened, TERRACE)
    assert any("was refused" in told for told in await unopened.at_the_desk())
    platform.powerless = False
    await unopened.until(9, 14)
    assert (await read_in(unopened, TERRACE)).count("tout le monde peut lire") == 1
    assert (await read_in(unopened, unopened.ref)).count("tout le monde peut lire") == 1


async def test_a_room_that_is_never_unsealed_is_left_out_of_it_in_the_end(unopened: Room) -> None:
    platform, _ = await in_two_rooms(unopened, blind_script())
    await unopened.until(8, 12)
    await unopened.say("Vio", SECRET)
    platform.powerless = True
    await unopened.until(10, 12)
    assert SECRET in await read_in(unopened, unopened.ref)
    assert "without the room “terrasse”" in "\n".join(await unopened.at_the_desk())
    assert SECRET in (await unopened.host.flashback(unopened.cafe_id)).workshops[0].voices[0].text


async def test_a_room_that_cannot_be_unsealed_keeps_no_home_from_closing_in_time(unopened: Room) -> None:
    platform, _ = await in_two_rooms(unopened, replace(blind_script(), workshops=_sealed_to_the_end()))
    await unopened.until(8, 12)
    await unopened.say("Vio", SECRET)
    await unopened.until(10, 8)
    platform.powerless = True
    await unopened.until(10, 20, 1)
    assert (await unopened.cafe()).state is CafeState.CLOSED
    assert all(await locked(unopened, unopened.ref))
    await unopened.until(10, 23)
    platform.powerless = False
    await unopened.until(11, 3)
    assert (await read_in(unopened, TERRACE)).count("tout le monde peut lire") == 1, (
        "it is unsealed after the close too"
    )
    await unopened.until(11, 20, 1)
    assert (await unopened.cafe()).state is CafeState.PUBLISHED
    assert all(await locked(unopened, TERRACE)), "what was sealed at the close is locked at the publishing"
    assert SECRET in texts(await unopened.published())


def _sealed_to_the_end() -> tuple[Workshop, ...]:
    """Blind until closing words are called for."""
    first, *others = blind_script().workshops
    return replace(first, ends_day=None, ends_at=None), *others


async def locked(room: Room, where: RoomRef) -> list[bool]:
    return [thread.locked for thread in await room.terminal.threads(where)]


async def test_a_missing_right_to_lock_delays_no_flashback_and_is_told_once(unopened: Room) -> None:
    platform, _ = await in_two_rooms(unopened, script())
    await unopened.until(8, 12)
    await unopened.say("Vio", SECRET)
    platform.powerless = True
    await unopened.until(10, 20, 1)
    assert (await unopened.cafe()).state is CafeState.CLOSED
    assert all(await locked(unopened, unopened.ref))
    assert not any(await locked(unopened, TERRACE))
    await unopened.until(11, 20, 1)
    assert (await unopened.cafe()).state is CafeState.PUBLISHED
    assert SECRET in texts(await unopened.published())
    told = "\n".join(await unopened.at_the_desk())
    assert told.count("cannot lock all of its threads in the room “terrasse”") == 1
    assert "was refused" not in told
    assert await unopened.rests()


async def test_what_could_not_be_locked_at_the_close_is_locked_at_the_publishing(unopened: Room) -> None:
    platform, _ = await in_two_rooms(unopened, script())
    platform.powerless = True
    await unopened.until(10, 20, 1)
    platform.powerless = False
    await unopened.until(11, 20, 1)
    assert all(await locked(unopened, TERRACE))
    assert await locked(unopened, TERRACE)
