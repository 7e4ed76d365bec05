"""A database on a PostgreSQL server.

The server is told three things: a reader sees one moment (repeatable read, read only), a unit of work holds the
one write lock of the database (an advisory lock, so that what is read in it stays true until it ends, whoever else
works there), and nobody holds that lock for long: a worker that stands still in the middle loses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError, fault
from bot.store.engine._address import ServerUrl
from bot.store.tables import WITH_WORDS

WAIT_FOR_LOCK = 10_000
"""How long a unit of work waits for the write lock, in milliseconds."""

_STANDSTILL = 30_000
"""How long a unit of work may stand still before the server undoes it, in milliseconds."""

_WRITE_LOCK = 0x63616665
"""The number of the advisory lock that a unit of work holds: the letters of "cafe"."""

_CONNECTIONS = 5
_MORE_CONNECTIONS = 5
_OLDEST_CONNECTION = 1800
"""When a connection is replaced by a new one, in seconds: a firewall forgets those that are quiet for long."""

_GATHERING = 60
"""How long erasures are gathered before the server is told to give their room free, in seconds."""

_WAIT_FOR_SERVER = 10
_WAIT_FOR_ANSWER = 300
"""How long the server may take to accept a connection, and to answer, in seconds."""

_SENTENCES = {
    "25006": "store_read_only",
    "28000": "store_refused",
    "28P01": "store_refused",
    "3D000": "store_refused",
    "40001": "store_contended",
    "40P01": "store_contended",
    "42501": "store_not_allowed",
    "53100": "store_full",
    "53300": "store_crowded",
    "55P03": "store_locked",
    "XX001": "store_corrupt",
    "XX002": "store_corrupt",
}
_LOST = ("08", "57P", "25P03")
"""How the states of a connection that has gone begin."""

_log = logging.getLogger(__name__)


class PostgresqlServer:
    """What is PostgreSQL's own in opening, beginning, sweeping and failing (`bot.store.engine.Server`)."""

    def __init__(self, url: ServerUrl) -> None:
        self.place = url.place
        self._url = url
        self._sweeping: asyncio.Task[None] | None = None
        self._sweep_again = False
        self._closing = asyncio.Event()
        self.turn = asyncio.Lock()
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self._connect,
            hide_parameters=True,
            pool_size=_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
            pool_timeout=_WAIT_FOR_SERVER,
            pool_recycle=_OLDEST_CONNECTION,
            pool_pre_ping=True,
        )

    def try_to_open(self) -> None:
        """There is nothing to look at before a connection is made."""

    async def begin(self, connection: AsyncConnection, *, writes: bool) -> None:
        """Begin a moment, or a unit of work with the write lock."""
        if writes:
            await connection.begin()
            await connection.execute(select(func.pg_advisory_xact_lock(_WRITE_LOCK)))
        else:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            await connection.begin()

    async def sweep(self) -> None:
        """Have the server give the room of erased words free, beside the work, within a minute and at the latest on
        closing; all erasures until then share it."""
        self._sweep_again = True
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._sweep_until_clean())

    async def _sweep_until_clean(self) -> None:
        while self._sweep_again:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), _GATHERING)
            self._sweep_again = False
            try:
                async with self.engine.connect() as connection:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                    await connection.exec_driver_sql(f"VACUUM (INDEX_CLEANUP ON) {', '.join(WITH_WORDS)}")
            except (DBAPIError, StoreError) as error:
                _log.warning(
                    "the room of erased words is given free by the server itself, later: %s", type(error).__name__
                )

    async def close(self) -> None:
        """Let go of the connections."""
        self._closing.set()
        if self._sweeping is not None:
            await self._sweeping
        await self.engine.dispose()

    def may_begin_again(self, error: BaseException | None) -> bool:
        """Whether a unit of work that could not even begin may be begun once more."""
        return self._key(error) in ("store_lost", "store_contended")

    def as_fault(self, error: BaseException | None) -> StoreError:
        """What the server says, as a sentence. Its own words are left out: they quote values of rows."""
        return StoreError(fault(self._key(error), path=self.place, reason=_reason(error)))

    def _key(self, error: BaseException | None) -> str:
        state = _state(error)
        if state is not None:
            return "store_lost" if state.startswith(_LOST) else _SENTENCES.get(state, "store_failing")
        lost = isinstance(getattr(error, "__cause__", None), asyncpg.InterfaceError | OSError)
        return "store_lost" if lost else "store_failing"

    async def _connect(self, *_: Any, **__: Any) -> asyncpg.Connection[Any]:
        try:
            return await asyncpg.connect(
                self._url.secret,
                timeout=_WAIT_FOR_SERVER,
                command_timeout=_WAIT_FOR_ANSWER,
                server_settings={
                    "application_name": "cafe-host",
                    "lock_timeout": str(WAIT_FOR_LOCK),
                    "idle_in_transaction_session_timeout": str(_STANDSTILL),
                },
            )
        except asyncpg.PostgresError as error:
            raise self.as_fault(error) from None
        except (OSError, TimeoutError) as error:
            reason = type(error).__name__ if isinstance(error, TimeoutError) else error.strerror or type(error).__name__
            raise StoreError(fault("store_unreachable", path=self.place, reason=reason)) from None
        except (ValueError, asyncpg.InterfaceError):
            # asyncpg quotes the address in what it says of it, with the password.
            raise StoreError(fault("store_address", path=self.place)) from None


def _state(error: BaseException | None) -> str | None:
    """The server's own code of what is wrong, five letters and figures."""
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    return str(state) if state else None


def _reason(error: BaseException | None) -> str:
    return _state(error) or type(error).__name__
