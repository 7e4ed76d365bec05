"""The connection to the database, and its faults in plain sentences: a SQLite file, or a PostgreSQL server."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Protocol

from sqlalchemy import event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import NotTaken, StoreError, fault
from bot.logs import own_fault
from bot.store.engine._address import ServerUrl
from bot.store.engine._sqlite import SqliteFile, sqlite_fault

__all__ = ["Database", "ServerUrl", "sqlite_fault"]


class Server(Protocol):
    """What differs between one sort of database and another."""

    place: str
    engine: AsyncEngine
    turn: asyncio.Lock
    """For whose time a unit of work of this process holds the others back."""

    def try_to_open(self) -> None:
        """Look whether there is something that can be opened, before anything is started for it."""

    async def begin(self, connection: AsyncConnection, *, writes: bool) -> None:
        """Begin: a moment to read in, or a unit of work that holds the one write lock."""

    async def sweep(self) -> None:
        """Have erased words leave the journal and the free room, as far as can be."""

    async def close(self) -> None:
        """Let go of it."""

    def may_begin_again(self, error: BaseException | None) -> bool:
        """Whether a unit of work that could not even begin may be begun once more."""

    def as_fault(self, error: BaseException | None) -> StoreError:
        """What the driver says, as a sentence."""


class Database:
    """One database: the SQLite file of that path, or the one on a server at that address.

    ``place`` is how it is called in sentences, without any secret; ``path`` is its file, ``None`` on a server.
    """

    def __init__(self, where: Path | ServerUrl) -> None:
        self.path = where if isinstance(where, Path) else None
        self._server = _server(where)
        self.place = self._server.place

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one moment of the database. Raises `StoreError`."""
        with self._worded():
            async with contextlib.AsyncExitStack() as stack:
                yield await self._begun(stack, writes=False)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection with the write lock: all is written at its end, or nothing. Raises `StoreError`."""
        with self._worded():
            async with self._server.turn, contextlib.AsyncExitStack() as stack:
                connection = await self._begun(stack, writes=True)
                yield connection
                await connection.commit()

    async def sweep(self) -> None:
        """Have what was erased leave the database's journal and free room too, as far as can be: at once in a file,
        soon on a server. Raises `StoreError`."""
        with self._worded():
            await self._server.sweep()

    async def close(self) -> None:
        """Let go of the database: of what somebody still uses, as soon as it is given back."""
        event.listen(self._server.engine.sync_engine, "checkin", _let_go)
        await self._server.close()

    async def _begun(self, stack: contextlib.AsyncExitStack, *, writes: bool) -> AsyncConnection:
        self._server.try_to_open()
        try:
            return await self._try_to_begin(stack, writes)
        except DBAPIError as error:
            # Nothing is done yet, so nothing can be done twice.
            if not self._server.may_begin_again(error.orig):
                raise
        return await self._try_to_begin(stack, writes)

    async def _try_to_begin(self, stack: contextlib.AsyncExitStack, writes: bool) -> AsyncConnection:
        async with contextlib.AsyncExitStack() as attempt:
            connection = await attempt.enter_async_context(self._server.engine.connect())
            await self._server.begin(connection, writes=writes)
            stack.push_async_exit(attempt.pop_all())
        return connection

    @contextlib.contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except (DataError, IntegrityError, ProgrammingError) as error:
            told = self._server.as_fault(error.orig)
            if any(one.key != "store_failing" for one in told.faults):
                raise told from None
            # The database is well and refuses this one thing: what it says of it may be a member's words.
            raise NotTaken(*own_fault(error).faults) from None
        except DBAPIError as error:
            raise self._server.as_fault(error.orig) from None
        except sqlite3.Error as error:
            raise self._server.as_fault(error) from None
        except PoolTimeout:
            raise StoreError(fault("store_crowded", path=self.place)) from None


def _let_go(_: object, record: ConnectionPoolEntry) -> None:
    record.invalidate()


def _server(where: Path | ServerUrl) -> Server:
    if isinstance(where, Path):
        return SqliteFile(where)
    # Its driver is loaded where there is such a server alone.
    from bot.store.engine._postgresql import PostgresqlServer

    return PostgresqlServer(where)
