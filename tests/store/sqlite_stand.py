"""A SQLite file and whoever connects to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.ports import Store
from bot.store.engine import Database
from bot.store.every_table import metadata
from bot.store.sql_store import SqlStore
from tests.store.scene import Stand


class SqliteStand(Stand):
    def __init__(self, path: Path) -> None:
        self.path = path
        self._databases: list[Database] = []

    async def connect(self) -> Store:
        self._databases.append(Database(self.path))
        return SqlStore(self._databases[-1])

    async def values(self) -> Sequence[object]:
        with closing(sqlite3.connect(self.path)) as file:
            return [
                value
                for table in metadata.sorted_tables
                for row in file.execute(f'SELECT * FROM "{table.name}"')
                for value in row
            ]

    async def at_rest(self) -> bytes:
        with closing(sqlite3.connect(self.path)) as file:
            busy, _, _ = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert not busy, "somebody still reads: the log cannot be written out"
        return self.path.read_bytes()

    async def close(self) -> None:
        for database in self._databases:
            await database.close()
