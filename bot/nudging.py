"""When somebody who wished for it is reminded of a workshop that they have not answered. Pure.

The rule: once a day has passed since the workshop opened, or half of the time there is, if that is less; in the first
moment from then on that is outside the member's quiet hours, and on a day, in their zone, on which they were not
reminded of anything; never later than an hour before the workshop's end, or before the café's close.

Of a meeting whoever wished for either is told an hour before it begins. Where that is quiet: when the quiet hours end,
if it has not begun by then; else an hour before they began.

Quiet hours are hours on the wall: an hour that exists twice is quiet twice. Where they begin and end at the same hour
there are none.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import NudgeHours, zone_of

TIME_TO_ANSWER_UNASKED = timedelta(days=1)
"""How long after its opening nobody is reminded of a workshop; at most half of the time there is."""

LAST_CALL = timedelta(hours=1)
"""What has to be left to answer in."""

BEFORE_A_MEETING = timedelta(hours=1)
"""How long before a meeting begins those are told who wished for it."""


def last_useful(ends: datetime | None, closes_at: datetime) -> datetime:
    """The last instant at which a reminder of a workshop is of use."""
    return (closes_at if ends is None else min(ends, closes_at)) - LAST_CALL


def is_quiet(moment: datetime, hours: NudgeHours, zone: str) -> bool:
    """Whether an instant is in the quiet hours; ``zone`` is that of who has not said theirs."""
    wall = moment.astimezone(zone_of(hours.zone or zone)).time()
    if hours.quiet_from <= hours.quiet_until:
        return hours.quiet_from <= wall < hours.quiet_until
    return wall >= hours.quiet_from or wall < hours.quiet_until


def awake_from(moment: datetime, hours: NudgeHours, zone: str) -> datetime:
    """The first instant (UTC), from that one on, that is outside the quiet hours."""
    if not is_quiet(moment, hours, zone):
        return moment.astimezone(UTC)
    ends = _shown_after(moment, hours.quiet_until, hours.zone or zone)
    return next(one for one in ends if not is_quiet(one, hours, zone))


def quiet_from(moment: datetime, hours: NudgeHours, zone: str) -> datetime | None:
    """The first instant (UTC) after that one at which quiet hours begin; ``None`` where there are none."""
    if hours.quiet_from == hours.quiet_until:
        return None
    begins = _shown_after(moment, hours.quiet_from, hours.zone or zone)
    return next((one for one in begins if is_quiet(one, hours, zone)), None)


def day_of(moment: datetime, hours: NudgeHours, zone: str) -> date:
    """The day that an instant falls on for a member."""
    return moment.astimezone(zone_of(hours.zone or zone)).date()


def nudge_at(
    opened: datetime, latest: datetime, hours: NudgeHours, zone: str, nudged: Collection[date], now: datetime
) -> datetime | None:
    """When, from ``now`` on, a member is reminded of a workshop that opened then and that they have not answered;
    ``None`` for never. It is before ``latest``, the last useful instant; ``nudged`` are the days on which they were
    reminded of anything."""
    moment = max(now, opened + min(TIME_TO_ANSWER_UNASKED, (latest - opened) / 2))
    while moment < latest:
        moment = awake_from(moment, hours, zone)
        if (day := day_of(moment, hours, zone)) not in nudged:
            return moment if moment < latest else None
        moment = _begins(day + timedelta(days=1), hours.zone or zone)
    return None


def meeting_reminder_at(begins: datetime, hours: NudgeHours, zone: str, now: datetime) -> datetime | None:
    """When, from ``now`` on, a member is told of a meeting that begins then; ``None`` for never: it has begun, or they
    sleep until then."""
    wished = begins - BEFORE_A_MEETING
    if is_quiet(wished, hours, zone):
        awake = awake_from(wished, hours, zone)
        wished = awake if awake < begins else _quiet_since(wished, hours, zone) - BEFORE_A_MEETING
    moment = awake_from(max(now, wished), hours, zone)
    return moment if moment < begins else None


def _quiet_since(moment: datetime, hours: NudgeHours, zone: str) -> datetime:
    """The instant (UTC) at which the quiet hours began that this one is in."""
    begins = _shown_after(moment - timedelta(days=3), hours.quiet_from, hours.zone or zone)
    return max(one for one in begins if one <= moment)


def _shown_after(moment: datetime, wall: time, zone: str) -> list[datetime]:
    """The instants after that one at which the clock on the wall shows that hour, of the days around it, in order. An
    hour that is left out stands for the one that it would have been."""
    place = zone_of(zone)
    today = moment.astimezone(place).date()
    found = {
        datetime.combine(today + timedelta(days=day), wall.replace(fold=fold), tzinfo=place).astimezone(UTC)
        for day in range(-1, 5)
        for fold in (0, 1)
    }
    return sorted(one for one in found if one > moment)


def _begins(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone_of(zone)).astimezone(UTC)
