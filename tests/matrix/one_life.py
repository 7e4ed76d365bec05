"""One life of the bot on Matrix: a process of its own, with the real host, store, ticker and account, until it is
killed. It does one thing at a time, as it is told, and says when that is done."""

from __future__ import annotations

import asyncio
import os
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.domain import DeskRoom, RoomRef
from bot.host import Host
from bot.platforms.matrix_platform import MatrixPlatform, Session
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.ticker import Ticker
from tests.matrix_server import Clock, Dial
from tests.stories.room import ZONE

LEASE = timedelta(seconds=10)
"""How long a claim holds: short, so that many deaths in a row do not make a café late."""


class CommonClock(Clock):
    """The homeserver's clock, whoever sets it."""

    def __init__(self, dial: Dial) -> None:
        super().__init__(dial, datetime.fromtimestamp(dial.read(), UTC))

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._dial.read(), UTC)

    def forward(self, **by: float) -> datetime:
        return self.move_to(self.now() + timedelta(**by))

    def move_to(self, instant: datetime) -> datetime:
        self._dial.set(max(self.now(), instant))
        return self.now()


@dataclass(frozen=True)
class Place:
    """Where it lives: how its account gets in, the database, the ids of the café's room and of the hosts' own one, and
    the homeserver's dial."""

    session: Session
    database: Path
    room: str
    desk: str
    dial: Path


def live(place: Place, line: Connection) -> None:
    """Live until killed."""
    warnings.simplefilter("ignore")
    asyncio.run(_Life(place).live(line))


class _Life:
    def __init__(self, place: Place) -> None:
        self.clock = CommonClock(Dial(place.dial))
        self.place = place
        store, worker = SqlStore(Database(place.database)), f"life-{os.getpid()}"
        self.account = MatrixPlatform(place.session, self.clock)
        desks = (DeskRoom(RoomRef("matrix", place.desk), "fr"),)
        around = {"matrix": self.account}
        self.host = Host(store, around, self.clock, worker=worker, lease=LEASE, zone=ZONE, desks=desks)
        self.ticker = Ticker(store, self.host, self.clock, worker=worker, lease=LEASE)

    async def live(self, line: Connection) -> None:
        for room in (self.place.room, self.place.desk):
            await self.account.open_room(room)
        await self.host.listen()
        line.send(None)
        while True:
            what, given = await asyncio.to_thread(line.recv)
            line.send(await getattr(self, what)(*given))

    async def until(self, instant: datetime) -> None:
        """Let the time pass."""
        while (due := await self.ticker.tick()) is not None and due <= instant:
            self.clock.move_to(due)
        self.clock.move_to(instant)

    async def heard(self, event: str) -> Any:
        """Returns once that event is kept."""
        await self.account._syncing.heard(event)
