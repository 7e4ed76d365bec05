"""Hosts and guests: what they may and what they have changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select

from bot.domain import CafeState, Guest, HostChange, MemberRef, RoomRef
from bot.store import tables
from bot.store.deciding import cafes_in_reach
from bot.store.people_tables import guests, history
from bot.store.saying import SqlSayingReading, SqlSayingWriting

_OVER = (CafeState.PUBLISHED.value, CafeState.NOT_HELD.value)


class SqlPeopleReading(SqlSayingReading):
    """Questions about people; `bot.ports.Reading` says what each means."""

    async def history(
        self, cafe: str | None, most: int, reach: Collection[RoomRef] | None = None
    ) -> Sequence[HostChange]:
        query = select(history).order_by(history.c.number.desc()).limit(most)
        if cafe is not None:
            query = query.where(history.c.cafe == cafe)
        if reach is not None:
            query = query.where(_within(reach))
        return [_change_of(row) for row in await self._connection.execute(query)]

    async def guests(self, cafe: str) -> Sequence[Guest]:
        query = select(guests).where(guests.c.cafe == cafe)
        order = query.order_by(guests.c.workshop, guests.c.platform, guests.c.member)
        return [
            Guest(row.cafe, row.workshop, MemberRef(row.platform, row.member))
            for row in await self._connection.execute(order)
        ]

    async def invited(self, member: MemberRef) -> Sequence[Guest]:
        query = (
            select(guests)
            .join(tables.cafes, tables.cafes.c.id == guests.c.cafe)
            .where(
                guests.c.platform == member.platform,
                guests.c.member == member.id,
                tables.cafes.c.state.not_in(_OVER),
            )
            .order_by(guests.c.cafe, guests.c.workshop)
        )
        return [Guest(row.cafe, row.workshop, member) for row in await self._connection.execute(query)]


class SqlPeopleWriting(SqlPeopleReading, SqlSayingWriting):
    """What becomes of people; `bot.ports.Writing` says what each step means."""

    async def record_change(self, change: HostChange) -> None:
        row = {
            "at": change.at,
            "platform": change.by and change.by.platform,
            "member": change.by and change.by.id,
            "what": change.what,
            "cafe": change.cafe,
            "about": dict(change.about),
            "room": str(change.room) if change.room else None,
        }
        await self._connection.execute(self._into(history).values(row))

    async def invite(self, guest: Guest) -> bool:
        row = {
            "cafe": guest.cafe,
            "workshop": guest.workshop,
            "platform": guest.member.platform,
            "member": guest.member.id,
        }
        made = self._into(guests).values(row).on_conflict_do_nothing().returning(guests.c.member)
        return (await self._connection.execute(made)).first() is not None

    async def uninvite(self, guest: Guest) -> bool:
        gone = await self._connection.execute(delete(guests).where(_is(guest)))
        return gone.rowcount == 1


def _within(reach: Collection[RoomRef]) -> ColumnElement[bool]:
    """Changes to a café that lives in one of these rooms, or made there to what belongs to none."""
    return or_(
        history.c.cafe.in_(cafes_in_reach(reach)),
        and_(history.c.cafe.is_(None), history.c.room.in_([*map(str, reach)])),
    )


def _change_of(row: Row[Any]) -> HostChange:
    by = None if row.member is None else MemberRef(row.platform, row.member)
    platform, _, room = (row.room or "").partition(":")
    return HostChange(row.at, by, row.what, row.cafe, row.about, RoomRef(platform, room) if room else None)


def _is(guest: Guest) -> ColumnElement[bool]:
    return and_(
        guests.c.cafe == guest.cafe,
        guests.c.workshop == guest.workshop,
        guests.c.platform == guest.member.platform,
        guests.c.member == guest.member.id,
    )
