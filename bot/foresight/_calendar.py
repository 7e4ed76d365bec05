"""What the calendar has in store: hours that do not exist or exist twice, nights, crowds, silences, short stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from bot.domain import Script, Workshop, zone_of
from bot.foresight._warning import Warned
from bot.rhythm import Plan, plan

AWAKE = (time(7), time(22))
"""From when to when people may be expected to read, on the café's own clock."""

CROWDED = 3
"""From how many workshops on that open at one hour they are called many: what opens together is read in haste."""

SHORT = timedelta(hours=4)
"""How long a workshop should at least be open before the café closes."""

SILENT_DAYS = 7
"""From how many days on without anything new a café is said to fall asleep."""


def calendar_warnings(script: Script, day: date, zone: str) -> Iterator[Warned]:
    """The warnings that hold on every platform, in the order of the days."""
    made = plan("", script, day, zone)
    yield from _clock_changes(script, day, zone)
    for one in script.workshops:
        yield from _workshop(script, one, made, zone)
    yield from _crowds(script, made)
    yield from _silences(made)


def _clock_changes(script: Script, day: date, zone: str) -> Iterator[Warned]:
    for title, number, at in _hours(script):
        local = datetime.combine(day + timedelta(days=number - 1), at, tzinfo=zone_of(zone))
        before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
        if before is None or after is None or before == after:
            continue
        then = local.astimezone(UTC)
        missing = before < after
        key = "hour_missing" if missing else "hour_twice"
        yield Warned(key, {"title": title, "day": local.date(), "hour": at, "moment": then})


def _hours(script: Script) -> Iterator[tuple[str, int, time]]:
    """Every hour on the wall that the script names: what it is, the café's day, the hour."""
    words = script.worded(script.languages[0])
    yield words.title, 1, script.opens_at
    for one in script.workshops:
        yield words.workshops[one.key].title, one.day, one.at
        if one.ends_day is not None and one.ends_at is not None:
            yield words.workshops[one.key].title, one.ends_day, one.ends_at
        if one.meets_day is not None and one.meets_at is not None:
            yield words.workshops[one.key].title, one.meets_day, one.meets_at
    yield words.title, script.days, script.closes_at


def _workshop(script: Script, one: Workshop, made: Plan, zone: str) -> Iterator[Warned]:
    title = script.worded(script.languages[0]).workshops[one.key].title
    opens = made.workshops[one.key]
    hour = opens.astimezone(zone_of(zone)).time()
    if not AWAKE[0] <= hour < AWAKE[1]:
        yield Warned("at_night", {"title": title, "moment": opens})
    if opens >= made.closes_at:
        yield Warned("never_opens", {"title": title, "moment": made.closes_at})
    elif made.ends.get(one.key, made.closes_at) - opens < SHORT:
        yield Warned("short", {"title": title, "ends": made.ends.get(one.key, made.closes_at), "opens": opens})


def _crowds(script: Script, made: Plan) -> Iterator[Warned]:
    together = Counter(opens for opens in made.workshops.values() if opens < made.closes_at)
    for opens, count in sorted(together.items()):
        if count >= CROWDED:
            yield Warned("crowded", {"n": count, "moment": opens})


def _silences(made: Plan) -> Iterator[Warned]:
    steps = sorted({made.opens_at, made.closes_at, *(one for one in made.workshops.values() if one < made.closes_at)})
    for earlier, later in pairwise(steps):
        if (days := (later - earlier).days) >= SILENT_DAYS:
            yield Warned("silence", {"n": days, "since": earlier, "until": later})
