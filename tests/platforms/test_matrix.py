"""The account on a Matrix homeserver keeps the platform contract: in spaces, and in a room with threads."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.matrix_server import Clock, Homeserver, People
from tests.platforms.contract import PlatformContract
from tests.platforms.matrix_stand import MatrixStand
from tests.platforms.space_stand import SpaceStand
from tests.platforms.stand import Stand


class TestMatrixRoomWithThreads(PlatformContract):
    """One room, with a thread for each workshop."""

    takes_any_text = False

    @pytest.fixture
    async def stand(self, homeserver: Homeserver, matrix_clock: Clock, people: People) -> AsyncIterator[Stand]:
        stand = await MatrixStand.of(homeserver, matrix_clock, people)
        yield stand
        await stand.platform.close()


class TestMatrixSpace(PlatformContract):
    """A space, with a room for each workshop."""

    takes_any_text = False

    @pytest.fixture
    async def stand(self, homeserver: Homeserver, matrix_clock: Clock, people: People) -> AsyncIterator[Stand]:
        stand = await SpaceStand.of(homeserver, matrix_clock, people)
        yield stand
        await stand.platform.close()
