"""The written rule for a beat that is found late, for each kind of beat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import (
    Beat,
    BeatKind,
    Cafe,
    CafeState,
    Progress,
    Script,
    ScriptWords,
    Visibility,
    Workshop,
    WorkshopWords,
)
from bot.lateness import (
    EVENING,
    GIVE_UP_AFTER,
    LATE_AFTER,
    LONGEST_RETRY,
    MORNING,
    PAUSE,
    RULES,
    Deed,
    Situation,
    Verdict,
    Why,
    given_up,
    judge,
    may_pass,
    nothing_opened,
    retry_after,
)
from bot.rhythm import plan, plan_of

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
WORKSHOPS = (
    Workshop("memory", "question", 1, time(9, 30)),
    Workshop("moment", "poll", 2, time(9), choices=("early", "late"), ends_day=3, ends_at=time(20)),
    Workshop("rules", "brainstorm", 3, time(9)),
    Workshop("far", "scale", 4, time(9), ends_day=6, ends_at=time(12)),
    Workshop("left", "question", 5, time(9)),
    Workshop("last", "closing_word", 6, time(18)),
)
SCRIPT = Script(
    name="week",
    languages=("en",),
    days=7,
    opens_at=time(9),
    closes_at=time(20),
    workshops=WORKSHOPS,
    words={"en": ScriptWords("A week", workshops={one.key: WorkshopWords(one.key) for one in WORKSHOPS})},
)
MONDAY = date(2026, 3, 2)
PLAN = plan("week", SCRIPT, MONDAY, "Europe/Paris")


def a_cafe(**moved: datetime) -> Cafe:
    """A week's café from Monday, 2 March 2026."""
    return Cafe(
        id="week",
        script=SCRIPT,
        zone="Europe/Paris",
        language="en",
        opening_day=MONDAY,
        opens_at=PLAN.opens_at,
        closes_at=PLAN.closes_at,
        publishes_at=PLAN.publishes_at,
        homes=(),
        secret=b"secret",
        state=CafeState.PRESENTED,
        moved=moved,
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour on the wall on a day of the café."""
    return datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute), tzinfo=PARIS)


def beat(name: str) -> Beat:
    """The beat of a workshop, or of a kind."""
    return next(one for one in PLAN.beats if name in (one.workshop, one.kind.value))


def found(name: str, now: datetime, *, done: tuple[str, ...] = (), **more: object) -> Verdict:
    """What becomes of a beat that is found at that time, with those done before."""
    beats = [replace(one, progress=Progress.DONE) if beat_name(one) in done else one for one in PLAN.beats]
    situation = Situation(a_cafe(), beats, now, **more)  # type: ignore[arg-type]
    return judge(next(one for one in beats if name in (one.workshop, one.kind.value)), situation)


def beat_name(one: Beat) -> str:
    return one.workshop or one.kind.value


def test_each_kind_of_beat_has_its_rule_and_its_end_of_patience() -> None:
    assert set(RULES) == set(GIVE_UP_AFTER) == set(BeatKind)


@pytest.mark.parametrize("one", PLAN.beats, ids=lambda one: one.key)
def test_up_to_an_hour_a_beat_is_simply_done(one: Beat) -> None:
    for now in (one.due, one.due + LATE_AFTER):
        beats = [replace(other, progress=Progress.DONE) if other.due < one.due else other for other in PLAN.beats]
        assert judge(one, Situation(a_cafe(), beats, now)) == Verdict(Deed.DO)


@pytest.mark.parametrize(
    ("name", "now", "deed", "why"),
    [
        ("present", at(3, 12), Deed.DO_LATE, None),
        ("present", at(5, 12), Deed.DO_LATE, None),
        ("present", at(6, 16), Deed.SKIP, Why.NOT_HELD),
        ("present", at(40, 12), Deed.SKIP, Why.NOT_HELD),
        ("present", at(3, 3), Deed.WAIT, Why.NIGHT),
        ("far", at(4, 12), Deed.DO_LATE, None),
        ("far", at(4, 19, 59), Deed.DO_LATE, None),
        ("far", at(6, 11, 59), Deed.SKIP, Why.ENDED),
        ("far", at(6, 12), Deed.SKIP, Why.ENDED),
        ("moment", at(4, 12), Deed.SKIP, Why.ENDED),
        ("rules", at(4, 12), Deed.WAIT, Why.SPACED),
        ("rules", at(6, 19), Deed.SKIP, Why.CLOSING_WORDS),
        ("left", at(5, 23), Deed.WAIT, Why.NIGHT),
        ("left", at(8, 12), Deed.SKIP, Why.OVER),
        ("last", at(7, 15, 59), Deed.DO_LATE, None),
        ("last", at(7, 16, 1), Deed.SKIP, Why.NO_TIME),
        ("last", at(7, 20), Deed.SKIP, Why.OVER),
        ("last", at(6, 22), Deed.WAIT, Why.NIGHT),
        ("close", at(7, 23), Deed.DO_LATE, None),
        ("close", at(40, 3), Deed.DO_LATE, None),
        ("publish", at(9, 3), Deed.DO_LATE, None),
        ("publish", at(40, 3), Deed.DO_LATE, None),
    ],
)
def test_what_becomes_of_a_beat_that_is_found_late(name: str, now: datetime, deed: Deed, why: Why | None) -> None:
    verdict = found(name, now)
    assert (verdict.deed, verdict.why) == (deed, why)


def test_of_two_missed_workshops_the_later_one_opens_at_once_and_the_other_after_a_pause() -> None:
    now = at(4, 12)
    assert found("far", now).deed is Deed.DO_LATE
    assert found("rules", now) == Verdict(Deed.WAIT, Why.SPACED, now + PAUSE)
    after = now + PAUSE
    assert found("rules", after, done=("far",), opened_last=now).deed is Deed.DO_LATE
    assert found("rules", after - timedelta(seconds=1), done=("far",), opened_last=now).until == after


def test_a_missed_workshop_does_not_open_just_before_one_that_opens_as_planned() -> None:
    assert found("rules", at(5, 8), done=("far",)).until == at(5, 12)


def test_what_would_open_at_night_waits_for_the_morning_if_that_leaves_time() -> None:
    assert found("left", at(5, 23)).until == at(6, 9)
    assert found("rules", at(5, 19), done=("far", "left"), opened_last=at(5, 18)).until == at(6, 9)


def test_a_meeting_that_was_missed_is_not_announced_any_more() -> None:
    meeting = replace(WORKSHOPS[2], kind="meeting", meets_day=4, meets_at=time(18))
    script = replace(SCRIPT, workshops=tuple(meeting if one.key == "rules" else one for one in WORKSHOPS))
    one, cafe = beat("rules"), replace(a_cafe(), script=script)
    done = [other if other.key == one.key else replace(other, progress=Progress.DONE) for other in PLAN.beats]
    assert judge(one, Situation(cafe, done, at(4, 17))).deed is Deed.DO_LATE
    assert judge(one, Situation(cafe, done, at(4, 18))) == Verdict(Deed.SKIP, Why.ENDED)


def test_answers_stay_sealed_until_a_workshop_that_opened_late_has_ended_and_hold_nothing_back() -> None:
    unseal = Beat("week/unseal/moment", "week", BeatKind.UNSEAL, at(3, 20), "moment")
    blind = replace(WORKSHOPS[1], visibility=Visibility.BLIND)
    script = replace(SCRIPT, workshops=tuple(blind if one.key == "moment" else one for one in WORKSHOPS))
    opened = [replace(one, progress=Progress.DONE) if one.workshop == "moment" else one for one in PLAN.beats]
    late = replace(a_cafe(moment=at(3, 12)), script=script)
    assert judge(unseal, Situation(late, opened, at(3, 20))) == Verdict(Deed.WAIT, Why.STILL_OPEN, at(4, 20))
    assert judge(unseal, Situation(late, opened, at(4, 23))).deed is Deed.DO_LATE
    assert judge(unseal, Situation(replace(a_cafe(), script=script), opened, at(3, 20))) == Verdict(Deed.DO)
    assert may_pass(unseal)


def test_answers_of_a_workshop_that_has_not_opened_are_not_said_to_be_still_sealed() -> None:
    unseal = Beat("week/unseal/moment", "week", BeatKind.UNSEAL, at(3, 20), "moment")
    verdict = judge(unseal, Situation(a_cafe(), PLAN.beats, at(3, 20)))
    assert (verdict.deed, verdict.why) == (Deed.WAIT, Why.NOT_YET_OPEN)


def test_what_has_begun_is_finished_however_late_it_is() -> None:
    for one in PLAN.beats:
        situation = Situation(a_cafe(), PLAN.beats, at(40, 3), begun=True)
        assert judge(one, situation) == Verdict(Deed.DO) or one.kind in (BeatKind.PUBLISH, BeatKind.END_RETENTION)


def test_where_nothing_could_open_there_is_nothing_to_publish() -> None:
    skipped = [replace(one, progress=Progress.SKIPPED) if one.workshop else one for one in PLAN.beats]
    assert nothing_opened(skipped)
    for now in (PLAN.publishes_at, PLAN.publishes_at + 30 * 24 * HOUR):
        verdict = judge(beat("publish"), Situation(a_cafe(), skipped, now))
        assert verdict == Verdict(Deed.SKIP, Why.NOTHING_OPENED)
    one_opened = [replace(one, progress=Progress.DONE) if one.workshop == "last" else one for one in skipped]
    assert not nothing_opened(one_opened)


def test_a_workshop_that_opens_late_keeps_its_length_or_what_is_left_until_the_close() -> None:
    assert plan_of(a_cafe(moment=at(3, 12))).ends["moment"] == at(4, 23)
    assert plan_of(a_cafe(far=at(6, 11))).ends["far"] == PLAN.closes_at
    assert plan_of(a_cafe()).ends == PLAN.ends


def test_who_refuses_is_asked_less_and_less_often_and_given_up_in_the_end() -> None:
    waits = [retry_after(refusals) for refusals in range(2000)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_RETRY
    for one in PLAN.beats:
        refused = replace(one, refused_since=one.due, refusals=1)
        assert not given_up(one, one.due + 100 * 24 * HOUR), "nobody has refused it yet"
        assert not given_up(refused, one.due + GIVE_UP_AFTER[one.kind] - HOUR)
        assert given_up(refused, one.due + GIVE_UP_AFTER[one.kind])


@settings(max_examples=150, deadline=None)
@given(minutes=st.integers(0, 9 * 24 * 60), off_since=st.integers(0, 7 * 24 * 60))
def test_however_long_the_bot_was_off_workshops_never_open_in_a_burst(minutes: int, off_since: int) -> None:
    """The rule played through, from an hour on, with everything that was due before the outage done."""
    now = PLAN.opens_at + timedelta(minutes=minutes)
    off = min(PLAN.opens_at + timedelta(minutes=off_since), now)
    beats = {one.key: replace(one, progress=Progress.DONE) if one.due < off else one for one in PLAN.beats}
    openings: list[tuple[datetime, Deed]] = []
    waits: dict[str, datetime] = {}
    for _ in range(200):
        waiting = [one for one in beats.values() if one.workshop and one.progress is Progress.DUE]
        if not waiting:
            break
        now = max(now, min(waits.get(one.key, one.due) for one in waiting))
        for one in sorted(waiting, key=lambda one: one.due):
            if waits.get(one.key, one.due) > now:
                continue
            last = max((opened for opened, _ in openings), default=None)
            verdict = judge(one, Situation(a_cafe(), list(beats.values()), now, last))
            if verdict.deed is Deed.WAIT:
                assert verdict.until is not None
                assert now < verdict.until < PLAN.closes_at
                waits[one.key] = verdict.until
            else:
                skipped = verdict.deed is Deed.SKIP
                beats[one.key] = replace(one, progress=Progress.SKIPPED if skipped else Progress.DONE)
                openings += [] if skipped else [(now, verdict.deed)]
    assert all(one.progress is not Progress.DUE for one in beats.values() if one.workshop), "each came to its end"
    for place, (opened, deed) in enumerate(openings):
        if deed is Deed.DO_LATE:
            assert all(abs(opened - other) >= PAUSE for n, (other, _) in enumerate(openings) if n < place)
            local = opened.astimezone(PARIS).time()
            assert MORNING <= local < EVENING or PLAN.closes_at - opened < 24 * HOUR


def test_a_flashback_that_is_for_a_host_to_publish_waits_day_by_day_however_late_it_is() -> None:
    for now in (PLAN.publishes_at, PLAN.publishes_at + timedelta(days=40)):
        verdict = found("publish", now, for_a_host=True)
        assert verdict == Verdict(Deed.WAIT, Why.FOR_A_HOST, now + timedelta(days=1))


def test_the_end_of_retention_waits_a_week_for_what_is_on_its_way_and_for_no_host() -> None:
    end = next(one for one in PLAN.beats if one.kind is BeatKind.END_RETENTION)
    others = [replace(one, progress=Progress.DONE) for one in PLAN.beats if one.kind is not BeatKind.PUBLISH]
    publish = next(one for one in PLAN.beats if one.kind is BeatKind.PUBLISH)
    for why, days, deed in (
        ("unreachable", 0, Deed.WAIT),
        ("unreachable", 6, Deed.WAIT),
        ("unreachable", 7, Deed.DO_LATE),
        ("for_a_host", 0, Deed.DO),
    ):
        now = end.due + timedelta(days=days)
        beats = [*(one for one in others if one.key != end.key), replace(publish, why=why), end]
        assert judge(end, Situation(a_cafe(), beats, now)).deed is deed
