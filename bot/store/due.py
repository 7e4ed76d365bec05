"""What is due, held or owed, over all cafés: conditions and the few numbers that a look asks for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)

from bot.domain import ANYWHERE, BeatKind, Progress, WishKind
from bot.store import tables
from bot.store.care_tables import wishes
from bot.store.carrying_tables import carried
from bot.store.people_tables import sayings

OPEN_PROGRESS = (Progress.DUE.value, Progress.CLAIMED.value)
"""A beat or a delivery that is still to be done."""

_AFTER_ALL = (BeatKind.PUBLISH.value,)
"""What waits for everything before it, set aside or not."""

_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
"""Before any lease."""


@cache
def no_earlier_beat() -> ColumnElement[bool]:
    """That a row of ``beats`` is the first of its café that is still to be done, but for those set aside: these
    hold back the close and the publishing alone, an unsealing the publishing alone. Nothing holds back the end of
    retention: `bot.lateness` judges that."""
    earlier = tables.beats.alias("earlier")
    held_back = exists(
        select(earlier.c.key).where(
            earlier.c.cafe == tables.beats.c.cafe,
            earlier.c.ordinal < tables.beats.c.ordinal,
            earlier.c.progress.in_(OPEN_PROGRESS),
            or_(
                earlier.c.aside.is_(False),
                tables.beats.c.kind.in_(_AFTER_ALL),
                and_(tables.beats.c.kind == BeatKind.CLOSE.value, earlier.c.kind != BeatKind.UNSEAL.value),
            ),
        )
    )
    return or_(~held_back, tables.beats.c.kind == BeatKind.END_RETENTION.value)


def served_by(platforms: Collection[str]) -> ColumnElement[bool]:
    """That a row of ``beats`` is of a café with a home on one of these platforms. With `ANYWHERE` among them, retention
    ends wherever it lived: its platform may be configured no more."""
    homes = tables.homes
    lives_there = exists(
        select(homes.c.cafe).where(homes.c.cafe == tables.beats.c.cafe, homes.c.platform.in_(list(platforms)))
    )
    if ANYWHERE not in platforms:
        return lives_there
    return or_(lives_there, tables.beats.c.kind == BeatKind.END_RETENTION.value)


@lru_cache(maxsize=16)
def look(platforms: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """All that a look asks for at once (`bot.ports.Look`), of cafés with a home on one of these platforms."""
    return select(
        first_due(platforms).label("due"),
        first_lease(platforms).label("lease"),
        exists(replies()).label("replies"),
        or_(*map(exists, all_changes(platforms))).label("changes"),
        exists(select(tables.notices.c.key).where(tables.notices.c.told.is_(False))).label("untold"),
        last_lease(Progress.CLAIMED, platforms).label("held"),
        last_lease(Progress.DUE, platforms).label("waits"),
        exists(nudge_wishes()).label("nudges"),
    )


def first_due(platforms: Collection[str]) -> ScalarSelect[datetime]:
    """When the first beat that nobody has had in hand falls due. The index on progress and due gives them in order, so
    that the first that stands at the head of its café ends the search."""
    beats = tables.beats
    return (
        select(beats.c.due)
        .where(
            beats.c.progress == Progress.DUE.value,
            beats.c.lease_until.is_(None),
            beats.c.paused.is_(False),
            no_earlier_beat(),
            served_by(platforms),
        )
        .order_by(beats.c.due)
        .limit(1)
        .scalar_subquery()
    )


def first_lease(platforms: Collection[str]) -> ScalarSelect[datetime]:
    """When the first beat that somebody has in hand, or has given back, may be claimed again: those are few."""
    beats = tables.beats
    waits_for = case((beats.c.lease_until > beats.c.due, beats.c.lease_until), else_=beats.c.due)
    return (
        select(func.min(waits_for, type_=tables.Instant()))
        .where(
            # A range, for "is not null" alone would not be looked up in the index.
            beats.c.lease_until > _EARLIEST,
            beats.c.progress.in_(OPEN_PROGRESS),
            beats.c.paused.is_(False),
            no_earlier_beat(),
            served_by(platforms),
        )
        .scalar_subquery()
    )


def last_lease(progress: Progress, platforms: Collection[str]) -> ScalarSelect[datetime]:
    """When the last claim on a beat ends, or the last waiting of one that was given back: those are few."""
    beats = tables.beats
    return (
        select(func.max(beats.c.lease_until, type_=tables.Instant()))
        .where(beats.c.lease_until > _EARLIEST, beats.c.progress == progress.value, served_by(platforms))
        .scalar_subquery()
    )


def is_owed_reply() -> ColumnElement[bool]:
    """That a row of ``deliveries`` is a private answer that is still to be made."""
    taken_back = select(sayings.c.delivery).where(sayings.c.platform.is_(None), sayings.c.member.is_(None))
    told = tables.deliveries.c
    return and_(told.beat.is_(None), told.progress.in_(OPEN_PROGRESS), told.key.not_in(taken_back))


def replies() -> Select[str]:
    """The keys of the private answers that are still to be made."""
    return select(tables.deliveries.c.key).where(is_owed_reply())


def changed(platforms: Collection[str]) -> Select[str]:
    """The cafés whose flashback is to be made anew, and whose every home is on one of these platforms."""
    return select(tables.cafes.c.id).where(tables.cafes.c.changes > 0, _within_reach(platforms))


def replanned(platforms: Collection[str]) -> Select[str]:
    """The cafés whose index is to be made anew, and whose every home is on one of these platforms."""
    return select(tables.cafes.c.id).where(tables.cafes.c.plan_changed.is_(True), _within_reach(platforms))


def all_changes(platforms: Collection[str]) -> tuple[Select[str], ...]:
    """What is to be taken over into rooms on these platforms: flashbacks, indexes, and what is to leave them."""
    leaving = select(carried.c.post).where(carried.c.member.is_(None), carried.c.platform.in_(list(platforms)))
    return changed(platforms), replanned(platforms), leaving


def _within_reach(platforms: Collection[str]) -> ColumnElement[bool]:
    cafes, homes = tables.cafes, tables.homes
    return ~exists(select(homes.c.cafe).where(homes.c.cafe == cafes.c.id, homes.c.platform.not_in(list(platforms))))


def nudge_wishes() -> Select[str]:
    """The members who wish to be reminded of something, be it of a meeting alone."""
    # Whatever kind it is: said so that the index is looked into, not walked through.
    return select(wishes.c.member).where(wishes.c.kind.in_([kind.value for kind in WishKind]))
