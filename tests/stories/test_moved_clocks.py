"""The wall clock is moved, or the machine has slept: no harm, nothing twice, nothing early."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.clock import CompressedClock
from bot.domain import Beat, CafeState, Progress
from tests.stories.fates import Death, at_call, fated_platform
from tests.stories.room import Room

HOUR = timedelta(hours=1)


class WallClock(CompressedClock):
    """A clock on a wall, that somebody moves either way."""

    def jump(self, length: timedelta) -> None:
        self._now += length


@pytest.fixture
async def wall(tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(tmp_path / "wall.db", WallClock(datetime(2026, 3, 2, 7, 55, tzinfo=UTC)))
    yield room
    await room.database.close()


def jump(room: Room, length: timedelta) -> None:
    assert isinstance(room.clock, WallClock)
    room.clock.jump(length)


async def keys(room: Room) -> Counter[str | None]:
    return Counter(message.key for message in await room.said_by_the_bot())


async def beats(room: Room) -> dict[str, Beat]:
    async with room.store.reading() as store:
        return {one.workshop or one.kind.value: one for one in await store.beats(room.cafe_id)}


@pytest.mark.parametrize("back", [HOUR, 24 * HOUR], ids=["an hour", "a day"])
async def test_a_clock_that_is_set_back_says_nothing_twice_and_nothing_early(wall: Room, back: timedelta) -> None:
    await wall.begin(desk="fr")
    await wall.until(2, 9, 5)
    before = await keys(wall)
    jump(wall, -back)
    await wall.ticker.tick()
    await wall.until(2, 8, 59)
    assert await keys(wall) == before
    await wall.until_the_end()
    assert set((await keys(wall)).values()) == {1}
    assert (await wall.cafe()).state is CafeState.PUBLISHED
    [draft] = await wall.at_the_desk()
    assert "le brouillon" in draft, "nothing was late"


@pytest.mark.parametrize("after", [False, True], ids=["before it is there", "once it is there"])
@pytest.mark.parametrize("back", [HOUR, 24 * HOUR], ids=["an hour", "a day"])
async def test_a_claim_of_before_the_clock_was_set_back_does_not_hold_for_that_long(
    wall: Room, back: timedelta, after: bool
) -> None:
    dies = at_call("Platform.post", Death(), first=2, after=after)
    await wall.begin(platforms={"terminal": fated_platform(wall.terminal, dies)})
    jump(wall, 26 * HOUR)
    with pytest.raises(Death):
        await wall.ticker.tick()
    jump(wall, -back)
    again = await wall.reopened()
    await again.host.listen()
    before = await again.ticker.tick()
    assert before is not None
    async with again.store.reading() as store:
        claimed = [one for one in await store.beats(again.cafe_id) if one.progress is Progress.CLAIMED]
        assert all(one.due > again.clock.now() for one in claimed), "what is due is not held by the dead"
    await again.until_the_end()
    assert set((await keys(again)).values()) == {1}
    assert (await again.cafe()).state is CafeState.PUBLISHED
    await again.database.close()


async def test_a_machine_that_slept_for_two_days_judges_what_it_has_missed(wall: Room) -> None:
    await wall.begin()
    await wall.until(1, 12)
    jump(wall, 48 * HOUR)
    await wall.ticker.tick()
    ended = await beats(wall)
    assert (ended["moment"].progress, ended["moment"].why) == (Progress.SKIPPED, "ended")
    assert (ended["far"].progress, ended["far"].why) == (Progress.SKIPPED, "closing_words")
    assert ended["last"].progress is Progress.DONE
    assert len(await wall.said_by_the_bot()) == 3


MOVES = st.lists(st.tuples(st.integers(-40, 40), st.booleans()), min_size=1, max_size=8)


@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(moves=MOVES)
async def test_however_the_clock_is_moved_each_step_comes_once_and_none_before_its_hour(
    moves: list[tuple[int, bool]],
) -> None:
    with TemporaryDirectory() as folder:
        room = Room(Path(folder) / "moved.db", WallClock(datetime(2026, 3, 2, 7, 55, tzinfo=UTC)))
        await room.begin()
        latest = room.clock.now()
        for hours, dies in moves:
            jump(room, hours * HOUR + timedelta(minutes=7))
            latest = max(latest, room.clock.now())
            if dies:
                room = await room.reopened()
                await room.host.listen()
            await room.ticker.tick()
            done = [one for one in (await beats(room)).values() if one.progress is Progress.DONE]
            assert all(one.due <= latest for one in done), "nothing comes before its hour"
            assert set((await keys(room)).values()) <= {1}
        room.clock.move_to(max(latest, datetime(2026, 3, 3, 12, tzinfo=UTC)))
        await room.until(30, 12)
        assert set((await keys(room)).values()) <= {1}
        assert (await room.cafe()).state in (CafeState.PUBLISHED, CafeState.NOT_HELD)
        assert await room.is_over()
        await room.database.close()
