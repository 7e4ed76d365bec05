"""SQLite keeps the store contract."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.store.engine import Database, _sqlite
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
