from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.room import Room


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
