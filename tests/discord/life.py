"""Processes of the bot that are begun, told what to do, and killed; and the clock that they share with a Discord."""

from __future__ import annotations

import asyncio
import multiprocessing
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from typing import Any

from tests.discord.one_life import OneClock, Place, live
from tests.discord_server import Clock, DiscordServer

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.discord.one_life"])
"""Each life is a fork of one process that has loaded all there is to load: that alone takes a second and a half."""


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


class Life:
    """One process."""

    def __init__(self, place: Place, clock: CommonClock) -> None:
        self._line, theirs = CONTEXT.Pipe()
        self._process: BaseProcess = CONTEXT.Process(target=live, args=(place, clock.shared, theirs), daemon=True)
        self._process.start()
        theirs.close()

    @classmethod
    async def begun(cls, place: Place, clock: CommonClock) -> Life:
        """One that has looked where it can listen. Raises `EOFError` for one that dies before that."""
        life = cls(place, clock)
        await life.answer()
        return life

    @property
    def lives(self) -> bool:
        return self._process.is_alive()

    async def does(self, what: str, *given: Any) -> Any:
        """Have it do something; returns what it says to that. Raises `EOFError` or `OSError` where it has died."""
        self._line.send((what, given))
        return await self.answer()

    async def answer(self) -> Any:
        """What it says next."""
        return await asyncio.to_thread(self._line.recv)

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
