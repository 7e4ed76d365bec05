"""A room's history, read in pages.

A position is a homeserver's token, and maybe an event: all that is before the token is read, and of what follows it all
up to that event. A token tells how far the homeserver itself had come: what reaches it late from elsewhere comes after.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import heappop, heappush

from bot.domain import Inbound, RoomRef
from bot.errors import NoSuchPlace, NotAllowed
from bot.logs import Event as Told
from bot.logs import logger
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import REACTION, Event, at_of, id_of, part_in, text_in
from bot.platforms.matrix_platform._meaning import Meaning
from bot.platforms.matrix_platform._names import Names
from bot.platforms.matrix_platform._translation import Where

_log = logger(__name__)

PAGE = 100
"""How many events are asked for at a time."""

_FILTER = json.dumps({"lazy_load_members": True})
_NOTHING = json.dumps({"room": {"rooms": []}, "presence": {"types": []}, "account_data": {"types": []}})
_MEMBER = "m.room.member"
_REACTIONS = 1_000


@dataclass(frozen=True, slots=True)
class Position:
    """How far a room is read: up to a token, and from there up to an event, if one is named. Of several rooms that are
    read together it is the same token, and ``others`` are the events that each of the others is read up to; without a
    token, each is read from when the bot came into it."""

    token: str
    event: str = ""
    others: tuple[str, ...] = ()

    @classmethod
    def read(cls, written: str | None) -> Position | None:
        """As it was written; ``None`` for what is no position."""
        if not written:
            return None
        token, *events = written.split(" ")
        return cls(token, events[0] if events else "", tuple(events[1:]))

    def __str__(self) -> str:
        return " ".join((self.token, self.event, *self.others)) if self.event else self.token

    def past(self, last: Mapping[str, str], event: str) -> Position:
        """The position after an event, where ``last`` is how far each room is read."""
        return Position(self.token, event, tuple(one for one in last.values() if one != event))


class History:
    """Reads rooms."""

    def __init__(self, account: Account, names: Names, meaning: Meaning) -> None:
        self._account = account
        self._names = names
        self._meaning = meaning

    async def read(
        self, room: str, ref: RoomRef, since: str | None, come_to: Callable[[str], None] = lambda event: None
    ) -> AsyncIterator[Inbound]:
        """All that happened after that position, in order; ``None``: since the bot came into the room. ``come_to`` is
        told of each event that was read. Raises `bot.errors.PlatformError`."""
        # Before anything is read: whatever comes in meanwhile is after that.
        now = await self.now()
        last: list[Inbound] = []
        async for event, position in self._events(room, Position.read(since)):
            told = await self._meaning.of(event, room, Where(ref, str(position)))
            come_to(id_of(event))
            if told:
                for one in last:
                    yield one
                last = list(told)
        for one in last[:-1]:
            yield one
        if last:
            yield replace(last[-1], position=now)

    async def together(self, rooms: Sequence[str], ref: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        """All that happened in several rooms after that position, by the time it happened, and in each of them in its
        order. Raises `bot.errors.PlatformError`."""
        now = await self.now()
        begins = Position.read(since) or Position("")
        last: dict[str, str] = {}
        waiting: list[tuple[datetime, int, str, Event]] = []
        reading = [self._after(room, begins, last) for room in rooms]
        held: list[Inbound] = []
        for number, one in enumerate(reading):
            await _next(one, number, rooms[number], waiting)
        while waiting:
            _, number, room, event = heappop(waiting)
            last[room] = id_of(event)
            told = await self._meaning.of(event, room, Where(ref, str(begins.past(last, id_of(event)))))
            if told:
                for each in held:
                    yield each
                held = list(told)
            await _next(reading[number], number, room, waiting)
        for each in held[:-1]:
            yield each
        if held:
            yield replace(held[-1], position=now)

    async def _after(self, room: str, begins: Position, last: dict[str, str]) -> AsyncIterator[Event]:
        """The events of one of several rooms that the position is not past."""
        passed, before = {begins.event, *begins.others} - {""}, []
        from_there = Position(begins.token) if begins.token else None
        try:
            await self.recall(room)
            async for event, _ in self._events(room, from_there):
                if not passed:
                    yield event
                    continue
                before.append(event)
                if id_of(event) in passed:
                    # A room is read up to one event: what comes after it is new.
                    last[room], before, passed = id_of(event), [], set()
        except (NoSuchPlace, NotAllowed):
            # Whoever administers the homeserver has taken the room away, and nobody else can.
            _log.warning(Told.ROOM_UNREAD, account=self._account.name, faults=["matrix_removed"])
        for event in before:
            yield event

    async def now(self) -> str:
        """The token of this instant."""
        found = await self._account.get("?", "v3", "sync", filter=_NOTHING, timeout=0)
        return text_in(found, "next_batch") or ""

    async def back(self, room: str) -> AsyncIterator[Event]:
        """The events of a room, the latest first."""
        token: str | None = None
        while True:
            events, token = await self._page(room, token, "b")
            for event in events:
                yield event
            if token is None or not events:
                return

    async def recall(self, room: str) -> None:
        """Know again, once for each room, who has put which of the latest reactions: a redaction of one tells neither
        the post nor the emoji."""
        if self._meaning.is_recalled(room):
            return
        query: dict[str, str | int] = {"dir": "b", "limit": _REACTIONS, "filter": json.dumps({"types": [REACTION]})}
        found = await self._account.get(room, "v3", "rooms", room, "messages", **query)
        self._meaning.recall(room, [one for one in found.get("chunk", ()) if isinstance(one, dict)])

    async def since(self, room: str, since: str) -> AsyncIterator[Event]:
        """The events of a room after a position."""
        async for event, _ in self._events(room, Position.read(since)):
            yield event

    async def _events(self, room: str, since: Position | None) -> AsyncIterator[tuple[Event, Position]]:
        """The events after a position, each with its own."""
        begins = since or Position(await self._coming(room))
        token: str | None = begins.token
        after = begins.event
        while token is not None:
            here = token
            events, token = await self._page(room, here, "f")
            if after:
                ids = [id_of(one) for one in events]
                events = events[ids.index(after) + 1 :] if after in ids else events
                after = ""
            for event in events:
                yield event, Position(here, id_of(event))

    async def _page(self, room: str, token: str | None, direction: str) -> tuple[Sequence[Event], str | None]:
        """A page of events, and where the next one begins; ``None`` at the end."""
        query: dict[str, str | int] = {"dir": direction, "limit": PAGE, "filter": _FILTER}
        if token:
            query["from"] = token
        found = await self._account.get(room, "v3", "rooms", room, "messages", **query)
        for member in found.get("state", ()):
            if isinstance(member, dict):
                self._names.heard(room, member)
        chunk = [self._account.opened(one, room) for one in found.get("chunk", ()) if isinstance(one, dict)]
        end = text_in(found, "end")
        return chunk, None if end == token or not chunk else end

    async def _coming(self, room: str) -> str:
        """Where the bot came into a room: a token of the history just before. A name that it took on later is no
        coming."""
        event = await self._own_membership(room)
        while event is not None:
            before = part_in(part_in(event, "unsigned"), "prev_content")
            earlier = text_in(part_in(event, "unsigned"), "replaces_state")
            if text_in(before, "membership") != "join" or earlier is None:
                break
            try:
                event = await self._account.get(room, "v3", "rooms", room, "event", earlier)
            except NoSuchPlace:
                break
        if event is None or not id_of(event):
            return ""
        found = await self._account.get(room, "v3", "rooms", room, "context", id_of(event), limit=0)
        return text_in(found, "start") or ""

    async def _own_membership(self, room: str) -> Event | None:
        for one in await self._account.get_list(room, "v3", "rooms", room, "state"):
            if text_in(one, "type") == _MEMBER and text_in(one, "state_key") == self._account.me:
                found: Event = one
                return found
        return None


async def _next(
    events: AsyncIterator[Event], number: int, room: str, waiting: list[tuple[datetime, int, str, Event]]
) -> None:
    """Have the next event of a room wait for its turn among those of the others."""
    async for event in events:
        heappush(waiting, (at_of(event), number, room, event))
        return
