"""The dates of a programme, and the instants of its openings. Pure.

Dates are counted as dates, in no zone at all, so a week is seven days across a change of the clocks; the hour then
becomes an instant by the one rule of `bot.rhythm`.

A rotation goes from date to date. A date that is skipped or missed leaves its turn to the next one; a date with
another script than its own uses its turn up, so that no other date changes. After a café that has been presented, the
next one is whoever stands after it in the list as the list is now.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from dateutil import rrule

from bot.domain import Script, zone_of
from bot.programme._programme import Change, Every, History, Occasion, Opening, Programme, Recurrence, Turn
from bot.rhythm import plan

NOTHING_YET = History()
"""The history of a programme of which nothing has happened."""

LAST_DAY = date(2100, 12, 31)
"""No programme is looked at beyond this day."""

_DAY = timedelta(days=1)
_AROUND = 2 * _DAY
"""An instant and its date in any zone are never further apart."""


def dates(programme: Programme, last: date) -> Iterator[date]:
    """The dates that a programme's rule gives, up to ``last``, in their order; skipped ones too."""
    end = min(last, programme.until or last, LAST_DAY)
    if programme.recurrence is None:
        yield from (one for one in sorted(set(programme.dates)) if one <= end)
        return
    for moment in _rule(programme.recurrence, end):
        yield moment.date()


def _rule(recurrence: Recurrence, end: date) -> rrule.rrule:
    weekday = rrule.weekday(recurrence.weekday)
    start = datetime.combine(recurrence.first, time())
    until = datetime.combine(end, time())
    if recurrence.every is Every.MONTH:
        return rrule.rrule(rrule.MONTHLY, dtstart=start, until=until, byweekday=weekday(recurrence.place or 1))
    # Begun on the weekday itself: else the first of every two weeks would be that of the calendar week of ``first``.
    start += timedelta(days=(recurrence.weekday - recurrence.first.weekday()) % 7)
    weeks = 2 if recurrence.every is Every.TWO_WEEKS else 1
    return rrule.rrule(rrule.WEEKLY, interval=weeks, dtstart=start, until=until)


def foreseen(programme: Programme, first: date, last: date, history: History = NOTHING_YET) -> list[Occasion]:
    """The occasions of a programme that open on a day from ``first`` to ``last``, by day, then by date.

    Those of ``history`` are among them, with the turn they had; missed ones are not.
    """
    place = 0
    found: list[Occasion] = []
    past = deque(sorted(history.turns.items()))
    # A date beyond the last day may have been moved to one before it.
    moved = [one.date for one in programme.changes if one.day is not None and one.day <= last]
    for day in dates(programme, max([last, *moved])):
        change = programme.change(day)
        while past and past[0][0] < day:
            # Of a rule that was another one then, too.
            place = _place_now(programme, past.popleft()[1]) + 1
        held = history.turns.get(day)
        if held is None and (day in history.missed or _skipped(programme, day, change)):
            continue
        turn = held or Turn(place % len(programme.scripts), programme.scripts[place % len(programme.scripts)])
        place = _place_now(programme, turn) + 1
        occasion = _occasion(programme, day, turn, change)
        if first <= occasion.day <= last:
            found.append(occasion)
    return sorted(found, key=lambda one: (one.day, one.date))


def _skipped(programme: Programme, day: date, change: Change | None) -> bool:
    if change is not None:
        return change.skipped
    return any(day in skip for skip in programme.skips)


def _place_now(programme: Programme, turn: Turn) -> int:
    """Where in the list of scripts a turn stands that was had when the list may have been another one."""
    scripts = programme.scripts
    if turn.place < len(scripts) and scripts[turn.place] == turn.script:
        return turn.place
    # One that is gone from the list has left its place to the one after it.
    return scripts.index(turn.script) if turn.script in scripts else turn.place - 1


def _occasion(programme: Programme, day: date, turn: Turn, change: Change | None) -> Occasion:
    other = change or Change(day)
    return Occasion(
        programme=programme.name,
        date=day,
        day=other.day or day,
        script=other.script or turn.script,
        turn=turn,
        at=other.at or programme.at,
    )


def opening(occasion: Occasion, script: Script, zone: str) -> Opening:
    """When the café of an occasion opens and closes, by the rule of `bot.rhythm`, with its script as it is then."""
    fitted = script if occasion.at is None else dataclasses.replace(script, opens_at=occasion.at)
    made = plan("", fitted, occasion.day, zone)
    return Opening(occasion, fitted, zone, made.opens_at, made.closes_at)


def occasions(
    programme: Programme,
    after: datetime,
    until: datetime,
    script: Callable[[str], Script | None],
    zone: str,
    history: History = NOTHING_YET,
) -> list[Opening]:
    """The openings of a programme with ``after`` < opening <= ``until`` (both UTC), by instant.

    ``script`` gives the script of a name, ``None`` for one that cannot be read: its occasions are left out.
    ``zone`` is for a programme and a script that name none.
    """
    first, last = (after - _AROUND).date(), (until + _AROUND).date()
    found: list[Opening] = []
    for occasion in foreseen(programme, first, last, history):
        known = script(occasion.script)
        if known is not None:
            made = opening(occasion, known, programme.zone or known.zone or zone)
            if after < made.opens_at <= until:
                found.append(made)
    return sorted(found, key=lambda one: (one.opens_at, one.occasion.date))


def clocks_change(made: Opening) -> bool:
    """Whether the hour that an opening was asked for does not exist on its day, or exists twice."""
    wanted = datetime.combine(made.occasion.day, made.script.opens_at, tzinfo=zone_of(made.zone))
    return wanted.utcoffset() != wanted.replace(fold=1).utcoffset()
