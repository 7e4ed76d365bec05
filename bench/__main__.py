"""What must be fast, as ratios in one run: the machine's own speed is no part of the answer."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.clock import CompressedClock
from bot.conversation import Conversation
from bot.domain import PostMade, RoomRef
from bot.platforms.conversation_platform import ConversationPlatform
from bot.replay import replay
from bot.script import bare_script
from bot.store.engine import Database
from bot.store.schema import prepare
from bot.store.sql_store import SqlStore

POSTS = 5_000
ROUNDS = 3
TEXT = "Le mien avait un fil, il était gris, et je tirais dessus pour aller un peu plus loin dans le couloir."
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def conversation() -> Conversation:
    room = RoomRef("conversation", "file")
    events = tuple(
        PostMade(
            room=room,
            at=START + timedelta(seconds=number),
            position=f"{number:09}",
            post=f"m{number}",
            author=f"u{number % 500}",
            name=f"u{number % 500}",
            text=f"{TEXT} {number}",
            workshop="w1",
        )
        for number in range(POSTS)
    )
    return Conversation("bench", "fr", room, events, "bench", timedelta(0))


async def store_by_the_host(folder: Path) -> float:
    """Seconds to take the posts through the host's door into the store."""
    from bot.domain import Home
    from bot.host import LEASE, Host
    from bot.ticker import Ticker, run_through

    database = Database(folder / "host.db")
    await prepare(database)
    store = SqlStore(database)
    talk = conversation()
    platform = ConversationPlatform(talk, START)
    clock = CompressedClock(START - timedelta(days=1))
    host = Host(store, {platform.name: platform}, clock)
    script = bare_script("bench", "bench", "fr", [("w1", "w1")], 2)
    await host.open(script, [Home(platform.room, "fr")], zone="UTC", day=date(2026, 3, 2), secret=b"bench")
    await run_through(Ticker(store, host, clock, worker="bench", lease=LEASE), clock, until=START)
    begun = time.perf_counter()
    events = [event async for event in platform.read_back(platform.room, None)]
    for first in range(0, len(events), 100):
        await host.receive(events[first : first + 100])
    taken = time.perf_counter() - begun
    await database.close()
    return taken


def store_raw(folder: Path) -> float:
    """Seconds to insert the same posts with sqlite3 itself, committing each."""
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE posts (id TEXT PRIMARY KEY, author TEXT, at TEXT, text TEXT)")
    begun = time.perf_counter()
    for event in conversation().events:
        if isinstance(event, PostMade):
            row = (event.post, event.author, event.at.isoformat(), event.text)
            connection.execute("INSERT INTO posts VALUES (?, ?, ?, ?)", row)
    taken = time.perf_counter() - begun
    connection.close()
    return taken


async def whole_replay(folder: Path) -> float:
    """Seconds from a conversation in memory to its published flashback."""
    database = Database(folder / "replay.db")
    await prepare(database)
    script = bare_script("bench", "bench", "fr", [("w1", "w1")], 2)
    begun = time.perf_counter()
    await replay(conversation(), script, SqlStore(database), language="fr", zone="UTC")
    taken = time.perf_counter() - begun
    await database.close()
    return taken


def run(*arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    help_time = min(run("-m", "bot", "--help") for _ in range(5))
    bare_time = min(run("-c", "pass") for _ in range(5))
    print(f"cafe --help: {help_time:.2f} s, {help_time / bare_time:.1f} times an empty Python")
    ratios: list[float] = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            raw, host, whole = (
                store_raw(folder),
                asyncio.run(store_by_the_host(folder)),
                asyncio.run(whole_replay(folder)),
            )
        ratios.append(raw / host)
        print(
            f"{POSTS} posts: sqlite3 alone {POSTS / raw:,.0f}/s, through the host in groups of 100 "
            f"{POSTS / host:,.0f}/s (ratio {raw / host:.2f}), replayed to the flashback {POSTS / whole:,.0f}/s"
        )
    print(f"host to sqlite3: {min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} rounds")


if __name__ == "__main__":
    main()
