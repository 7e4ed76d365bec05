"""A platform on which the process dies, or which refuses for a while."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from bot.domain import Inbound, OutboundMessage, Posted, RoomRef
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Abilities, Door


class Death(BaseException):
    """The process dies here."""


class Mortal:
    """The terminal platform, with a death before or after its ``at``-th message, or a room that refuses for a while."""

    def __init__(
        self,
        terminal: TerminalPlatform,
        *,
        at: int = 0,
        after: bool = False,
        refuses: int = 0,
        refuses_revisions: int = 0,
    ) -> None:
        self._terminal = terminal
        self._at = at
        self._after = after
        self.refuses = refuses
        self.refuses_revisions = refuses_revisions
        self._posts = 0

    @property
    def name(self) -> str:
        return self._terminal.name

    @property
    def can(self) -> Abilities:
        return self._terminal.can

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        self._posts += 1
        if self.refuses:
            self.refuses -= 1
            raise NotAllowed(fault("room_only_read", room=room.room))
        if self._posts == self._at and not self._after:
            raise Death
        posted = await self._terminal.post(room, message, key)
        if self._posts == self._at:
            raise Death
        return posted

    async def connect(self, door: Door) -> None:
        await self._terminal.connect(door)

    async def close(self) -> None:
        await self._terminal.close()

    async def open_room(self, name: str) -> RoomRef:
        return await self._terminal.open_room(name)

    async def find(self, room: RoomRef, message: OutboundMessage, key: str, since: datetime) -> Posted | None:
        return await self._terminal.find(room, message, key, since)

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        if self.refuses_revisions:
            self.refuses_revisions -= 1
            raise NotAllowed(fault("room_only_read", room=room.room))
        await self._terminal.revise(room, posted, message)

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        await self._terminal.retract(room, posted)

    async def close_room(self, room: RoomRef, threads: Sequence[str]) -> None:
        await self._terminal.close_room(room, threads)

    def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        return self._terminal.read_back(room, since)
