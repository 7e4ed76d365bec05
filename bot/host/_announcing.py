"""A café and its meetings in the calendar beside its rooms, where a platform has one: put there once, and kept true.

A café stands there from its presentation to its close, a meeting from the opening of its workshop. Each is a delivery
of that beat, which is owed once the beat is done: so no beat waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain import Announcement, Beat, BeatKind, Cafe, CafeState, Delivery, Home, OutboundMessage, Posted, Progress
from bot.errors import NoSuchPlace, NotAllowed, PlatformError, StillOwed, fault
from bot.host._delivering import Deliverer
from bot.host._lacking import note_lacking
from bot.host._placed import standing
from bot.kinds import Setting, begins_at
from bot.lateness import opens
from bot.markup import Block, paragraph, shortened, split
from bot.ports import Abilities, Clock, Platform, Reading, Store
from bot.wording import wording

LEAST = timedelta(minutes=10)
"""What lasts no longer than that from now on is not put into a calendar any more."""

_LONGEST_ABOUT = 700
_LONGEST_PART = 300


class Announcer:
    """Puts a café's announcements into the calendars of its rooms, changes them, and ends them."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock, deliverer: Deliverer) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._deliverer = deliverer

    async def renew(self, cafe: Cafe, beats: Sequence[Beat], put: dict[str, OutboundMessage]) -> PlatformError | None:
        """Make each announcement anew that has become wrong; returns the first refusal that may go better later. One
        that somebody has called off stays away; what may not be is told to the desk, once. ``put`` is what we have last
        put there, by the delivery's key."""
        homes = [(home, platform) for home in cafe.homes if (platform := self._able(home)) is not None]
        if not homes:
            return None
        now = self._clock.now()
        async with self._store.reading() as store:
            done = [(one, await store.deliveries(one.key)) for one in beats if one.progress is Progress.DONE]
            wanted = await self._wanted(store, cafe, done, homes, now)
        refused: PlatformError | None = None
        known = {one.key: one for _, all_of_it in done for one in all_of_it if one.message.announces is not None}
        for home, platform in homes:
            keys = {key for key, one in (wanted | known).items() if one.room == home.room}
            try:
                for key in sorted(keys):
                    await self._settle(platform, known.get(key), wanted.get(key), now, put)
            except NotAllowed as error:
                await note_lacking(self._store, home.room, error, now)
            except NoSuchPlace:
                """The room itself is gone: whoever has taken it away knows."""
            except PlatformError as error:
                refused = refused or error
        return refused

    def _able(self, home: Home) -> Platform | None:
        platform = self._platforms.get(home.room.platform)
        return platform if platform is not None and platform.can.speaks and platform.can.announces else None

    async def _wanted(
        self,
        store: Reading,
        cafe: Cafe,
        done: Sequence[tuple[Beat, Sequence[Delivery]]],
        homes: Sequence[tuple[Home, Platform]],
        now: datetime,
    ) -> dict[str, Delivery]:
        """What is to stand in the calendars, by key. ``done`` are the beats that are, with their deliveries."""
        if cafe.state.step >= CafeState.CLOSED.step:
            return {}
        found = {}
        for beat, deliveries in done:
            if not (beat.kind is BeatKind.PRESENT or opens(beat)):
                continue
            said = [one for one in deliveries if one.message.announces is None]
            for home, platform in homes:
                first = next((one for one in said if one.room == home.room and one.posted is not None), None)
                posted = None if first is None else await standing(store, first)
                about = None if posted is None else _announcement(cafe, beat, home, platform.can, posted)
                if about is not None and about.ends > now:
                    key = f"{beat.key}/{home.room}/announced"
                    message = OutboundMessage(body="", announces=about)
                    found[key] = Delivery(key, cafe.id, home.room, message, beat=beat.key, workshop=beat.workshop)
        return found

    async def _settle(
        self,
        platform: Platform,
        known: Delivery | None,
        wanted: Delivery | None,
        now: datetime,
        put: dict[str, OutboundMessage],
    ) -> None:
        """Have one announcement stand as it is wanted, or not at all."""
        if known is not None and (wanted is None or (_has_run_out(known, now) and known.posted is not None)):
            if not _has_run_out(known, now):
                await self._call_off(platform, known)
            elif wanted is None:
                return
            async with self._store.writing() as work:
                await work.drop_delivery(known.key)
            known = None
        if wanted is None or wanted.message.announces is None:
            return
        if known is None or known.posted is None:
            if wanted.message.announces.ends - now < LEAST:
                return
            async with self._store.writing() as work:
                await work.owe([wanted], anew=True)
            put[wanted.key] = wanted.message
            await self._deliverer.make(wanted)
            await self._require_made(wanted)
        elif wanted.message != known.message or wanted.message != put.get(known.key, wanted.message):
            put[known.key] = wanted.message
            try:
                await platform.announce(known.room, wanted.message.announces, known.posted.message)
            except NoSuchPlace:
                """Somebody has called it off: it stays away, and is not looked for as long as it says the same."""
            async with self._store.writing() as work:
                await work.reword(known.key, wanted.message)

    async def _require_made(self, wanted: Delivery) -> None:
        """What another worker has in hand, or a dead one, is looked at again."""
        async with self._store.reading() as store:
            if any(one.key == wanted.key for one in await store.owed(wanted.beat or "")):
                raise StillOwed(fault("still_owed", n=1))

    async def _call_off(self, platform: Platform, known: Delivery) -> None:
        announced, id = known.message.announces, known.posted.message if known.posted else None
        if announced is not None and (id is not None or known.generation):
            await platform.call_off(known.room, announced, id)


def _has_run_out(delivery: Delivery, now: datetime) -> bool:
    """Whether what was announced has come to its end by itself."""
    return delivery.message.announces is not None and delivery.message.announces.ends <= now


def _announcement(cafe: Cafe, beat: Beat, home: Home, can: Abilities, posted: Posted) -> Announcement | None:
    say, worded = wording(home.language), cafe.script.worded(home.language)
    if beat.workshop is None:
        first = next((one for one in worded.presentation.split("\n\n") if one.strip()), "")
        blocks: list[Block] = [paragraph(shortened(first, _LONGEST_PART)), paragraph(say.say("event.cafe"))]
        if cafe.paused_at is not None:
            blocks.append(paragraph(say.say("index.pausing")))
        begins, ends = cafe.presented_at or cafe.opens_at, cafe.closes_at
        return Announcement(worded.title, _about(blocks, can), begins, ends, posted.message, posted.thread)
    workshop = cafe.script.workshop(beat.workshop)
    meets = None if workshop is None else begins_at(workshop, Setting(cafe.id, cafe.opening_day, cafe.zone))
    if workshop is None or meets is None or workshop.skipped:
        return None
    words = worded.workshops[workshop.key]
    title = f"{words.title} · {words.guest}" if words.guest else words.title
    blocks = [
        paragraph(shortened(words.question, _LONGEST_PART)),
        paragraph(say.say("event.meeting", cafe=worded.title)),
    ]
    where = ", ".join(part for part in (words.place, workshop.address) if part)
    ends = meets + timedelta(minutes=workshop.minutes)
    return Announcement(title, _about(blocks, can), meets, ends, posted.message, posted.thread, where)


def _about(blocks: Sequence[Block], can: Abilities) -> str:
    return split(blocks, can.dialect, _LONGEST_ABOUT)[0]
