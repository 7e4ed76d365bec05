"""A café in two rooms, one of which refuses: the other goes on, and members are nowhere collected unasked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from bot.domain import Cafe, CafeState, Home, Inbound, OutboundMessage, Posted, RoomRef
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.stage import SqlStage
from tests.stories.room import MONDAY, ZONE, Room, script, texts

TERRACE = RoomRef("terminal", "terrasse")
WORDS = "Le mien avait un fil et je tirais dessus."


class HalfDeaf(TerminalPlatform):
    """The terminal platform, one of whose rooms can neither be read nor written in for a while."""

    cut = False

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        self._refuse(room)
        return await super().post(room, message, key)

    async def close_room(self, room: RoomRef, threads: object) -> None:
        self._refuse(room)
        await super().close_room(room, threads)  # type: ignore[arg-type]

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        self._refuse(room)
        async for event in super().read_back(room, since):
            yield event

    def _refuse(self, room: RoomRef) -> None:
        if self.cut and room == TERRACE:
            raise NotAllowed(fault("stage_locked"))


async def in_two_rooms(room: Room) -> tuple[HalfDeaf, Cafe]:
    platform = HalfDeaf(SqlStage(room.database), room.clock, moderators=["camille"], desk="bureau")
    await room.begin(desk="en", platforms={"terminal": platform})
    await platform.open_room(TERRACE.room)
    cafe = await room.host.open(
        script(), [Home(room.ref, "fr"), Home(TERRACE, "fr")], zone=ZONE, day=MONDAY + timedelta(weeks=1)
    )
    await room.until(8, 8)
    room.cafe_id = cafe.id
    return platform, cafe


async def said(room: Room, where: RoomRef) -> list[str]:
    """The steps of the café in two rooms of which something is said in that room."""
    found = [one.key or "" for one in await room.terminal.messages(where) if one.from_bot]
    steps = [
        key.removeprefix(room.cafe_id + "/").split("/terminal:")[0] for key in found if key.startswith(room.cafe_id)
    ]
    return list(dict.fromkeys(steps))


async def test_a_room_that_could_not_be_told_what_is_kept_takes_no_part(unopened: Room) -> None:
    platform, cafe = await in_two_rooms(unopened)
    platform.cut = True
    await unopened.until(8, 10)
    assert await said(unopened, unopened.ref) == ["present"], "the one is not kept from its presentation"
    await unopened.until(8, 11, 30)
    assert await said(unopened, unopened.ref) == ["present", "open_workshop/memory"], "nor for ever from the rest"
    platform.cut = False
    await unopened.until(10, 12)
    assert await said(unopened, TERRACE) == []
    assert [home.room for home in (await unopened.cafe()).homes] == [unopened.ref]
    assert "the presentation was done without the room “terrasse”" in "\n".join(await unopened.at_the_desk())
    assert cafe.id == unopened.cafe_id


async def test_a_room_that_cannot_be_read_back_does_not_keep_the_others_from_their_end(unopened: Room) -> None:
    platform, _ = await in_two_rooms(unopened)
    await unopened.until(8, 12)
    await unopened.say("Vio", WORDS)
    await unopened.until(10, 12)
    platform.cut = True
    await unopened.until(10, 20, 1)
    assert (await said(unopened, unopened.ref))[-1] == "close", "the close is said in time"
    assert all(thread.locked for thread in await unopened.terminal.threads(unopened.ref))
    assert not any(thread.locked for thread in await unopened.terminal.threads(TERRACE))
    await unopened.until(11, 21)
    assert "publish" not in await said(unopened, unopened.ref), "the room might still be read back"
    await unopened.until(12, 20)
    assert (await said(unopened, unopened.ref))[-1] == "publish"
    assert WORDS in texts(await unopened.published())
    assert (await unopened.cafe()).state is CafeState.PUBLISHED
    assert (await said(unopened, TERRACE))[-1] == "call_closing_words/last"
    told = "\n".join(await unopened.at_the_desk())
    assert "the closing was done without the room “terrasse”" in told
    assert "the flashback was done without the room “terrasse”" in told
    assert await unopened.rests()


async def test_a_room_that_is_back_in_time_gets_everything_once(unopened: Room) -> None:
    platform, _ = await in_two_rooms(unopened)
    platform.cut = True
    await unopened.until(8, 9, 20)
    platform.cut = False
    await unopened.until(8, 12)
    assert await said(unopened, TERRACE) == await said(unopened, unopened.ref) == ["present", "open_workshop/memory"]
    keys = [one.key for one in await unopened.terminal.messages(TERRACE)]
    assert len(keys) == len(set(keys))
