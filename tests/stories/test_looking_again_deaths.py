"""The process dies while it looks again at what is kept: the next start makes it good."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.host import LEASE, Host
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import Room, texts
from tests.stories.test_looking_again import FIRST, OTHERS, Forgetful, begun


async def looked(path: Path, former: Room, life: Life | None) -> Room:
    """One life that listens and looks, and the room as it is afterwards."""
    room = Room(path, CompressedClock(former.clock.now()))
    room.ref, room.cafe_id = former.ref, former.cafe_id
    platform = Forgetful(room.database, room.clock)
    room.terminal = platform
    room.work(platforms={"terminal": platform}, worker="one")
    if life is not None:
        store = fated_store(room.store, life)
        room.host = Host(store, {"terminal": fated_platform(platform, life)}, room.clock, worker="one")
    try:
        await room.host.listen()
        await room.host.looking.look()
        await room.host.renew_flashbacks()
    except Death:
        await room.database.close()
        raise
    return room


async def relived(unopened: Room, share: int) -> None:
    platform = await begun(unopened)
    post, other = await unopened.say("Vio", FIRST), await unopened.say("Marc", OTHERS)
    await unopened.react("Marc", post)
    await unopened.react("Léa", other)
    await unopened.until_the_end()
    await platform.close()
    await platform.erase(unopened.ref, "vio", post)
    await platform.unreact(unopened.ref, "léa", other, "👍")
    await unopened.database.close()
    points: list[str] = []
    whole = await looked(
        Path(shutil.copy(unopened.path, unopened.path.with_name("whole.db"))), unopened, Life(None, points)
    )
    expected = (await whole.record(), await whole.published(), await whole.everything_kept())
    await whole.database.close()
    assert [one.text for one in expected[0].posts] == [OTHERS]
    for dies_at in range(1, len(points) + 1, share):
        path = Path(shutil.copy(unopened.path, unopened.path.with_name("dying.db")))
        with pytest.raises(Death):
            await looked(path, unopened, Life(dies_at))
        unopened.clock.move_to(unopened.clock.now() + 2 * LEASE)
        again = await looked(path, unopened, None)
        assert (await again.record()).posts == expected[0].posts, points[dies_at - 1]
        assert (await again.record()).reactions == expected[0].reactions
        assert texts(await again.published()) == texts(expected[1])
        assert "Zibeline" not in await again.everything_kept()
        await again.database.close()
        for left in path.parent.glob("dying.db*"):
            left.unlink()


async def test_a_death_in_the_middle_is_made_good_by_the_next_start(unopened: Room) -> None:
    await relived(unopened, 11)


@pytest.mark.soak
async def test_a_death_anywhere_is_made_good_by_the_next_start(unopened: Room) -> None:
    await relived(unopened, 1)
