"""The calendar: script + zone + opening day -> instants and beats. Pure; clock changes live here.

A wall-clock time becomes an instant by one rule: an hour that exists twice is the first of the two, an hour
that does not exist is as far after midnight as the hour before the change was (02:30 becomes 03:30). What that
puts before the café's opening is moved to it: no workshop opens, and no café closes, before it is presented.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import RETENTION_DAYS, Beat, BeatKind, Cafe, Script, Visibility, Workshop, zone_of

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """The planned instants (UTC) of one café, and its beats in the order in which they are to be performed.

    ``workshops`` are the opening instants by the workshop's key, ``ends`` the ends of those that have one, ``unseals``
    the instants from which on everybody may read the answers of the blind ones.
    """

    opens_at: datetime
    closes_at: datetime
    publishes_at: datetime
    workshops: dict[str, datetime]
    ends: dict[str, datetime]
    unseals: dict[str, datetime]
    beats: tuple[Beat, ...]


def instant(opening_day: date, day: int, at: time, zone: str) -> datetime:
    """The instant (UTC) of a wall-clock time on a café's day, counted from 1. The module says the rule."""
    local = datetime.combine(opening_day + timedelta(days=day - 1), at, tzinfo=zone_of(zone))
    return local.astimezone(UTC)


def plan(
    cafe: str,
    script: Script,
    opening_day: date,
    zone: str,
    not_before: datetime | None = None,
    retention_days: int | None = RETENTION_DAYS,
    ending: tuple[datetime, datetime] | None = None,
) -> Plan:
    """Plan a café of that id.

    ``not_before`` is for a café opened in the middle of a day: whatever would have been before is due then.
    ``retention_days`` is how long after the publication its words are kept, ``None`` for no end; it counts from the
    planned one until the flashback has really come out (`bot.host`).
    ``ending`` is its close and its publication where they were decided otherwise than by the script. A workshop that
    was skipped has no beats, and is over as soon as it would have opened.
    """
    opening = instant(opening_day, 1, script.opens_at, zone)
    opens_at = max(opening, not_before) if not_before else opening
    closes_at = max(opening, instant(opening_day, script.days, script.closes_at, zone))
    publishes_at = closes_at + timedelta(hours=script.publishes_after_hours)
    if ending is not None:
        closes_at, publishes_at = ending
    workshops = {one.key: max(opens_at, instant(opening_day, one.day, one.at, zone)) for one in script.workshops}
    ends = {
        one.key: instant(opening_day, one.ends_day, one.ends_at, zone)
        for one in script.workshops
        if one.ends_day is not None and one.ends_at is not None
    }
    ends |= {one.key: workshops[one.key] for one in script.workshops if one.skipped}
    unseals = _unseals(script, workshops, ends, closes_at)
    steps = [
        (opens_at, BeatKind.PRESENT, None),
        *((workshops[one.key], _opening_kind(one), one.key) for one in script.workshops if not one.skipped),
        *((unseals[one.key], BeatKind.UNSEAL, one.key) for one in script.workshops if one.key in unseals),
        (closes_at, BeatKind.CLOSE, None),
        (publishes_at, BeatKind.PUBLISH, None),
    ]
    if retention_days is not None:
        steps.append((retention_ends(publishes_at, retention_days), BeatKind.END_RETENTION, None))
    beats = [
        Beat(
            key=f"{cafe}/{kind}" + (f"/{workshop}" if workshop else ""),
            cafe=cafe,
            kind=kind,
            due=due,
            workshop=workshop,
        )
        for due, kind, workshop in steps
        if workshop is None or workshops[workshop] < closes_at
    ]
    return Plan(
        opens_at=opens_at,
        closes_at=closes_at,
        publishes_at=publishes_at,
        workshops=workshops,
        ends=ends,
        unseals=unseals,
        beats=tuple(sorted(beats, key=lambda beat: beat.due)),
    )


def retention_ends(published_at: datetime, retention_days: int) -> datetime:
    """When the words of a café whose flashback comes out at that instant are kept no more."""
    return published_at + timedelta(days=retention_days)


def plan_of(cafe: Cafe) -> Plan:
    """The plan of a café as it stands: a workshop that opened late keeps the length it was planned with, or what is
    left of it until the close. Its beats are due when they were planned. The close and the publication are the café's
    own: hosts may have moved them."""
    ending = (cafe.closes_at, cafe.publishes_at)
    made = plan(cafe.id, cafe.script, cafe.opening_day, cafe.zone, cafe.opens_at, cafe.retention_days, ending)
    if not cafe.moved:
        return made
    ends = {
        key: max(end, min(cafe.closes_at, cafe.moved[key] + (end - made.workshops[key]))) if key in cafe.moved else end
        for key, end in made.ends.items()
    }
    workshops = {**made.workshops, **cafe.moved}
    unseals = _unseals(cafe.script, workshops, ends, cafe.closes_at)
    return replace(made, workshops=workshops, ends=ends, unseals=unseals)


def counting_plan(cafe: Cafe) -> Plan:
    """The plan by which what members do counts: that of `plan_of`, but that nothing ends while the café pauses."""
    made = plan_of(cafe)
    since = cafe.paused_at
    if since is None:
        return made
    ends = {key: end for key, end in made.ends.items() if end <= since}
    unseals = {key: _NEVER if moment > since else moment for key, moment in made.unseals.items()}
    return replace(made, ends=ends, unseals=unseals, closes_at=_NEVER)


def _unseals(
    script: Script, workshops: dict[str, datetime], ends: dict[str, datetime], closes_at: datetime
) -> dict[str, datetime]:
    """When each blind workshop is unsealed: at its end; if it has none, when closing words are called for after it; at
    the café's close at the latest."""
    calls = [workshops[one.key] for one in script.workshops if one.kind == "closing_word" and not one.skipped]
    found = {}
    for one in script.workshops:
        if one.visibility is Visibility.BLIND and not one.skipped:
            later = [call for call in calls if call > workshops[one.key]]
            wanted = ends.get(one.key, min(later, default=closes_at))
            found[one.key] = max(workshops[one.key], min(wanted, closes_at))
    return found


def workshop_open_at(plan: Plan, moment: datetime, opened: Collection[str] | None = None) -> str | None:
    """The workshop that a post without one belongs to: of those open at that instant the one that opened last.

    ``opened`` are the workshops that have really opened where it was said, ``None`` if all do as planned. ``None``,
    which makes it talk, where none is open or several opened together.
    """
    if not plan.opens_at <= moment < plan.closes_at:
        return None
    open_then = {
        key: since
        for key, since in plan.workshops.items()
        if since <= moment < plan.ends.get(key, plan.closes_at) and (opened is None or key in opened)
    }
    latest = [key for key, since in open_then.items() if since == max(open_then.values())]
    return latest[0] if len(latest) == 1 else None


def _opening_kind(workshop: Workshop) -> BeatKind:
    return BeatKind.CALL_CLOSING_WORDS if workshop.kind == "closing_word" else BeatKind.OPEN_WORKSHOP
