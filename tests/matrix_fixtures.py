"""What a test of the Matrix platform may use. A plugin of the whole suite, so it stands outside the package and
imports it late."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.matrix_server import Clock, Homeserver, People

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Homeserver]:
    """The homeserver of this test session (of each of its processes), gone without a trace at its end."""
    from tests.matrix_server import Homeserver

    with Homeserver.running(at=BEGIN) as running:
        yield running


@pytest.fixture(scope="session")
def strict_homeserver() -> Iterator[Homeserver]:
    """Another one: its rooms are of version 11, and it takes three messages at once."""
    from tests.matrix_server import Homeserver

    with Homeserver.running(room_version="11", strict=True) as running:
        yield running


@pytest.fixture
def matrix_clock(homeserver: Homeserver) -> Clock:
    """The homeserver's clock for this test, at a Monday morning; it stands still unless the test moves it."""
    from tests.matrix_server import Clock

    return Clock(homeserver.dial, BEGIN)


@pytest.fixture
async def people() -> AsyncIterator[People]:
    """Whoever the test has come."""
    from tests.matrix_server import People

    made = People()
    yield made
    await made.close()
