"""Rooms read back while others go on speaking."""

from __future__ import annotations

import asyncio

from bot.domain import RoomRef
from bot.errors import OwnFault, PlatformError
from bot.host._keeping import Keeper
from bot.host._polls import Polls
from bot.logs import Event, faults_of, logger, own_faults

_log = logger(__name__)


class ReadingBack:
    """Reads rooms back, one after another, with what comes in kept waiting: ``receiving`` is the lock of whoever
    keeps it, so that a position is never stored past something unread (truth 2)."""

    def __init__(self, receiving: asyncio.Lock, keeper: Keeper, polls: Polls) -> None:
        self._receiving = receiving
        self._keeper = keeper
        self._polls = polls

    async def first(self, room: RoomRef) -> bool:
        """Read a room back at the start, by whoever holds the lock; returns whether it could be."""
        try:
            with own_faults():
                await self._keeper.catch_up(room)
        except (PlatformError, OwnFault) as error:
            _log.warning(Event.ROOM_UNREAD, account=room.platform, faults=faults_of(error))
            return False
        return True

    async def read(self, room: RoomRef) -> None:
        """Read a room back from its position, and count its polls. Raises `PlatformError`."""
        async with self._receiving:
            await self._keeper.catch_up(room)
        await self._polls.count(room)

    async def again(self, room: RoomRef, since: str | None) -> None:
        """Read a room once more from a position. Raises `PlatformError`."""
        async with self._receiving:
            await self._keeper.read_again(room, since)
