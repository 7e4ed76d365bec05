"""One life of the bot: a process of its own, with the real host, store, ticker, commands and account, until it is
killed.

It is begun by a fork of a process that has loaded everything (`tests.discord.lives`), and lives by a clock in memory
that it shares with whoever began it. It does one thing at a time, as it is told, and says when that is done.
"""

from __future__ import annotations

import asyncio
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from pydantic import SecretStr

from bot.commands import Binding, Commands, Rights, Services
from bot.domain import DeskRoom, RoomRef
from bot.host import Host, Listening, Places, StoreTurns
from bot.platforms.discord_platform import DiscordPlatform, Service, Shards
from bot.store.engine import Database, ServerUrl
from bot.store.sql_store import SqlStore
from bot.ticker import Ticker
from tests.discord_server import TOKEN, reach
from tests.stories.room import ZONE

LEASE = timedelta(seconds=10)
"""How long a claim holds: short, so that many deaths in a row do not make a café late."""


class Seconds(Protocol):
    """A place in shared memory."""

    value: float


class OneClock:
    """The time of the story, the same in every process."""

    def __init__(self, shared: Seconds) -> None:
        self.shared = shared

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.shared.value, UTC)

    def move_to(self, instant: datetime) -> None:
        self.shared.value = max(self.shared.value, instant.timestamp())

    async def wait_until(self, instant: datetime) -> None:
        self.move_to(instant)


@dataclass(frozen=True)
class Place:
    """Where it lives: the address of Discord, the database, the ids of the cafés' channels, of the hosts' own one, and
    of their role. ``shards`` are those of the account that are its own, and how many there are."""

    address: str
    database: Path | ServerUrl
    channels: tuple[str, ...]
    desk: str | None = None
    role: str = ""
    companions: Mapping[str, str] = field(default_factory=dict)
    shards: tuple[int, tuple[int, ...]] | None = None


def live(place: Place, seconds: Seconds, line: Connection) -> None:
    """Live until killed."""
    warnings.simplefilter("ignore")
    asyncio.run(_Life(place, OneClock(seconds)).live(line))


class _Life:
    def __init__(self, place: Place, clock: OneClock) -> None:
        reach(place.address)
        self.clock = clock
        self.place = place
        store = SqlStore(Database(place.database))
        self.account = DiscordPlatform(
            SecretStr(TOKEN),
            clock,
            reads_all=True,
            companions=place.companions,
            extensions=["cogs"],
            shards=None if place.shards is None else Shards(*place.shards),
            turns=None if place.shards is None else StoreTurns(store, clock),
        )
        around, worker = {"discord": self.account}, f"life-{os.getpid()}"
        desks = [DeskRoom(RoomRef("discord", one), "fr") for one in (place.desk,) if one is not None]
        self.host = Host(store, around, clock, worker=worker, lease=LEASE, zone=ZONE, desks=desks, morning=time(8))
        self.ticker = Ticker(store, self.host, clock, worker=worker, lease=LEASE)
        self.listening = Listening(store, self.host, clock, worker=worker)
        places = Places(around, rooms=place.channels[:1], language=lambda script, _room: script.languages[0])
        services = Services(store, around, clock, self.host, ZONE, _no_script, list, places)
        commands = Commands(services, Rights(store, Binding(badges=frozenset({("discord", place.role)}))))
        rooms = {one: RoomRef("discord", one) for one in place.channels}
        if place.desk is not None:
            rooms[place.desk] = rooms[place.channels[0]]
        self.account.serve(Service("discord", commands, self.host, store, clock, rooms))

    async def live(self, line: Connection) -> None:
        for channel in self.place.channels:
            await self.account.open_room(channel)
        line.send(await self.look())
        while True:
            what, given = await asyncio.to_thread(line.recv)
            line.send(await getattr(self, what)(*given))

    async def look(self) -> list[str]:
        """Look where it can listen: at all there is, where the database is a file. Returns where it does."""
        if isinstance(self.place.database, Path):
            await self.host.listen()
            return []
        await self.listening.look()
        return sorted(self.listening.held)

    async def tick(self) -> datetime | None:
        """Perform what is due now; returns when the next beat is."""
        return await self.ticker.tick()

    async def until(self, instant: datetime) -> None:
        """Let the time pass."""
        while (due := await self.ticker.tick()) is not None and due <= instant:
            self.clock.move_to(due)
        self.clock.move_to(instant)

    async def heard(self, *told: tuple[int, int]) -> None:
        """Returns once all is kept that the gateways of these shards have told, up to those numbers."""
        for shard, number in told:
            while self._sequence(shard) < number:  # noqa: ASYNC110 - what is on its way nobody can wait for
                await asyncio.sleep(0.002)
        await self.account._line.settled()

    def _sequence(self, shard: int) -> int:
        client: Any = self.account._account.listening
        return (client.shards[shard]._parent if self.place.shards else client).ws.sequence or 0


def _no_script(name: str) -> Any:
    raise AssertionError(f"nobody opens {name} here")
