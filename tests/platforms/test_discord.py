"""The account on Discord keeps the platform contract, over real sockets: in text channels, and in forums."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.discord_server import Clock, DiscordServer
from tests.platforms.contract import PlatformContract
from tests.platforms.discord_stand import DiscordStand
from tests.platforms.stand import Stand


class DiscordContract(PlatformContract):
    """What both shapes have in common."""

    forums: bool
    remembers_erasures = False  # a history holds what is there: only looking again finds what is not

    most_said = 2_000
    shows_own_answer = False  # whoever is not in a private thread yet reads nothing of it

    @pytest.fixture
    async def stand(self, discord_server: DiscordServer, discord_clock: Clock) -> AsyncIterator[Stand]:
        stand = DiscordStand(discord_server, discord_clock, forums=self.forums)
        yield stand
        await stand.platform.close()


class TestDiscordTextChannel(DiscordContract):
    """A text channel with threads."""

    forums = False


class TestDiscordForum(DiscordContract):
    """A forum, which holds nothing but threads."""

    forums = True
