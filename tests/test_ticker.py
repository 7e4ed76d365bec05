"""The ticker, which sleeps by a clock. No test waits longer than twenty milliseconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine

from bot.clock import CompressedClock, RealClock
from bot.conversation import Conversation, shelved
from bot.domain import Beat, Home, Progress, RoomRef
from bot.errors import StoreError, fault
from bot.host import LEASE, Host
from bot.host._holding import Holding
from bot.lateness import Verdict
from bot.platforms.conversation_platform import ConversationPlatform
from bot.ports import Clock, Store
from bot.script import bare_script
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.ticker import LOOK_AGAIN, Ticker, run_through
from tests.clocks import jobs
from tests.prepared import prepare

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


class WallClock:
    """A clock moved by hand. ``asked`` is told of each instant that somebody begins to wait for; they sleep until
    `ring`: the length of their sleep is measured by another clock than the one on the wall.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._ringing = asyncio.Event()
        self.asked: asyncio.Queue[datetime] = asyncio.Queue()

    def now(self) -> datetime:
        return self._now

    def move(self, length: timedelta) -> None:
        """Move the clock on the wall; nobody wakes."""
        self._now += length

    def ring(self) -> None:
        """Whoever sleeps has slept long enough."""
        self._ringing.set()

    async def wait_until(self, instant: datetime) -> None:
        self._ringing.clear()
        self.asked.put_nowait(instant)
        await self._ringing.wait()


QUIET = RoomRef("conversation", "file")
SILENT = ConversationPlatform(Conversation("quiet", "en", QUIET, shelved(QUIET, ()), "quiet", timedelta(0)), MONDAY)
"""A room in which nobody says anything, and which cannot be spoken into."""


class Bot:
    """A host in a silent room, on a real store, and its ticker."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.host = Host(store, {SILENT.name: SILENT}, clock)
        self.ticker = Ticker(store, self.host, clock, worker="one", lease=2 * MINUTE)

    async def open(self, opens_at: time) -> None:
        script = bare_script("quiet", "A quiet café", "en", [("w1", "First")], 2)
        await self.host.open(
            replace(script, opens_at=opens_at), [Home(SILENT.room, "en")], zone="UTC", day=MONDAY.date(), id="quiet"
        )

    async def beats(self) -> list[Beat]:
        async with self.store.reading() as reading:
            return list(await reading.beats("quiet"))

    async def done(self) -> int:
        """How many beats are done."""
        return sum(beat.progress is Progress.DONE for beat in await self.beats())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    database = Database(tmp_path / "cafe.db")
    await prepare(database)
    yield SqlStore(database)
    await database.close()


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[None]:
    """The ticker at work, until the test has seen enough."""
    task = asyncio.ensure_future(bot.ticker.run())
    try:
        async with asyncio.timeout(20):
            yield
            assert not task.done(), "a ticker ticks for ever"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_ticker_sleeps_until_the_next_beat(store: Store) -> None:
    clock = WallClock(MONDAY)
    bot = Bot(store, clock)
    await bot.open((MONDAY + 20 * SECOND).time())
    async with running(bot):
        assert await clock.asked.get() == MONDAY + 20 * SECOND
        clock.move(20 * SECOND)
        clock.ring()
        await clock.asked.get()
        assert await bot.done() >= 1


async def test_a_ticker_never_sleeps_longer_than_thirty_seconds(store: Store) -> None:
    clock = WallClock(MONDAY)
    bot = Bot(store, clock)
    async with running(bot):
        assert await clock.asked.get() == MONDAY + LOOK_AGAIN == MONDAY + 30 * SECOND, "where nothing is due"
        await bot.open((MONDAY + HOUR).time())
        clock.ring()
        assert await clock.asked.get() == MONDAY + LOOK_AGAIN, "nor where the next beat is an hour away"


async def test_a_wall_clock_that_is_moved_is_noticed_within_thirty_seconds(store: Store) -> None:
    clock = WallClock(MONDAY)
    bot = Bot(store, clock)
    await bot.open((MONDAY + HOUR).time())
    async with running(bot):
        await clock.asked.get()
        clock.move(HOUR)
        assert await bot.done() == 0, "nobody knows yet"
        clock.ring()  # the thirty seconds are over: only now is the wall looked at again
        await clock.asked.get()
        assert await bot.done() >= 1


async def test_a_wall_clock_that_is_put_back_performs_nothing_early(store: Store) -> None:
    clock = WallClock(MONDAY)
    bot = Bot(store, clock)
    await bot.open((MONDAY + 20 * SECOND).time())
    async with running(bot):
        await clock.asked.get()
        clock.move(-HOUR)
        clock.ring()
        assert await clock.asked.get() == MONDAY - HOUR + LOOK_AGAIN
        assert await bot.done() == 0


async def test_who_opens_a_cafe_wakes_the_ticker(store: Store) -> None:
    clock = WallClock(MONDAY)
    bot = Bot(store, clock)
    async with running(bot):
        await clock.asked.get()
        await bot.open(MONDAY.time())
        bot.ticker.wake()
        await clock.asked.get()
        assert await bot.done() >= 1


async def test_a_waking_in_the_middle_of_a_tick_is_not_lost(store: Store) -> None:
    clock = WallClock(MONDAY)
    bot = Bot(store, clock)
    await bot.open(MONDAY.time())
    ticks = 0

    class WokenHost(Host):
        async def perform(self, beat: Beat) -> Verdict:
            nonlocal ticks
            ticks += 1
            bot.ticker.wake()
            return await super().perform(beat)

    bot.ticker = Ticker(store, WokenHost(store, {SILENT.name: SILENT}, clock), clock, worker="one", lease=2 * MINUTE)
    async with running(bot):
        await clock.asked.get()
        await clock.asked.get()
        assert ticks >= 1, "it went round once more without anybody ringing"


class CountedHolding(Holding):
    """A holding whose store cannot be written to the first time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock, timedelta(milliseconds=3))
        self.renewals = 0
        self.twice = asyncio.Event()

    async def renew(self) -> None:
        self.renewals += 1
        if self.renewals == 1:
            raise StoreError(fault("store_locked", path="cafe.db"))
        await super().renew()
        self.twice.set()


async def test_a_ticker_that_runs_renews_its_claims_also_after_a_store_that_was_locked(store: Store) -> None:
    bot = Bot(store, clock := WallClock(MONDAY))
    await bot.open(MONDAY.time())
    async with store.writing() as work:
        beat = await work.claim_beat(MONDAY, LEASE, "one", {SILENT.name})
    assert beat is not None
    holding = bot.host.holding = CountedHolding(store, clock)
    with holding.beat(beat):
        async with running(bot):
            await holding.twice.wait()
    async with store.reading() as reading:
        assert (await reading.look({SILENT.name})).due == MONDAY + timedelta(milliseconds=3)


async def test_a_ticker_that_is_stopped_leaves_nobody_waiting(store: Store) -> None:
    asleep = asyncio.Event()

    class Watched(RealClock):
        async def wait_until(self, instant: datetime) -> None:
            asleep.set()
            await super().wait_until(instant)

    clock = Watched()
    async with running(Bot(store, clock)):
        await asleep.wait()
        assert jobs(clock) == 1
    assert jobs(clock) == 0
    clock.stop()


async def test_a_compressed_clock_runs_through_a_whole_cafe(store: Store) -> None:
    clock = CompressedClock(MONDAY - HOUR)
    bot = Bot(store, clock)
    await bot.open(MONDAY.time())
    beats = await bot.beats()
    await run_through(bot.ticker, clock, until=beats[0].due)
    assert clock.now() == beats[0].due, "up to an instant, and what is due then is performed"
    await run_through(bot.ticker, clock)
    assert clock.now() == beats[-1].due
    assert await bot.done() == len(beats)


async def test_a_real_clock_that_is_set_back_an_hour_does_not_make_the_ticker_sleep_that_hour(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ticker.LOOK_AGAIN", timedelta(milliseconds=20))
    real = RealClock()
    looks: asyncio.Queue[datetime] = asyncio.Queue()

    class Looking(Ticker):
        async def tick(self) -> datetime | None:
            due = await super().tick()
            looks.put_nowait(real.now())
            return due

    host = Host(store, {SILENT.name: SILENT}, real)
    ticker = Looking(store, host, real, worker="one", lease=2 * MINUTE)
    task = asyncio.ensure_future(ticker.run())
    try:
        async with asyncio.timeout(20):
            before = await looks.get()
            with time_machine.travel(before - HOUR):
                while await looks.get() > before:
                    pass
                assert await looks.get() < before, "it has looked again, twice, by the clock as it is now"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        real.stop()
