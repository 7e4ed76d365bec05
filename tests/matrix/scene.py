"""An account on a homeserver, a room with threads, and whoever is there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain import Inbound, Posted, RoomRef
from bot.platforms.matrix_platform import MatrixPlatform
from tests.matrix_server import Account, Clock, Homeserver, People, Person
from tests.platforms.matrix_stand import session_of
from tests.platforms.stand import said


@dataclass
class Door:
    """The host's door. ``closed``: nothing can be kept at the moment."""

    events: list[Inbound] = field(default_factory=list)
    closed: bool = False
    tried: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, events: Sequence[Inbound]) -> None:
        self.tried.set()
        if self.closed:
            raise OSError("the disk is full")
        self.events.extend(events)

    def of(self, kind: type) -> list[Any]:
        """The events of that kind, in order."""
        return [one for one in self.events if isinstance(one, kind)]


class Scene:
    """A room of Camille's, with Vio and Ana in it, and an account that may be made anew."""

    def __init__(self, server: Homeserver, clock: Clock, people: People) -> None:
        self.server = server
        self.clock = clock
        self.people = people
        self.door = Door()
        self._made: list[MatrixPlatform] = []

    async def gather(self, **more: Any) -> None:
        """Have everybody come."""
        self.account: Account = await self.server.register("Cafe")
        camille, vio, ana = await self.people.of(self.server, "Camille", "Vio", "Ana")
        self.camille: Person = camille
        self.vio: Person = vio
        self.ana: Person = ana
        self.room_id = await self.camille.makes_room(**more)
        await self.camille.lets(self.room_id, self.account.user, 50)
        for one in (self.vio, self.ana):
            await one.joins(self.room_id)
        self.platform = self.made()
        await self.platform.open_room(self.room_id)

    @property
    def room(self) -> RoomRef:
        return RoomRef("matrix", self.room_id)

    def made(self, **how: Any) -> MatrixPlatform:
        """Another process's account, on the same homeserver."""
        made = MatrixPlatform(session_of(self.server, self.account), self.clock, **how)
        self._made.append(made)
        return made

    async def restart(self) -> MatrixPlatform:
        """The process ends; another one takes its place, not connected."""
        await self.platform.close()
        self.platform = self.made()
        await self.platform.open_room(self.room_id)
        return self.platform

    async def listen(self) -> None:
        """Have the account listen in the room."""
        await self.platform.connect(self.door)

    async def begin(self, key: str = "k1", title: str = "Un souvenir", **more: Any) -> str:
        """A workshop in the room: its question; returns its thread."""
        posted = await self.platform.post(self.room, said("Qu’apportez-vous ?", begins=title, **more), key)
        return posted.thread or ""

    async def post(self, text: str, key: str, **more: Any) -> Posted:
        """Have the bot say something."""
        return await self.platform.post(self.room, said(text, **more), key)

    async def heard(self, event: str) -> str:
        """Returns once that event has gone through the door."""
        async with asyncio.timeout(30):
            await self.platform._syncing.heard(event)
        return event

    async def close(self) -> None:
        for one in self._made:
            await one.close()
