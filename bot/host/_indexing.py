"""What was posted of a café's plan, kept true in place: its presentation, the index of its workshops, the questions of
those open, and what is announced of it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

from bot.domain import Beat, BeatKind, Cafe, Delivery, Home, OutboundMessage, Posted, Progress, RoomRef, Visibility
from bot.errors import NoSuchPlace, NotAllowed, PlatformError
from bot.host._announcing import Announcer
from bot.host._delivering import Deliverer
from bot.host._placed import placed, standing
from bot.host._saying import Telling, beat_deliveries, index_deliveries, presentation_deliveries
from bot.lateness import is_late, opens
from bot.logs import Event, faults_of, logger
from bot.ports import Abilities, Clock, LinksThreads, Platform, Reading, Store
from bot.rhythm import plan_of

_log = logger(__name__)


class IndexKeeper:
    """Makes all that was posted of a plan anew after each change of it (`bot.ports.Writing.note_plan_change`). A death
    in between, or a room that refuses, leaves the change noted: it is made good at the next look."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        deliverer: Deliverer,
        notice_link: str | None,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._deliverer = deliverer
        self._notice_link = notice_link
        self._announcer = Announcer(store, platforms, clock, deliverer)

    async def renew(self, cafe: str) -> None:
        """Make what was posted of a café's plan anew, and revise each message that has become wrong. Raises the first
        `PlatformError`, after all other messages had their turn.

        Several workers may be at it at once: whoever has put words into a room looks whether they are still the newest
        (decision 0027).
        """
        put: dict[str, OutboundMessage] = {}
        while not await self._renewed(cafe, put):
            """The plan has changed meanwhile, and our words may have been the last to come."""

    async def _renewed(self, cafe: str, put: dict[str, OutboundMessage]) -> bool:
        """Take over what has changed; false if the plan is another one by now."""
        links = await self._links(cafe)
        async with self._store.writing() as work:
            version = await work.plan_version(cafe)
            known = await work.cafe(cafe)
            beats = await work.beats(cafe)
            present = next((one for one in beats if one.kind is BeatKind.PRESENT), None)
            if known is None or present is None or present.progress is not Progress.DONE:
                # Its index is made with its presentation, or never.
                await work.settle_plan(cafe, version)
                return True
            there = await _messages(work, present)
            begins = [*self._presentation(known, present, there), *self._index(known, present, beats, links)]
            await work.owe(begins, anew=True)
            there = await _messages(work, present)
            there += [one for beat in beats if _has_opened(beat) for one in await _messages(work, beat)]
        wanted = {one.key: one.message for one in [*begins, *self._questions(known, beats)]}
        refused = await self._revise(known, there, wanted, put)
        try:
            await self._deliver(present)
            await self._pin(present)
        except PlatformError as error:
            refused = refused or error
        unannounced = await self._announcer.renew(known, beats, put)
        refused = refused or unannounced
        async with self._store.writing() as work:
            if refused is None:
                return await work.settle_plan(cafe, version)
            if await work.plan_version(cafe) != version:
                return False
        raise refused

    async def _deliver(self, present: Beat) -> None:
        """Make what is not in the rooms yet: the presentation or the index may have become longer by a message."""
        async with self._store.reading() as store:
            owed = await store.owed(present.key)
        await self._deliverer.make_all([one for one in owed if one.message.announces is None])

    def _presentation(self, cafe: Cafe, present: Beat, there: Sequence[Delivery]) -> list[Delivery]:
        """What the café would be presented with now."""
        return [
            delivery
            for home, can in self._speaking(cafe)
            for delivery in self._presented(cafe, present, home, can, [one for one in there if one.room == home.room])
        ]

    def _presented(
        self, cafe: Cafe, present: Beat, home: Home, can: Abilities, there: Sequence[Delivery]
    ) -> list[Delivery]:
        """A presentation as it would be made now in one home; one that was late there goes on saying so. ``there`` is
        what was owed to that home."""
        told = {one.key: one.message for one in there if not is_index(one)}
        first = min((one.claimed_at for one in there if one.claimed_at is not None), default=None)
        late, in_time = (
            presentation_deliveries(
                Telling(cafe, present, plan_of(cafe), since, notice_link=self._notice_link), home, can
            )
            for since in (first or present.due, None)
        )
        likely, other = (late, in_time) if first is not None and is_late(present, first) else (in_time, late)
        # In a café that came back with a backup the first claim tells nothing: what stands there and is true stays.
        return other if {one.key: one.message for one in other} == told else likely

    def _index(
        self, cafe: Cafe, present: Beat, beats: Sequence[Beat], links: Mapping[RoomRef, Mapping[str, str | None]]
    ) -> list[Delivery]:
        telling = Telling(cafe, present, plan_of(cafe), beats=tuple(beats))
        now = self._clock.now()
        return [
            one
            for home, can in self._speaking(cafe)
            for one in index_deliveries(telling, home, can, now, links.get(home.room, {}))
        ]

    async def _links(self, cafe: str) -> Mapping[RoomRef, Mapping[str, str | None]]:
        """Where the workshops are found, by their keys, in each home that has addresses; ``None`` for one that has no
        thread there, yet or any more. A blind one is opened by answering it."""
        async with self._store.reading() as store:
            known = await store.cafe(cafe)
            open_to_all = (
                [one.key for one in known.script.workshops if one.visibility is not Visibility.BLIND] if known else []
            )
            places = {
                (home.room, key): await store.place(cafe, home.room, key)
                for home in (known.homes if known else ())
                if isinstance(self._platforms.get(home.room.platform), LinksThreads)
                for key in open_to_all
            }
        found: dict[RoomRef, dict[str, str | None]] = {}
        for (room, key), thread in places.items():
            platform = self._platforms[room.platform]
            if thread is None:
                found.setdefault(room, {})[key] = None
            elif isinstance(platform, LinksThreads):
                # A room that refuses now refuses the index too, which is made anew then.
                with contextlib.suppress(PlatformError):
                    found.setdefault(room, {})[key] = await platform.link(room, thread)
        return found

    def _questions(self, cafe: Cafe, beats: Sequence[Beat]) -> list[Delivery]:
        """What the workshops that have opened would be asked with now."""
        plan = plan_of(cafe)
        return [
            delivery
            for beat in beats
            if _has_opened(beat)
            for home, can in self._speaking(cafe)
            for delivery in beat_deliveries(Telling(cafe, beat, plan), home, can)
        ]

    def _speaking(self, cafe: Cafe) -> list[tuple[Home, Abilities]]:
        """The homes in which something can be said, each with what can be done there."""
        served = [(home, self._platforms.get(home.room.platform)) for home in cafe.homes]
        return [(home, one.can) for home, one in served if one is not None and one.can.speaks]

    async def _revise(
        self,
        cafe: Cafe,
        there: Sequence[Delivery],
        wanted: Mapping[str, OutboundMessage],
        put: dict[str, OutboundMessage],
    ) -> PlatformError | None:
        """Revise what is in the rooms and has become wrong; returns the first refusal. ``put`` is what we have last put
        there, by the delivery's key."""
        refused: PlatformError | None = None
        homes = {home.room for home in cafe.homes}
        for delivery in there:
            platform = self._platforms.get(delivery.room.platform)
            if platform is None or delivery.room not in homes:
                continue
            message = wanted.get(delivery.key)
            # What is kept may be somebody else's words, put there before ours.
            if message == delivery.message and message == put.get(delivery.key, message):
                continue
            if message is not None:
                put[delivery.key] = message
            try:
                await self._correct(platform, delivery, message)
            except PlatformError as error:
                refused = refused or error
        return refused

    async def _correct(self, platform: Platform, delivery: Delivery, message: OutboundMessage | None) -> None:
        if message is None:
            if delivery.workshop is not None:
                return
            # The presentation or the index has become shorter by a message.
            if (posted := await self._standing(delivery)) is not None:
                await platform.retract(delivery.room, posted)
            async with self._store.writing() as work:
                await work.drop_delivery(delivery.key)
        elif (posted := await self._standing(delivery)) is not None:
            async with self._store.reading() as store:
                wanted = await placed(store, delivery, message)
            # One that somebody has deleted stays away.
            with contextlib.suppress(NoSuchPlace):
                await platform.revise(delivery.room, posted, wanted)
            async with self._store.writing() as work:
                await work.reword(delivery.key, message)

    async def _pin(self, present: Beat) -> None:
        """Pin the index in each room, as often as it is made anew: where that may not be, it stands there all the
        same."""
        async with self._store.reading() as store:
            there = [one for one in await store.deliveries(present.key) if is_index(one) and one.posted]
        first = {one.room: one for one in reversed(there)}
        for delivery in first.values():
            platform = self._platforms.get(delivery.room.platform)
            posted = await self._standing(delivery)
            if platform is None or not platform.can.pins or posted is None:
                continue
            try:
                with contextlib.suppress(NoSuchPlace):
                    await platform.pin(delivery.room, posted)
            except NotAllowed as error:
                _log.warning(Event.RENEWAL_REFUSED, cafe=present.cafe, faults=faults_of(error))

    async def _standing(self, delivery: Delivery) -> Posted | None:
        async with self._store.reading() as store:
            return await standing(store, delivery)


async def _messages(store: Reading, beat: Beat) -> list[Delivery]:
    """The messages of a beat, without what stands in a calendar."""
    return [one for one in await store.deliveries(beat.key) if one.message.announces is None]


def is_index(delivery: Delivery) -> bool:
    """Whether a delivery of a presentation is the index, or a part of it."""
    return delivery.key.rpartition("/")[2].startswith("index.")


def _has_opened(beat: Beat) -> bool:
    return opens(beat) and beat.progress is Progress.DONE
