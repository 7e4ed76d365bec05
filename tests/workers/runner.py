"""A worker as a process of its own: ``python -m tests.workers.runner``, on real wiring, with a clock that runs fast.

It says on standard output what it does, a word and a value a line, and ends once the café is published.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime, timedelta

from bot.clock import RealClock
from bot.domain import CafeState, OutboundMessage, Posted, RoomRef
from bot.host import Host, Listening
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.engine import Database, ServerUrl
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.ticker import Ticker


def tell(*words: object) -> None:
    """Say it at once to whoever has started this process."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class FastClock:
    """The world's time, so many times faster: at ``began`` it was ``opens`` in the story, in every process alike."""

    def __init__(self, began: datetime, opens: datetime, speed: float) -> None:
        self._real = RealClock()
        self._began, self._opens, self._speed = began, opens, speed

    def now(self) -> datetime:
        return self._opens + (self._real.now() - self._began) * self._speed

    async def wait_until(self, instant: datetime) -> None:
        await self._real.wait_until(self._began + (instant - self._opens) / self._speed)


class Hanging(TerminalPlatform):
    """The terminal platform; the process stands still at its ``at``-th message, before or after that is there."""

    at = 0
    after = False
    posts = 0

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        self.posts += 1
        if self.posts == self.at and not self.after:
            await self._stand_still()
        posted = await super().post(room, message, key)
        if self.posts == self.at:
            await self._stand_still()
        tell("posted", key)
        return posted

    async def _stand_still(self) -> None:
        tell("hangs", self.at)
        await asyncio.Event().wait()


async def work(given: argparse.Namespace) -> None:
    clock = FastClock(given.began, given.opens, given.speed)
    lease = timedelta(seconds=given.lease) * given.speed
    database = Database(ServerUrl(given.url))
    store = SqlStore(database)
    terminal = Hanging(SqlStage(database), clock)
    terminal.at, terminal.after = given.at, given.after
    host = Host(store, {terminal.name: terminal}, clock, worker=given.worker, lease=lease)
    ticker = Ticker(store, host, clock, worker=given.worker, lease=lease)
    listener = Listening(store, host, clock, worker=given.worker, lease=lease)
    await listener.look()
    tell("held", *listener.held)
    tasks = [asyncio.create_task(ticker.run()), asyncio.create_task(listener.run())]
    state = None
    held = listener.held
    while state is not CafeState.PUBLISHED:
        await clock.wait_until(clock.now() + timedelta(minutes=1))
        if held != listener.held:
            tell("held", *listener.held)
            held = listener.held
        async with store.reading() as reading:
            [cafe] = await reading.cafes()
        state = cafe.state
    ticker.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await listener.release()
    await database.close()
    tell("published", cafe.id)


if __name__ == "__main__":
    call = argparse.ArgumentParser()
    call.add_argument("url")
    call.add_argument("worker")
    call.add_argument("--began", type=datetime.fromisoformat)
    call.add_argument("--opens", type=datetime.fromisoformat)
    call.add_argument("--speed", type=float)
    call.add_argument("--lease", type=float)
    call.add_argument("--at", type=int, default=0)
    call.add_argument("--after", action="store_true")
    asyncio.run(work(call.parse_args()))
