"""When somebody is reminded: outside their quiet hours, once a day, in time; in any zone, across clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import NudgeHours, zone_of
from bot.nudging import (
    BEFORE_A_MEETING,
    LAST_CALL,
    awake_from,
    day_of,
    is_quiet,
    last_useful,
    meeting_reminder_at,
    nudge_at,
    quiet_from,
)

ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC+12:45")
zones = st.sampled_from(ZONES)
hours = st.builds(
    NudgeHours,
    st.none() | zones,
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
)
_AROUND_CHANGES = [
    datetime(2026, 3, 28, tzinfo=UTC),
    datetime(2026, 10, 24, tzinfo=UTC),
    datetime(2026, 4, 4, tzinfo=UTC),
]
moments = st.one_of(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.builds(
        lambda day, minutes: day + timedelta(minutes=minutes),
        st.sampled_from(_AROUND_CHANGES),
        st.integers(0, 3 * 24 * 60),
    ),
)
PARIS = "Europe/Paris"


def paris(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone_of(PARIS)).astimezone(UTC)


@given(moments, hours, zones)
def test_who_sleeps_is_awake_soon_and_then_awake(moment: datetime, asked: NudgeHours, zone: str) -> None:
    awake = awake_from(moment, asked, zone)
    assert awake >= moment
    assert not is_quiet(awake, asked, zone)
    assert awake - moment <= timedelta(hours=49), "a day whose waking hour is left out is slept through"
    if not is_quiet(moment, asked, zone):
        assert awake == moment


@given(moments, hours, zones)
def test_quiet_begins_where_it_is_quiet_and_was_not(moment: datetime, asked: NudgeHours, zone: str) -> None:
    begins = quiet_from(moment, asked, zone)
    if asked.quiet_from == asked.quiet_until:
        assert begins is None
    elif begins is not None:
        assert begins > moment
        assert is_quiet(begins, asked, zone)


@given(
    moments,
    st.timedeltas(timedelta(0), timedelta(days=9)),
    hours,
    zones,
    st.sets(st.integers(0, 9)),
    st.timedeltas(timedelta(days=-2), timedelta(days=9)),
)
@example(paris(28, 12), timedelta(days=2), NudgeHours(None, time(3), time(2, 30)), PARIS, set(), timedelta(0))
def test_nobody_is_ever_reminded_when_they_are_not_to_be(
    opened: datetime, length: timedelta, asked: NudgeHours, zone: str, before: set[int], later: timedelta
) -> None:
    now, latest = opened + later, opened + length
    nudged = {opened.date() + timedelta(days=one) for one in before}
    at = nudge_at(opened, latest, asked, zone, nudged, now)
    if at is None:
        return
    assert max(now, opened) <= at < latest
    assert not is_quiet(at, asked, zone)
    assert day_of(at, asked, zone) not in nudged
    assert at >= opened + min(timedelta(days=1), length / 2)
    assert nudge_at(opened, latest, asked, zone, nudged, at) == at, "what is due stays due until it is done"
    assert nudge_at(opened, latest, asked, zone, {*nudged, day_of(at, asked, zone)}, at) != at


@given(moments, zones)
def test_in_a_week_somebody_with_ordinary_hours_is_reminded(opened: datetime, zone: str) -> None:
    at = nudge_at(opened, opened + timedelta(days=7), NudgeHours(), zone, (), opened)
    assert at is not None
    assert at <= opened + timedelta(days=1, hours=13)


def test_a_day_after_the_opening_unless_that_is_in_the_quiet_hours() -> None:
    hours = NudgeHours()
    assert nudge_at(paris(2, 10), paris(6, 20), hours, PARIS, (), paris(2, 10)) == paris(3, 10)
    assert nudge_at(paris(2, 22), paris(6, 20), hours, PARIS, (), paris(2, 22)) == paris(4, 9)
    assert nudge_at(paris(2, 10), paris(2, 20), hours, PARIS, (), paris(2, 10)) == paris(2, 15), "half of what there is"


def test_what_would_come_too_late_does_not_come() -> None:
    hours = NudgeHours()
    assert nudge_at(paris(2, 21), paris(3, 8), hours, PARIS, (), paris(2, 21)) is None
    assert nudge_at(paris(2, 10), paris(3, 20), hours, PARIS, (), paris(3, 20)) is None
    assert nudge_at(paris(2, 10), paris(3, 20), hours, PARIS, {date(2026, 3, 3)}, paris(3, 9)) is None


def test_one_s_own_zone_counts_and_the_cafes_where_none_was_said() -> None:
    opened, ends = paris(2, 10), paris(6, 20)
    kolkata = nudge_at(opened, ends, NudgeHours("Asia/Kolkata", time(9), time(17)), PARIS, (), opened)
    assert kolkata == datetime(2026, 3, 3, 11, 30, tzinfo=UTC)


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    hours = NudgeHours()
    assert nudge_at(paris(27, 22), paris(30, 20), hours, PARIS, (), paris(27, 22)) == paris(29, 9)
    assert paris(29, 9).hour == 7


def test_the_last_useful_moment_is_an_hour_before_the_end() -> None:
    assert last_useful(None, paris(6, 20)) == paris(6, 20) - LAST_CALL
    assert last_useful(paris(5, 20), paris(6, 20)) == paris(5, 19)
    assert last_useful(paris(7, 20), paris(6, 20)) == paris(6, 19)


@given(moments, hours, zones, st.integers(0, 4 * 24 * 60))
def test_a_meeting_is_told_before_it_begins_and_in_nobodys_quiet_hours(
    now: datetime, asked: NudgeHours, zone: str, until_then: int
) -> None:
    begins = now + timedelta(minutes=until_then)
    at = meeting_reminder_at(begins, asked, zone, now)
    wished = begins - BEFORE_A_MEETING
    if at is None:
        quiet = [begins - timedelta(minutes=minute) for minute in range(1, min(until_then, 60) + 1)]
        assert all(is_quiet(one, asked, zone) for one in quiet), "nobody is left out who is awake before it"
        return
    assert now <= at < begins
    assert not is_quiet(at, asked, zone)
    if now <= wished and not is_quiet(wished, asked, zone):
        assert at == wished


def test_who_sleeps_when_it_begins_is_told_an_hour_before_going_to_sleep() -> None:
    asked = NudgeHours()
    told = [meeting_reminder_at(paris(10, hour), asked, PARIS, paris(9, 12)) for hour in (8, 9, 10, 21, 22, 23)]
    assert told == [paris(9, 20), paris(9, 20), paris(10, 9), paris(10, 20), paris(10, 20), paris(10, 20)]
    assert meeting_reminder_at(paris(10, 23), asked, PARIS, paris(10, 20, 30)) == paris(10, 20, 30)
    assert meeting_reminder_at(paris(10, 23), asked, PARIS, paris(10, 21)) is None
