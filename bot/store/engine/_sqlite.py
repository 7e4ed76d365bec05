"""A database in one SQLite file.

SQLite is told three things: a unit of work takes the write lock at its beginning (a read that later writes
would fail with "locked" at once), a reader never waits for a writer (WAL), and what is erased is overwritten
(``secure_delete``). The units of work of one process take turns before they ask for that lock: SQLite looks for it
again and again, in no order, and gives up.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError, fault
from bot.store.engine._one_journey import OneJourney

WAIT_FOR_LOCK = 10_000
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


class SqliteFile:
    """What is SQLite's own in opening, beginning, sweeping and failing (`bot.store.engine.Server`)."""

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        self._path = path
        self._opened = False
        self.turn = asyncio.Lock()
        self.engine: AsyncEngine = create_async_engine(
            URL.create("sqlite+aiosqlite", database=str(path)), hide_parameters=True, async_creator=self._connected
        )
        event.listen(self.engine.sync_engine, "begin", _begin)

    async def _connected(self) -> OneJourney:
        connection = OneJourney(lambda: _opened(self._path))
        await connection
        return connection

    def try_to_open(self) -> None:
        """Open the file once without a thread: where that fails, aiosqlite would leave its thread behind, which
        then complains of a loop that has ended."""
        if not self._opened:
            with contextlib.suppress(OSError):
                # A new file is its owner's alone; one that is there keeps the rights it was given.
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            with contextlib.closing(sqlite3.connect(self._path)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            self._opened = True

    async def begin(self, connection: AsyncConnection, *, writes: bool) -> None:
        """Begin a moment, or a unit of work with the write lock."""
        await connection.execution_options(writes=writes)
        await connection.begin()

    async def sweep(self) -> None:
        """Write the journal into the file and empty it. Where somebody reads an older moment just then, the next
        time does it."""
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Let go of the file."""
        await self.engine.dispose()

    def may_begin_again(self, error: BaseException | None) -> bool:
        """Never: SQLite has waited for the lock itself."""
        return False

    def as_fault(self, error: BaseException | None) -> StoreError:
        """What SQLite says, as a sentence."""
        return sqlite_fault(self._path, error)


def sqlite_fault(path: Path, error: BaseException | None) -> StoreError:
    """What SQLite says of a file, as a sentence."""
    code = getattr(error, "sqlite_errorcode", None)
    # The extended codes of SQLite keep the primary one in their lowest byte.
    key = "store_failing" if code is None else _SENTENCES.get(code & 0xFF, "store_failing")
    return StoreError(fault(key, path=str(path), reason=str(error)))


def _opened(path: Path) -> sqlite3.Connection:
    # SQLAlchemy sets and asks some things of it from elsewhere, while its own thread does nothing.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for pragma in (f"busy_timeout = {WAIT_FOR_LOCK}", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        # This one is written into the file for good, so a database of something else is left as it is.
        if not names or _OURS in names:
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
