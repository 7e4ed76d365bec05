"""What members wish to be told: that a workshop opens, that one waits for them. Nobody is told who did not ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.domain import (
    Beat,
    Cafe,
    Caller,
    Delivery,
    Home,
    MemberRef,
    NudgeHours,
    OutboundMessage,
    RoomRef,
    WishKind,
    Workshop,
    zone_of,
)
from bot.errors import CallError, fault
from bot.host._asking import is_gone, latest_cafe, require_collected
from bot.host._followers import Followers
from bot.lateness import opens
from bot.markup import paragraph, split
from bot.ports import Clock, Platform, Store, Writing
from bot.rhythm import plan_of
from bot.wording import wording


@dataclass(frozen=True, slots=True)
class NudgeWish:
    """Whether a member is reminded in a room, and outside which hours."""

    on: bool
    hours: NudgeHours


class Wishes:
    """The wishes of members, each for one room. ``changed`` is called when there may be somebody to remind now.

    Each step raises `bot.errors.CallError` for what cannot be.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        changed: Callable[[], None] = lambda: None,
        followers: Followers | None = None,
    ) -> None:
        self._followers = followers or Followers(store, {})
        self._store = store
        self._clock = clock
        self._changed = changed

    async def follow(self, by: MemberRef, room: RoomRef) -> bool:
        """Have a member told when a workshop opens in a room, alone, or where the platform can by calling them there;
        false if they are already. Raises `bot.errors.PlatformError` where they cannot be called."""
        async with self._store.reading() as store:
            await require_collected(store, by, room)
        await self._followers.call(by, room)
        return await self._keep(by, room, WishKind.FOLLOW)

    async def unfollow(self, by: MemberRef, room: RoomRef) -> bool:
        """Tell them no more; false if they were not."""
        ended = await self._end(by, room, WishKind.FOLLOW)
        await self._followers.end_calls()
        return ended

    async def rooms(self, caller: Caller) -> Sequence[RoomRef]:
        """The rooms whose wishes somebody ends where they are: that room's; for who does not see it, in a direct
        message or from outside, all those in which they have any."""
        if caller.sees:
            return [caller.room]
        async with self._store.reading() as store:
            return sorted({caller.room, *(room for room, _ in await store.wishes_of(caller.member))})

    async def nudges_on(
        self, by: MemberRef, room: RoomRef, *, zone: str | None = None, quiet: tuple[time, time] | None = None
    ) -> NudgeWish:
        """Have a member reminded in a room of what they have not answered. ``zone`` and ``quiet`` (from, until) hold
        wherever they are reminded; what is not given stays as it was, at first the café's zone, and 21:00 to 09:00."""
        if zone is not None:
            _require_zone(zone)
        if quiet is not None and quiet[0] == quiet[1]:
            raise CallError(fault("nudges_quiet"))
        async with self._store.writing() as work:
            await require_collected(work, by, room)
            known = await work.nudge_hours(by)
            begins, ends = quiet or (known.quiet_from, known.quiet_until)
            hours = NudgeHours(zone or known.zone, begins, ends)
            await work.keep_nudge_hours(by, hours)
            await work.keep_wish(by, room, WishKind.NUDGES, self._clock.now())
        self._changed()
        return NudgeWish(True, hours)

    async def nudges_off(self, by: MemberRef, room: RoomRef) -> bool:
        """Remind them no more in that room; false if they were not reminded there."""
        return await self._end(by, room, WishKind.NUDGES)

    async def nudges(self, by: MemberRef, room: RoomRef) -> NudgeWish:
        """How it stands."""
        async with self._store.reading() as store:
            on = await store.wish_since(by, room, WishKind.NUDGES) is not None
            return NudgeWish(on, await store.nudge_hours(by))

    async def _keep(self, by: MemberRef, room: RoomRef, kind: WishKind) -> bool:
        async with self._store.writing() as work:
            await require_collected(work, by, room)
            new = await work.keep_wish(by, room, kind, self._clock.now())
        self._changed()
        return new

    async def _end(self, by: MemberRef, room: RoomRef, kind: WishKind) -> bool:
        now = self._clock.now()
        async with self._store.writing() as work:
            if kind is WishKind.FOLLOW:
                await self._followers.note_end(work, by, now)
            return await work.end_wishes(by, now, room, kind)


async def leave(work: Writing, member: MemberRef, room: RoomRef, at: datetime, *, called: bool) -> None:
    """End all that a member asked of the bot in a room up to an instant, and take their topics there away: they have
    taken back what they said. ``called`` says that whoever follows is called on that platform."""
    if called:
        await work.end_calls(member, at)
    await work.end_wishes(member, at, room)
    await work.erase_topics_of(member, at, room)


async def owe_followers(work: Writing, beat: Beat, platforms: Mapping[str, Platform], now: datetime) -> None:
    """Owe those who follow a room of the café the news that a workshop has opened there: in the unit of work in which
    its opening ends. What is not sent before the workshop's end is not sent any more."""
    if beat.workshop is None or not opens(beat):
        return
    cafe = await work.cafe(beat.cafe)
    workshop = cafe.script.workshop(beat.workshop) if cafe else None
    if cafe is None or workshop is None:
        return
    until = min(plan_of(cafe).ends.get(workshop.key, cafe.closes_at), cafe.closes_at)
    if now >= until:
        return
    for home in cafe.homes:
        platform = platforms.get(home.room.platform)
        if platform is None or not (platform.can.speaks and platform.can.private_messages):
            continue
        if platform.can.calls_followers:
            # The message that opens the workshop does.
            continue
        if platform.can.threads and await work.place(cafe.id, home.room, workshop.key) is None:
            # A home that refused it has nothing to be told of.
            continue
        latest = await latest_cafe(work, home.room)
        for member in await work.wishing(home.room, WishKind.FOLLOW):
            if not await is_gone(work, member, latest):
                await work.owe([told(WishKind.FOLLOW, cafe, workshop, home, platform, member, until)])


def told(
    kind: WishKind, cafe: Cafe, workshop: Workshop, home: Home, platform: Platform, member: MemberRef, until: datetime
) -> Delivery:
    """What a member who has that wish is told of a workshop, alone. There is nothing in it but titles and times: no
    answer, no number of answers."""
    say = wording(home.language)
    words = cafe.script.worded(home.language)
    ends = min(plan_of(cafe).ends.get(workshop.key, cafe.closes_at), cafe.closes_at)
    values = {"cafe": words.title, "workshop": words.workshops[workshop.key].title}
    sentence = say.say(f"care.{kind.value}", moment=say.moment(ends, cafe.zone), **values)
    body = split([paragraph(sentence)], platform.can.dialect, platform.can.text_limit)[0]
    return Delivery(
        key=f"wish/{kind.value}/{cafe.id}/{workshop.key}/{member}",
        cafe=cafe.id,
        room=home.room,
        message=OutboundMessage(body=body, to=member),
        until=until,
    )


def _require_zone(zone: str) -> None:
    try:
        zone_of(zone)
    except (KeyError, ValueError, OSError):
        raise CallError(fault("nudges_zone", zone=zone)) from None
