"""What a programme is made of: frozen data, every date a date in the programme's zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias

from bot.domain import Script, zone_of

_Date: TypeAlias = date
# A field called ``date`` hides the type within its class.


class Every(StrEnum):
    """How often a programme comes round."""

    WEEK = "week"
    TWO_WEEKS = "two weeks"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule for dates. ``weekday`` counts from 0, a Monday. ``first`` is the first day on which it may come round,
    and every two weeks are counted from the first such weekday. ``place`` is for a month alone: 1 to 4, or -1
    for the last one."""

    every: Every
    weekday: int
    first: date
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Days on which nothing opens, both ends included. ``line`` is where it stands in the configuration."""

    first: date
    last: date
    line: int | None = field(default=None, compare=False)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Change:
    """What is different for one occasion: it is skipped, or has another script, another day, another hour.

    ``date`` is the one that the rule gives, whatever day it is moved to. ``None`` leaves a thing as it is.
    """

    date: _Date
    skipped: bool = False
    script: str | None = None
    day: _Date | None = None
    at: time | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Programme:
    """Which scripts open when.

    ``recurrence`` and ``dates``: one of the two is there. ``until`` is the last date of a recurrence. ``scripts``
    are opened one after another, then from the beginning. ``at`` is the opening hour where it is not the script's
    own; ``zone`` and ``rooms`` are ``None`` and empty where the configured ones are meant. ``line`` is where it begins
    in the configuration.
    """

    name: str
    scripts: tuple[str, ...]
    recurrence: Recurrence | None = None
    dates: tuple[date, ...] = ()
    until: date | None = None
    at: time | None = None
    zone: str | None = None
    rooms: tuple[str, ...] = ()
    skips: tuple[Skip, ...] = ()
    changes: tuple[Change, ...] = ()
    line: int | None = field(default=None, compare=False)
    scripts_line: int | None = field(default=None, compare=False)

    def change(self, day: date) -> Change | None:
        """What is different on that date; the latest word of several."""
        return next((one for one in reversed(self.changes) if one.date == day), None)

    def changed(self, changes: Mapping[date, Change]) -> Programme:
        """The same programme with the hosts' changes: whatever hosts have said of a date is what holds of it."""
        kept = tuple(one for one in self.changes if one.date not in changes)
        return replace(self, changes=(*kept, *changes.values()))


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn in the rotation it was: the place in ``scripts`` from 0, and the script that stood there."""

    place: int
    script: str


@dataclass(frozen=True, slots=True)
class History:
    """What has become of a programme's dates: whose turn it was where that turn is used up, and which dates were missed
    and gave their turn to the next one."""

    turns: Mapping[date, Turn] = field(default_factory=dict)
    missed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Occasion:
    """One opening that a programme foresees. ``programme`` and ``date`` are its key: the date is the one that the
    rule gives, ``day`` the one on which the café opens. ``at`` is the opening hour where it is not the script's own.
    """

    programme: str
    date: _Date
    day: _Date
    script: str
    turn: Turn
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """An occasion with its script read: when its café opens and closes (UTC), and in which zone."""

    occasion: Occasion
    script: Script
    zone: str
    opens_at: datetime
    closes_at: datetime

    @property
    def local(self) -> datetime:
        """The opening on a clock there."""
        return self.opens_at.astimezone(zone_of(self.zone))


class Outcome(StrEnum):
    """What has become of an occasion: a café was planned; the bot was off until it was too late; or it could not be
    held, and its turn is used up all the same, so that one broken script does not stop a rotation."""

    PLANNED = "planned"
    MISSED = "missed"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class KeptOccasion:
    """What the store keeps of an occasion; ``programme`` and ``date`` are its key.

    ``cafe`` is the id of its café, ``None`` where there is none, or where it has been deleted since. ``pending``
    is true as long as nothing at all has been said of the café: until then it follows the programme. ``rooms`` are
    as the programme names them.
    """

    programme: str
    date: _Date
    turn: Turn
    rooms: tuple[str, ...] = ()
    cafe: str | None = None
    outcome: Outcome = Outcome.PLANNED
    pending: bool = False


@dataclass(frozen=True, slots=True)
class KeptChange:
    """What a host said of one date of a programme; ``by`` is the host, as ``platform:id``, and ``at`` when (UTC)."""

    programme: str
    change: Change
    by: str
    at: datetime


def history_of(kept: Iterable[KeptOccasion]) -> History:
    """The history of one programme, from what is kept of its occasions."""
    settled = [one for one in kept if not one.pending]
    return History(
        turns={one.date: one.turn for one in settled if one.outcome is not Outcome.MISSED},
        missed=frozenset(one.date for one in settled if one.outcome is Outcome.MISSED),
    )
