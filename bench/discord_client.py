"""The bot's side of what is measured on Discord, in a process of its own: a client that does nothing with what it
hears, or the café's own, from the gateway into the store; and a bot with ten thousand cafés.

It tells lines of JSON: first what is needed to go on, in the end what was measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import discord
import yarl
from pydantic import SecretStr

from bench.posting import START
from bot.clock import CompressedClock
from bot.commands import Binding, Commands, Rights, Services
from bot.domain import Home, Inbound, PostMade, RoomRef
from bot.host import LEASE, Host, Places
from bot.platforms.discord_platform import DiscordPlatform, Service
from bot.ports import Door
from bot.script import bare_script
from bot.store.engine import Database
from bot.store.schema import prepare
from bot.store.sql_store import SqlStore
from bot.ticker import TOGETHER, Ticker, run_through
from tests.discord_server import TOKEN

OPENED = START + timedelta(minutes=10)


def tell(what: Any) -> None:
    print(json.dumps(what), flush=True)


class Counted:
    """Counts what has been dealt with, and tells when all of it has."""

    def __init__(self, posts: int) -> None:
        self.posts = posts
        self.seen = 0
        self.first = 0.0
        self.all = asyncio.Event()

    def heard(self) -> None:
        """The first one has come."""
        self.first = self.first or time.perf_counter()

    def done(self, number: int = 1) -> None:
        """So many more are dealt with."""
        self.seen += number
        if self.seen >= self.posts:
            self.all.set()

    async def rate(self) -> float:
        """Posts a second, once all have been dealt with."""
        await self.all.wait()
        return self.posts / (time.perf_counter() - self.first)


class Idle:
    """Ears with an empty handler: they count, and nothing else."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted

    def hear(self, event: str, *_what: Any) -> None:
        if event == "message":
            self._counted.heard()
            self._counted.done()


class CountingPlatform(DiscordPlatform):
    """The account as it is; what has gone through the door is counted."""

    counted: Counted

    async def connect(self, door: Door) -> None:
        async def through(events: Sequence[Inbound]) -> None:
            posts = sum(isinstance(one, PostMade) for one in events)
            if posts:
                self.counted.heard()
            await door(events)
            self.counted.done(posts)

        await super().connect(through)


@dataclass
class Worker:
    """A host with its account and its database."""

    host: Host
    platform: CountingPlatform
    store: SqlStore
    ticker: Ticker
    clock: CompressedClock


@contextlib.asynccontextmanager
async def working(path: Path, rooms: Sequence[str], posts: int, **how: Any) -> AsyncIterator[Worker]:
    """A bot that listens in these rooms, in each of which a café opens at `START`."""
    database = Database(path)
    await prepare(database)
    store, clock = SqlStore(database), CompressedClock(START - timedelta(days=1))
    platform = CountingPlatform(SecretStr(TOKEN), clock, reads_all=True, **how)
    platform.counted = Counted(posts)
    host = Host(store, {platform.name: platform}, clock)
    script = bare_script("bench", "bench", "fr", [("w1", "w1")], 2)
    for room in rooms:
        home = Home(RoomRef(platform.name, room), "fr")
        await host.open(script, [home], zone="UTC", day=date(2026, 3, 2), id=f"c{room}", secret=b"bench")
    together = TOGETHER if len(rooms) > 1 else 1
    ticker = Ticker(store, host, clock, worker="bench", lease=LEASE, together=together)
    try:
        yield Worker(host, platform, store, ticker, clock)
    finally:
        await platform.close()
        await database.close()


async def empty(channel: str, posts: int) -> None:
    """An account that listens with an empty handler: the ceiling."""
    with tempfile.TemporaryDirectory() as folder:
        async with working(Path(folder) / "cafe.db", [channel], posts) as worker:
            thread = await _opened(worker, channel)
            await worker.platform._account.leave()
            counted = Counted(posts)
            await worker.platform._account.listen(Idle(counted))
            tell(thread)
            tell(await counted.rate())


async def into_the_store(channel: str, posts: int) -> None:
    """The café's own: from the gateway through the host into the store."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cafe.db"
        async with working(path, [channel], posts) as worker:
            thread = await _opened(worker, channel)
            worker.platform.counted = Counted(posts)
            tell(thread)
            tell(await worker.platform.counted.rate())
        with contextlib.closing(sqlite3.connect(path)) as connection:
            kept = connection.execute("SELECT count(*) FROM posts").fetchone()[0]
        assert kept >= posts, f"{kept} of {posts} posts are there"


async def _opened(worker: Worker, channel: str) -> str:
    """Live until the workshop is open; returns its thread."""
    await worker.platform.open_room(channel)
    await worker.host.listen()
    await run_through(worker.ticker, worker.clock, until=OPENED)
    worker.clock.move_to(OPENED)
    async with worker.store.reading() as store:
        thread = await store.place(f"c{channel}", RoomRef(worker.platform.name, channel), "w1")
    assert thread is not None
    return thread


async def many(channels: Sequence[str]) -> None:
    """A café in each channel, all due at once: tells when it begins, then works until it is killed."""
    with tempfile.TemporaryDirectory() as folder:
        async with working(Path(folder) / "cafe.db", channels, 0, extensions=["cogs"]) as worker:
            _serve(worker, channels[0])
            for one in channels[::500]:
                await worker.platform.open_room(one)
            await worker.host.listen()
            due = await worker.ticker.tick()
            assert due is not None
            worker.clock.move_to(due)
            tell("due")
            await worker.ticker.tick()
            tell("done")


def _serve(worker: Worker, channel: str) -> None:
    """Hand the account its commands."""
    around = {worker.platform.name: worker.platform}
    room = RoomRef(worker.platform.name, channel)
    services = Services(
        worker.store,
        around,
        worker.clock,
        worker.host,
        "UTC",
        lambda name: bare_script(name, name, "fr", [("w1", "w1")], 2),
        lambda: [],
        Places(around, rooms=[channel], language=lambda _script, _room: "fr"),
    )
    commands = Commands(services, Rights(worker.store, Binding()))
    name = worker.platform.name
    worker.platform.serve(Service(name, commands, worker.host, worker.store, worker.clock, {channel: room}))


def main() -> None:
    what, address, gateway = sys.argv[1:4]
    discord.http.Route.BASE = f"{address}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    numbers = sys.argv[4:]
    if what == "many":
        asyncio.run(many(json.loads(sys.stdin.readline())))
    else:
        asyncio.run({"empty": empty, "store": into_the_store}[what](numbers[0], int(numbers[1])))


if __name__ == "__main__":
    main()
