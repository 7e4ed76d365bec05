"""The clocks. No test waits longer than twenty milliseconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import CompressedClock, LeadingClock, RealClock
from tests.clocks import jobs

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
INSTANTS = st.builds(
    lambda hours, zone: (MONDAY + hours * HOUR).astimezone(zone), st.integers(-200_000, 200_000), st.timezones()
)


# --- the compressed clock -----------------------------------------------------------------------------------------


@given(start=INSTANTS, instants=st.lists(INSTANTS, max_size=6))
def test_a_compressed_clock_never_goes_back(start: datetime, instants: list[datetime]) -> None:
    clock = CompressedClock(start)
    for count in range(len(instants)):
        clock.move_to(instants[count])
        assert clock.now() == max(one.astimezone(UTC) for one in [start, *instants[: count + 1]])
        assert clock.now().tzinfo is UTC


async def test_waiting_moves_a_compressed_clock_there_at_once() -> None:
    clock = CompressedClock(MONDAY)
    await clock.wait_until(MONDAY + 100 * HOUR)
    await clock.wait_until(MONDAY)
    assert clock.now() == MONDAY + 100 * HOUR


# --- the real clock -----------------------------------------------------------------------------------------------


@pytest.fixture
async def real() -> AsyncIterator[RealClock]:
    clock = RealClock()
    yield clock
    clock.stop()


def test_the_real_clock_tells_the_worlds_time_in_utc() -> None:
    before = datetime.now(UTC)  # noqa: TID251
    assert before <= RealClock().now() <= datetime.now(UTC)  # noqa: TID251
    assert RealClock().now().tzinfo is UTC


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(microseconds=1), 10_000 * HOUR])
async def test_an_instant_that_is_past_is_not_waited_for(real: RealClock, ago: timedelta) -> None:
    async with asyncio.timeout(1):
        await real.wait_until(real.now() - ago)
    assert jobs(real) == 0


async def test_an_instant_that_comes_is_waited_for(real: RealClock) -> None:
    instant = real.now() + timedelta(milliseconds=20)
    async with asyncio.timeout(5):
        await real.wait_until(instant)
    assert real.now() >= instant
    assert jobs(real) == 0


async def test_several_wait_at_once_and_none_wakes_before_its_instant(real: RealClock) -> None:
    now = real.now()

    async def early(number: int) -> timedelta:
        instant = now + number * timedelta(milliseconds=4)
        await real.wait_until(instant)
        return instant - real.now()

    async with asyncio.timeout(5):
        assert max(await asyncio.gather(*(early(number) for number in (3, 1, 2, 0)))) <= timedelta(0)
    assert jobs(real) == 0


async def test_who_stops_waiting_leaves_nothing_behind(real: RealClock) -> None:
    waits = [asyncio.ensure_future(real.wait_until(real.now() + HOUR)) for _ in range(3)]
    await asyncio.sleep(0)  # each of them has begun to wait
    assert jobs(real) == 3
    waits[0].cancel()
    await asyncio.gather(waits[0], return_exceptions=True)
    assert jobs(real) == 2
    for one in waits:
        one.cancel()
    await asyncio.gather(*waits, return_exceptions=True)
    assert jobs(real) == 0


async def test_stopping_a_clock_twice_or_before_it_was_used_is_no_fault() -> None:
    clock = RealClock()
    clock.stop()
    async with asyncio.timeout(5):
        await clock.wait_until(clock.now() + timedelta(milliseconds=5))
    clock.stop()
    clock.stop()


# --- the leading clock --------------------------------------------------------------------------------------------


@given(skips=st.lists(st.timedeltas(-9 * HOUR, 9 * HOUR), max_size=5), lead=st.timedeltas(-9 * HOUR, 9 * HOUR))
def test_a_leading_clock_only_ever_skips_ahead(skips: list[timedelta], lead: timedelta) -> None:
    clock = LeadingClock(CompressedClock(MONDAY), lead)
    for skip in skips:
        before = clock.now()
        clock.skip(skip)
        assert clock.now() == before + max(skip, timedelta(0))
    assert clock.now() >= MONDAY


async def test_who_waits_by_a_leading_clock_waits_so_much_less() -> None:
    behind = CompressedClock(MONDAY)
    clock = LeadingClock(behind, 3 * HOUR)
    assert clock.now() == MONDAY + 3 * HOUR
    await clock.wait_until(MONDAY + 5 * HOUR)
    assert behind.now() == MONDAY + 2 * HOUR
    assert clock.now() == MONDAY + 5 * HOUR
