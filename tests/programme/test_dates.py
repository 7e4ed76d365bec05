"""Which dates a programme gives, held against a calendar that looks at every day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import zone_of
from bot.programme import Change, History, Programme, Recurrence, Turn, clocks_change, dates, foreseen, occasions
from bot.programme import Every as Comes
from tests.programme.reading import a_script, days, programme
from tests.rhythm.calendar import HOURS, OPENING_DAYS, slow_instant

WEEKLY = 'every = "week"\nfrom = 2026-03-02\n'


def seen(made: Programme, first: str, last: str, history: History | None = None) -> list[tuple[str, str]]:
    found = foreseen(made, date.fromisoformat(first), date.fromisoformat(last), history or History())
    return [(str(one.day), one.script) for one in found]


def test_every_week_is_the_weekday_of_its_first_day() -> None:
    made = programme(WEEKLY + 'scripts = ["a"]')
    assert [day.isoformat() for day in dates(made, date(2026, 3, 30))] == [
        "2026-03-02",
        "2026-03-09",
        "2026-03-16",
        "2026-03-23",
        "2026-03-30",
    ]


def test_every_two_weeks_is_counted_from_the_first_such_day_even_when_it_begins_in_the_middle_of_a_week() -> None:
    made = programme('every = "two weeks"\non = "monday"\nfrom = 2026-03-04\nscripts = ["a"]')
    assert [day.day for day in dates(made, date(2026, 4, 6))] == [9, 23, 6]


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("first monday", ["2026-03-02", "2026-04-06", "2026-05-04"]),
        ("second tuesday", ["2026-03-10", "2026-04-14", "2026-05-12"]),
        ("last friday", ["2026-03-27", "2026-04-24", "2026-05-29"]),
        ("Fourth  Sunday", ["2026-03-22", "2026-04-26", "2026-05-24"]),
    ],
)
def test_a_month_by_weekday(on: str, found: list[str]) -> None:
    made = programme(f'every = "month"\non = "{on}"\nfrom = 2026-03-01\nscripts = ["a"]')
    assert [day.isoformat() for day in dates(made, date(2026, 5, 31))] == found


@settings(deadline=None)
@given(
    first=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    weekday=st.integers(0, 6),
    every=st.sampled_from(Comes),
    place=st.sampled_from([1, 2, 3, 4, -1]),
    length=st.integers(0, 500),
)
def test_dates_are_those_a_person_counts_on_a_calendar(
    first: date, weekday: int, every: Comes, place: int, length: int
) -> None:
    last = first + timedelta(days=length)
    made = Programme("m", ("a",), Recurrence(every, weekday, first, place if every is Comes.MONTH else None))
    such = [day for day in days(first, last) if day.weekday() == weekday]
    if every is Comes.TWO_WEEKS:
        such = such[::2]
    if every is Comes.MONTH:
        such = [day for day in such if place in (_from_the_front(day), -_from_the_back(day))]
    assert list(dates(made, last)) == such


def _from_the_front(day: date) -> int:
    return sum(1 for one in days(day.replace(day=1), day) if one.weekday() == day.weekday())


def _from_the_back(day: date) -> int:
    """1 for the last such weekday of its month; more than that is given as no place at all."""
    return 1 if (day + timedelta(days=7)).month != day.month else 99


def test_scripts_come_one_after_another_and_then_from_the_beginning() -> None:
    made = programme(WEEKLY + 'scripts = ["a", "b", "c"]')
    assert [script for _, script in seen(made, "2026-03-01", "2026-04-06")] == ["a", "b", "c", "a", "b", "c"]


def test_a_skipped_date_leaves_its_turn_to_the_next_one() -> None:
    made = programme(WEEKLY + 'scripts = ["a", "b", "c"]\nskip = [2026-03-09, "2026-03-23 to 2026-04-05"]')
    assert seen(made, "2026-03-01", "2026-04-07") == [("2026-03-02", "a"), ("2026-03-16", "b"), ("2026-04-06", "c")]


def test_another_script_for_one_date_changes_no_other_date() -> None:
    change = '\n[[programme.change]]\ndate = "2026-03-09"\nscript = "z"'
    made = programme(WEEKLY + 'scripts = ["a", "b", "c"]' + change)
    assert [script for _, script in seen(made, "2026-03-01", "2026-03-20")] == ["a", "z", "c"]


def test_a_date_may_be_moved_to_another_day_and_hour_and_across_its_neighbours() -> None:
    change = '\n[[programme.change]]\ndate = 2026-03-09\nday = 2026-03-18\nat = "18:30"'
    made = programme(WEEKLY + 'scripts = ["a", "b", "c"]' + change)
    assert seen(made, "2026-03-01", "2026-03-20") == [("2026-03-02", "a"), ("2026-03-16", "c"), ("2026-03-18", "b")]
    (moved,) = foreseen(made, date(2026, 3, 18), date(2026, 3, 18))
    assert (moved.date, moved.at) == (date(2026, 3, 9), time(18, 30))


def test_a_date_far_away_that_was_moved_to_these_days_is_among_them() -> None:
    change = "\n[[programme.change]]\ndate = 2026-06-01\nday = 2026-03-05"
    made = programme(WEEKLY + 'scripts = ["a"]' + change)
    assert [day for day, _ in seen(made, "2026-03-02", "2026-03-08")] == ["2026-03-02", "2026-03-05"]
    assert [day for day, _ in seen(made, "2026-05-30", "2026-06-09")] == ["2026-06-08"]


def test_after_a_café_was_held_the_next_one_follows_it_in_the_list_as_it_is_now() -> None:
    history = History(turns={date(2026, 3, 9): Turn(1, "b")})
    grown = programme(WEEKLY + 'scripts = ["x", "a", "b", "c"]')
    assert [script for _, script in seen(grown, "2026-03-16", "2026-03-30", history)] == ["c", "x", "a"]
    shrunk = programme(WEEKLY + 'scripts = ["a", "c"]')
    assert [script for _, script in seen(shrunk, "2026-03-16", "2026-03-30", history)] == ["c", "a", "c"]
    twice = programme(WEEKLY + 'scripts = ["a", "b", "c", "b"]')
    assert [script for _, script in seen(twice, "2026-03-16", "2026-03-23", history)] == ["c", "b"]


def test_a_missed_date_leaves_its_turn_to_the_next_one() -> None:
    made = programme(WEEKLY + 'scripts = ["a", "b"]')
    history = History(turns={date(2026, 3, 2): Turn(0, "a")}, missed=frozenset({date(2026, 3, 9)}))
    assert seen(made, "2026-03-03", "2026-03-16", history) == [("2026-03-16", "b")]


def test_the_rotation_goes_on_when_the_rule_for_the_dates_has_become_another_one() -> None:
    made = programme('every = "week"\nfrom = 2026-03-17\nscripts = ["a", "b", "c"]')
    history = History(turns={date(2026, 3, 2): Turn(0, "a"), date(2026, 3, 9): Turn(1, "b")})
    assert seen(made, "2026-03-10", "2026-03-24", history) == [("2026-03-17", "c"), ("2026-03-24", "a")]


def test_what_hosts_say_of_a_date_is_what_holds_of_it() -> None:
    made = programme(WEEKLY + 'scripts = ["a", "b"]\nskip = [2026-03-09]')
    said = {date(2026, 3, 9): Change(date(2026, 3, 9), script="z")}
    assert seen(made.changed(said), "2026-03-09", "2026-03-09") == [("2026-03-09", "z")]


def test_dates_may_be_given_one_by_one_as_dates_or_in_quotes() -> None:
    made = programme('dates = ["2026-05-04", 2026-03-02]\nscripts = ["a", "b"]')
    assert seen(made, "2026-01-01", "2026-12-31") == [("2026-03-02", "a"), ("2026-05-04", "b")]


def test_nothing_comes_after_its_last_date() -> None:
    made = programme(WEEKLY + 'scripts = ["a"]\nuntil = 2026-03-15')
    assert [day for day, _ in seen(made, "2026-01-01", "2036-01-01")] == ["2026-03-02", "2026-03-09"]


ZONES = ("Europe/Paris", "America/Santiago", "Australia/Lord_Howe")


@settings(deadline=None, max_examples=60)
@given(
    first=OPENING_DAYS,
    at=HOURS,
    zone=st.sampled_from(ZONES),
    every=st.sampled_from([Comes.WEEK, Comes.TWO_WEEKS]),
)
def test_the_hour_on_the_wall_stays_across_every_change_of_the_clocks(
    first: date, at: time, zone: str, every: Comes
) -> None:
    made = Programme("m", ("lamp",), Recurrence(every, first.weekday(), first), at=at, zone=zone)
    after = datetime.combine(first, time(), tzinfo=UTC) - timedelta(days=2)
    found = occasions(made, after, after + timedelta(days=250), lambda name: a_script(name), "UTC")
    step = timedelta(weeks=2 if every is Comes.TWO_WEEKS else 1)
    assert len(found) in (250 // step.days, 250 // step.days + 1)
    for number, one in enumerate(found):
        wanted = datetime.combine(first + number * step, at)
        assert one.opens_at == slow_instant(wanted, zone)
        assert clocks_change(one) or one.local.replace(tzinfo=None) == wanted


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("Europe/Paris", date(2026, 3, 29), time(2, 30), "2026-03-29T01:30"),
        ("Europe/Paris", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45"),
        ("America/Santiago", date(2026, 9, 6), time(0, 30), "2026-09-06T04:30"),
    ],
)
def test_an_hour_that_does_not_exist_or_exists_twice_follows_the_written_rule_and_is_noticed(
    zone: str, day: date, at: time, instant: str
) -> None:
    made = Programme("m", ("lamp",), dates=(day,), at=at, zone=zone)
    around = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    (found,) = occasions(
        made, around - timedelta(days=1), around + timedelta(days=1), lambda name: a_script(name), "UTC"
    )
    assert found.opens_at == around
    assert clocks_change(found)
    assert found.local.tzinfo == zone_of(zone)


def test_the_zone_is_the_programmes_else_the_scripts_else_the_configured_one() -> None:
    week = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC))
    made = programme(WEEKLY + 'scripts = ["a"]')
    own = programme(WEEKLY + 'scripts = ["a"]\nzone = "Asia/Tokyo"')
    zones = [
        occasions(made, *week, lambda name: a_script(name), "Europe/Paris")[0].zone,
        occasions(made, *week, lambda name: a_script(name, zone="America/New_York"), "Europe/Paris")[0].zone,
        occasions(own, *week, lambda name: a_script(name, zone="America/New_York"), "Europe/Paris")[0].zone,
    ]
    assert zones == ["Europe/Paris", "America/New_York", "Asia/Tokyo"]


def test_an_occasion_whose_script_cannot_be_read_is_left_out_of_the_openings() -> None:
    made = programme(WEEKLY + 'scripts = ["a", "b"]')
    after = datetime(2026, 3, 1, tzinfo=UTC)
    found = occasions(
        made, after, after + timedelta(days=14), lambda name: a_script(name) if name == "b" else None, "UTC"
    )
    assert [one.occasion.script for one in found] == ["b"]
