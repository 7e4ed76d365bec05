"""What members ask of the bot: topics to talk about, to be told, to be reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain._references import MemberRef, RoomRef


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that a member suggests in a room, for a café to come. ``text`` are the member's own words, one line.

    ``number`` is what people call it by, unique over all rooms and never given again. ``supporters`` are the others
    who want it too. ``taken_at`` is when a host took it, ``script`` the script that it became, where there is one.
    """

    number: int
    room: RoomRef
    author: MemberRef
    text: str
    at: datetime
    supporters: frozenset[MemberRef] = frozenset()
    taken_at: datetime | None = None
    script: str | None = None


class WishKind(StrEnum):
    """What a member may wish in a room: to be told when a workshop opens, to be reminded of one that waits for them."""

    FOLLOW = "follow"
    NUDGES = "nudges"


@dataclass(frozen=True, slots=True)
class NudgeHours:
    """When a member may be reminded: never from ``quiet_from`` until ``quiet_until`` on the wall in their ``zone``;
    ``None`` is the café's."""

    zone: str | None = None
    quiet_from: time = time(21)
    quiet_until: time = time(9)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A workshop that has opened in a room where a member wishes to be reminded, who has not answered it by a post or
    by a choice that is theirs to see (the choices of an anonymous poll are not), and was not reminded of it."""

    cafe: str
    workshop: str
    room: RoomRef
    member: MemberRef
    hours: NudgeHours


@dataclass(frozen=True, slots=True)
class Awaited:
    """A workshop that has opened in a room where a member wishes to be told or reminded, who was told of no meeting
    of it yet."""

    cafe: str
    workshop: str
    room: RoomRef
    member: MemberRef
    hours: NudgeHours


MEETING_KEYS = "wish/meeting/"
"""What the keys of the deliveries begin with that tell members of a meeting."""


def meeting_key(cafe: str, workshop: str, member: MemberRef) -> str:
    """The key of the delivery that tells a member of a workshop's meeting: there is one at most."""
    return f"{MEETING_KEYS}{cafe}/{workshop}/{member}"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One reminder: a member has at most one for a workshop, and at most one on a ``day`` of their own zone."""

    cafe: str
    workshop: str
    member: MemberRef
    day: date
