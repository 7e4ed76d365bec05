from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.discord.scene import Scene
from tests.discord_server import Clock, DiscordServer


@pytest.fixture
async def scene(discord_server: DiscordServer, discord_clock: Clock) -> AsyncIterator[Scene]:
    scene = Scene(discord_server, discord_clock)
    yield scene
    await scene.close()
