"""One café that goes its whole way, through as many lives of the bot as it takes.

The members and their chat server do not die with the bot: what they do is a list of lines (`tests.stories.said_lines`),
and how far they have come is read from the server. The server numbers what members do by itself (a thousand for each
line), as real ones do, so that an id says nothing about when the bot was awake.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import CompressedClock
from bot.domain import BeatKind, Cafe, CafeState, Home, Progress, Record, RoomRef
from bot.host import LEASE, Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.engine import Database
from bot.store.schema import prepare
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.ticker import Ticker
from tests.stories.fates import Death, Fate, fated_platform, fated_store
from tests.stories.room import MONDAY, ZONE
from tests.stories.said_lines import BEGINNING, CAFE, END, GONE, LINES, ROOM, STEP, Line, script


def _nobody(_: str) -> None:
    pass


@dataclass(frozen=True)
class Outcome:
    """What is there at the end: what the bot has said (key, words, the thread it begins, to whom), what is known of the
    café, the flashback."""

    said: tuple[tuple[str | None, str, str | None, str | None], ...]
    record: Record
    flashback: bytes


class Play:
    """The café in one database file, taken up at an instant. ``told`` hears of each message and each line."""

    def __init__(self, path: Path, clock: datetime | None = None, told: Callable[[str], None] = _nobody) -> None:
        self._path = path
        self._told = told
        self._lives = 0
        self.clock = CompressedClock(clock or BEGINNING)

    async def prepare(self) -> None:
        """Make the database."""
        database = Database(self._path)
        await prepare(database)
        await database.close()

    async def live(self, fate: Fate = _nobody, *, down_for: timedelta = timedelta(0), until: int = len(LINES)) -> bool:
        """One life of the bot, from where the last one was left, to just before that line or to the end; false if it
        has died. It has been down for so long."""
        self._lives += 1
        database = Database(self._path)
        life = OneLife(database, self.clock, fate, f"worker-{self._lives}", self._told)
        try:
            await life.last(self.clock.now() + down_for, until)
        except Death:
            return False
        finally:
            await database.close()
        return True

    async def outcome(self) -> Outcome:
        """What is there now; whatever should not be is refused at once."""
        database = Database(self._path)
        store, server = SqlStore(database), TerminalPlatform(SqlStage(database), self.clock)
        try:
            async with store.reading() as reading:
                record = await reading.record(CAFE)
                flashback = await reading.flashback(CAFE)
                beats = await reading.beats(CAFE)
                owed = [one for beat in beats for one in await reading.owed(beat.key)]
                owed += await reading.replies_owed()
                changes = await reading.changes(CAFE)
            messages = list(await server.messages(ROOM))
            for member, _ in await server.members():
                messages += await server.inbox(ROOM, member)
        finally:
            await database.close()
        assert record.cafe.state is CafeState.PUBLISHED
        left = [beat.kind for beat in beats if beat.progress is not Progress.DONE]
        assert left == [BeatKind.END_RETENTION], "it is half a year away"
        assert [one.key for one in owed] == []
        assert changes == 0
        assert flashback is not None
        by_bot = [one for one in messages if one.from_bot]
        keys = [one.key for one in by_bot]
        assert len(keys) == len(set(keys)), "something is said twice"
        assert not [gone for gone in GONE if any(gone in one.text for one in by_bot)]
        assert not [gone for gone in GONE if gone in flashback.decode()]
        return Outcome(
            said=tuple(sorted((one.key, one.text, one.begins, one.private_with) for one in by_bot)),
            record=replace(record, cafe=replace(record.cafe, presented_at=None)),
            flashback=flashback,
        )


_OF_THE_MOMENT = {
    "beats": {"generation", "claimed_by", "lease_until", "done_at"},
    "cafes": {"presented_at"},
    "notices": {"at"},
    "deliveries": {
        "number",
        "generation",
        "claimed_by",
        "claimed_at",
        "lease_until",
        "done_at",
        "read_from",
        "reworded",
    },
    "flashbacks": {"published_at"},
}
"""What says who had something in hand, and when: all that a death may leave different."""
_OF_THE_BOT = {"at", "edited_at", "erased_at", "locked_at"}


def everything(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of the database, without what is of the moment alone, and without the server's lines about the bot's
    own doings: revising or locking twice is allowed, and its messages are all there."""
    found: dict[str, list[dict[str, object]]] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table.startswith("sqlite_"):
                continue
            rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            if table == "stage_events":
                rows = [row for row in rows if row["position"] % STEP == 0]
            for row in rows:
                moment = _OF_THE_MOMENT.get(table, set())
                if table == "stage_messages" and row["from_bot"]:
                    moment = _OF_THE_BOT
                if table == "beats" and row["kind"] == BeatKind.END_RETENTION:
                    # It counts from when the flashback came out.
                    moment = moment | {"due"}
                for column in moment:
                    row.pop(column, None)
            found[table] = sorted(rows, key=repr)
    return found


class OneLife:
    """The life of one process: everything opened anew, nothing in memory from the one before."""

    def __init__(
        self, database: Database, clock: CompressedClock, fate: Fate, worker: str, told: Callable[[str], None]
    ) -> None:
        self.database = database
        self._told = told
        self._clock = clock
        self._store = fated_store(SqlStore(self.database), fate)
        self._server = TerminalPlatform(SqlStage(self.database), clock)
        self._fate = fate
        self._worker = worker
        self._awake = False

    async def last(self, wakes_at: datetime, until: int) -> None:
        """Live until that line, awake from that instant on."""
        while (number := await self._server.end() // STEP) < until:
            line = LINES[number]
            if line.down:
                await self._fall_asleep()
                self._clock.move_to(line.at)
            elif line.at <= wakes_at:
                self._clock.move_to(line.at)
            else:
                await self._wake(wakes_at)
                await self._until(line.at)
            await self._act(number, line)
        await self._wake(wakes_at)
        await self._until(LINES[until].at if until < len(LINES) else END)
        await self._fall_asleep()

    async def _act(self, number: int, line: Line) -> None:
        async with self.database.writing() as connection:
            for table in ("stage_messages", "stage_events"):
                await connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
                await connection.exec_driver_sql(
                    "INSERT INTO sqlite_sequence VALUES (?, ?)", (table, STEP * (number + 1) - 1)
                )
        thread = None
        if line.workshop is not None:
            titles = script().worded("fr").workshops
            threads = await self._server.threads(ROOM)
            thread = next(one.id for one in threads if one.title == titles[line.workshop].title)
        self._told(f"line {number}")
        await line.deed(self._server, thread)

    async def _wake(self, at: datetime) -> None:
        if self._awake:
            return
        self._clock.move_to(at)
        self._awake = True
        platform = fated_platform(self._server, self._fate)
        self._platform = platform
        host = Host(self._store, {platform.name: platform}, self._clock, worker=self._worker)
        self._ticker = Ticker(self._store, host, self._clock, worker=self._worker, lease=LEASE)
        room = await platform.open_room(ROOM.room)
        self._server.watch(lambda: self._told("change"))
        await host.listen()
        await self._open(host, room)
        # What the life before had in hand is taken over once its claims have run out.
        due = await self._ticker.tick()
        rested = self._clock.now() + LEASE
        while due is not None and due < rested:
            self._clock.move_to(due)
            due = await self._ticker.tick()
        self._clock.move_to(rested)

    async def _open(self, host: Host, room: RoomRef) -> Cafe | None:
        """Open the café, unless it is there: whoever typed that and saw nothing happen looks first."""
        async with self._store.reading() as reading:
            if await reading.cafe(CAFE):
                return None
        return await host.open(script(), [Home(room, "fr")], zone=ZONE, day=MONDAY, id=CAFE, secret=b"s" * 32)

    async def _fall_asleep(self) -> None:
        if self._awake:
            await self._platform.close()
            self._awake = False

    async def _until(self, at: datetime) -> None:
        while (due := await self._ticker.tick()) is not None and due <= at:
            self._clock.move_to(due)
        self._clock.move_to(at)
