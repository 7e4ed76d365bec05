"""How a date, a range of dates, an hour and a day of the week are written by a person."""

from __future__ import annotations

import re
from datetime import date, datetime, time

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""From 0, as `datetime.date.weekday` counts."""

PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
"""Which one of a month. There is no fifth: some months have none."""

FIRST_DAY = date(2000, 1, 1)
"""No date of a programme is before this day."""

_RANGE = re.compile(r"\s*([0-9-]+)\s*(?:to|until|/|\.\.)\s*([0-9-]+)\s*", re.IGNORECASE)
_HOUR = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def date_of(value: object) -> date | None:
    """A date of TOML, or one in quotes (``"2026-03-02"``); ``None`` for anything else."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            return None
    return value if isinstance(value, date) and FIRST_DAY <= value <= date(2100, 12, 31) else None


def range_of(value: object) -> tuple[date, date] | None:
    """One date, ``"2026-07-13 to 2026-08-24"`` or ``{from = 2026-07-13, until = 2026-08-24}``, as its two ends;
    they may be in the wrong order."""
    if isinstance(value, dict):
        ends = (value.get("from"), value.get("until")) if value.keys() == {"from", "until"} else (None, None)
    elif isinstance(value, str) and (found := _RANGE.fullmatch(value)):
        ends = (found[1], found[2])
    else:
        ends = (value, value)
    first, last = date_of(ends[0]), date_of(ends[1])
    return None if first is None or last is None else (first, last)


def hour_of(value: object) -> time | None:
    """A time of day, of TOML (``10:00:00``) or in quotes (``"10:00"``), to the minute."""
    if isinstance(value, str) and (found := _HOUR.fullmatch(value.strip())):
        hour, minute = int(found[1]), int(found[2])
        return time(hour, minute) if hour < 24 and minute < 60 else None
    return value.replace(second=0, microsecond=0) if isinstance(value, time) else None


def weekday_of(value: object) -> int | None:
    """``"monday"`` or ``"Mondays"``, counted from 0."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return next((number for number, name in enumerate(WEEKDAYS) if word in (name, name + "s")), None)


def weekday_of_month(value: object) -> tuple[int, int] | None:
    """``"first monday"`` or ``"last friday"``: the place in the month and the weekday from 0."""
    words = value.lower().split() if isinstance(value, str) else []
    if len(words) != 2 or words[0] not in PLACES or (weekday := weekday_of(words[1])) is None:
        return None
    return PLACES[words[0]], weekday
