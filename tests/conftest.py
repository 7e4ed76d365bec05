"""What every test may use."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.store.engine import ServerUrl
from tests.postgresql import Postgresql

pytest_plugins = (
    "tests.compiled_once",
    "tests.swept_rarely",
    "tests.leaks",
    "tests.discord_fixtures",
    "tests.matrix_fixtures",
)

ROOT = Path(__file__).parent.parent

settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real conversations that are not part of the project: ``CAFE_SHARED_DATA``, else beside the clone.

    Skips the test, saying so, where there is none; where ``CAFE_REQUIRE_SHARED`` is set that is a failure.
    """
    folder = Path(os.environ.get("CAFE_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if folder.is_dir():
        return folder
    message = f"the real conversations are not here ({folder}): set CAFE_SHARED_DATA to their folder"
    if os.environ.get("CAFE_REQUIRE_SHARED"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """A real PostgreSQL server of this test session (of each of its processes), gone without a trace at its end."""
    with Postgresql.running() as server:
        yield server


_numbers = itertools.count()


@pytest.fixture
async def server_database(postgresql: Postgresql) -> AsyncIterator[ServerUrl]:
    """A database of ours on that server, without a row, for one test."""
    name = f"test_{next(_numbers)}"
    url = await postgresql.make(name)
    yield url
    await postgresql.drop(name)
