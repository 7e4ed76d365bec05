"""The time of a line: an instant with its offset or, in a cast, a day and a wall-clock time from the opening."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import zone_of
from bot.errors import Fault, fault

FIRST_YEAR = 1900
LAST_YEAR = 2999
"""The years, in UTC, that a line may lie in: wide enough for any conversation, and far enough from both ends
of what `datetime` can hold for a café to add its days."""

_RELATIVE = re.compile(r"day\s+([0-9]+)\s+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.IGNORECASE)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening that a cast's times count from: ``day`` is day 1, ``zone`` an IANA name such as ``Europe/Paris``.

    The wall clock of that zone rules. An hour that comes twice is the first of the two (``fold=0``); one that the
    clocks leap over moves forward by the length of the leap: 02:30 becomes 03:30 (PEP 495).
    """

    day: date
    zone: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC, and the offset from UTC of the clock it was read on."""

    at: datetime
    offset: timedelta


class Times:
    """Reads the times of one file. Raises `zoneinfo.ZoneInfoNotFoundError` for an opening in an unknown zone."""

    def __init__(self, opening: Opening | None) -> None:
        self._opening = opening
        self._zone = zone_of(opening.zone) if opening else None

    def read(self, text: str) -> Moment | Fault:
        """The moment that text names, or what is wrong with it (without file and line)."""
        if len(text) > _LONGEST:
            return fault("conversation_time_unreadable")
        try:
            relative = _RELATIVE.fullmatch(text.strip())
            return self._counted(relative) if relative else _absolute(text)
        except OverflowError:
            return _out_of_range()
        except ValueError:
            return fault("conversation_time_unreadable")

    def _counted(self, relative: re.Match[str]) -> Moment | Fault:
        if self._opening is None:
            return fault("conversation_time_relative")
        day, hour, minute, second = (int(part or 0) for part in relative.groups())
        if day < 1:
            return fault("conversation_time_unreadable")
        wall = datetime.combine(self._opening.day + timedelta(days=day - 1), time(hour, minute, second), self._zone)
        at = wall.astimezone(UTC)
        return _within(at, at.astimezone(self._zone).utcoffset())


def _absolute(text: str) -> Moment | Fault:
    moment = datetime.fromisoformat(text.strip().upper())
    if moment.utcoffset() is None:
        return fault("conversation_time_without_offset")
    return _within(moment.astimezone(UTC), moment.utcoffset())


def _within(at: datetime, offset: timedelta | None) -> Moment | Fault:
    return Moment(at, offset or timedelta()) if FIRST_YEAR <= at.year <= LAST_YEAR else _out_of_range()


def _out_of_range() -> Fault:
    return fault("conversation_time_year", first=str(FIRST_YEAR), last=str(LAST_YEAR))
