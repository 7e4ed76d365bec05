"""The threads of a room: each has the id of the event that it began with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.domain import OutboundMessage
from bot.errors import NoSuchPlace, fault
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import Event, id_of, is_redacted, room_of, text_in
from bot.platforms.matrix_platform._rooms import Rooms

_MOST = 2_000
_PAGE = 100


class Relations:
    """What stands in relation to an event."""

    def __init__(self, account: Account) -> None:
        self._account = account

    async def of(self, room: str, event: str, kind: str, *, page: int = _PAGE) -> AsyncIterator[Event]:
        """The events that relate to another one in that way, the latest first. Raises `NoSuchPlace`."""
        start: str | None = None
        while True:
            query: dict[str, str | int] = {"limit": page} | ({"from": start} if start else {})
            found = await self._account.get(room, "v1", "rooms", room, "relations", event, kind, **query)
            for one in found.get("chunk", ()):
                if isinstance(one, dict):
                    yield self._account.opened(one, room)
            start = text_in(found, "next_batch")
            if start is None:
                return


class Threads:
    """Knows the latest event of each thread: clients without threads show a message in one as a reply to that."""

    def __init__(self, rooms: Rooms, relations: Relations) -> None:
        self._rooms = rooms
        self._relations = relations
        self._latest: OrderedDict[tuple[str, str], str] = OrderedDict()

    def heard(self, room: str, thread: str, event: str) -> None:
        """Something was said in a thread."""
        self._latest[room, thread] = event
        self._latest.move_to_end((room, thread))
        if len(self._latest) > _MOST:
            self._latest.popitem(last=False)

    async def latest(self, room: str, thread: str) -> str:
        """The latest event of a thread. Raises `NoSuchPlace` where there is none."""
        if (known := self._latest.get((room, thread))) is not None:
            return known
        await self.require(room, thread)
        found = thread
        async for event in self._relations.of(room, thread, "m.thread", page=1):
            found = id_of(event) or thread
            break
        self.heard(room, thread, found)
        return found

    async def placed(self, room: str, message: OutboundMessage) -> OutboundMessage:
        """The message as it can be posted in a room: a thread of a room that this one has followed takes no more of
        them, so it goes without. Raises `NoSuchPlace` for a thread that is not there."""
        if message.thread is None or await self.require(room, message.thread) == room:
            return message
        return replace(message, thread=None, reply_to=None)

    async def require(self, room: str, thread: str) -> str:
        """The room that a thread is in: that one, or one that it has followed. Raises `NoSuchPlace` for a thread that
        is not there: what it began with is gone."""
        event = await self._rooms.event(room, thread)
        if is_redacted(event):
            raise NoSuchPlace(fault("matrix_gone", room=await self._rooms.called(room)))
        return room_of(event, room)
