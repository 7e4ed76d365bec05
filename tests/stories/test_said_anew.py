"""Where what a message said before an edit can still be read, one from which words have to go is taken back for good
and said anew: once, whatever dies when."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.domain import OutboundMessage, Posted, RoomRef
from bot.host import LEASE, Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Abilities
from bot.store.stage import SqlStage
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import Room, texts

FIRST = "Le mien avait un fil et je tirais dessus pour aller plus loin."
OTHERS = "Le nôtre était posé dans le couloir, sur un tabouret."


class Traced(TerminalPlatform):
    """The terminal platform, on which edits leave what was there before to be read."""

    @property
    def can(self) -> Abilities:
        return replace(super().can, edits_hide=False)

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        former = next(one.text for one in await self.messages(room) if one.id == posted.message)
        assert "je tirais dessus" not in former, "what somebody took back stays to be read"
        await super().revise(room, posted, message)


async def renewed(path: Path, former: Room, life: Life | None) -> Room:
    """One life that takes what has gone over into the flashback, and the room as it is afterwards."""
    room = Room(path, CompressedClock(former.clock.now()))
    room.ref, room.cafe_id = former.ref, former.cafe_id
    platform = Traced(SqlStage(room.database), room.clock)
    room.terminal = platform
    room.work(platforms={"terminal": platform}, worker="one")
    if life is not None:
        store = fated_store(room.store, life)
        room.host = Host(store, {"terminal": fated_platform(platform, life)}, room.clock, worker="one")
    try:
        await room.host.listen()
        await room.host.renew_flashbacks()
    except Death:
        await room.database.close()
        raise
    return room


async def relived(unopened: Room, *, everywhere: bool) -> None:
    platform = unopened.terminal = Traced(SqlStage(unopened.database), unopened.clock)
    await unopened.begin()
    await unopened.until(1, 10)
    post = await unopened.say("Vio", FIRST)
    await unopened.say("Marc", OTHERS)
    await unopened.until_the_end()
    before = [one.text for one in await unopened.said_by_the_bot()]
    assert any("je tirais dessus" in one for one in before)
    await platform.close()
    await platform.erase(unopened.ref, "vio", post)
    await unopened.database.close()
    points: list[str] = []
    whole = await renewed(
        Path(shutil.copy(unopened.path, unopened.path.with_name("whole.db"))), unopened, Life(None, points)
    )
    expected = sorted(one.text for one in await whole.said_by_the_bot())
    await whole.database.close()
    assert len(expected) == len(before)
    assert not any("je tirais dessus" in one for one in expected)
    first = points.index("Platform.retract: before")
    for dies_at in range(len(points)) if everywhere else range(first, first + 14, 2):
        path = Path(shutil.copy(unopened.path, unopened.path.with_name("dying.db")))
        with pytest.raises(Death):
            await renewed(path, unopened, Life(dies_at + 1))
        unopened.clock.move_to(unopened.clock.now() + 2 * LEASE)
        again = await renewed(path, unopened, None)
        assert sorted(one.text for one in await again.said_by_the_bot()) == expected, points[dies_at]
        assert FIRST not in texts(await again.published())
        await again.database.close()
        for left in path.parent.glob("dying.db*"):
            left.unlink()


async def test_a_death_in_the_middle_leaves_one_of_each(unopened: Room) -> None:
    await relived(unopened, everywhere=False)


@pytest.mark.soak
async def test_a_death_anywhere_leaves_one_of_each(unopened: Room) -> None:
    await relived(unopened, everywhere=True)
