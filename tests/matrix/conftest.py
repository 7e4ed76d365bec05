from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.platforms.matrix_platform import _syncing
from tests.matrix.community import Community
from tests.matrix.scene import Scene
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Clock, Homeserver, People


@pytest.fixture
async def scene(homeserver: Homeserver, matrix_clock: Clock, people: People) -> AsyncIterator[Scene]:
    scene = Scene(homeserver, matrix_clock, people)
    await scene.gather()
    yield scene
    await scene.close()


@pytest.fixture
async def community(
    request: pytest.FixtureRequest, homeserver: Homeserver, people: People, tmp_path: Path
) -> AsyncIterator[Community]:
    """A community in a room with threads; by its parameter, with other settings."""
    clock = Clock(homeserver.dial, BEGIN - timedelta(minutes=5))
    community = Community(homeserver, clock, people, tmp_path / "cafe.db")
    for name, value in getattr(request, "param", {}).items():
        setattr(community, name, value)
    await community.gather()
    yield community
    await community.close()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """What waits between two attempts goes on once this is set."""
    gate = asyncio.Event()

    async def rest(seconds: float) -> None:
        await gate.wait()

    monkeypatch.setattr(_syncing, "rest", rest)
    return gate
