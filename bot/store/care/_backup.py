"""A copy of the database while the bot is at work."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.errors import CallError, StoreError, fault
from bot.store.care._files import copy
from bot.store.engine import Database
from bot.store.schema import known_revision


async def back_up(database: Database, file: Path) -> None:
    """Copy the database as it stands at one moment into a new file that only its owner may read.

    Raises `StoreError` for a database that is not ours or not whole, or a disk that is full (then nothing is left of
    the copy), and `CallError` where there is nothing to copy, or on a server, whose own tool is better at it.
    """
    if database.path is None:
        raise CallError(fault("backup_on_server", path=database.place, backup=str(file)))
    if await known_revision(database) is None:
        raise CallError(fault("backup_nothing", path=database.place))
    try:
        await asyncio.to_thread(copy, database.path, file)
    except StoreError as error:
        if any(one.key == "store_full" for one in error.faults):
            raise StoreError(fault("backup_full", path=str(file))) from None
        raise
