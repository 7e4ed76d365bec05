"""What a test of the Discord platform may use. A plugin of the whole suite, so it stands outside the
package and imports it late."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.leaks import watch

if TYPE_CHECKING:
    from tests.discord_server import Clock, DiscordServer, Event

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def description() -> Path:
    """Discord's own API description: ``CAFE_DISCORD_SPEC``, else beside the clone."""
    beside = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"
    return Path(os.environ.get("CAFE_DISCORD_SPEC") or beside)


def overhear(event: Event) -> None:
    """Whatever members say there must not be found in a log (`tests.leaks`)."""
    author = event.payload.get("author") or {}
    if event.name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not author.get("bot"):
        watch.heard_text(event.payload["content"])
        watch.heard_member(author.get("global_name"))
    if event.name == "INTERACTION_CREATE":
        for label in event.payload["data"].get("components", ()):
            watch.heard_text(label.get("component", {}).get("value"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the description is marked as reading what is not part of the project."""
    for item in items:
        if "discord_description" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)


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
    from tests.discord_server import Clock

    return Clock(BEGIN)


@asynccontextmanager
async def discord_of(description: Path, clock: Clock) -> AsyncIterator[DiscordServer]:
    """A Discord for as long as the block lasts. Raises `AssertionError` at its end for requests that the real one would
    not have understood."""
    from tests.discord_server import Checker, DiscordServer, reaching

    async with DiscordServer.running(clock.now, Checker.of(description)) as server:
        server.world.hear(overhear)
        with reaching(server):
            yield server
    assert server.faults == [], "\n".join(map(str, server.faults))


@pytest.fixture
async def discord_server(discord_description: Path, discord_clock: Clock) -> AsyncIterator[DiscordServer]:
    """A Discord for one test, which every client made in it talks to. A request that the real one would not have
    understood fails the test at its end."""
    async with discord_of(discord_description, discord_clock) as server:
        yield server
