from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.photographs import photograph
from tests.stories.brought import with_a_mission
from tests.stories.room import Room


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """A folder in memory where the machine has one: it is processes that die here, never the machine, so that nothing
    has to wait for a disk."""
    shelf = Path("/dev/shm")
    with TemporaryDirectory(dir=shelf if os.access(shelf, os.W_OK) else None) as name:
        yield Path(name)


@pytest.fixture
async def unopened(tmp_path: Path) -> AsyncIterator[Room]:
    """A room before its café: the story says how it begins."""
    room = Room(tmp_path / "cafe.db")
    yield room
    await room.database.close()


@pytest.fixture
async def room(unopened: Room) -> Room:
    """A room in which a café of three days opens on Monday at nine, in French."""
    await unopened.begin()
    return unopened


@pytest.fixture
async def on_a_mission(unopened: Room) -> AsyncIterator[Room]:
    """A room where a mission is open, on Monday at ten."""
    await unopened.begin(told=with_a_mission())
    await unopened.until(1, 10)
    yield unopened
    unopened.host.stop()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph that says where and when it was taken."""
    path = tmp_path / "cabane.jpg"
    path.write_bytes(photograph())
    return path
