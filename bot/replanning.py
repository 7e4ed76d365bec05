"""A running café planned anew: what a host changes -> the café as it is then, and what becomes of its beats. Pure.

What is done stays done. Times on the wall stay: what moves by days keeps its hour, whatever the clocks do
(`bot.rhythm`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.domain import Beat, BeatKind, Cafe, Progress, Script, Workshop
from bot.rhythm import instant, plan_of

OPENINGS = (BeatKind.OPEN_WORKSHOP, BeatKind.CALL_CLOSING_WORDS)
"""The kinds of beats that open a workshop."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What becomes of a café's beats under a new plan.

    ``due`` are the new instants of those that move, by key, ``added`` those that are new, ``lost`` the keys of those
    still to be done that the plan has no more, ``order`` all keys in the order in which they are to be performed.
    """

    due: Mapping[str, datetime]
    added: tuple[Beat, ...]
    lost: tuple[str, ...]
    order: tuple[str, ...]


def reconcile(cafe: Cafe, beats: Sequence[Beat], new: Collection[str] = ()) -> Reconciled:
    """Hold the beats of a café, as they stand, against its plan. One that is done, skipped, or in somebody's hands,
    stays as it is. ``new`` are the workshops that were added: others that have no beats get none, however long the café
    has become."""
    made = {beat.key: beat for beat in plan_of(cafe).beats}
    there = {beat.key for beat in beats}
    waiting = [beat for beat in beats if beat.progress is Progress.DUE]
    due = {one.key: made[one.key].due for one in waiting if one.key in made and made[one.key].due != one.due}
    added = tuple(beat for key, beat in made.items() if key not in there and beat.workshop in new)
    # The plan knows which of two beats of one instant comes first.
    places = {key: place for place, key in enumerate(made)}

    def turn(beat: Beat) -> tuple[datetime, int]:
        return due.get(beat.key, beat.due), places.get(beat.key, -1)

    return Reconciled(
        due=due,
        added=added,
        lost=tuple(one.key for one in waiting if one.key not in made),
        order=tuple(beat.key for beat in sorted([*beats, *added], key=turn)),
    )


def moved(cafe: Cafe, workshop: str, day: int, at: time) -> Cafe:
    """The café with a workshop that opens on that day, from 1, at that hour. Its end moves along, to the café's close
    at the latest."""
    return with_workshops(
        cafe, [_moved(one, cafe.script, day, at) if one.key == workshop else one for one in _of(cafe)]
    )


def skipped(cafe: Cafe, workshop: str) -> Cafe:
    """The café without that workshop, which stays in its script as a skipped one."""
    return with_workshops(cafe, [replace(one, skipped=one.skipped or one.key == workshop) for one in _of(cafe)])


def extended(cafe: Cafe, days: int, beats: Sequence[Beat]) -> Cafe:
    """The café closing so many days later; its publication, and its closing words if nobody has called for them yet,
    move along."""
    words = {one.workshop for one in beats if one.kind is BeatKind.CALL_CLOSING_WORDS and one.progress is Progress.DUE}
    later = [_later(one, days) if one.key in words else one for one in _of(cafe)]
    return _longer(with_workshops(cafe, later), days)


def closed_early(cafe: Cafe, now: datetime) -> Cafe:
    """The café closing at that instant; its flashback is waited for as long as before. A pause ends with it."""
    return replace(cafe, closes_at=now, publishes_at=now + (cafe.publishes_at - cafe.closes_at), paused_at=None)


def resumed(cafe: Cafe, beats: Sequence[Beat], now: datetime) -> Cafe:
    """A paused café going on: all that is not done moves by the smallest number of whole days that leaves nothing of
    it in the past that fell due during the pause; by none where nothing did."""
    since = cafe.paused_at or now
    waiting = frozenset(one.key for one in beats if one.progress is Progress.DUE and one.due > since)
    unopened = frozenset(one.workshop or "" for one in beats if one.kind in OPENINGS and one.progress is Progress.DUE)
    later = cafe
    # Whatever fell due did so after the pause had begun: so many days are always enough.
    for days in range((now - since).days + 3):
        later = _resumed(cafe, unopened, days)
        if _next(later, waiting, since) >= now:
            break
    return later


def days_between(before: Cafe, after: Cafe) -> int:
    """By how many days a café closes later than it did."""
    return after.script.days - before.script.days


def with_workshops(cafe: Cafe, workshops: Sequence[Workshop]) -> Cafe:
    """The café with these workshops, in the order of their opening."""
    ordered = sorted(workshops, key=lambda one: (one.day, one.at, one.kind == "closing_word"))
    return replace(cafe, script=replace(cafe.script, workshops=tuple(ordered)))


def _of(cafe: Cafe) -> tuple[Workshop, ...]:
    return cafe.script.workshops


def _resumed(cafe: Cafe, unopened: frozenset[str], days: int) -> Cafe:
    if not days:
        return replace(cafe, paused_at=None)
    since, ends = cafe.paused_at, plan_of(cafe).ends
    workshops = []
    for one in _of(cafe):
        if one.key in unopened:
            workshops.append(_later(one, days))
        elif one.ends_day is not None and since is not None and ends[one.key] > since:
            workshops.append(replace(one, ends_day=one.ends_day + days))
        else:
            workshops.append(one)
    return replace(_longer(with_workshops(cafe, workshops), days), paused_at=None)


def _next(cafe: Cafe, waiting: frozenset[str], since: datetime) -> datetime:
    """The first instant of a café's plan that had not come when it paused: a beat that waits, or the end of a workshop
    that was open."""
    made = plan_of(cafe)
    instants = [beat.due for beat in made.beats if beat.key in waiting]
    instants += [end for key, end in made.ends.items() if end > since >= made.workshops[key]]
    return min(instants, default=datetime.max.replace(tzinfo=since.tzinfo))


def _later(workshop: Workshop, days: int) -> Workshop:
    """A workshop that has not opened, with its end and its meeting, so many days later."""
    return replace(
        workshop,
        day=workshop.day + days,
        ends_day=None if workshop.ends_day is None else workshop.ends_day + days,
        meets_day=None if workshop.meets_day is None else workshop.meets_day + days,
    )


def _longer(cafe: Cafe, days: int) -> Cafe:
    script = replace(cafe.script, days=cafe.script.days + days)
    closes_at = max(cafe.opens_at, instant(cafe.opening_day, script.days, script.closes_at, cafe.zone))
    waits = cafe.publishes_at - cafe.closes_at
    return replace(cafe, script=script, closes_at=closes_at, publishes_at=closes_at + waits)


def _moved(workshop: Workshop, script: Script, day: int, at: time) -> Workshop:
    here = replace(workshop, day=day, at=at)
    if workshop.ends_day is None or workshop.ends_at is None:
        return here
    length = _on_the_wall(workshop.ends_day, workshop.ends_at) - _on_the_wall(workshop.day, workshop.at)
    end = min(_on_the_wall(day, at) + length, _on_the_wall(script.days, script.closes_at))
    return replace(here, ends_day=end.days + 1, ends_at=time(end.seconds // 3600, end.seconds % 3600 // 60))


def _on_the_wall(day: int, at: time) -> timedelta:
    """How far a time on the wall is from the midnight that day 1 begins with."""
    return timedelta(days=day - 1, hours=at.hour, minutes=at.minute, seconds=at.second)
