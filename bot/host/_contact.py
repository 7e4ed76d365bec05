"""Whether the rooms of open cafés can still be read. Nobody writes is no silence; that nothing can be read is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.domain import DeskNote, DeskNoteKind, RoomRef
from bot.errors import PlatformError
from bot.ports import Clock, Platform, Store

CHECK = timedelta(minutes=5)
"""How often the rooms of open cafés are thought of."""

QUIET = timedelta(minutes=30)
"""After how long without anything heard from a room it is read, to know whether it can be."""

SILENT_AFTER = timedelta(hours=1)
"""After how long without a room having been readable the desk is told that it has fallen silent."""


class Contact:
    """When something was last heard from each room: an event, or a reading back that went well.

    A start counts as having heard from everybody. ``read`` reads a room back from its position.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        read: Callable[[RoomRef], Awaitable[None]],
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._read = read
        self._heard: dict[RoomRef, datetime] = {}
        self._looked_at: datetime | None = None

    def heard(self, room: RoomRef) -> None:
        """Keep that something has just come from a room."""
        self._heard[room] = self._clock.now()

    async def look(self) -> None:
        """Read the rooms that have been quiet for long; note for the desk which have fallen silent, and are back."""
        now = self._clock.now()
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
            if now - self._heard[room] >= QUIET:
                await self._try(room, cafe, now)

    async def _try(self, room: RoomRef, cafe: str, now: datetime) -> None:
        try:
            await self._read(room)
        except PlatformError:
            if now - self._heard[room] >= SILENT_AFTER:
                await self._note(room, cafe, DeskNoteKind.SILENT, now)
            return
        self._heard[room] = now
        await self._note(room, cafe, DeskNoteKind.BACK, now)

    async def _note(self, room: RoomRef, cafe: str, kind: DeskNoteKind, now: datetime) -> None:
        """Note it, unless that is what was told of the room last; that it is back only where it was told silent."""
        async with self._store.writing() as work:
            latest = await work.latest_of_room(room)
            silent = latest is not None and latest.kind is DeskNoteKind.SILENT
            if silent is (kind is DeskNoteKind.SILENT):
                return
            since = self._heard[room]
            await work.note(DeskNote(f"{kind.value}/{room}/{now.isoformat()}", kind, now, cafe, room, until=since))
