"""To which workshop a post belongs where nobody says so: the one that opened last and is still open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Script, Workshop
from bot.rhythm import Plan, plan, workshop_open_at
from tests.rhythm.calendar import OPENING_DAYS, ZONES, script_of, scripts, slow_workshop_open_at

INSTANT = timedelta(microseconds=1)


@settings(max_examples=200, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES), minutes=st.integers(-10, 12_000))
def test_the_workshop_of_a_moment_is_that_of_a_slow_look(script: Script, day: date, zone: str, minutes: int) -> None:
    made = plan("cafe", script, day, zone)
    edges = [made.opens_at, made.closes_at, *made.workshops.values(), *made.ends.values()]
    moments = [made.opens_at + timedelta(minutes=minutes), *edges, *(edge - INSTANT for edge in edges)]
    for moment in moments:
        assert workshop_open_at(made, moment) == slow_workshop_open_at(made, moment)


def at(day: int, hour: int) -> datetime:
    return datetime.fromisoformat(f"2026-05-{day:02}T{hour:02}:00+02:00")


@pytest.fixture
def week() -> Plan:
    """From Monday 4 May 09:00 to Thursday 18:00: one question, two polls together with an end, a closing word."""
    workshops = [
        Workshop("memory", "question", 1, time(10)),
        Workshop("moment", "poll", 2, time(9), ends_day=2, ends_at=time(20)),
        Workshop("where", "poll", 2, time(9), ends_day=2, ends_at=time(18)),
        Workshop("last", "closing_word", 4, time(9)),
    ]
    return plan("cafe", script_of(time(9), time(18), 4, workshops), date(2026, 5, 4), "Europe/Paris")


@pytest.mark.parametrize(
    ("moment", "workshop"),
    [
        (at(4, 8), None),  # not open yet
        (at(4, 9), None),  # open, without a workshop
        (at(4, 10), "memory"),
        (at(5, 9) - INSTANT, "memory"),
        (at(5, 9), None),  # two opened together
        (at(5, 18), "moment"),  # one of them is over
        (at(5, 20), "memory"),  # both are
        (at(7, 9), "last"),
        (at(7, 18) - INSTANT, "last"),
        (at(7, 18), None),  # closed
    ],
)
def test_a_week_told_by_hand(week: Plan, moment: datetime, workshop: str | None) -> None:
    assert workshop_open_at(week, moment) == workshop
