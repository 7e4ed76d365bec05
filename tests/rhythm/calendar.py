"""A slow calendar: wall-clock times found by looking through the instants, and days on which clocks change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from bot.domain import Script, ScriptWords, Workshop, zone_of
from bot.rhythm import Plan

ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC+05:30")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

_CHANGING_MONTHS = (3, 4, 10, 11)


def slow_instant(wall: datetime, zone: str) -> datetime:
    """The written rule, from the offsets the zone has around that time: the first instant at which the clock on
    the wall shows it; where there is none, as far after midnight as before the change.
    """
    place = zone_of(zone)
    offsets = [(wall.replace(tzinfo=UTC) + shift).astimezone(place).utcoffset() or timedelta() for shift in (-DAY, DAY)]
    candidates = sorted((wall - offset).replace(tzinfo=UTC) for offset in offsets)
    shown = [one for one in candidates if one.astimezone(place).replace(tzinfo=None) == wall]
    return shown[0] if shown else (wall - offsets[0]).replace(tzinfo=UTC)


def wall(day: date, number: int, at: time) -> datetime:
    """What the clock on the wall is to show on a café's day, counted from 1."""
    return datetime.combine(day, at) + (number - 1) * DAY


def slow_workshop_open_at(plan: Plan, moment: datetime) -> str | None:
    """The open workshop after which no other open one has opened, nor together with it."""
    if moment < plan.opens_at or moment >= plan.closes_at:
        return None
    still_open = []
    for key, opened in plan.workshops.items():
        over = key in plan.ends and plan.ends[key] <= moment
        if opened <= moment and not over:
            still_open.append(key)
    alone = [
        key
        for key in still_open
        if not [other for other in still_open if other != key and plan.workshops[other] >= plan.workshops[key]]
    ]
    return alone[0] if alone else None


def script_of(
    opens_at: time, closes_at: time, days: int, workshops: Sequence[Workshop], publishes_after_hours: int = 24
) -> Script:
    """A script with these hours and no words."""
    return Script(
        name="calendar",
        languages=("en",),
        days=days,
        opens_at=opens_at,
        closes_at=closes_at,
        workshops=tuple(sorted(workshops, key=lambda one: (one.day, one.at))),
        words={"en": ScriptWords("Calendar")},
        publishes_after_hours=publishes_after_hours,
    )


def _weekend(year: int, month: int, day: int) -> date:
    """The Friday to Monday around a day."""
    some = date(year, month, day)
    return some + timedelta(days=(4 - some.weekday()) % 7 + day % 4)


WEEKENDS = st.builds(_weekend, st.integers(2020, 2036), st.sampled_from(_CHANGING_MONTHS), st.integers(1, 28))
OPENING_DAYS = st.dates(date(2000, 1, 1), date(2037, 12, 1)) | WEEKENDS
NIGHT = st.builds(time, st.integers(0, 3), st.sampled_from([0, 15, 30, 45]))
HOURS = st.builds(time, st.integers(0, 23), st.integers(0, 59)) | NIGHT


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """Any script that the files may hold: nothing opens before the café, some of it perhaps after its close."""
    days = draw(st.integers(1, 8))
    opens_at, closes_at = draw(HOURS), draw(HOURS)
    if days == 1 and closes_at <= opens_at:
        days = 2
    workshops = []
    for number in range(draw(st.integers(0, 5))):
        day, at = draw(st.integers(1, days + 1)), draw(HOURS)
        if day == 1:
            at = max(at, opens_at)
        length = draw(st.none() | st.integers(0, 2))
        ends_at = None if length is None else draw(HOURS)
        if length == 0 and ends_at is not None and ends_at <= at:
            length = 1
        kind = draw(st.sampled_from(["question", "poll", "closing_word"]))
        workshops.append(
            Workshop(f"w{number}", kind, day, at, ends_day=None if length is None else day + length, ends_at=ends_at)
        )
    return script_of(opens_at, closes_at, days, workshops, draw(st.integers(0, 72)))
