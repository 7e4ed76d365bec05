"""Deliveries made exactly once: claim, look whether it is there, send, store the platform's id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from bot.domain import Delivery, OutboundMessage, Posted, RoomRef
from bot.errors import CafeError, NoSuchPlace, OwnFault, PlatformError, fault
from bot.host._holding import Holding
from bot.host._placed import placed
from bot.logs import Event, logger, own_faults
from bot.ports import Clock, Observer, Platform, Store

_log = logger(__name__)


CLOCKS_DIFFER = timedelta(days=2)
"""By how much a wall clock may have been set back between a claim and its message."""


class Deliverer:
    """Makes deliveries. ``lease`` is how long a claim holds before somebody else may take it over.

    ``read_back`` is asked to read a room again from a position, once a thread of ours there is known: somebody
    may have answered in it before it was.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        worker: str,
        lease: timedelta,
        read_back: Callable[[RoomRef, str | None], Awaitable[None]],
        observer: Observer,
        holding: Holding,
    ) -> None:
        self._read_back = read_back
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._worker = worker
        self._lease = lease
        self._observer = observer
        self._stopping = False
        self._holding = holding

    def stop(self) -> None:
        """Begin no further delivery; the one in hand is finished."""
        self._stopping = True

    async def make_all(self, deliveries: Iterable[Delivery]) -> None:
        """Make each of them, a room's in their order; one room that refuses does not keep the others waiting, nor does
        a member who cannot be written to, or a private answer on which the program itself fails.

        Raises the first `PlatformError` or `OwnFault`, after all others had their turn.
        """
        refused: dict[object, CafeError] = {}
        for delivery in deliveries:
            if self._stopping:
                break
            whole = delivery.message.to or delivery.room
            if delivery.room in refused or whole in refused or (delivery.room, delivery.beat) in refused:
                continue
            try:
                with own_faults():
                    await self.make(delivery)
            except PlatformError as error:
                refused[whole] = error
            except OwnFault as error:
                refused[delivery.room, delivery.beat or delivery.key] = error
        if refused:
            raise next(iter(refused.values()))

    async def make(self, delivery: Delivery) -> None:
        """Make one delivery, unless it is made or somebody else is at it. Raises `PlatformError`."""
        if delivery.key in self._holding.deliveries:
            # However long it takes here: a claim that has run out meanwhile is nobody's death.
            return
        platform = self._platforms.get(delivery.room.platform)
        if platform is None:
            raise PlatformError(fault("platform_not_connected", platform=delivery.room.platform))
        async with self._store.writing() as work:
            claimed = await work.claim_delivery(delivery.key, self._clock.now(), self._lease, self._worker)
        if claimed is not None:
            with self._holding.delivery(claimed):
                await self._make(platform, claimed)

    async def _make(self, platform: Platform, claimed: Delivery) -> None:
        if claimed.beat is None and not claimed.message.body and not claimed.message.files:
            # Its words were taken back meanwhile: there is nothing to say any more.
            async with self._store.writing() as work:
                await work.release_delivery(claimed)
            return
        message = await self._placed(claimed)
        try:
            posted = await self._delivered(platform, claimed, message)
        except PlatformError:
            self._observer.refused(platform.name)
            async with self._store.writing() as work:
                await work.release_delivery(claimed)
            raise
        # Its key is not told: that of a private answer holds a member's id.
        _log.debug(Event.DELIVERED, cafe=claimed.cafe, beat=claimed.beat, account=platform.name)
        if claimed.message.begins or posted.thread:
            await self._read_back(claimed.room, claimed.read_from)

    async def settle(self, deliveries: Iterable[Delivery]) -> None:
        """Mark those done that are in their room although nobody marked them: whoever sent them has died."""
        for delivery in deliveries:
            platform = self._platforms.get(delivery.room.platform)
            if platform is None or delivery.claimed_at is None or delivery.key in self._holding.deliveries:
                continue
            async with self._store.writing() as work:
                claimed = await work.claim_delivery(delivery.key, self._clock.now(), self._lease, self._worker)
            if claimed is None:
                continue
            with self._holding.delivery(claimed):
                await self._settle(platform, claimed)

    async def _settle(self, platform: Platform, claimed: Delivery) -> None:
        message = await self._placed(claimed)
        while (posted := await self._found(platform, claimed, message)) is not None:
            if await self._mark(platform, claimed, message, posted):
                break
        else:
            async with self._store.writing() as work:
                await work.release_delivery(claimed)

    async def is_there(self, deliveries: Iterable[Delivery], since: datetime) -> bool:
        """Whether one of these, of which the store knows nothing, is in its room since that instant. Raises the first
        `PlatformError` where no other room has one."""
        refused: PlatformError | None = None
        for delivery in deliveries:
            platform = self._platforms.get(delivery.room.platform)
            if platform is None:
                continue
            try:
                message = await self._placed(delivery)
                if await self._find(platform, delivery, message, since) is not None:
                    return True
            except PlatformError as error:
                refused = refused or error
        if refused is not None:
            raise refused
        return False

    async def _delivered(self, platform: Platform, delivery: Delivery, message: OutboundMessage) -> Posted:
        """Have a message in its room and marked, as nobody else's; one that somebody else has marked stays theirs."""
        for turn in count(1):
            # Under the same key a platform may give back the message that is theirs.
            key = delivery.key if turn == 1 else f"{delivery.key}/{turn}"
            posted = await self._posted(platform, delivery, message, key)
            if await self._mark(platform, delivery, message, posted):
                break
        return posted

    async def _posted(self, platform: Platform, delivery: Delivery, message: OutboundMessage, key: str) -> Posted:
        """Have a message in its room, or an announcement in its calendar, and say where it is."""
        if message.announces is not None:
            # It is looked for there whoever has died before.
            return Posted(await platform.announce(delivery.room, message.announces))
        if (there := await self._found(platform, delivery, message)) is not None:
            return there
        try:
            return await platform.post(delivery.room, message, key)
        except NoSuchPlace:
            if not _may_begin_anew(message):
                raise
            # Somebody has deleted the café's own thread: what is owed begins another one.
            return await platform.post(delivery.room, replace(message, thread=None), key)

    async def _mark(self, platform: Platform, delivery: Delivery, message: OutboundMessage, posted: Posted) -> bool:
        """Mark a delivery done by that message; false, and nothing changed, if the message is another delivery's:
        where words alone tell, two may have found the same one."""
        guessed = message.announces is None and not platform.can.keeps_keys
        async with self._store.writing() as work:
            if guessed and await work.known_of_others(delivery, posted.message):
                return False
            if message.heading and message.thread and posted.thread not in (None, message.thread):
                await work.drop_place(delivery.room, message.thread)
            await work.mark_delivered(delivery, posted, self._clock.now())
        return True

    async def _placed(self, delivery: Delivery) -> OutboundMessage:
        async with self._store.reading() as store:
            return await placed(store, delivery, delivery.message)

    async def _found(self, platform: Platform, delivery: Delivery, message: OutboundMessage) -> Posted | None:
        if delivery.generation == 1 or delivery.claimed_at is None:
            return None
        posted = await self._find(platform, delivery, message, delivery.claimed_at)
        if posted is not None and delivery.reworded and not platform.can.edits_hide:
            # What is there may hold words that have gone since.
            await platform.retract(delivery.room, posted)
            return None
        if posted is not None and delivery.reworded:
            await platform.revise(delivery.room, posted, message)
        return posted

    async def _find(
        self, platform: Platform, delivery: Delivery, message: OutboundMessage, since: datetime
    ) -> Posted | None:
        room, earliest = delivery.room, _earliest(platform, since)
        async with self._store.reading() as store:
            known = () if platform.can.keeps_keys else await store.known_of_others(delivery)
        try:
            return await platform.find(room, message, delivery.key, earliest, known)
        except NoSuchPlace:
            if not _may_begin_anew(message):
                raise
            return await platform.find(room, replace(message, thread=None), delivery.key, earliest, known)


def _may_begin_anew(message: OutboundMessage) -> bool:
    """Whether a message that stands in a thread may as well begin that thread."""
    return message.thread is not None and message.heading is not None


def _earliest(platform: Platform, claimed_at: datetime) -> datetime:
    """From when on a message claimed then is looked for: a key is found however the clocks were moved since; where
    the words alone tell, only the claim's time does."""
    return claimed_at - CLOCKS_DIFFER if platform.can.keeps_keys else claimed_at
