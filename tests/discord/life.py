"""Processes of the bot on Discord that can be killed, and the clock that they share with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.discord.one_life import OneClock, Place, live
from tests.discord_server import Clock, DiscordServer
from tests.killable import CONTEXT, Killable


class CommonClock(OneClock, Clock):
    """The clock of the server and of every life."""

    def __init__(self, at: datetime) -> None:
        super().__init__(CONTEXT.RawValue("d", at.timestamp()))

    def forward(self, **by: float) -> datetime:
        self.move_to(self.now() + timedelta(**by))
        return self.now()


def told_by(server: DiscordServer) -> dict[int, tuple[int, int]]:
    """How many events the gateway has told to each shard so far, by the shard: what `heard` waits for."""
    return {one.shard[0]: (one.shard[0], one.sequence) for one in server.gateway.sessions.values()}


class Life(Killable):
    """One process."""

    def __init__(self, place: Place, clock: CommonClock) -> None:
        super().__init__(live, place, clock.shared)

    @classmethod
    async def begun(cls, place: Place, clock: CommonClock) -> Life:
        """One that has looked where it can listen. Raises `EOFError` for one that dies before that."""
        life = cls(place, clock)
        await life.answer()
        return life
