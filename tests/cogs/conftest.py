from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cogs.scene import Community
from tests.discord_server import Clock, DiscordServer


@pytest.fixture
async def community(
    request: pytest.FixtureRequest, discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path
) -> AsyncIterator[Community]:
    """A community in a text channel; with ``@both``, in a forum too."""
    discord_clock.forward(minutes=-5)
    community = Community(discord_server, discord_clock, tmp_path / "cafe.db", getattr(request, "param", "text"))
    yield community
    await community.close()
