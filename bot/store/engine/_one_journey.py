"""A connection to a SQLite file on which a statement is one journey to its thread and back.

aiosqlite has one thread for each connection, and SQLAlchemy asks it four things for each statement: a cursor, that it
executes, that it fetches, that it is closed. Here the four are asked for at once. What is longer than `FIRST` rows is
fetched on, as it is asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias, cast

import aiosqlite

FIRST = 256
"""How many rows come along with the answer to a statement."""

Values: TypeAlias = Sequence[Any]
Row: TypeAlias = tuple[Any, ...]


class OneJourney(aiosqlite.Connection):
    """Such a connection. ``connector`` opens the file, on the connection's own thread."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, FIRST)
        # A process that ends does not wait for it.
        self._thread.daemon = True

    def cursor(self) -> Cursor:  # type: ignore[override]  # what SQLAlchemy enters and uses of one is there
        """A cursor, for which nothing is done yet."""
        return Cursor(self)

    async def rollback(self) -> None:
        """Undo what was begun; where nothing was, there is nothing to ask for."""
        if self.in_transaction:
            await super().rollback()

    async def ask(self, what: Callable[[sqlite3.Connection], Any]) -> Any:
        """What the connection answers, asked on its thread."""
        return await cast("Any", self)._execute(lambda: what(self._conn))


class Cursor:
    """One statement and its rows: the part of `aiosqlite.Cursor` that SQLAlchemy uses."""

    def __init__(self, connection: OneJourney) -> None:
        self.arraysize = 1
        self.description: Any = None
        self.lastrowid: int | None = None
        self.rowcount = -1
        self._connection = connection
        self._rows: list[Row] = []
        self._more: sqlite3.Cursor | None = None

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, operation: str, parameters: Values = ()) -> Cursor:
        """Execute a statement, and fetch its first rows."""
        await self._connection.ask(lambda there: self._taken(there.execute(operation, parameters)))
        return self

    async def executemany(self, operation: str, parameters: Iterable[Values]) -> Cursor:
        """Execute a statement for each of these values."""
        await self._connection.ask(lambda there: self._taken(there.executemany(operation, parameters)))
        return self

    async def fetchone(self) -> Row | None:
        """The next row."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        """So many of the next rows, as far as there are that many."""
        size = size or self.arraysize
        if len(self._rows) < size and (more := self._more) is not None:
            self._rows += await self._connection.ask(lambda _: self._fetched(more, max(size, FIRST)))
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    async def fetchall(self) -> list[Row]:
        """All rows that are left."""
        taken, self._rows = self._rows, []
        if (more := self._more) is not None:
            taken += await self._connection.ask(lambda _: self._fetched(more, None))
        return taken

    async def close(self) -> None:
        """Let go of the rows that nobody asked for."""
        self._rows = []
        if (more := self._more) is not None:
            self._more = None
            await self._connection.ask(lambda _: more.close())

    def _taken(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.lastrowid, self.rowcount = cursor.description, cursor.lastrowid, cursor.rowcount
        self._rows = self._fetched(cursor, FIRST)
        # `RETURNING` counts what it has given.
        self.rowcount = cursor.rowcount

    def _fetched(self, cursor: sqlite3.Cursor, many: int | None) -> list[Row]:
        rows = cursor.fetchall() if many is None else cursor.fetchmany(many)
        whole = many is None or len(rows) < many
        self._more = None if whole else cursor
        if whole:
            cursor.close()
        return rows
