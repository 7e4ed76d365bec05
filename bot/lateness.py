"""What becomes of a beat that is found late: the written rule for each kind of beat. Pure.

A beat is late once more than `LATE_AFTER` has passed since its planned instant; before that it is simply done. A
late beat is done late, put off for a while, or skipped with a reason. docs/decisions/0018 has the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain import Beat, BeatKind, Cafe, Progress, zone_of
from bot.rhythm import instant, plan_of

LATE_AFTER = timedelta(hours=1)
"""How long after its planned instant a beat still counts as in time."""

PAUSE = timedelta(hours=3)
"""What lies at least between a workshop that opens late and the one that opened before it in the same room."""

MORNING, EVENING = time(9), time(20)
"""What is late is said between these times of day in the café's zone, as far as that leaves time to answer."""

TIME_TO_ANSWER = timedelta(hours=4)
"""What has to be left before the close for a workshop to open late; at most half of what had been planned."""

TIME_FOR_A_CAFE = timedelta(days=1)
"""What has to be left before the close for a café to be presented late; at most half of what had been planned."""

STILL_ON_ITS_WAY = timedelta(days=7)
"""How long the end of retention waits at most for what a café still has to say."""

LONGEST_WAIT = timedelta(days=1)
"""A beat is put off for no longer than this before it is judged again."""

CLOCKS_AGREE = timedelta(minutes=1)
"""How far apart the clocks of workers on one database may be: a claim that ends that much later than it could on
one's own clock is still somebody's."""

FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
"""When a beat that a room has refused is tried again: the wait doubles with each refusal, up to the longest."""

PATIENCE = 2
"""After how many refusals a workshop's opening lets the café's next beats pass."""

HOMES_WAIT_FOR_ONE, HOMES_END_WITHOUT_ONE = timedelta(hours=2), timedelta(hours=20)
"""How long after its first refusal a beat is done without a home that refuses it, if another home has it: the
presentation, and any other beat."""

GIVE_UP_AFTER: Mapping[BeatKind, timedelta] = {
    BeatKind.PRESENT: timedelta(days=7),
    BeatKind.OPEN_WORKSHOP: timedelta(days=1),
    BeatKind.CALL_CLOSING_WORDS: timedelta(days=1),
    BeatKind.UNSEAL: timedelta(days=1),
    BeatKind.CLOSE: timedelta(days=2),
    BeatKind.PUBLISH: timedelta(days=7),
    BeatKind.END_RETENTION: timedelta(days=3650),
}
"""How long after its first refusal a beat is given up, unless it is of no use any more before."""


class Deed(StrEnum):
    """What is to be done with a beat that is due."""

    DO = "do"
    DO_LATE = "do_late"
    WAIT = "wait"
    SKIP = "skip"


class Why(StrEnum):
    """Why a beat waits or is skipped; each has a sentence below ``[why]`` in the locales."""

    NIGHT = "night"
    SPACED = "spaced"
    STILL_OPEN = "still_open"
    NOT_YET_OPEN = "not_yet_open"
    OVER = "over"
    ENDED = "ended"
    CLOSING_WORDS = "closing_words"
    NO_TIME = "no_time"
    NOT_HELD = "not_held"
    NOTHING_OPENED = "nothing_opened"
    MOVED = "moved"
    BY_HOST = "by_host"
    CLOSED_EARLY = "closed_early"
    UNPUBLISHED = "unpublished"
    RETENTION_ENDED = "retention_ended"
    FOR_A_HOST = "for_a_host"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with a beat, and why. ``until`` is when one that waits is judged again."""

    deed: Deed
    why: Why | None = None
    until: datetime | None = None


DO = Verdict(Deed.DO)
DO_LATE = Verdict(Deed.DO_LATE)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a beat is judged.

    ``beats`` are all of the café, as they stand. ``opened_last`` is when a workshop last opened in one of the
    café's rooms, this café's or another's. ``begun`` is whether something of the beat is in a room already.
    ``for_a_host`` says that the flashback waits for a host to say that it be published, and none has.
    """

    cafe: Cafe
    beats: Sequence[Beat]
    now: datetime
    opened_last: datetime | None = None
    begun: bool = False
    for_a_host: bool = False


def judge(beat: Beat, situation: Situation) -> Verdict:
    """What is to be done now with a beat that is due. What has begun is finished, however late it is."""
    in_time = situation.begun or not is_late(beat, situation.now)
    verdict = _in_time(beat, situation) if in_time else RULES[beat.kind](beat, situation)
    if verdict.until is None:
        return verdict
    return Verdict(verdict.deed, verdict.why, min(verdict.until, situation.now + LONGEST_WAIT))


def may_pass(beat: Beat) -> bool:
    """Whether a beat that waits lets the café's next ones pass: a workshop and its unsealing do, the presentation and
    the end not."""
    return beat.kind in _OPENINGS or beat.kind is BeatKind.UNSEAL


def opens(beat: Beat) -> bool:
    """Whether a beat opens a workshop."""
    return beat.kind in _OPENINGS


def retry_after(refusals: int) -> timedelta:
    """How long to wait before a beat is tried again that has been refused so often before this time."""
    return min(FIRST_RETRY * (1 << min(refusals, 10)), LONGEST_RETRY)


def given_up(beat: Beat, now: datetime) -> bool:
    """Whether a beat that is refused now has been refused for so long that it is given up."""
    return beat.refused_since is not None and now - beat.refused_since >= GIVE_UP_AFTER[beat.kind]


def leaves_out(beat: Beat, now: datetime) -> bool:
    """Whether a beat that is refused now is done without the homes that refuse it, if another home has it."""
    patience = HOMES_WAIT_FOR_ONE if beat.kind is BeatKind.PRESENT else HOMES_END_WITHOUT_ONE
    return beat.refused_since is not None and now - beat.refused_since >= patience


def is_late(beat: Beat, now: datetime) -> bool:
    """Whether a beat that is done now is done late."""
    return now - beat.due > LATE_AFTER


def _in_time(beat: Beat, situation: Situation) -> Verdict:
    if beat.kind in (BeatKind.PUBLISH, BeatKind.UNSEAL, BeatKind.END_RETENTION):
        return RULES[beat.kind](beat, situation)
    if beat.kind is not BeatKind.CLOSE and not situation.begun and situation.now >= situation.cafe.closes_at:
        return Verdict(Deed.SKIP, Why.NOT_HELD if beat.kind is BeatKind.PRESENT else Why.OVER)
    return DO


def _present(beat: Beat, situation: Situation) -> Verdict:
    cafe, now = situation.cafe, situation.now
    least = min(TIME_FOR_A_CAFE, (cafe.closes_at - beat.due) / 2)
    could_open = any(_lost(one, situation) is None for one in situation.beats if one.kind is BeatKind.OPEN_WORKSHOP)
    nothing_to_open = not could_open and any(one.kind is BeatKind.OPEN_WORKSHOP for one in situation.beats)
    if cafe.closes_at - now < least or nothing_to_open:
        return Verdict(Deed.SKIP, Why.NOT_HELD)
    when = _by_day(now, situation, lambda morning: cafe.closes_at - morning >= least)
    return _at(when, situation, Why.NIGHT)


def _open_workshop(beat: Beat, situation: Situation) -> Verdict:
    now = situation.now
    if (lost := _too_late(beat, situation, now)) is not None:
        return Verdict(Deed.SKIP, lost)
    earliest = _spaced(beat, situation)
    when = _by_day(earliest, situation, lambda morning: _too_late(beat, situation, morning) is None)
    if (lost := _too_late(beat, situation, when)) is not None:
        return Verdict(Deed.SKIP, lost)
    return _at(when, situation, Why.SPACED if earliest > now else Why.NIGHT)


def _call_closing_words(beat: Beat, situation: Situation) -> Verdict:
    least = _least(beat, situation.cafe)
    if situation.now >= situation.cafe.closes_at:
        return Verdict(Deed.SKIP, Why.OVER)
    if situation.cafe.closes_at - situation.now < least:
        return Verdict(Deed.SKIP, Why.NO_TIME)
    when = _by_day(situation.now, situation, lambda morning: situation.cafe.closes_at - morning >= least)
    return _at(when, situation, Why.NIGHT)


def _unseal(beat: Beat, situation: Situation) -> Verdict:
    """Never skipped, and never before the workshop has ended: one that opened late ends later."""
    cafe, now = situation.cafe, situation.now
    opening = next((one for one in situation.beats if one.kind in _OPENINGS and one.workshop == beat.workshop), None)
    if now < cafe.closes_at:
        if opening is not None and opening.progress in _STILL_TO_BE_DONE:
            return Verdict(Deed.WAIT, Why.NOT_YET_OPEN, min(cafe.closes_at, now + PAUSE))
        ends = plan_of(cafe).unseals.get(beat.workshop or "", now)
        if now < ends:
            never_opened = opening is not None and opening.progress is not Progress.DONE
            return Verdict(Deed.WAIT, Why.NOT_YET_OPEN if never_opened else Why.STILL_OPEN, ends)
    return DO_LATE if is_late(beat, now) else DO


def _close(_beat: Beat, _situation: Situation) -> Verdict:
    return DO_LATE


def _publish(beat: Beat, situation: Situation) -> Verdict:
    if nothing_opened(situation.beats):
        return Verdict(Deed.SKIP, Why.NOTHING_OPENED)
    if situation.for_a_host:
        return Verdict(Deed.WAIT, Why.FOR_A_HOST, situation.now + LONGEST_WAIT)
    return DO_LATE if is_late(beat, situation.now) else DO


def _end_retention(beat: Beat, situation: Situation) -> Verdict:
    """Never skipped: what members were promised is kept, however late. Before it, whatever is still on its way to the
    rooms has a week; a flashback that waits for a host has had its time."""
    now = situation.now
    on_its_way = [one for one in situation.beats if one.key != beat.key and one.progress in _STILL_TO_BE_DONE]
    if any(one.why != Why.FOR_A_HOST for one in on_its_way) and now - beat.due < STILL_ON_ITS_WAY:
        return Verdict(Deed.WAIT, Why.UNPUBLISHED, now + LONGEST_WAIT)
    return DO_LATE if is_late(beat, now) else DO


RULES: Mapping[BeatKind, Callable[[Beat, Situation], Verdict]] = {
    BeatKind.PRESENT: _present,
    BeatKind.OPEN_WORKSHOP: _open_workshop,
    BeatKind.CALL_CLOSING_WORDS: _call_closing_words,
    BeatKind.UNSEAL: _unseal,
    BeatKind.CLOSE: _close,
    BeatKind.PUBLISH: _publish,
    BeatKind.END_RETENTION: _end_retention,
}
"""What becomes of a beat that is late, by its kind."""

_OPENINGS = (BeatKind.OPEN_WORKSHOP, BeatKind.CALL_CLOSING_WORDS)
_STILL_TO_BE_DONE = (Progress.DUE, Progress.CLAIMED)


def nothing_opened(beats: Sequence[Beat]) -> bool:
    """Whether every workshop that a café was to open has been skipped or has failed."""
    openings = [one for one in beats if one.kind in _OPENINGS]
    return bool(openings) and all(one.progress in (Progress.SKIPPED, Progress.FAILED) for one in openings)


def _lost(beat: Beat, situation: Situation) -> Why | None:
    """Why a workshop that was missed is of no use any more; ``None`` for one that still is, or is still to come."""
    return _too_late(beat, situation, situation.now) if is_late(beat, situation.now) else None


def _too_late(beat: Beat, situation: Situation, when: datetime) -> Why | None:
    """Why it would be too late to open a workshop then; ``None`` if it would not."""
    cafe = situation.cafe
    if when >= cafe.closes_at:
        return Why.OVER
    ends = _ends(beat, cafe)
    if ends is not None and when >= ends:
        return Why.ENDED
    calls = [
        one.due
        for one in situation.beats
        if one.kind is BeatKind.CALL_CLOSING_WORDS and one.progress is not Progress.SKIPPED
    ]
    if any(beat.due < call < when + PAUSE for call in calls):
        return Why.CLOSING_WORDS
    return Why.NO_TIME if cafe.closes_at - when < _least(beat, cafe) else None


def _ends(beat: Beat, cafe: Cafe) -> datetime | None:
    """When a workshop ends that opens late: at its end, or when those meet who are to meet."""
    workshop = cafe.script.workshop(beat.workshop or "")
    if workshop is None:
        return None
    if workshop.meets_day is not None and workshop.meets_at is not None:
        return instant(cafe.opening_day, workshop.meets_day, workshop.meets_at, cafe.zone)
    return plan_of(cafe).ends.get(workshop.key)


def _least(beat: Beat, cafe: Cafe) -> timedelta:
    return min(TIME_TO_ANSWER, (cafe.closes_at - beat.due) / 2)


def _spaced(beat: Beat, situation: Situation) -> datetime:
    """The earliest instant for a workshop that was missed: after those planned later than it that were missed too,
    a pause after the last one that opened in the room, and not just before or after one that opens as planned."""
    now = situation.now
    earliest = now if situation.opened_last is None else max(now, situation.opened_last + PAUSE)
    others = [one for one in situation.beats if one.kind in _OPENINGS and one.key != beat.key]
    waiting = [one for one in others if one.progress in _STILL_TO_BE_DONE]
    later = [one for one in waiting if one.due <= now and not one.refusals and _opens_before(one, beat, situation)]
    if any(_lost(one, situation) is None for one in later):
        earliest = max(earliest, now + PAUSE)
    for planned in sorted(one.due for one in waiting if one.due > now):
        if earliest < planned + PAUSE and planned < earliest + PAUSE:
            earliest = planned + PAUSE
    return earliest


def _opens_before(one: Beat, other: Beat, situation: Situation) -> bool:
    """Whether of two missed workshops this one opens first: the one planned later; of one instant in their order."""
    places = {beat.key: place for place, beat in enumerate(situation.beats)}
    return (one.due, -places[one.key]) > (other.due, -places[other.key])


def _by_day(earliest: datetime, situation: Situation, in_time: Callable[[datetime], bool]) -> datetime:
    """That instant, or the next morning where it is at night and the morning is still in time."""
    local = earliest.astimezone(zone_of(situation.cafe.zone))
    if MORNING <= local.time() < EVENING:
        return earliest
    day = local.date() + timedelta(days=local.time() >= EVENING)
    morning = datetime.combine(day, MORNING, tzinfo=local.tzinfo).astimezone(earliest.tzinfo)
    return morning if in_time(morning) else earliest


def _at(when: datetime, situation: Situation, why: Why) -> Verdict:
    return DO_LATE if when <= situation.now else Verdict(Deed.WAIT, why, when)
