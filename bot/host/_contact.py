"""Whether rooms can be read. That nobody writes is no silence; that nothing can be read is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import DeskNote, DeskNoteKind, RoomRef
from bot.errors import OwnFault, PlatformError
from bot.host._ears import Ears
from bot.lateness import LONGEST_RETRY, retry_after
from bot.logs import own_faults
from bot.ports import Clock, Platform, Store

CHECK = timedelta(minutes=5)
"""How often the rooms of open cafés are thought of."""

QUIET = timedelta(minutes=30)
"""After how long without anything heard from a room it is read, to know whether it can be."""

SILENT_AFTER = timedelta(hours=1)
"""After how long without a room having been readable the desk is told that it has fallen silent."""

_OUT_OF_REACH = (DeskNoteKind.SILENT, DeskNoteKind.UNREAD)


@dataclass(slots=True)
class _Waiting:
    """A room that refused to be read back at the start: how often it has, and when it is tried again."""

    refusals: int
    until: datetime

    def is_due(self, now: datetime) -> bool:
        # An instant further ahead than any wait is void: the clock was set back since.
        return not now < self.until <= now + LONGEST_RETRY


class Contact:
    """When something was last heard from each room: an event, or a reading back that went well.

    A start counts as having heard from everybody. ``read`` reads a room back from its position. A room that refused
    that at the start is tried again after 1, 2, 4, ... minutes, at most an hour.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        ears: Ears,
        read: Callable[[RoomRef], Awaitable[None]],
    ) -> None:
        self._ears = ears
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._read = read
        self._heard: dict[RoomRef, datetime] = {}
        self._waiting: dict[RoomRef, _Waiting] = {}
        self._looked_at: datetime | None = None

    def heard(self, room: RoomRef) -> None:
        """Keep that something has just come from a room."""
        self._heard[room] = self._clock.now()

    async def wait_for(self, rooms: Iterable[RoomRef]) -> None:
        """Have these rooms, which refused to be read back at the start, tried again later, and the desk told."""
        now = self._clock.now()
        for room in rooms:
            self._waiting[room] = _Waiting(1, now + retry_after(0))
            await self._note(room, None, DeskNoteKind.UNREAD, now)

    async def leave(self, ear: str) -> None:
        """Try no room that is heard there again: somebody else listens."""
        for room in [room for room in self._waiting if await self._ears.of(room) == ear]:
            self._waiting.pop(room, None)

    async def look(self) -> None:
        """Read the rooms that have been quiet for long, and those that wait to be read at all; note for the desk which
        have fallen silent, and are back."""
        now = self._clock.now()
        for room in [room for room, one in self._waiting.items() if one.is_due(now)]:
            await self._try_again(room, now)
        if self._looked_at is None or now < self._looked_at:
            self._looked_at = now
        if now - self._looked_at < CHECK:
            return
        self._looked_at = now
        speaking = [name for name, platform in self._platforms.items() if platform.can.speaks]
        async with self._store.reading() as store:
            rooms = await store.open_rooms(speaking)
        self._heard = {room: min(self._heard.get(room, now), now) for room in rooms}
        for room, cafe in rooms.items():
            if room not in self._waiting and now - self._heard[room] >= QUIET:
                await self._try(room, cafe, now)

    async def _try_again(self, room: RoomRef, now: datetime) -> None:
        waiting = self._waiting[room]
        try:
            with own_faults():
                await self._read(room)
        except (PlatformError, OwnFault):
            waiting.until = now + retry_after(waiting.refusals)
            waiting.refusals += 1
            return
        self._waiting.pop(room, None)
        self._heard[room] = now
        await self._note(room, None, DeskNoteKind.BACK, now)

    async def _try(self, room: RoomRef, cafe: str, now: datetime) -> None:
        try:
            await self._read(room)
        except PlatformError:
            if now - self._heard[room] >= SILENT_AFTER:
                await self._note(room, cafe, DeskNoteKind.SILENT, now)
            return
        self._heard[room] = now
        await self._note(room, cafe, DeskNoteKind.BACK, now)

    async def _note(self, room: RoomRef, cafe: str | None, kind: DeskNoteKind, now: datetime) -> None:
        """Note it, unless that is what was told of the room last; that it is back only where it was told silent."""
        async with self._store.writing() as work:
            latest = await work.latest_of_room(room)
            out_of_reach = latest is not None and latest.kind in _OUT_OF_REACH
            if out_of_reach is (kind in _OUT_OF_REACH):
                return
            since = self._heard.get(room, now)
            await work.note(DeskNote(f"{kind.value}/{room}/{now.isoformat()}", kind, now, cafe, room, until=since))
