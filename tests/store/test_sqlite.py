"""SQLite keeps the store contract."""

from __future__ import annotations

import pytest

from tests.store.contract import StoreContract
from tests.store.scene import Stand
from tests.store.sqlite_stand import SqliteStand


class TestSqlite(StoreContract):
    @pytest.fixture
    def stand(self, sqlite: SqliteStand) -> Stand:
        return sqlite
