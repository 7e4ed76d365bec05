"""A café made ready ahead of its opening: kept with a snapshot of its script and all its beats."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.domain import RETENTION_DAYS, Cafe, CafeState, Home, MemberRef, Script
from bot.errors import CallError, fault
from bot.naming import marks_of
from bot.rhythm import Plan, plan
from bot.showing import shown
from bot.wording import At

if TYPE_CHECKING:
    from bot.ports import Reading, Writing

_OVER = (CafeState.PUBLISHED, CafeState.NOT_HELD)


def opening_plan(
    cafe: str, script: Script, day: date, zone: str, now: datetime, retention_days: int | None = RETENTION_DAYS
) -> Plan:
    """The plan of a café that opens on that day; what would have been before ``now`` is due now.

    Raises `CallError` where the café would have closed already.
    """
    made = plan(cafe, script, day, zone, None, retention_days)
    if made.closes_at <= now:
        raise CallError(fault("cafe_over_already", script=script.name, days=script.days))
    return made if made.opens_at >= now else plan(cafe, script, day, zone, now.replace(microsecond=0), retention_days)


async def plan_cafe(
    work: Writing,
    script: Script,
    homes: Sequence[Home],
    *,
    zone: str,
    day: date,
    now: datetime | None = None,
    hosts: Iterable[MemberRef] = (),
    id: str | None = None,
    secret: bytes | None = None,
    source: str | None = None,
    retention_days: int | None = RETENTION_DAYS,
) -> Cafe:
    """Keep a new café within a unit of work. ``day`` is its day 1 in ``zone``; a café without an ``id`` gets one
    from its script and its day, with a number where that is taken: a script used again is a café of its own.
    What would have been before ``now`` is due now; where it is not given the planned instants stay, past ones too.
    The names of ``hosts`` are kept as a member's are.

    Raises `CallError` if it would be over already, `bot.errors.AlreadyThere` for a source that is there.
    """
    chosen = id or await _free_id(work, f"{script.name}-{day.isoformat()}")
    if now is None:
        made = plan(chosen, script, day, zone, None, retention_days)
    else:
        made = opening_plan(chosen, script, day, zone, now, retention_days)
    cafe = Cafe(
        id=chosen,
        script=script,
        zone=zone,
        language=script.languages[0] if not homes else homes[0].language,
        opening_day=day,
        opens_at=made.opens_at,
        closes_at=made.closes_at,
        publishes_at=made.publishes_at,
        homes=tuple(homes),
        secret=secret or secrets.token_bytes(32),
        source=source,
        retention_days=retention_days,
    )
    await work.add_cafe(cafe, made.beats)
    for host in sorted(hosts):
        await work.keep_names(cafe.id, marks_of(cafe.secret, host))
    return cafe


async def require_alone(store: Reading, cafe: Cafe) -> None:
    """Go on only if no other café of the same script has one of the café's rooms meanwhile, from its opening until its
    flashback. Raises `CallError`."""
    for home in cafe.homes:
        for other in await store.cafes_in(home.room):
            meanwhile = other.opens_at < cafe.publishes_at and cafe.opens_at < other.publishes_at
            same = other.id != cafe.id and other.script.name == cafe.script.name
            if same and meanwhile and other.state not in _OVER:
                raise CallError(
                    fault(
                        "open_overlaps",
                        title=shown(other.script.worded(home.language).title),
                        id=other.id,
                        opens=At(other.opens_at, other.zone),
                        publishes=At(other.publishes_at, other.zone),
                    )
                )


async def _free_id(store: Reading, wanted: str) -> str:
    """That id, or the first free one of those with a number behind it that halving the distance comes to."""
    if not await store.has_cafe(wanted):
        return wanted
    taken, free = 1, 2
    while await store.has_cafe(f"{wanted}-{free}"):
        taken, free = free, free * 2
    while free - taken > 1:
        middle = (taken + free) // 2
        if await store.has_cafe(f"{wanted}-{middle}"):
            taken = middle
        else:
            free = middle
    return f"{wanted}-{free}"
