"""The terminal's rooms on a real database, with a clock that stands still until it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.engine import Database
from bot.store.stage import SqlStage
from bot.store.stage_tables import metadata

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class StillClock:
    """Time that passes when it is told to."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    async def wait_until(self, instant: datetime) -> None:
        self._now = max(self._now, instant)

    def pass_time(self, length: timedelta) -> None:
        self._now += length


class Scene:
    """A database file and whoever connects to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = StillClock()
        self._databases: list[Database] = []

    async def prepare(self) -> None:
        async with self._database().writing() as connection:
            await connection.run_sync(metadata.create_all)

    def platform(self, *, moderators: tuple[str, ...] = ()) -> TerminalPlatform:
        """Another platform on the same file, over a connection of its own."""
        return TerminalPlatform(SqlStage(self._database()), self.clock, moderators=moderators)

    def _database(self) -> Database:
        database = Database(self.path)
        self._databases.append(database)
        return database

    async def close(self) -> None:
        for database in self._databases:
            await database.close()
