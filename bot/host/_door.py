"""The door: which café an event counts for, from when, until when, and who is left out. One table, and its keeper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.domain import (
    Cafe,
    Chosen,
    ConsentGiven,
    EditUnread,
    Inbound,
    Member,
    MemberRef,
    PollCounted,
    PostEdited,
    PostErased,
    PostMade,
    PostRef,
    Reacted,
    ReactionsCleared,
    RoomRef,
    ThreadGone,
    Unreacted,
    Voted,
    Withdrew,
)
from bot.ports import Platform, Writing
from bot.rhythm import Plan, counting_plan, workshop_open_at


class By(Enum):
    """How the café is found, among those that live or lived in the event's room."""

    THREAD = auto()
    """The thread it was said in, or that of the question it replies to; in a room without threads, the café that was
    open then."""
    POST = auto()
    """The café that has the post."""
    WORKSHOP = auto()
    """The café that has the workshop."""
    LATEST = auto()
    """The one that was presented last."""
    EVERY = auto()
    """The one that was presented last, and each other one that knows the member."""


class Since(Enum):
    """From when on it counts."""

    NOTICE = auto()
    """From the instant at which the notice had been given (truth 6)."""
    POST = auto()
    """From the post it is about, which was kept by the rules of its own."""


class Until(Enum):
    """Up to when it counts."""

    CLOSE = auto()
    """Before the planned close, however late it is read."""
    RETENTION = auto()
    """As long as the café is kept."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts of one type of event. ``hosts`` and ``withdrawn`` say whether theirs counts too."""

    by: By
    since: Since
    until: Until
    hosts: bool = False
    withdrawn: bool = False

    def holds(self, cafe: Cafe, at: datetime) -> bool:
        """Whether that instant is in the café's window."""
        noticed = cafe.presented_at is not None and cafe.presented_at <= at
        return (noticed or self.since is Since.POST) and (not cafe.is_over(at) or self.until is Until.RETENTION)


RULES: Mapping[type[Inbound], Rule] = {
    PostMade: Rule(By.THREAD, Since.NOTICE, Until.CLOSE),
    PostEdited: Rule(By.POST, Since.POST, Until.RETENTION, hosts=True, withdrawn=True),
    EditUnread: Rule(By.POST, Since.POST, Until.RETENTION, hosts=True, withdrawn=True),
    PostErased: Rule(By.POST, Since.POST, Until.RETENTION, hosts=True, withdrawn=True),
    Reacted: Rule(By.POST, Since.NOTICE, Until.CLOSE),
    Unreacted: Rule(By.POST, Since.POST, Until.RETENTION, hosts=True, withdrawn=True),
    ReactionsCleared: Rule(By.POST, Since.POST, Until.RETENTION, hosts=True, withdrawn=True),
    ThreadGone: Rule(By.THREAD, Since.POST, Until.RETENTION, hosts=True, withdrawn=True),
    Chosen: Rule(By.WORKSHOP, Since.NOTICE, Until.CLOSE),
    Voted: Rule(By.THREAD, Since.NOTICE, Until.CLOSE),
    PollCounted: Rule(By.THREAD, Since.NOTICE, Until.CLOSE),
    ConsentGiven: Rule(By.LATEST, Since.NOTICE, Until.RETENTION, hosts=True, withdrawn=True),
    Withdrew: Rule(By.EVERY, Since.NOTICE, Until.RETENTION, hosts=True, withdrawn=True),
}
"""The door's rules. What a member takes back (an edit, a deletion, a reaction, everything) is followed until retention
ends; what they add counts between the notice and the close."""


class Doorkeeper:
    """Finds the café of each event by the rules, within one unit of work."""

    def __init__(self, work: Writing, platforms: Mapping[str, Platform], hosts: frozenset[MemberRef]) -> None:
        self._work = work
        self._platforms = platforms
        self._hosts = hosts
        self._in_room: dict[RoomRef, list[Cafe]] = {}
        self._places: dict[tuple[RoomRef, str], tuple[str, str | None] | None] = {}
        self._plans: dict[str, Plan] = {}
        self._opened: dict[tuple[str, RoomRef], Collection[str]] = {}

    async def cafes(self, event: Inbound) -> list[Cafe]:
        """The cafés that the event counts for, whoever did it: none, one, or with `By.EVERY` several."""
        rule = RULES[type(event)]
        found = [one for one in await self._found(event, rule.by) if rule.holds(one, event.at)]
        return found if rule.by is By.EVERY else found[:1]

    async def cafe(self, event: Inbound) -> Cafe | None:
        """The café that the event counts for, whoever did it."""
        return next(iter(await self.cafes(event)), None)

    def lets_in(self, event: Inbound, author: MemberRef, known: Member | None) -> bool:
        """Whether what that member did counts. ``known`` is how the event's café knows them."""
        rule = RULES[type(event)]
        if not rule.hosts and self.is_host(author, event):
            return False
        return rule.withdrawn or known is None or _counts(known, event.at)

    def is_host(self, member: MemberRef, event: Inbound) -> bool:
        """Whether that is a host, by account or by a role there: their own messages are never collected."""
        return member in self._hosts or (isinstance(event, PostMade | Reacted | Chosen | Voted) and event.by_host)

    def calls_followers(self, room: RoomRef) -> bool:
        """Whether whoever follows a room is called in it."""
        return self._platforms[room.platform].can.calls_followers

    async def place(self, event: PostMade) -> tuple[Cafe | None, str | None]:
        """The café and the workshop that a message was said in, whenever: as the platform knows, by its thread or that
        of the question it replies to, or by what had been opened then in a room that has no threads."""
        thread = event.thread or event.beside
        if thread and (place := await self._workshop_at(event.room, thread)):
            return next((one for one in await self._in(event) if one.id == place[0]), None), place[1]
        cafe = await self.open_then(event)
        if cafe is None:
            return None, None
        if event.workshop is not None:
            return (cafe, event.workshop) if cafe.script.workshop(event.workshop) else (None, None)
        if event.private:
            return cafe, await self._blind_at(cafe, event)
        if self._platforms[event.room.platform].can.threads:
            return None, None
        return cafe, workshop_open_at(self.plan(cafe), event.at, await self._opened_in(cafe, event.room))

    async def _blind_at(self, cafe: Cafe, event: PostMade) -> str | None:
        """The blind workshop that a private message answers, on a platform that cannot seal: of those open and not
        unsealed then the one that opened last; ``None`` where several opened together."""
        if self._platforms[event.room.platform].can.seals:
            return None
        made, opened = self.plan(cafe), await self._opened_in(cafe, event.room)
        then = {
            key: made.workshops[key]
            for key, end in made.unseals.items()
            if key in opened and made.workshops[key] <= event.at < end
        }
        latest = [key for key, opened in then.items() if opened == max(then.values())]
        return latest[0] if len(latest) == 1 else None

    async def _opened_in(self, cafe: Cafe, room: RoomRef) -> Collection[str]:
        """The workshops that have opened there, and no others: one that was skipped, has failed or is late was never
        asked."""
        if (cafe.id, room) not in self._opened:
            self._opened[cafe.id, room] = await self._work.opened_in(cafe.id, room)
        return self._opened[cafe.id, room]

    async def open_then(self, event: Inbound) -> Cafe | None:
        """The café that was open in that room at that instant."""
        return next(
            (one for one in await self._in(event) if one.opens_at <= event.at and not one.is_over(event.at)), None
        )

    async def frozen(self, event: Inbound) -> list[Cafe]:
        """The cafés of that room whose retention has ended: nothing counts for them any more, but for what takes
        published words back."""
        return [one for one in await self._all_in(event) if one.frozen_at is not None]

    def plan(self, cafe: Cafe) -> Plan:
        """The café's planned instants."""
        if cafe.id not in self._plans:
            self._plans[cafe.id] = counting_plan(cafe)
        return self._plans[cafe.id]

    async def _found(self, event: Inbound, by: By) -> list[Cafe]:
        match by, event:
            case By.THREAD, PostMade():
                cafe, _ = await self.place(event)
                return [cafe] if cafe else []
            case By.THREAD, ThreadGone() | Voted() | PollCounted():
                place = await self._workshop_at(event.room, event.thread)
                return [one for one in await self._in(event) if place is not None and one.id == place[0]]
            case By.POST, PostEdited() | EditUnread() | PostErased() | Reacted() | Unreacted() | ReactionsCleared():
                return await self._with_post(event, PostRef(event.room.platform, event.post))
            case By.WORKSHOP, Chosen():
                return [one for one in await self._in(event) if one.script.workshop(event.workshop)]
            case By.EVERY, Withdrew():
                return await self._knowing(event, MemberRef(event.room.platform, event.author))
        return await self._in(event)

    async def _workshop_at(self, room: RoomRef, thread: str) -> tuple[str, str | None] | None:
        if (room, thread) not in self._places:
            self._places[room, thread] = await self._work.workshop_at(room, thread)
        return self._places[room, thread]

    async def _in(self, event: Inbound) -> list[Cafe]:
        """The cafés of the event's room whose retention goes on, the latest first."""
        return [one for one in await self._all_in(event) if one.frozen_at is None]

    async def _all_in(self, event: Inbound) -> list[Cafe]:
        if event.room not in self._in_room:
            self._in_room[event.room] = list(await self._work.cafes_in(event.room))
        return self._in_room[event.room]

    async def _with_post(self, event: Inbound, post: PostRef) -> list[Cafe]:
        cafes = await self._in(event)
        if len(cafes) == 1 and await self._work.post(cafes[0].id, post):
            return cafes
        owner = await self._work.cafe_of_post(event.room, post) if len(cafes) > 1 else None
        if owner is None and cafes and isinstance(event, Reacted | Unreacted | ReactionsCleared):
            owner = await self._work.cafe_of_card(event.room, post.id)
        return [one for one in cafes if one.id == owner]

    async def _knowing(self, event: Inbound, member: MemberRef) -> list[Cafe]:
        knowing = await self._work.cafes_knowing(member)
        presented = [one for one in await self._in(event) if RULES[type(event)].holds(one, event.at)]
        return [one for number, one in enumerate(presented) if number == 0 or one.id in knowing]


def _counts(member: Member, at: datetime) -> bool:
    """Whether what a member did at that instant counts: not before they last took everything back, nor after it
    as long as they have not chosen again."""
    return not member.withdrawn and (member.withdrawn_at is None or at >= member.withdrawn_at)
