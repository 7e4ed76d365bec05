"""The process dies while something is carried, or taken back: the room and the store say the same afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.host import LEASE, Host
from tests.stories.carrier import ANOTHER, ANSWER, OTHERS, Carrier, begun, fill_in, in_the_room
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import Room


async def one_life(path: Path, former: Room, life: Life | None, deed: Callable[[Room], Awaitable[None]]) -> Room:
    """One process that listens, does that, and looks once at what is due; its room as it is afterwards."""
    room = Room(path, CompressedClock(former.clock.now()))
    room.ref, room.cafe_id = former.ref, former.cafe_id
    platform = Carrier(room.database, room.clock)
    room.terminal = platform
    room.work(platforms={"terminal": platform}, worker="one")
    if life is not None:
        store = fated_store(room.store, life)
        room.host = Host(store, {"terminal": fated_platform(platform, life)}, room.clock, worker="one")
    try:
        await room.host.listen()
        await deed(room)
        await room.ticker.tick()
    except Death:
        await room.database.close()
        raise
    return room


async def nothing(room: Room) -> None:
    """Just wake up."""


async def filled_in(room: Room) -> None:
    await fill_in(room, "Vio", ANSWER, interaction="i9")


async def taken_back(room: Room) -> None:
    await room.host.forgetting.everything(room.ref_of("Marc"))


async def relived(unopened: Room, deed: Callable[[Room], Awaitable[None]], share: int) -> None:
    await begun(unopened)
    await fill_in(unopened, "Vio", ANOTHER, interaction="i1")
    await fill_in(unopened, "Marc", OTHERS, interaction="i2")
    await unopened.terminal.close()
    await unopened.database.close()
    points: list[str] = []
    whole = Path(shutil.copy(unopened.path, unopened.path.with_name("whole.db")))
    await (await one_life(whole, unopened, Life(None, points), deed)).database.close()
    for dies_at in range(1, len(points) + 1, share):
        path = Path(shutil.copy(unopened.path, unopened.path.with_name("dying.db")))
        with pytest.raises(Death):
            await one_life(path, unopened, Life(dies_at), deed)
        unopened.clock.move_to(unopened.clock.now() + 2 * LEASE)
        again = await one_life(path, unopened, None, nothing)
        standing, kept = await in_the_room(again), [one.text for one in (await again.record()).posts]
        async with again.store.reading() as store:
            assert await store.carried_to_retract(["terminal"]) == []
        await again.database.close()
        assert sorted(text for text, _ in standing) == sorted(kept), points[dies_at - 1]
        for left in path.parent.glob("dying.db*"):
            left.unlink()


DEEDS = pytest.mark.parametrize("deed", [filled_in, taken_back], ids=["filling in", "taking back"])


@DEEDS
async def test_after_a_death_the_room_and_the_store_say_the_same(
    unopened: Room, deed: Callable[[Room], Awaitable[None]]
) -> None:
    await relived(unopened, deed, 7)


@pytest.mark.soak
@DEEDS
async def test_after_a_death_anywhere_the_room_and_the_store_say_the_same(
    unopened: Room, deed: Callable[[Room], Awaitable[None]]
) -> None:
    await relived(unopened, deed, 1)
