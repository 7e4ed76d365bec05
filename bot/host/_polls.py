"""Polls of the platform's own: counted where something may have been missed, and ended with their café."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace

from bot.domain import Cafe, CafeState, Delivery, Inbound, Posted, RoomRef
from bot.errors import NoSuchPlace, PlatformError
from bot.host._placed import standing
from bot.kinds import kind_of
from bot.lateness import opens
from bot.logs import Event, faults_of, logger
from bot.ports import Platform, Store

_log = logger(__name__)


class Polls:
    """Compares the votes in the polls of open cafés with those that are kept. ``take`` takes in what was counted, by
    the same door as everything else."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        take: Callable[[Sequence[Inbound]], Awaitable[None]],
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._take = take

    async def count_all(self, names: Collection[str]) -> None:
        """Count all polls on these platforms. One that refuses is counted when its café closes."""
        polling = [name for name in names if self._platforms[name].can.polls]
        if not polling:
            return
        async with self._store.reading() as store:
            rooms = await store.open_rooms(polling)
        for room in sorted(rooms):
            try:
                await self.count(room)
            except PlatformError as error:
                _log.warning(Event.ROOM_UNREAD, account=room.platform, faults=faults_of(error))

    async def count(self, room: RoomRef) -> None:
        """Count the polls in a room. Raises `PlatformError`."""
        platform = self._platforms.get(room.platform)
        if platform is None or not platform.can.polls:
            return
        async with self._store.reading() as store:
            cafes = [one for one in await store.cafes_in(room) if one.state.step < CafeState.CLOSED.step]
        for cafe in cafes:
            async for workshop, posted in self._there(cafe, room):
                async with self._store.reading() as store:
                    kept = await store.polled(cafe.id, workshop, room)
                before = frozenset((one.author.id, one.at) for one in kept)
                # Of a poll that somebody has deleted the votes stay as they were heard.
                with contextlib.suppress(NoSuchPlace):
                    if (counted := await platform.count_poll(room, posted)) is not None:
                        await self._take([replace(counted, kept_before=before)])

    async def end(self, cafe: Cafe, room: RoomRef) -> None:
        """End the polls of a café in a room. Raises `PlatformError`."""
        platform = self._platforms.get(room.platform)
        if platform is None or not platform.can.polls:
            return
        async for _, posted in self._there(cafe, room):
            with contextlib.suppress(NoSuchPlace):
                await platform.end_poll(room, posted)

    async def _there(self, cafe: Cafe, room: RoomRef) -> AsyncIterator[tuple[str, Posted]]:
        """The polls of a café in a room, each with its workshop."""
        polled = {one.key for one in cafe.script.workshops if kind_of(one.kind).takes_choices and one.choices}
        async with self._store.reading() as store:
            beats = [one for one in await store.beats(cafe.id) if one.workshop in polled and opens(one)]
            owed = [(one.workshop, each) for one in beats for each in await store.deliveries(one.key)]
            found = [(workshop, await standing(store, each)) for workshop, each in owed if _is_poll(each, room)]
        for workshop, posted in found:
            if workshop is not None and posted is not None:
                yield workshop, posted


def _is_poll(delivery: Delivery, room: RoomRef) -> bool:
    return delivery.room == room and delivery.message.poll is not None
