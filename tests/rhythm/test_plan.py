"""Whatever the zone, the day and the script: the beats fall on the script's hours, in an order that makes sense."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain import RETENTION_DAYS, BeatKind, Progress, Script, Workshop
from bot.rhythm import plan
from tests.rhythm.calendar import HOURS, OPENING_DAYS, ZONES, script_of, scripts, slow_instant, wall

MARCH = date(2026, 3, 29)
"""In Paris the clock goes from 02:00 to 03:00 in this night."""

ENDING = [BeatKind.CLOSE, BeatKind.PUBLISH, BeatKind.END_RETENTION]
"""How every café ends."""


def expected(script: Script, day: date, zone: str) -> tuple[dict[str, datetime], datetime, datetime]:
    """When each workshop opens, the opening and the close, by the slow calendar; nothing opens before the café."""
    opens_at = slow_instant(wall(day, 1, script.opens_at), zone)
    workshops = {one.key: max(opens_at, slow_instant(wall(day, one.day, one.at), zone)) for one in script.workshops}
    closes_at = max(opens_at, slow_instant(wall(day, script.days, script.closes_at), zone))
    return workshops, opens_at, closes_at


@settings(max_examples=200, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES))
def test_everything_falls_on_the_scripts_hour_on_the_wall(script: Script, day: date, zone: str) -> None:
    made = plan("cafe", script, day, zone)
    workshops, opens_at, closes_at = expected(script, day, zone)
    assert (made.opens_at, made.closes_at, made.workshops) == (opens_at, closes_at, workshops)
    assert made.publishes_at == closes_at + timedelta(hours=script.publishes_after_hours)
    assert made.ends == {
        one.key: slow_instant(wall(day, one.ends_day, one.ends_at), zone)
        for one in script.workshops
        if one.ends_day is not None and one.ends_at is not None
    }
    by_workshop = {beat.workshop: beat.due for beat in made.beats if beat.workshop}
    assert by_workshop == {key: at for key, at in workshops.items() if at < closes_at}
    dues = {beat.kind: beat.due for beat in made.beats if beat.workshop is None}
    assert dues == {
        BeatKind.PRESENT: opens_at,
        BeatKind.CLOSE: closes_at,
        BeatKind.PUBLISH: made.publishes_at,
        BeatKind.END_RETENTION: made.publishes_at + timedelta(days=RETENTION_DAYS),
    }


@settings(max_examples=200, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES))
def test_beats_are_in_order_from_the_presentation_to_the_flashback(script: Script, day: date, zone: str) -> None:
    beats = plan("cafe", script, day, zone).beats
    dues = [beat.due for beat in beats]
    assert dues == sorted(dues)
    assert len({beat.key for beat in beats}) == len(beats)
    kinds = [beat.kind for beat in beats]
    assert kinds[0] is BeatKind.PRESENT
    assert kinds[-3:] == ENDING
    assert {beat.kind for beat in beats[1:-3]} <= {BeatKind.OPEN_WORKSHOP, BeatKind.CALL_CLOSING_WORDS}
    assert {(beat.cafe, beat.progress, beat.generation) for beat in beats} == {("cafe", Progress.DUE, 0)}
    for beat in beats[1:-3]:
        workshop = script.workshop(beat.workshop or "")
        assert workshop is not None
        assert (workshop.kind == "closing_word") is (beat.kind is BeatKind.CALL_CLOSING_WORDS)


@settings(max_examples=200, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES), minutes=st.integers(-2_000, 12_000))
def test_a_cafe_opened_late_moves_only_what_would_have_been_before(
    script: Script, day: date, zone: str, minutes: int
) -> None:
    whole = plan("cafe", script, day, zone)
    now = whole.opens_at + timedelta(minutes=minutes)
    assume(now < whole.closes_at)
    late = plan("cafe", script, day, zone, now)
    assert [beat.key for beat in late.beats[1:-3]] == [beat.key for beat in whole.beats[1:-3]]
    assert {beat.key: beat.due for beat in late.beats} == {beat.key: max(beat.due, now) for beat in whole.beats}
    assert (late.closes_at, late.publishes_at, late.ends) == (whole.closes_at, whole.publishes_at, whole.ends)
    assert (late.opens_at, late.beats[0].kind) == (max(whole.opens_at, now), BeatKind.PRESENT)
    assert plan("cafe", script, day, zone, late.opens_at) == late, "planned again from its opening it is the same"


@given(at=HOURS, zone=st.sampled_from(ZONES), weeks=st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_a_weekly_hour_stays_that_hour_across_clock_changes(at: time, zone: str, weeks: int) -> None:
    day = date(2026, 1, 7) + timedelta(weeks=weeks)
    made = plan("cafe", script_of(at, at, 7, []), day, zone)
    assert made.opens_at == slow_instant(wall(day, 1, at), zone)


# --- the two nights, told once by hand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        (MARCH, time(1, 59), "Europe/Paris", "2026-03-29T00:59Z"),
        (MARCH, time(2, 30), "Europe/Paris", "2026-03-29T01:30Z"),  # 03:30 on the wall
        (MARCH, time(3, 30), "Europe/Paris", "2026-03-29T01:30Z"),
        (date(2026, 10, 25), time(2, 30), "Europe/Paris", "2026-10-25T00:30Z"),  # the first of the two
        (date(2026, 10, 25), time(3, 0), "Europe/Paris", "2026-10-25T02:00Z"),
        (date(2026, 3, 8), time(2, 0), "America/New_York", "2026-03-08T07:00Z"),  # 03:00 on the wall
        (date(2026, 11, 1), time(1, 30), "America/New_York", "2026-11-01T05:30Z"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:45Z"),  # half an hour: 02:45
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", "2026-04-04T14:45Z"),
        (date(2026, 3, 29), time(9, 0), "Asia/Kathmandu", "2026-03-29T03:15Z"),
        (date(2026, 3, 29), time(2, 30), "UTC+05:30", "2026-03-28T21:00Z"),
    ],
)
def test_the_nights_when_clocks_change(day: date, at: time, zone: str, utc: str) -> None:
    assert plan("cafe", script_of(at, time(12), 2, []), day, zone).opens_at == datetime.fromisoformat(utc)


def test_in_the_night_of_the_missing_hour_no_workshop_opens_before_the_cafe() -> None:
    script = script_of(time(2, 30), time(12), 2, [Workshop("memory", "question", 1, time(3))])
    made = plan("cafe", script, MARCH, "Europe/Paris")
    assert [beat.kind for beat in made.beats][:2] == [BeatKind.PRESENT, BeatKind.OPEN_WORKSHOP]
    assert made.workshops["memory"] == made.opens_at


def test_in_the_night_of_the_missing_hour_no_cafe_closes_before_it_is_presented() -> None:
    made = plan("cafe", script_of(time(2, 30), time(3), 1, []), MARCH, "Europe/Paris")
    assert [beat.kind for beat in made.beats] == [BeatKind.PRESENT, *ENDING]


def test_a_workshop_at_the_very_close_never_opens() -> None:
    workshops = [Workshop("late", "question", 2, time(18)), Workshop("last", "closing_word", 2, time(17, 59))]
    made = plan("cafe", script_of(time(9), time(18), 2, workshops), date(2026, 5, 4), "Europe/Paris")
    assert [beat.key for beat in made.beats] == [
        "cafe/present",
        "cafe/call_closing_words/last",
        "cafe/close",
        "cafe/publish",
        "cafe/end_retention",
    ]
