"""A homeserver as the contract's tests stand on it: a space, in which the bot makes a room for each workshop."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.domain import OutboundMessage, Posted, RoomRef
from bot.errors import NoSuchPlace, fault
from bot.platforms.matrix_platform import MatrixPlatform
from bot.ports import Abilities
from tests.matrix_server import Account, Clock, Homeserver, People, Person, Refused, shown
from tests.platforms.matrix_stand import MatrixStand, session_of
from tests.platforms.stand import said

HEADING = "Le café"


class Housed(MatrixPlatform):
    """The account as a host uses it, who remembers in which room a café's own messages stand (`bot.host._placed`). In
    a space each of its rooms can be closed."""

    own: dict[str, str]

    @property
    def can(self) -> Abilities:
        return replace(super().can, locks_threads=True)

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        message = self._placed(room, message)
        posted = await super().post(room, message, key)
        if message.begins is None and posted.thread is not None:
            self.own[room.room] = posted.thread
            return replace(posted, thread=None)
        return posted

    async def find(
        self, room: RoomRef, message: OutboundMessage, key: str, since: datetime, known: Collection[str] = ()
    ) -> Posted | None:
        return await super().find(room, self._placed(room, message), key, since, known)

    def _placed(self, room: RoomRef, message: OutboundMessage) -> OutboundMessage:
        if message.begins or message.thread or message.to:
            return message
        return replace(message, heading=HEADING, thread=self.own.get(room.room))


class SpaceStand(MatrixStand):
    """Spaces of ``owner``, into which the bot may put rooms. ``own`` is what a host's store would remember."""

    platform: Housed

    def __init__(self, server: Homeserver, clock: Clock, people: People, account: Account, owner: Person) -> None:
        self.own: dict[str, str] = {}
        self.bot = people.known(server, account)
        super().__init__(server, clock, people, account, owner)

    def _made(self) -> Housed:
        made = Housed(session_of(self.server, self.account), self.clock)
        made.own = self.own
        return made

    @property
    def maker(self) -> Person:
        return self.bot

    async def new_room(self) -> RoomRef:
        levels = {"users": {self.account.user: 50}}
        space = await self.owner.makes_room(power_level_override=levels, space=True)
        return await self.platform.open_room(space)

    def stands_in(self, room: RoomRef, thread: str | None) -> str | None:
        return thread or self.own.get(room.room)

    async def place(self, room: RoomRef, thread: str | None) -> tuple[str, str | None]:
        if thread is not None:
            return thread, None
        if room.room not in self.own:
            # Something of the café has to be said before anybody can come and talk.
            posted = await self.platform.post(room, said("…"), "own")
            await self.platform.retract(room, posted)
        return self.own[room.room], None

    async def place_of(self, room: RoomRef, message: str) -> str:
        for one in (await self.bot.client.joined_rooms()).rooms:
            try:
                await self.bot.event(one, message)
            except Refused:
                continue
            return str(one)
        raise NoSuchPlace(fault("matrix_gone", room="?"))

    async def seen(self, room: RoomRef, thread: str | None = None) -> list[str]:
        place = thread or self.own.get(room.room)
        if place is None:
            return []
        await self.owner.joins(place)
        return [text for _, text in shown(await self.owner.sees(place))]

    async def pinned(self, room: RoomRef) -> list[str]:
        place, _ = await self.place(room, None)
        await self.owner.joins(place)
        return await super().pinned(replace(room, room=place))
