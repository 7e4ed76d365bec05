"""Three real processes on one PostgreSQL database; the one that listens is killed in the middle of a delivery."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.clock import RealClock
from bot.domain import CafeState, Home, Workshop
from bot.host import Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.engine import Database, ServerUrl
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from tests.conftest import ROOT
from tests.stories.room import MONDAY, ZONE, script
from tests.workers.runner import FastClock

SPEED = 240
"""A minute of the story is a quarter of a second."""

LEASE = 2
"""How long a claim holds, in real seconds."""

PATIENCE = 90
"""How long a process may take for what it was started for, in real seconds: the machine may be busy."""

HOUR = (
    Workshop("memory", "question", 1, time(9, 20)),
    Workshop("moment", "poll", 1, time(9, 30), choices=("early", "late")),
    Workshop("last", "closing_word", 1, time(9, 50)),
)


class Worker:
    """A process that works on the café."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told: list[str] = []

    @classmethod
    async def started(cls, url: ServerUrl, name: str, began: datetime, opens: datetime, *more: str) -> Worker:
        given = [url.secret, name, "--began", began.isoformat(), "--opens", opens.isoformat()]
        given += ["--speed", str(SPEED), "--lease", str(LEASE), *more]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.workers.runner", *given),
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        return cls(process)

    async def until(self, word: str) -> str:
        """Read on until the process says so; returns the whole line."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stdout.readline()).decode().strip():
                self.told.append(line)
                if line.startswith(word):
                    return line
        raise AssertionError(f"the process ended after {self.told} and never said {word!r}")

    async def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(True, id="once its message is there"),
        pytest.param(False, id="before its message is there", marks=pytest.mark.soak),
    ],
)
async def test_who_dies_is_followed_and_nothing_is_said_twice_or_missing(
    server_database: ServerUrl, after: bool
) -> None:
    opens = datetime(2026, 3, 2, 7, 58, tzinfo=UTC)
    began = RealClock().now() + timedelta(seconds=4)
    clock = FastClock(began, opens, SPEED)
    database = Database(server_database)
    store = SqlStore(database)
    terminal = TerminalPlatform(SqlStage(database), clock)
    ref = await terminal.open_room("café")
    short = replace(script(), days=1, workshops=HOUR, closes_at=time(10, 20), publishes_after_hours=0)
    host = Host(store, {"terminal": terminal}, clock)
    cafe = await host.open(short, [Home(ref, "fr")], zone=ZONE, day=MONDAY)

    first = await Worker.started(server_database, "first", began, opens, "--at", "4", *(["--after"] if after else []))
    assert await first.until("held") == "held terminal"
    await first.until("hangs")
    async with store.reading() as reading:
        thread = await reading.place(cafe.id, ref, "memory")
    assert thread is not None
    said = [
        await terminal.say(ref, name, name.title(), f"Le souvenir de {name}.", thread=thread)
        for name in ("vio", "marc")
    ]
    others = [await Worker.started(server_database, name, began, opens) for name in ("second", "third")]
    for one in others:
        assert await one.until("held") == "held", "somebody listens already"
    await first.kill()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(one.until("published") for one in others))
        assert [await one.process.wait() for one in others] == [0, 0]

    assert sum("held terminal" in one.told for one in others) >= 1, "somebody else listened then"
    async with store.reading() as reading:
        record = await reading.record(cafe.id)
        beats = await reading.beats(cafe.id)
        owed = [one for beat in beats for one in await reading.deliveries(beat.key)]
    assert record.cafe.state is CafeState.PUBLISHED
    assert [post.ref.id for post in record.posts] == said
    keys = Counter(message.key for message in await terminal.messages(ref) if message.from_bot)
    assert set(keys.values()) == {1}, "nothing is said twice"
    assert set(keys) == {one.key for one in owed}, "nothing is missing"
    assert all(one.posted is not None for one in owed)
    await database.close()
