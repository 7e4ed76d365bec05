"""The connection to the database, and its faults in plain sentences.

SQLite is told three things: a unit of work takes the write lock at its beginning (a read that later writes
would fail with "locked" at once), a reader never waits for a writer (WAL), and what is erased is overwritten
(``secure_delete``).
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.errors import NotTaken, StoreError, fault
from bot.logs import own_fault

_WAIT_FOR_LOCK = 10_000
"""How long a unit of work waits for the write lock, in milliseconds."""

_OURS = "cafes"
"""A table that tells a database of ours."""

_SENTENCES = {
    sqlite3.SQLITE_NOTADB: "store_corrupt",
    sqlite3.SQLITE_CORRUPT: "store_corrupt",
    sqlite3.SQLITE_READONLY: "store_read_only",
    sqlite3.SQLITE_CANTOPEN: "store_unopenable",
    sqlite3.SQLITE_FULL: "store_full",
    sqlite3.SQLITE_IOERR: "store_failing",
    sqlite3.SQLITE_BUSY: "store_locked",
    sqlite3.SQLITE_LOCKED: "store_locked",
    sqlite3.SQLITE_PERM: "store_unopenable",
    sqlite3.SQLITE_AUTH: "store_unopenable",
}


class Database:
    """One SQLite database file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = create_async_engine(URL.create("sqlite+aiosqlite", database=str(path)), hide_parameters=True)
        self._opened = False
        event.listen(self._engine.sync_engine, "connect", _prepare)
        event.listen(self._engine.sync_engine, "begin", _begin)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one moment of the database. Raises `StoreError`."""
        with self._worded():
            async with self._engine.connect() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection with the write lock: all is written at its end, or nothing. Raises `StoreError`."""
        with self._worded():
            async with self._engine.connect() as connection:
                await connection.execution_options(writes=True)
                async with connection.begin():
                    yield connection

    async def empty_journal(self) -> None:
        """Write the journal into the database and empty it: what was erased stands in neither any more. Where
        somebody reads an older moment just then, the next time does it."""
        with self._worded():
            async with self._engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Let go of the file."""
        await self._engine.dispose()

    @contextlib.contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            self._try_to_open()
            yield
        except (DataError, IntegrityError, ProgrammingError) as error:
            # The database is well and refuses this one thing: what it says of it may be a member's words.
            raise NotTaken(*own_fault(error).faults) from None
        except DBAPIError as error:
            raise self._as_fault(error.orig) from None
        except sqlite3.Error as error:
            raise self._as_fault(error) from None

    def _try_to_open(self) -> None:
        """Open the file once without a thread: where that fails, aiosqlite would leave its thread behind, which
        then complains of a loop that has ended."""
        if not self._opened:
            with contextlib.closing(sqlite3.connect(self.path)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            self._opened = True

    def _as_fault(self, error: BaseException | None) -> StoreError:
        code = getattr(error, "sqlite_errorcode", None)
        # The extended codes of SQLite keep the primary one in their lowest byte.
        key = "store_failing" if code is None else _SENTENCES.get(code & 0xFF, "store_failing")
        return StoreError(fault(key, path=str(self.path), reason=str(error)))


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {_WAIT_FOR_LOCK}", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute("SELECT name FROM sqlite_master")
    names = {name for (name,) in cursor.fetchall()}
    # This one is written into the file for good, so a database of something else is left as it is.
    if not names or _OURS in names:
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
