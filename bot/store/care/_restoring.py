"""A backup put back in the place of the database, with the erasures since."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.errors import CallError, StoreError, fault
from bot.showing import shown
from bot.store.care._files import copy, file_fault, opened, remove, sync
from bot.store.care._redoing import Replayed
from bot.store.care._replaying import replay_erasures
from bot.store.engine import Database, sqlite_fault
from bot.store.erasures import Journal
from bot.store.schema import known_revision, prepare


class Restoring:
    """Puts a backup in the place of a database file.

    The former database stays where it is until the restored one is whole, upgraded and knows all erasures; then it
    is put aside, and taken away once the restored one stands in its place.
    """

    def __init__(self, place: Path, backup: Path, now: datetime) -> None:
        self._now = now
        self._place = place
        self._backup = backup
        self._made = place.with_name(f"{place.name}.restored")
        self._aside = place.with_name(f"{place.name}.former")
        self.replayed = Replayed()

    @contextlib.asynccontextmanager
    async def begun(self) -> AsyncIterator[Database]:
        """The restored database, not yet in its place: whole, upgraded, with the erasures done again. At the end it is
        put there. Raises `StoreError` and `CallError`; then all is as it was."""
        if not self._backup.is_file():
            raise CallError(fault("restore_missing", path=shown(str(self._backup))))
        if self._place.exists() and self._backup.samefile(self._place):
            raise CallError(fault("restore_itself", path=str(self._place)))
        clear_leftovers(self._place)
        try:
            database = Database(self._made)
            try:
                await self._copied_up_to_date(database)
                await self._replay(database)
                yield database
                await database.sweep()
            finally:
                await database.close()
            with opened(self._made, writes=True) as file:
                file.execute("PRAGMA journal_mode = DELETE")
            await self._put_in_place()
        finally:
            clear_leftovers(self._place)

    async def _copied_up_to_date(self, database: Database) -> None:
        """Copy the backup, see that it is ours, whole, and of a version that is known, and upgrade it."""
        try:
            await asyncio.to_thread(copy, self._backup, self._made)
            if await known_revision(database) is None:
                raise StoreError(fault("restore_empty", path=database.place))
            await prepare(database)
        except StoreError as error:
            # Told of the file that was given, not of the copy.
            path = {"path": str(self._backup)}
            raise StoreError(*(replace(one, values={**one.values, **path}) for one in error.faults)) from None

    async def _replay(self, database: Database) -> None:
        former = Database(self._place) if self._place.is_file() else None
        try:
            self.replayed = await replay_erasures(database, former, Journal(self._place), self._now)
        finally:
            if former is not None:
                await former.close()

    async def _put_in_place(self) -> None:
        with _nobody_writing(self._place):
            try:
                if self._place.exists():
                    os.link(self._place, self._aside)
                for name in ("-wal", "-shm"):
                    # What is left of these belongs to the former one alone.
                    self._place.with_name(self._place.name + name).unlink(missing_ok=True)
                os.replace(self._made, self._place)
                sync(self._place)
                sync(self._place.parent)
            except OSError as error:
                raise StoreError(file_fault(self._place, error)) from None
        database = Database(self._place)
        try:
            await known_revision(database)
        except StoreError:
            if self._aside.exists():
                os.replace(self._aside, self._place)
            raise
        finally:
            await database.close()


def clear_leftovers(place: Path) -> None:
    """Take away what a restoration that died has left beside a database."""
    for name in (".restored", ".former"):
        remove(place.with_name(place.name + name))


@contextlib.contextmanager
def _nobody_writing(path: Path) -> Iterator[None]:
    """Hold the write lock of a database, all of whose journal is in the file. Raises `StoreError` where somebody else
    holds it. One that cannot be read, or is not there, is nobody's."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(opened(path, writes=True))
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            file.execute("BEGIN IMMEDIATE")
        except StoreError as error:
            if any(one.key == "store_locked" for one in error.faults):
                raise
        except sqlite3.Error as error:
            if (found := sqlite_fault(path, error)).faults[0].key == "store_locked":
                raise found from None
        yield
