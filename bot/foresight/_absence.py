"""When a host is needed and will not be there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from bot.domain import BeatKind, Script, zone_of
from bot.foresight._calendar import AWAKE
from bot.foresight._warning import Warned
from bot.rhythm import instant, plan

NEEDED = {
    BeatKind.PRESENT: "absent_opening",
    BeatKind.CLOSE: "absent_closing",
    BeatKind.PUBLISH: "absent_publishing",
}
"""The beats at which somebody has to be there, by the sentence that says what for."""


def absence_warnings(script: Script, day: date, zone: str, away: Sequence[tuple[date, date]]) -> Iterator[Warned]:
    """When somebody has to be there and the hosts are away, or asleep; and the days without any host."""
    made = plan("", script, day, zone)
    for beat in made.beats:
        key = NEEDED.get(beat.kind)
        if key is None:
            continue
        if _away(beat.due.astimezone(zone_of(zone)).date(), away):
            yield Warned(key, {"moment": beat.due})
        elif beat.kind is BeatKind.PUBLISH and not _awake(beat.due, zone):
            yield Warned("publishes_at_night", {"moment": beat.due})
    for workshop in script.workshops:
        if workshop.meets_day is None or workshop.meets_at is None:
            continue
        meets = instant(day, workshop.meets_day, workshop.meets_at, zone)
        if _away(meets.astimezone(zone_of(zone)).date(), away):
            title = script.worded(script.languages[0]).workshops[workshop.key].title
            yield Warned("absent_meeting", {"title": title, "moment": meets})
    first, last = (one.astimezone(zone_of(zone)).date() for one in (made.opens_at, made.closes_at))
    for begins, ends in away:
        if begins <= last and ends >= first:
            days = (min(ends, last) - max(begins, first)).days + 1
            yield Warned("nobody_there", {"n": days, "begins": max(begins, first), "ends": min(ends, last)})


def _away(day: date, away: Sequence[tuple[date, date]]) -> bool:
    return any(begins <= day <= ends for begins, ends in away)


def _awake(moment: datetime, zone: str) -> bool:
    hour: time = moment.astimezone(zone_of(zone)).time()
    return AWAKE[0] <= hour < AWAKE[1]
