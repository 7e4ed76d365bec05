"""What is asked of topics, wishes, reminders and visits."""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import (
    MEETING_KEYS,
    Awaited,
    BeatKind,
    CafeState,
    MemberRef,
    NudgeHours,
    Progress,
    RoomRef,
    Topic,
    Unanswered,
    WishKind,
)
from bot.store import tables
from bot.store.care_tables import mornings, nudge_hours, nudges, topic_supports, topics, visits, wishes
from bot.store.caring._rows import hours_of, is_members
from bot.store.inserting import into_for

_UNDER_WAY = (CafeState.PRESENTED.value, CafeState.OPEN.value, CafeState.CLOSING.value)
_OPENING_KINDS = (BeatKind.OPEN_WORKSHOP.value, BeatKind.CALL_CLOSING_WORDS.value)


def _has(table: Table, who: str, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether that table has a row of the wishing member's in the café."""
    theirs = and_(table.c.platform == wishes.c.platform, table.c[who] == wishes.c.member)
    return exists(select(table.c.cafe).where(table.c.cafe == tables.cafes.c.id, theirs, *which))


def _opened_for(platforms: Collection[str]) -> Select[Any]:
    """What has opened in the rooms of members who wish for something there, on these platforms, over all cafés that are
    under way."""
    homes, cafes, beats, members = tables.homes, tables.cafes, tables.beats, tables.members
    there = and_(homes.c.platform == wishes.c.platform, homes.c.room == wishes.c.room)
    hours = and_(nudge_hours.c.platform == wishes.c.platform, nudge_hours.c.member == wishes.c.member)
    return (
        select(wishes.c.platform, wishes.c.room, wishes.c.member, cafes.c.id.label("cafe"), beats.c.workshop)
        .add_columns(nudge_hours.c.zone, nudge_hours.c.quiet_from, nudge_hours.c.quiet_until)
        .select_from(wishes)
        .join(homes, there)
        .join(cafes, and_(cafes.c.id == homes.c.cafe, cafes.c.state.in_(_UNDER_WAY), cafes.c.paused_at.is_(None)))
        .join(beats, beats.c.cafe == cafes.c.id)
        .outerjoin(nudge_hours, hours)
        .where(
            wishes.c.platform.in_(list(platforms)),
            beats.c.kind.in_(_OPENING_KINDS),
            beats.c.progress == Progress.DONE.value,
            ~_has(members, "member", members.c.withdrawn_at.is_not(None), members.c.consent.is_(None)),
        )
        .order_by(cafes.c.id, beats.c.ordinal, wishes.c.platform, wishes.c.member, wishes.c.room)
    )


def _opened_of(row: Any) -> tuple[str, str, RoomRef, MemberRef, NudgeHours]:
    hours = hours_of(row if row.quiet_from else None)
    return row.cafe, row.workshop, RoomRef(row.platform, row.room), MemberRef(row.platform, row.member), hours


class SqlCareReading:
    """One moment of the database; `bot.ports.CareReading` says what each question means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def topics(self, room: RoomRef) -> Sequence[Topic]:
        return await self._topics(and_(topics.c.platform == room.platform, topics.c.room == room.room))

    async def topics_of(self, member: MemberRef) -> Sequence[Topic]:
        return await self._topics(and_(topics.c.platform == member.platform, topics.c.author == member.id))

    async def _topics(self, which: ColumnElement[bool]) -> Sequence[Topic]:
        which = and_(which, topics.c.erased_at.is_(None))
        found = (await self._connection.execute(select(topics).where(which).order_by(topics.c.number))).all()
        supports = topic_supports
        query = select(supports).join(topics).where(which)
        supporters: dict[int, set[MemberRef]] = {}
        for row in await self._connection.execute(query):
            supporters.setdefault(row.topic, set()).add(MemberRef(row.platform, row.member))
        return [
            Topic(
                row.number,
                RoomRef(row.platform, row.room),
                MemberRef(row.platform, row.author),
                row.text,
                row.at,
                frozenset(supporters.get(row.number, ())),
                row.taken_at,
                row.script,
            )
            for row in found
        ]

    async def supported_by(self, member: MemberRef) -> Sequence[int]:
        query = select(topic_supports.c.topic).where(is_members(topic_supports, member)).order_by("topic")
        return (await self._connection.execute(query)).scalars().all()

    async def wish_since(self, member: MemberRef, room: RoomRef, kind: WishKind) -> datetime | None:
        query = select(wishes.c.at).where(
            wishes.c.kind == kind.value, wishes.c.room == room.room, is_members(wishes, member)
        )
        return (await self._connection.execute(query)).scalar()

    async def wishes_of(self, member: MemberRef) -> Sequence[tuple[RoomRef, WishKind]]:
        query = select(wishes).where(is_members(wishes, member)).order_by(wishes.c.room, wishes.c.kind)
        found = await self._connection.execute(query)
        return [(RoomRef(row.platform, row.room), WishKind(row.kind)) for row in found]

    async def wishing(self, room: RoomRef, kind: WishKind) -> Sequence[MemberRef]:
        query = (
            select(wishes.c.member)
            .where(wishes.c.kind == kind.value, wishes.c.platform == room.platform, wishes.c.room == room.room)
            .order_by(wishes.c.member)
        )
        return [MemberRef(room.platform, one) for one in (await self._connection.execute(query)).scalars()]

    async def nudge_hours(self, member: MemberRef) -> NudgeHours:
        query = select(nudge_hours).where(is_members(nudge_hours, member))
        return hours_of((await self._connection.execute(query)).first())

    async def unanswered(self, platforms: Collection[str]) -> Sequence[Unanswered]:
        beats, posts, choices = tables.beats, tables.posts, tables.choices
        query = _opened_for(platforms).where(
            wishes.c.kind == WishKind.NUDGES.value,
            ~_has(posts, "author", posts.c.workshop == beats.c.workshop, posts.c.answer.is_(True)),
            ~_has(choices, "author", choices.c.workshop == beats.c.workshop),
            ~_has(nudges, "member", nudges.c.workshop == beats.c.workshop),
        )
        return [Unanswered(*_opened_of(row)) for row in await self._connection.execute(query)]

    async def awaited(self, platforms: Collection[str]) -> Sequence[Awaited]:
        beats, deliveries = tables.beats, tables.deliveries
        parts = (literal(MEETING_KEYS), tables.cafes.c.id, "/", beats.c.workshop, "/", wishes.c.platform, ":")
        told = functools.reduce(operator.add, (*parts, wishes.c.member))
        query = _opened_for(platforms).where(~exists(select(deliveries.c.key).where(deliveries.c.key == told)))
        # Whoever has both wishes has them once here.
        found = [Awaited(*_opened_of(row)) for row in await self._connection.execute(query)]
        return list(dict.fromkeys(found))

    async def chose(self, cafe: str, workshop: str, who: MemberRef) -> bool:
        choices = tables.choices
        query = select(choices.c.author).where(
            choices.c.cafe == cafe,
            choices.c.workshop == workshop,
            choices.c.platform == who.platform,
            choices.c.author == who.id,
        )
        return (await self._connection.execute(query)).first() is not None

    async def nudged_days(self, members: Collection[MemberRef]) -> frozenset[tuple[MemberRef, date]]:
        query = select(nudges.c.platform, nudges.c.member, nudges.c.day).where(
            nudges.c.platform.in_(sorted({one.platform for one in members})),
            nudges.c.member.in_(sorted({one.id for one in members})),
        )
        found = await self._connection.execute(query)
        days = {(MemberRef(row.platform, row.member), date.fromisoformat(row.day)) for row in found}
        return frozenset(one for one in days if one[0] in members)

    async def here_last(self, member: MemberRef, room: RoomRef) -> datetime | None:
        homes, posts, reactions, choices = tables.homes, tables.posts, tables.reactions, tables.choices
        cafes = select(homes.c.cafe).where(homes.c.platform == room.platform, homes.c.room == room.room)
        found = [
            (
                await self._connection.execute(
                    select(func.max(table.c.at, type_=tables.Instant())).where(
                        table.c.cafe.in_(cafes), table.c.platform == member.platform, table.c.author == member.id
                    )
                )
            ).scalar()
            for table in (posts, reactions, choices)
        ]
        visited = select(visits.c.at).where(is_members(visits, member), visits.c.room == room.room)
        found.append((await self._connection.execute(visited)).scalar())
        return max((one for one in found if one is not None), default=None)

    async def any_under_way(self) -> bool:
        query = select(tables.cafes.c.id).where(tables.cafes.c.state.in_(_UNDER_WAY)).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def talked_in(self) -> Sequence[str]:
        cafes, posts, choices = tables.cafes, tables.posts, tables.choices
        said = [exists(select(one.c.cafe).where(one.c.cafe == cafes.c.id)) for one in (posts, choices)]
        query = select(cafes.c.id).where(cafes.c.state.in_(_UNDER_WAY), or_(*said)).order_by(cafes.c.id)
        return (await self._connection.execute(query)).scalars().all()

    async def newcomers(self, cafe: str, members: Collection[MemberRef]) -> frozenset[MemberRef]:
        posts, cafes = tables.posts, tables.cafes
        opened = select(cafes.c.opens_at).where(cafes.c.id == cafe).scalar_subquery()
        new = set(members)
        for member in members:
            before = (
                select(posts.c.post)
                .join(cafes, cafes.c.id == posts.c.cafe)
                .where(cafes.c.opens_at < opened, cafes.c.id != cafe)
                .where(posts.c.platform == member.platform, posts.c.author == member.id)
                .limit(1)
            )
            if (await self._connection.execute(before)).first() is not None:
                new.discard(member)
        return frozenset(new)

    async def last_morning(self) -> datetime | None:
        found: datetime | None = (
            await self._connection.execute(select(func.max(mornings.c.at, type_=tables.Instant())))
        ).scalar()
        return found
