"""SQLite keeps the store contract."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import pytest

from bot.store.engine import Database, _sqlite
from bot.store.engine._one_journey import OneJourney
from tests.store.contract import StoreContract
from tests.store.scene import Stand
from tests.store.sqlite_stand import SqliteStand


class TestSqlite(StoreContract):
    @pytest.fixture
    def stand(self, sqlite: SqliteStand) -> Stand:
        return sqlite


async def test_units_of_work_of_one_process_wait_their_turn_however_long_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sqlite, "WAIT_FOR_LOCK", 1)
    database = Database(tmp_path / "cafe.db")
    async with database.writing() as connection:
        await connection.exec_driver_sql("CREATE TABLE cafes (id INTEGER PRIMARY KEY)")

    async def work(number: int) -> None:
        async with database.writing() as connection:
            await connection.exec_driver_sql(f"INSERT INTO cafes VALUES ({number})")
            await connection.exec_driver_sql("SELECT count(*) FROM cafes")

    await asyncio.gather(*map(work, range(20)))
    async with database.reading() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM cafes")).scalar() == 20
    await database.close()


async def test_what_is_still_in_use_when_the_database_is_closed_is_closed_when_it_is_given_back(tmp_path: Path) -> None:
    database = Database(tmp_path / "cafe.db")
    async with database.reading() as one, database.reading() as another:
        await database.close()
        for connection in (one, another):
            assert (await connection.exec_driver_sql("SELECT 1")).scalar() == 1
    assert not [kept for kept in gc.get_objects() if isinstance(kept, OneJourney) and kept._connection]
