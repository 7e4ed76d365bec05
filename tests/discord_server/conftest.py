from __future__ import annotations

import pytest

from . import DiscordServer


@pytest.fixture(autouse=True)
def checks_itself(request: pytest.FixtureRequest) -> None:
    """In its own tests the server's answers are held to Discord's description as well."""
    if "discord_server" in request.fixturenames:
        server: DiscordServer = request.getfixturevalue("discord_server")
        server.checks_itself = True
