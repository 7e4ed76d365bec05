"""Databases as the program makes them: made once in each process of the tests, and copied from then on."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bot.store import schema
from bot.store.engine import Database

_made: list[bytes] = []
"""A prepared file without a row in it, once there is one."""


async def prepare(database: Database) -> None:
    """Bring a database up to this program's schema, as the program does; a file that is not there yet is copied."""
    if database.path is not None and not database.path.exists():
        database.path.touch(mode=0o600)
        database.path.write_bytes(await empty_file())
    await schema.prepare(database)


async def empty_file() -> bytes:
    """A prepared SQLite file without a row in it."""
    if not _made:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(Path(folder) / "empty.db")
            await schema.prepare(database)
            await database.close()
            # Whoever closes last takes the log into the file.
            _made.append((Path(folder) / "empty.db").read_bytes())
    return _made[0]
