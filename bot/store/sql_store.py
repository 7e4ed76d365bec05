"""The store on SQLAlchemy Core."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from bot.ports import Reading, Writing
from bot.store.engine import Database
from bot.store.reading import SqlReading
from bot.store.remembering import RememberingWriting


class SqlStore:
    """Cafés in one database; `bot.ports.Store` says what is promised."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """A moment to read in."""
        async with self._database.reading() as connection:
            yield SqlReading(connection)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        """A unit of work; an exception inside undoes all of it."""
        async with self._database.writing() as connection:
            work = RememberingWriting(connection)
            yield work
            await work.write()
        if work.erased:
            await self._database.empty_journal()

    async def close(self) -> None:
        """Let go of the database."""
        await self._database.close()
