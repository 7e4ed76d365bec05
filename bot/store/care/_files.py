"""SQLite files as files: opened past the store, copied, made durable."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.errors import Fault, StoreError, fault
from bot.showing import shown
from bot.store.engine import sqlite_fault

_PAGES = 256
"""How many pages are copied at a time: whoever writes meanwhile waits for so many at most."""


@contextlib.contextmanager
def opened(path: Path, *, writes: bool = False) -> Iterator[sqlite3.Connection]:
    """A file that is there, opened past the store. Raises `StoreError`."""
    try:
        # As an address, so that a file that is not there is not made.
        address = f"{path.absolute().as_uri()}?mode={'rw' if writes else 'ro'}"
        with contextlib.closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise sqlite_fault(path, error) from None


def copy(source: Path, target: Path) -> None:
    """A consistent copy of a database as a new file that only its owner may read, on the disk for good.

    Raises `StoreError`; then nothing is left of it.
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(file_fault(target, error)) from None
    try:
        with opened(source) as original, opened(target, writes=True) as made:
            original.backup(made, pages=_PAGES)
            # One file, which says everything by itself.
            made.execute("PRAGMA journal_mode = DELETE")
        sync(target)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StoreError(file_fault(target, error)) from None
        raise
    sync(target.parent)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk for good."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Take a database away with what SQLite keeps beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


def file_fault(path: Path, error: OSError) -> Fault:
    """What to say of a file that the system refuses to make."""
    match error.errno:
        case errno.EEXIST:
            return fault("backup_exists", path=shown(str(path)))
        case errno.ENOSPC | errno.EDQUOT:
            return fault("backup_full", path=shown(str(path)))
    return fault("backup_refused", path=shown(str(path)), reason=error.strerror or type(error).__name__)
