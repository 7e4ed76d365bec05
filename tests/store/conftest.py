from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.engine import Database
from bot.store.schema import prepare
from tests.store.sqlite_stand import SqliteStand


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared database file without a row, to be copied: the migration runs once for all tests."""
    import asyncio

    path = tmp_path_factory.mktemp("store") / "empty.db"

    async def make() -> None:
        database = Database(path)
        await prepare(database)
        await database.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def sqlite(tmp_path: Path, empty_database: Path) -> AsyncIterator[SqliteStand]:
    path = tmp_path / "cafe.db"
    shutil.copyfile(empty_database, path)
    stand = SqliteStand(path)
    yield stand
    await stand.close()
