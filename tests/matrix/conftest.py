from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.matrix.scene import Scene
from tests.matrix_server import Clock, Homeserver, People


@pytest.fixture
async def scene(homeserver: Homeserver, matrix_clock: Clock, people: People) -> AsyncIterator[Scene]:
    scene = Scene(homeserver, matrix_clock, people)
    await scene.gather()
    yield scene
    await scene.close()
