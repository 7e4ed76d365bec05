"""What is kept in a data folder or on a server, opened and closed."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.config import Settings
from bot.errors import CallError, StoreError, fault
from bot.showing import folder_fault
from bot.store.care import clear_leftovers
from bot.store.engine import Database, ServerUrl
from bot.store.schema import prepare, revision_of
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage

DATABASE = "cafe.db"
"""The name of the database file in the data folder."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in one data folder."""

    data: Path
    database: Database
    store: SqlStore
    stage: SqlStage


def database_of(data: Path, settings: Settings | None = None) -> Database:
    """The database: the one on a server that the settings name, else the file in the data folder."""
    if settings is not None and settings.database is not None:
        return Database(ServerUrl(settings.database.get_secret_value()))
    return Database(data / DATABASE)


@contextlib.asynccontextmanager
async def kept_in(data: Path, settings: Settings | None = None) -> AsyncIterator[Kept]:
    """Open what is kept on the server that the settings name, else in a data folder, made if it is not there. Raises
    `CallError` for a folder that cannot be one, and `StoreError`."""
    database = database_of(data, settings)
    if database.path is not None:
        _make_folder(data)
    try:
        await prepare(database, by_hand=settings is not None and settings.upgrade == "by_hand")
        yield Kept(data, database, SqlStore(database), SqlStage(database))
    finally:
        await database.close()


def _make_folder(data: Path) -> None:
    try:
        # What members say is nobody's on this machine but the bot's.
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(folder_fault(data, "--data", error)) from None


async def is_kept(data: Path, settings: Settings) -> bool:
    """Whether anything is kept there yet; changes nothing. Raises `CallError` where it cannot be a folder of data,
    `StoreError` where the folder must not be read or the server cannot be asked."""
    if settings.database is not None:
        database = database_of(data, settings)
        try:
            return await revision_of(database) is not None
        finally:
            await database.close()
    try:
        (data / DATABASE).lstat()
    except FileNotFoundError:
        return False
    except PermissionError as error:
        raise StoreError(folder_fault(data, "--data", error)) from None
    except OSError as error:
        raise CallError(folder_fault(data, "--data", error)) from None
    return True


@contextlib.contextmanager
def alone(data: Path, settings: Settings | None = None) -> Iterator[None]:
    """Hold the data folder for one running bot. Raises `CallError` while another one holds it. A database on a
    server is for as many as there are."""
    if settings is not None and settings.database is not None:
        yield
        return
    import fcntl

    _make_folder(data)
    try:
        lock: IO[str] = (data / "cafe.lock").open("w")
    except OSError as error:
        raise StoreError(folder_fault(data, "--data", error)) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CallError(fault("already_running", path=str(data))) from None
        clear_leftovers(data / DATABASE)
        yield
    finally:
        lock.close()
