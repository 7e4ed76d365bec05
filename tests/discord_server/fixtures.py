"""What a test of the Discord platform may use. A plugin of the whole suite, so it imports late."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from . import Clock, DiscordServer

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def description() -> Path:
    """Discord's own API description: ``CAFE_DISCORD_SPEC``, else beside the clone."""
    beside = Path(__file__).parent.parent.parent.parent / "shared" / "discord" / "openapi.json"
    return Path(os.environ.get("CAFE_DISCORD_SPEC") or beside)


@pytest.fixture
def discord_description() -> Path:
    """Skips the test, saying so, where there is none; where ``CAFE_REQUIRE_SHARED`` is set that is a failure."""
    found = description()
    if found.is_file():
        return found
    message = f"Discord's API description is not here ({found}): set CAFE_DISCORD_SPEC to its file"
    if os.environ.get("CAFE_REQUIRE_SHARED"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def discord_clock() -> Clock:
    """The clock of the server of this test, at a Monday morning; it stands still unless the test moves it."""
    from . import Clock

    return Clock(BEGIN)


@pytest.fixture
async def discord_server(discord_description: Path, discord_clock: Clock) -> AsyncIterator[DiscordServer]:
    """A Discord for one test, which every client made in it talks to. A request that the real one would not have
    understood fails the test at its end."""
    from . import DiscordServer, reaching
    from ._checking import Checker

    async with DiscordServer.running(discord_clock.now, Checker.of(discord_description)) as server:
        with reaching(server):
            yield server
    assert server.faults == []
