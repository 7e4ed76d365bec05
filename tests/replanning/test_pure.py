"""Whatever the zone, the day and the script: a café planned anew keeps its hours on the wall, and what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain import Beat, BeatKind, Cafe, Home, Progress, RoomRef, Script, Workshop, zone_of
from bot.replanning import closed_early, extended, moved, reconcile, resumed, skipped
from bot.rhythm import counting_plan, plan, plan_of
from tests.rhythm.calendar import HOURS, OPENING_DAYS, ZONES, script_of, scripts, slow_instant, wall

WORKSHOP_BEATS = (BeatKind.OPEN_WORKSHOP, BeatKind.CALL_CLOSING_WORDS, BeatKind.UNSEAL)


def a_cafe(script: Script, day: date, zone: str) -> tuple[Cafe, tuple[Beat, ...]]:
    made = plan("cafe", script, day, zone)
    home = Home(RoomRef("town", "square"), "en")
    cafe = Cafe(
        "cafe", script, zone, "en", day, made.opens_at, made.closes_at, made.publishes_at, (home,), secret=b"secret"
    )
    return cafe, made.beats


def at_that_instant(beats: Sequence[Beat], now: datetime) -> list[Beat]:
    """The beats of a café that was never late."""
    return [replace(one, progress=Progress.DONE if one.due <= now else Progress.DUE) for one in beats]


@settings(max_examples=100, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES))
def test_a_café_that_nobody_changes_keeps_its_beats(script: Script, day: date, zone: str) -> None:
    cafe, beats = a_cafe(script, day, zone)
    assert plan_of(cafe).beats == beats
    new = reconcile(cafe, beats)
    assert (new.due, new.added, new.lost, new.order) == ({}, (), (), tuple(one.key for one in beats))


@settings(max_examples=150, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES), to=st.integers(1, 8), at=HOURS, data=st.data())
def test_a_moved_workshop_opens_at_that_hour_and_keeps_its_length(
    script: Script, day: date, zone: str, to: int, at: time, data: st.DataObject
) -> None:
    assume(script.workshops)
    key = data.draw(st.sampled_from([one.key for one in script.workshops]))
    cafe, _ = a_cafe(script, day, zone)
    after = moved(cafe, key, to, at)
    before, made = plan_of(cafe), plan_of(after)
    assert made.workshops[key] == max(cafe.opens_at, slow_instant(wall(day, to, at), zone))
    assert {one: moment for one, moment in made.workshops.items() if one != key} == {
        one: moment for one, moment in before.workshops.items() if one != key
    }
    old, new = cafe.script.workshop(key), after.script.workshop(key)
    assert old is not None
    assert new is not None
    if old.ends_day is None or old.ends_at is None:
        assert new.ends_day is None
    else:
        assert new.ends_day is not None
        assert new.ends_at is not None
        length = wall(day, old.ends_day, old.ends_at) - wall(day, old.day, old.at)
        close = wall(day, script.days, script.closes_at)
        assert wall(day, new.ends_day, new.ends_at) == min(wall(day, to, at) + length, close)


@settings(max_examples=150, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES), days=st.integers(1, 40), data=st.data())
def test_an_extended_café_closes_at_the_same_hour_on_the_wall(
    script: Script, day: date, zone: str, days: int, data: st.DataObject
) -> None:
    cafe, beats = a_cafe(script, day, zone)
    now = data.draw(st.sampled_from([one.due for one in beats]))
    after = extended(cafe, days, at_that_instant(beats, now))
    assert after.closes_at == max(cafe.opens_at, slow_instant(wall(day, script.days + days, script.closes_at), zone))
    assert after.publishes_at - after.closes_at == cafe.publishes_at - cafe.closes_at
    called = {one.workshop for one in at_that_instant(beats, now) if one.progress is Progress.DONE}
    for one in script.workshops:
        later = days if one.kind == "closing_word" and one.key not in called and before_close(one, beats) else 0
        assert after.script.workshop(one.key) is not None
        assert (after.script.workshop(one.key) or one).day == one.day + later


def before_close(one: Workshop, beats: Sequence[Beat]) -> bool:
    return any(beat.workshop == one.key for beat in beats)


@settings(max_examples=200, deadline=None)
@given(
    script=scripts(),
    day=OPENING_DAYS,
    zone=st.sampled_from(ZONES),
    paused=st.integers(0, 10 * 24 * 60),
    length=st.integers(1, 40 * 24 * 60),
)
def test_a_pause_puts_off_by_the_fewest_whole_days(
    script: Script, day: date, zone: str, paused: int, length: int
) -> None:
    cafe, made = a_cafe(script, day, zone)
    since = cafe.opens_at + timedelta(minutes=paused)
    assume(since < cafe.closes_at)
    now = since + timedelta(minutes=length)
    beats = at_that_instant(made, since)
    after = resumed(replace(cafe, paused_at=since), beats, now)
    days = after.script.days - script.days
    assert after.paused_at is None
    new = reconcile(after, beats)
    assert (new.added, new.lost) == ((), ())
    for one in beats:
        due = new.due.get(one.key, one.due)
        if one.progress is Progress.DONE:
            assert due == one.due
        else:
            assert due >= now
            # Whole days later, at the hour that the script says, whatever the clocks do.
            if one.kind in WORKSHOP_BEATS[:2]:
                workshop = script.workshop(one.workshop or "")
                assert workshop is not None
                assert due == slow_instant(wall(day, workshop.day + days, workshop.at), zone)
    assert after.closes_at == (
        cafe.closes_at if not days else slow_instant(wall(day, script.days + days, script.closes_at), zone)
    )
    opened = {one.workshop for one in beats if one.progress is Progress.DONE}
    running = [end for key, end in plan_of(cafe).ends.items() if key in opened and end > since]
    fell_due = [one for one in [*(beat.due for beat in beats if beat.progress is Progress.DUE), *running] if one < now]
    assert (days == 0) == (not fell_due)
    if days:
        # A day less would leave something behind.
        nearest = min(fell_due).astimezone(zone_of(zone)).replace(tzinfo=None)
        assert slow_instant(nearest + timedelta(days=days - 1), zone) < now + timedelta(hours=2)


@settings(max_examples=100, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES), minutes=st.integers(0, 10 * 24 * 60))
def test_a_café_closed_early_closes_then_and_waits_as_long_for_its_flashback(
    script: Script, day: date, zone: str, minutes: int
) -> None:
    cafe, made = a_cafe(script, day, zone)
    now = cafe.opens_at + timedelta(minutes=minutes)
    assume(now < cafe.closes_at)
    after = closed_early(cafe, now)
    beats = at_that_instant(made, now)
    new = reconcile(after, beats)
    dues = {one.kind: new.due.get(one.key, one.due) for one in beats if one.workshop is None}
    assert dues[BeatKind.CLOSE] == now
    assert dues[BeatKind.PUBLISH] == now + (cafe.publishes_at - cafe.closes_at)
    unopened = {one.key for one in beats if one.kind in WORKSHOP_BEATS[:2] and one.progress is Progress.DUE}
    assert unopened <= set(new.lost)
    last = [key for key in new.order if key not in new.lost][-3:]
    assert last == ["cafe/close", "cafe/publish", "cafe/end_retention"]


@settings(max_examples=100, deadline=None)
@given(script=scripts(), day=OPENING_DAYS, zone=st.sampled_from(ZONES), data=st.data())
def test_a_skipped_workshop_loses_its_beats_and_is_never_open(
    script: Script, day: date, zone: str, data: st.DataObject
) -> None:
    assume(script.workshops)
    key = data.draw(st.sampled_from([one.key for one in script.workshops]))
    cafe, beats = a_cafe(script, day, zone)
    after = skipped(cafe, key)
    assert set(reconcile(after, beats).lost) == {one.key for one in beats if one.workshop == key}
    assert plan_of(after).ends[key] == plan_of(after).workshops[key]


def test_the_hour_stays_when_the_clocks_change_during_the_pause() -> None:
    script = script_of(
        time(9), time(20), 3, [Workshop("night", "question", 2, time(2, 30)), Workshop("noon", "poll", 3, time(12))]
    )
    cafe, beats = a_cafe(script, date(2026, 3, 27), "Europe/Paris")
    since = slow_instant(wall(date(2026, 3, 27), 1, time(20)), "Europe/Paris")
    now = slow_instant(wall(date(2026, 3, 27), 2, time(12)), "Europe/Paris")
    after = plan_of(resumed(replace(cafe, paused_at=since), at_that_instant(beats, since), now))
    # The night from the 28th to the 29th has no 02:30: it is 03:30 by the new clock, an hour after 02:00.
    assert f"{after.workshops['night']:%d %H:%M}" == "29 01:30"
    assert f"{after.workshops['noon']:%d %H:%M}" == "30 10:00"
    assert f"{after.closes_at:%d %H:%M}" == "30 18:00"


def test_while_a_café_pauses_nothing_of_it_ends() -> None:
    script = script_of(time(9), time(20), 2, [Workshop("poll", "poll", 1, time(10), ends_day=1, ends_at=time(18))])
    cafe, _ = a_cafe(script, date(2026, 3, 2), "Europe/Paris")
    paused = replace(cafe, paused_at=cafe.opens_at + timedelta(hours=2))
    assert counting_plan(paused).ends == {}
    assert not paused.is_over(cafe.closes_at)
    assert cafe.is_over(cafe.closes_at)
    # What had ended before stays so.
    assert counting_plan(replace(cafe, paused_at=cafe.opens_at + timedelta(hours=10))).ends == plan_of(cafe).ends
