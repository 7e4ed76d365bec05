"""One measurement in a process of its own, so that its peak of memory is its own: prints it as JSON."""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.generating import write_conversation
from bot.clock import CompressedClock
from bot.conversation import read_conversation
from bot.domain import Home, RoomRef
from bot.host import LEASE, Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.replay import replay, replayed_script
from bot.script import bare_script
from bot.store.engine import Database
from bot.store.schema import prepare
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.ticker import Ticker
from bot.wording import wording

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
WORKSHOPS = 5


def peak() -> float:
    """The most memory this process has taken so far, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # What `getrusage` tells begins with what the parent had when it started this one.
        [most] = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(most) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def replayed(folder: Path, posts: int, workshops: int = WORKSHOPS) -> dict[str, float]:
    """Read a made-up conversation, with a reaction for each five posts, and replay it to its flashback."""
    file = folder / "c.jsonl"
    write_conversation(file, posts, posts // 5, workshops)
    begun, worked, found = time.perf_counter(), time.process_time(), {"empty": peak()}
    conversation = read_conversation(file, RoomRef("conversation", "file"))
    found |= {"reading": time.perf_counter() - begun, "read": peak()}
    database = Database(folder / "cafe.db")
    await prepare(database)
    script = replayed_script(conversation, None, None, "fr", "UTC", wording("fr"))
    at_publishing: list[float] = []

    def read() -> None:
        at_publishing[:] = [peak()]

    await replay(conversation, script, SqlStore(database), language="fr", zone="UTC", on_read=read)
    await database.close()
    found |= {"seconds": time.perf_counter() - begun, "worked": time.process_time() - worked}
    return found | {"kept": at_publishing[0], "peak": peak()}


async def waited(folder: Path) -> dict[str, float]:
    """Start with the open cafés of that folder, and look once while nothing is due."""
    path = folder / "cafe.db"
    empty, begun = peak(), time.perf_counter()
    database = Database(path)
    store, clock = SqlStore(database), CompressedClock(NOW)
    terminal = TerminalPlatform(SqlStage(database), clock)
    host = Host(store, {terminal.name: terminal}, clock)
    ticker = Ticker(store, host, clock, worker="bench", lease=LEASE)
    await prepare(database)
    await host.listen()
    await ticker.tick()
    start = time.perf_counter() - begun
    said: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    begun = time.perf_counter()
    await ticker.tick()
    idle = time.perf_counter() - begun
    await terminal.close()
    await database.close()
    return {"start": start, "idle": idle, "statements": len(said), "grown": peak() - empty, "peak": peak()}


async def fill(path: Path, cafes: int) -> None:
    """So many cafés that open tomorrow, ten to a room, written a thousand at a time."""
    database = Database(path)
    await prepare(database)
    store, clock = SqlStore(database), CompressedClock(NOW)
    terminal = TerminalPlatform(SqlStage(database), clock)
    host = Host(store, {terminal.name: terminal}, clock)
    rooms = [await terminal.open_room(f"room-{number}") for number in range(max(cafes // 10, 1))]
    script = bare_script("bench", "bench", "fr", [(f"w{number}", "w") for number in range(WORKSHOPS)], 7)
    first = await host.open(script, [Home(rooms[0], "fr")], zone="UTC", day=date(2026, 3, 3))
    async with store.reading() as reading:
        beats = await reading.beats(first.id)
    for start in range(1, cafes, 1000):
        async with store.writing() as work:
            for number in range(start, min(start + 1000, cafes)):
                cafe = replace(first, id=f"bench-{number}", homes=(Home(rooms[number % len(rooms)], "fr"),))
                own = [replace(one, key=f"{cafe.id}/{place}", cafe=cafe.id) for place, one in enumerate(beats)]
                await work.add_cafe(cafe, own)
    await database.close()


def main() -> None:
    what, number = sys.argv[1], int(sys.argv[2])
    if what == "fill":
        asyncio.run(fill(Path(sys.argv[3]), number))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        if what == "replay":
            found = asyncio.run(replayed(Path(name), number, *map(int, sys.argv[3:])))
        else:
            # Filled by another process: what that takes is no part of the answer.
            fill_it = [sys.executable, "-m", "bench.child", "fill", str(number), f"{name}/cafe.db"]
            subprocess.run(fill_it, check=True)
            found = asyncio.run(waited(Path(name)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
