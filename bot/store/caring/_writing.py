"""What is written of topics, wishes, reminders and visits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update

from bot.domain import MEETING_KEYS, MemberRef, Nudge, NudgeHours, Progress, RoomRef, Topic, WishKind
from bot.store import rows, tables
from bot.store.care_tables import mornings, nudge_hours, nudges, topic_supports, topics, visits, wishes
from bot.store.caring._reading import SqlCareReading
from bot.store.caring._rows import erased_topic, is_members
from bot.store.due import is_owed_reply
from bot.store.erasures import Erasure, ErasureKind


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
            delete(topic_supports).where(topic_supports.c.topic == number, is_members(topic_supports, member))
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
        supports = [is_members(topic_supports, member), topic_supports.c.at <= at]
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
        which = [is_members(wishes, member), wishes.c.at <= at]
        which += [wishes.c.room == room.room] if room else []
        which += [wishes.c.kind == kind.value] if kind else []
        ended = await self._connection.execute(delete(wishes).where(*which))
        left = await self.wishes_of(member)
        if not any(one is WishKind.NUDGES for _, one in left):
            await self._connection.execute(delete(nudge_hours).where(is_members(nudge_hours, member)))
        if kind is None:
            await self._forget_visits(member, at, room)
        await self._give_up_owed(member, left)
        return ended.rowcount > 0

    async def _forget_visits(self, member: MemberRef, at: datetime, room: RoomRef | None) -> None:
        homes = tables.homes
        seen, told = [is_members(visits, member), visits.c.at <= at], [is_members(nudges, member)]
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
            either = delivery.key.startswith(MEETING_KEYS)
            kinds = tuple(WishKind) if either else (WishKind(delivery.key.split("/")[1]),)
            if delivery.message.to == member and not any((delivery.room, kind) in left for kind in kinds):
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
