"""Topics, wishes, reminders and visits: what members ask of the bot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Table, Update, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import (
    BeatKind,
    CafeState,
    MemberRef,
    Nudge,
    NudgeHours,
    Progress,
    RoomRef,
    Topic,
    Unanswered,
    WishKind,
)
from bot.store import rows, tables
from bot.store.care_tables import mornings, nudge_hours, nudges, topic_supports, topics, visits, wishes
from bot.store.due import is_owed_reply
from bot.store.erasures import Erasure, ErasureKind
from bot.store.inserting import into_for

_UNDER_WAY = (CafeState.PRESENTED.value, CafeState.OPEN.value, CafeState.CLOSING.value)
_OPENING_KINDS = (BeatKind.OPEN_WORKSHOP.value, BeatKind.CALL_CLOSING_WORDS.value)


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
        query = select(topic_supports.c.topic).where(_is_members(topic_supports, member)).order_by("topic")
        return (await self._connection.execute(query)).scalars().all()

    async def wish_since(self, member: MemberRef, room: RoomRef, kind: WishKind) -> datetime | None:
        query = select(wishes.c.at).where(
            wishes.c.kind == kind.value, wishes.c.room == room.room, _is_members(wishes, member)
        )
        return (await self._connection.execute(query)).scalar()

    async def wishes_of(self, member: MemberRef) -> Sequence[tuple[RoomRef, WishKind]]:
        query = select(wishes).where(_is_members(wishes, member)).order_by(wishes.c.room, wishes.c.kind)
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
        query = select(nudge_hours).where(_is_members(nudge_hours, member))
        return _hours_of((await self._connection.execute(query)).first())

    async def unanswered(self, platforms: Collection[str]) -> Sequence[Unanswered]:
        homes, cafes, beats = tables.homes, tables.cafes, tables.beats
        posts, choices, members = tables.posts, tables.choices, tables.members
        there = and_(homes.c.platform == wishes.c.platform, homes.c.room == wishes.c.room)
        hours = and_(nudge_hours.c.platform == wishes.c.platform, nudge_hours.c.member == wishes.c.member)

        def has(table: Table, who: str, *which: ColumnElement[bool]) -> ColumnElement[bool]:
            """Whether that table has a row of the member's in the café."""
            theirs = and_(table.c.platform == wishes.c.platform, table.c[who] == wishes.c.member)
            return exists(select(table.c.cafe).where(table.c.cafe == cafes.c.id, theirs, *which))

        query = (
            select(wishes.c.platform, wishes.c.room, wishes.c.member, cafes.c.id.label("cafe"), beats.c.workshop)
            .add_columns(nudge_hours.c.zone, nudge_hours.c.quiet_from, nudge_hours.c.quiet_until)
            .select_from(wishes)
            .join(homes, there)
            .join(cafes, and_(cafes.c.id == homes.c.cafe, cafes.c.state.in_(_UNDER_WAY), cafes.c.paused_at.is_(None)))
            .join(beats, beats.c.cafe == cafes.c.id)
            .outerjoin(nudge_hours, hours)
            .where(
                wishes.c.kind == WishKind.NUDGES.value,
                wishes.c.platform.in_(list(platforms)),
                beats.c.kind.in_(_OPENING_KINDS),
                beats.c.progress == Progress.DONE.value,
                ~has(posts, "author", posts.c.workshop == beats.c.workshop, posts.c.answer.is_(True)),
                ~has(choices, "author", choices.c.workshop == beats.c.workshop),
                ~has(nudges, "member", nudges.c.workshop == beats.c.workshop),
                ~has(members, "member", members.c.withdrawn_at.is_not(None), members.c.consent.is_(None)),
            )
            .order_by(cafes.c.id, beats.c.ordinal, wishes.c.platform, wishes.c.member, wishes.c.room)
        )
        return [
            Unanswered(
                row.cafe,
                row.workshop,
                RoomRef(row.platform, row.room),
                MemberRef(row.platform, row.member),
                _hours_of(row if row.quiet_from else None),
            )
            for row in await self._connection.execute(query)
        ]

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
        visited = select(visits.c.at).where(_is_members(visits, member), visits.c.room == room.room)
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


class SqlCareWriting(SqlCareReading):
    """A unit of work; `bot.ports.CareWriting` says what each step means."""

    erased: bool
    gone: list[Erasure]

    # --- topics -------------------------------------------------------------------------------------------

    async def add_topic(self, room: RoomRef, author: MemberRef, text: str, at: datetime) -> Topic:
        kept = await self._connection.execute(
            self._into(topics)
            .values(platform=room.platform, room=room.room, author=author.id, text=text, at=at)
            .returning(topics.c.number)
        )
        return Topic(kept.scalar_one(), room, author, text, at)

    async def support_topic(self, number: int, member: MemberRef, at: datetime) -> bool:
        kept = await self._connection.execute(
            self._into(topic_supports)
            .values(topic=number, platform=member.platform, member=member.id, at=at)
            .on_conflict_do_nothing()
        )
        return kept.rowcount == 1

    async def drop_support(self, number: int, member: MemberRef) -> bool:
        gone = await self._connection.execute(
            delete(topic_supports).where(topic_supports.c.topic == number, _is_members(topic_supports, member))
        )
        return gone.rowcount == 1

    async def take_topic(self, number: int, at: datetime, script: str | None) -> bool:
        taken = await self._connection.execute(
            update(topics)
            .where(topics.c.number == number, topics.c.taken_at.is_(None), topics.c.erased_at.is_(None))
            .values(taken_at=at, script=script)
        )
        return taken.rowcount == 1

    async def erase_topic(self, number: int, at: datetime) -> bool:
        self.erased = True
        await self._connection.execute(delete(topic_supports).where(topic_supports.c.topic == number))
        gone = await self._connection.execute(erased_topic(number, at))
        if gone.rowcount == 1:
            self.gone.append(Erasure(at=at, kind=ErasureKind.TOPIC, post=str(number)))
        return gone.rowcount == 1

    async def erase_topics_of(self, member: MemberRef, at: datetime, room: RoomRef | None = None) -> int:
        theirs = [
            one.number for one in await self.topics_of(member) if one.at <= at and (room is None or one.room == room)
        ]
        for number in theirs:
            await self.erase_topic(number, at)
        supports = [_is_members(topic_supports, member), topic_supports.c.at <= at]
        if room is not None:
            there = select(topics.c.number).where(topics.c.platform == room.platform, topics.c.room == room.room)
            supports.append(topic_supports.c.topic.in_(there))
        await self._connection.execute(delete(topic_supports).where(*supports))
        return len(theirs)

    # --- wishes -------------------------------------------------------------------------------------------

    async def keep_wish(self, member: MemberRef, room: RoomRef, kind: WishKind, at: datetime) -> bool:
        known = await self.wish_since(member, room, kind)
        kept = self._into(wishes).values(
            kind=kind.value, platform=room.platform, room=room.room, member=member.id, at=at
        )
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[wishes.c.kind, wishes.c.platform, wishes.c.room, wishes.c.member],
                # What was said last counts: a withdrawal of before does not end it.
                set_={"at": kept.excluded.at},
                where=wishes.c.at < kept.excluded.at,
            )
        )
        return known is None

    async def keep_nudge_hours(self, member: MemberRef, hours: NudgeHours) -> None:
        kept = self._into(nudge_hours).values(
            platform=member.platform,
            member=member.id,
            zone=hours.zone,
            quiet_from=hours.quiet_from.isoformat("minutes"),
            quiet_until=hours.quiet_until.isoformat("minutes"),
        )
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[nudge_hours.c.platform, nudge_hours.c.member],
                set_={name: kept.excluded[name] for name in ("zone", "quiet_from", "quiet_until")},
            )
        )

    async def end_wishes(
        self, member: MemberRef, at: datetime, room: RoomRef | None = None, kind: WishKind | None = None
    ) -> bool:
        which = [_is_members(wishes, member), wishes.c.at <= at]
        which += [wishes.c.room == room.room] if room else []
        which += [wishes.c.kind == kind.value] if kind else []
        ended = await self._connection.execute(delete(wishes).where(*which))
        left = await self.wishes_of(member)
        if not any(one is WishKind.NUDGES for _, one in left):
            await self._connection.execute(delete(nudge_hours).where(_is_members(nudge_hours, member)))
        if kind is None:
            await self._forget_visits(member, at, room)
        await self._give_up_owed(member, left)
        return ended.rowcount > 0

    async def _forget_visits(self, member: MemberRef, at: datetime, room: RoomRef | None) -> None:
        homes = tables.homes
        seen, told = [_is_members(visits, member), visits.c.at <= at], [_is_members(nudges, member)]
        if room is not None:
            seen.append(visits.c.room == room.room)
            there = select(homes.c.cafe).where(homes.c.platform == room.platform, homes.c.room == room.room)
            told.append(nudges.c.cafe.in_(there))
        await self._connection.execute(delete(visits).where(*seen))
        await self._connection.execute(delete(nudges).where(*told))

    async def _give_up_owed(self, member: MemberRef, left: Collection[tuple[RoomRef, WishKind]]) -> None:
        deliveries = tables.deliveries
        query = select(deliveries).where(is_owed_reply(), deliveries.c.key.startswith("wish/"))
        for row in (await self._connection.execute(query)).mappings().all():
            delivery = rows.delivery_of(row)
            kind = WishKind(delivery.key.split("/")[1])
            if delivery.message.to == member and (delivery.room, kind) not in left:
                await self._give_up(deliveries.c.key == delivery.key)

    async def give_up_delivery(self, key: str, now: datetime) -> None:
        deliveries = tables.deliveries
        await self._give_up(and_(deliveries.c.key == key, deliveries.c.until <= now))

    async def _give_up(self, which: ColumnElement[bool]) -> None:
        deliveries = tables.deliveries
        values: dict[str, Any] = {"progress": Progress.FAILED.value, "lease_until": None}
        await self._connection.execute(update(deliveries).where(is_owed_reply(), which).values(values))

    # --- reminders, visits, mornings ------------------------------------------------------------------------

    async def keep_nudge(self, nudge: Nudge) -> bool:
        kept = await self._connection.execute(
            self._into(nudges)
            .values(
                cafe=nudge.cafe,
                workshop=nudge.workshop,
                platform=nudge.member.platform,
                member=nudge.member.id,
                day=nudge.day.isoformat(),
            )
            .on_conflict_do_nothing()
        )
        return kept.rowcount == 1

    async def keep_visit(self, member: MemberRef, room: RoomRef, at: datetime) -> None:
        kept = self._into(visits).values(platform=room.platform, room=room.room, member=member.id, at=at)
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[visits.c.platform, visits.c.room, visits.c.member],
                set_={"at": kept.excluded.at},
                where=visits.c.at < kept.excluded.at,
            )
        )

    async def take_morning(self, day: date, at: datetime) -> bool:
        taken = await self._connection.execute(
            self._into(mornings).values(day=day.isoformat(), at=at).on_conflict_do_nothing()
        )
        if taken.rowcount != 1:
            return False
        deliveries = tables.deliveries
        sent = and_(deliveries.c.beat.is_(None), deliveries.c.key.startswith("morning/"), ~is_owed_reply())
        await self._connection.execute(delete(deliveries).where(sent))
        return True


def erased_topic(number: int, at: datetime) -> Update:
    """Take the words of a topic away, and whose it was. Its number stays, as a post's does."""
    bare = {"author": None, "text": None, "script": None, "erased_at": at}
    return update(topics).where(topics.c.number == number, topics.c.erased_at.is_(None)).values(**bare)


def _is_members(table: Table, member: MemberRef) -> ColumnElement[bool]:
    return and_(table.c.platform == member.platform, table.c.member == member.id)


def _hours_of(row: Any) -> NudgeHours:
    if row is None:
        return NudgeHours()
    return NudgeHours(row.zone, time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_until))
