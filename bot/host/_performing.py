"""What is done on a beat, home by home: one that refuses keeps no other one waiting longer than the rule says."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime

from bot.domain import Beat, BeatKind, Cafe, Home, RoomRef, clean_text
from bot.errors import NoSuchPlace, NotAllowed, PlatformError, StillOwed, fault
from bot.host._delivering import Deliverer
from bot.host._lacking import note_lacking
from bot.host._polls import Polls
from bot.host._publishing import Publisher
from bot.host._retention import Retention, reach
from bot.host._saying import beat_deliveries, heading_of
from bot.host._sealing import Sealing
from bot.host._settling import STATE_AFTER, Settler
from bot.lateness import leaves_out
from bot.logs import Event, faults_of, logger
from bot.ports import Clock, Platform, Store

_log = logger(__name__)

_LONGEST_TITLE = 100
"""How much of a room's name is kept, in code points."""


class Performer:
    """Does what a beat asks for; a second time it does what is left. ``read_back`` reads a room back from its
    position."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        deliverer: Deliverer,
        publisher: Publisher,
        settler: Settler,
        sealing: Sealing,
        retention: Retention,
        read_back: Callable[[RoomRef], Awaitable[None]],
        polls: Polls,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._deliverer = deliverer
        self._publisher = publisher
        self._settler = settler
        self._sealing = sealing
        self._retention = retention
        self._read_back = read_back
        self._polls = polls

    async def perform(self, beat: Beat, late_since: datetime | None) -> None:
        """Do what a beat asks for in every home. Raises the first `PlatformError`, after all others had their turn."""
        async with self._store.reading() as store:
            cafe = await store.cafe(beat.cafe)
        if cafe is None:
            return
        if beat.kind is BeatKind.END_RETENTION:
            await self._retention.end(cafe, beat)
            return
        refused = await self._read_homes_back(cafe, beat)
        if beat.kind is BeatKind.PRESENT:
            await self._prepare_homes(cafe)
        if beat.kind in (BeatKind.PRESENT, BeatKind.PUBLISH):
            await self._call_homes(cafe)
        if beat.kind is BeatKind.PUBLISH:
            if refused and not leaves_out(beat, self._clock.now()):
                # Nothing is published as long as a room might still be read back (truth 2).
                raise next(iter(refused.values()))
            await self._publisher.owe(beat)
        else:
            if beat.kind is BeatKind.UNSEAL and beat.workshop is not None:
                refused |= await self._sealing.unseal(cafe, beat.workshop)
            await self._owe(cafe, beat, late_since)
        owed_any = await self._deliver(beat, refused)
        if beat.kind in (BeatKind.CLOSE, BeatKind.PUBLISH):
            await self._lock_homes(cafe, beat, refused)
        if refused:
            raise next(iter(refused.values()))
        if owed_any:
            await self._require_delivered(beat)
        if beat.kind in STATE_AFTER:
            async with self._store.writing() as work:
                await reach(work, beat, STATE_AFTER[beat.kind], self._clock.now())
        if beat.kind is BeatKind.PUBLISH:
            # What went while the messages were on their way: from now on `Host.receive` sees to it.
            await self._publisher.renew(cafe.id)

    async def _read_homes_back(self, cafe: Cafe, beat: Beat) -> dict[RoomRef, PlatformError]:
        """Read each home back where the café ends; returns those that refuse."""
        refused: dict[RoomRef, PlatformError] = {}
        if beat.kind in (BeatKind.CLOSE, BeatKind.PUBLISH):
            for home in cafe.homes:
                try:
                    # Ended first: then nobody votes between the count and the close.
                    await self._polls.end(cafe, home.room)
                    await self._read_back(home.room)
                except PlatformError as error:
                    refused[home.room] = error
        return refused

    async def _prepare_homes(self, cafe: Cafe) -> None:
        """Make each home ready; the desk is told once of what a room lacks for that. It keeps nothing waiting: whoever
        cannot be reached now refuses what comes next, too."""
        for home in cafe.homes:
            platform = self._platforms.get(home.room.platform)
            if platform is None or not platform.can.speaks:
                continue
            try:
                await platform.prepare(home.room, heading_of(cafe, home), home.language)
            except NotAllowed as error:
                await note_lacking(self._store, home.room, error, self._clock.now())
            except PlatformError as error:
                _log.warning(Event.ROOM_UNPREPARED, account=platform.name, cafe=cafe.id, faults=faults_of(error))

    async def _call_homes(self, cafe: Cafe) -> None:
        """Keep what each home is called, as far as that is known: its flashback may compare them by these names."""
        called = {
            home.room: clean_text(platform.title_of(home.room))[:_LONGEST_TITLE]
            for home in cafe.homes
            if (platform := self._platforms.get(home.room.platform)) is not None
        }
        known = {home.room: {home.title, home.room.room} for home in cafe.homes}
        changed = [room for room, title in called.items() if title not in known[room]]
        if changed:
            async with self._store.writing() as work:
                for room in changed:
                    await work.call_home(cafe.id, room, called[room])

    async def _deliver(self, beat: Beat, refused: dict[RoomRef, PlatformError]) -> bool:
        """Make what is owed to the homes that have not refused yet; those that do now are added. Returns whether
        anything was owed at all."""
        async with self._store.reading() as store:
            all_owed = await store.owed(beat.key)
        owed = [one for one in all_owed if one.room not in refused]
        for room in dict.fromkeys(one.room for one in owed):
            try:
                await self._deliverer.make_all([one for one in owed if one.room == room])
            except PlatformError as error:
                refused[room] = error
        return bool(all_owed)

    async def _require_delivered(self, beat: Beat) -> None:
        """A beat is done when its deliveries are: not while one is still another worker's, or a dead one's."""
        async with self._store.reading() as store:
            left = await store.owed(beat.key)
        if left:
            raise StillOwed(fault("still_owed", n=len(left)))

    async def _owe(self, cafe: Cafe, beat: Beat, late_since: datetime | None) -> None:
        if not any(self._speaks(home) for home in cafe.homes):
            return
        async with self._store.reading() as store:
            beats = await store.beats(cafe.id)
        telling = self._settler.telling(cafe, beat, beats, late_since)
        async with self._store.writing() as work:
            for home in cafe.homes:
                platform = self._platforms.get(home.room.platform)
                if beat.kind is BeatKind.UNSEAL and not await work.place(cafe.id, home.room, beat.workshop or ""):
                    continue
                if platform is not None and platform.can.speaks:
                    await work.owe(beat_deliveries(telling, home, platform.can))

    def _speaks(self, home: Home) -> bool:
        platform = self._platforms.get(home.room.platform)
        return platform is not None and platform.can.speaks

    async def _lock_homes(self, cafe: Cafe, beat: Beat, refused: Collection[RoomRef]) -> None:
        """Lock the threads of each home that has not refused; the desk is told once of a home where that cannot be
        done. It keeps nothing waiting: what is said after the close does not count anyway. A thread that is still to
        be unsealed there is locked at the publishing, once that is said in it, and the café's own thread then too: the
        flashback goes into it."""
        sealed = await self._still_sealed(cafe)
        own = [None] if beat.kind is BeatKind.PUBLISH else []
        for home in cafe.homes:
            platform = self._platforms.get(home.room.platform)
            if platform is None or home.room in refused:
                continue
            async with self._store.reading() as store:
                found = [
                    await store.place(cafe.id, home.room, key)
                    for key in [*own, *(one.key for one in cafe.script.workshops)]
                    if (home.room, key) not in sealed
                ]
            unlocked: PlatformError | None = None
            for thread in [one for one in found if one]:
                try:
                    # A thread that somebody has deleted needs no lock.
                    with contextlib.suppress(NoSuchPlace):
                        await platform.close_room(home.room, [thread])
                except PlatformError as error:
                    unlocked = error
            if unlocked is not None:
                await self._settler.note_unlocked(beat, home.room, unlocked)

    async def _still_sealed(self, cafe: Cafe) -> Collection[tuple[RoomRef, str | None]]:
        """The rooms and workshops that the café's unsealing has not come to yet."""
        async with self._store.reading() as store:
            unsealings = [one for one in await store.beats(cafe.id) if one.kind is BeatKind.UNSEAL]
            return {(owed.room, one.workshop) for one in unsealings for owed in await store.owed(one.key)}
