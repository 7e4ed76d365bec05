"""Posts through the host's door, beside sqlite3 alone that commits each of the same rows."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.clock import CompressedClock
from bot.conversation import Conversation, shelved
from bot.domain import Home, Inbound, PostMade, RoomRef
from bot.host import LEASE, Host
from bot.platforms.conversation_platform import ConversationPlatform
from bot.script import bare_script
from bot.store.engine import Database
from bot.store.schema import prepare
from bot.store.sql_store import SqlStore
from bot.ticker import Ticker, run_through

TEXT = "Le mien avait un fil, il était gris, et je tirais dessus pour aller un peu plus loin dans le couloir."
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROOM = RoomRef("conversation", "file")
CALLERS = 200


def post(number: int) -> PostMade:
    return PostMade(
        room=ROOM,
        at=START + timedelta(seconds=number % 86_000),
        position=f"{number:012}",
        post=f"m{number}",
        author=f"u{number % 500}",
        name=f"u{number % 500}",
        text=f"{TEXT} {number}",
        workshop="w1",
    )


def conversation(posts: int) -> Conversation:
    return Conversation("bench", "fr", ROOM, shelved(ROOM, map(post, range(posts))), "bench", timedelta(0))


@contextlib.asynccontextmanager
async def open_cafe(path: Path) -> AsyncIterator[tuple[Host, RoomRef]]:
    """A host with one café that is open, and its room."""
    database = Database(path)
    await prepare(database)
    store = SqlStore(database)
    platform = ConversationPlatform(conversation(1), START)
    clock = CompressedClock(START - timedelta(days=1))
    host = Host(store, {platform.name: platform}, clock)
    script = bare_script("bench", "bench", "fr", [("w1", "w1")], 2)
    await host.open(script, [Home(platform.room, "fr")], zone="UTC", day=date(2026, 3, 2), secret=b"bench")
    await run_through(Ticker(store, host, clock, worker="bench", lease=LEASE), clock, until=START)
    try:
        yield host, platform.room
    finally:
        await database.close()


async def by_callers(host: Host, events: list[Inbound]) -> None:
    """So many callers at once, each of them handing in one event after another."""

    async def caller(mine: list[Inbound]) -> None:
        for event in mine:
            await host.receive([event])

    await asyncio.gather(*(caller(events[first::CALLERS]) for first in range(CALLERS)))


async def one_by_one(host: Host, events: list[Inbound]) -> None:
    for event in events:
        await host.receive([event])


async def by_the_host(path: Path, posts: int, way: Callable[[Host, list[Inbound]], Awaitable[None]]) -> float:
    """Posts a second through `Host.receive`."""
    async with open_cafe(path) as (host, room):
        events: list[Inbound] = [replace(post(number), room=room) for number in range(posts)]
        begun = time.perf_counter()
        await way(host, events)
        taken = time.perf_counter() - begun
    with contextlib.closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT count(*) FROM posts").fetchone()[0]
    assert kept == posts, f"{kept} of {posts} posts are there"
    return posts / taken


def raw(source: Path, path: Path) -> float:
    """Posts a second by sqlite3 alone: the rows that the host has written, into the same tables under the same
    settings, a commit for each post with its room's position."""
    shutil.copyfile(source, path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        rows = connection.execute("SELECT * FROM posts").fetchall()
        position = connection.execute("SELECT * FROM positions").fetchone()
        connection.execute("DELETE FROM posts")
        marks = ", ".join("?" * len(rows[0]))
        begun = time.perf_counter()
        for row in rows:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"INSERT INTO posts VALUES ({marks})", row)
            connection.execute("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", position)
            connection.execute("COMMIT")
        return len(rows) / (time.perf_counter() - begun)
