"""A database on a PostgreSQL server and whoever connects to it."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from bot.ports import Store
from bot.store.engine import Database, ServerUrl
from bot.store.every_table import metadata
from bot.store.sql_store import SqlStore
from tests.store.scene import Stand


class PostgresqlStand(Stand):
    def __init__(self, url: ServerUrl) -> None:
        self.url = url
        self._databases: list[Database] = []

    async def connect(self) -> Store:
        self._databases.append(Database(self.url))
        return SqlStore(self._databases[-1])

    async def values(self) -> Sequence[object]:
        connection = await asyncpg.connect(self.url.secret)
        try:
            return [
                value
                for table in metadata.sorted_tables
                for row in await connection.fetch(f'SELECT * FROM "{table.name}"')
                for value in row.values()
            ]
        finally:
            await connection.close()

    async def at_rest(self) -> bytes:
        """A server's files keep old versions of a row until they are written over: nothing to promise there."""
        return b""

    async def close(self) -> None:
        for database in self._databases:
            await database.close()
