"""The people of a café: who may do what, who asks for something, and what they have changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain._references import MemberRef, RoomRef


class Role(StrEnum):
    """What somebody is in a café. Whoever sees its room is a member; an operator may do what a host may.

    ``FORMER`` is who does not see the room, and of whom a café there keeps something.
    """

    FORMER = "former"
    MEMBER = "member"
    GUEST = "guest"
    HOST = "host"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks for something, as their platform tells it.

    ``name`` is the one that others see, ``room`` where they ask, ``language`` the one they read. ``badges`` are the
    platform's ids of the roles they bear there, ``level`` is their power level, ``None`` where there is no such thing.
    ``sees`` says whether their platform shows them the room that they ask about.
    ``roles`` are what they are to the café, and ``reach`` the rooms whose cafés they may ask about, all of them where
    it is ``None``: both are filled in by `bot.commands.Rights`, and by nobody else.
    """

    member: MemberRef
    name: str
    room: RoomRef
    language: str
    badges: frozenset[str] = frozenset()
    level: int | None = None
    sees: bool = True
    roles: frozenset[Role] = frozenset()
    reach: frozenset[RoomRef] | None = None

    def reaches(self, rooms: Collection[RoomRef]) -> bool:
        """Whether they may ask about a café that lives in these rooms."""
        return self.reach is None or not self.reach.isdisjoint(rooms)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who was invited to speak in the café's name in one workshop."""

    cafe: str
    workshop: str
    member: MemberRef


@dataclass(frozen=True, slots=True)
class HostChange:
    """One thing that a person has changed: when, who, what (the name of the command), and from what to what.

    ``about`` holds keys of workshops, days, numbers, ids: never a word of a member. ``cafe`` is ``None`` for what
    belongs to no café: to the community of ``room`` then, where it was done. ``by`` is ``None`` for somebody who has
    asked to be forgotten.
    """

    at: datetime
    by: MemberRef | None
    what: str
    cafe: str | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    room: RoomRef | None = None
