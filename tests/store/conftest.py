from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.prepared import empty_file
from tests.store.sqlite_stand import SqliteStand


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[SqliteStand]:
    path = tmp_path / "cafe.db"
    path.write_bytes(await empty_file())
    stand = SqliteStand(path)
    yield stand
    await stand.close()
