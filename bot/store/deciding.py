"""What is known of members over all cafés."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, false, func, or_, select, true, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cafe_names import drawn, veils_of
from bot.domain import Absence, Cafe, Consent, MemberRef, Post, PostRef, RoomRef, Standing, Tally
from bot.store import rows, tables
from bot.store.carrying_tables import carried
from bot.store.consent_tables import CALLS, WORDS, absences, house, rooms_to_clear, standing_consents
from bot.store.keeping_tables import verbatims
from bot.store.of_members import OF_MEMBERS
from bot.store.people_tables import sayings
from bot.store.voices_tables import host_notes


def mark_in(secret: bytes, member: MemberRef) -> str:
    """The mark of a member in the house of that secret: the same over all its cafés, and in no other house."""
    return drawn(secret, "house", member.platform, member.id).hex()[:32]


@dataclass(frozen=True, slots=True)
class House:
    """The secret of the house, and whether anybody is absent from it, or has chosen for every café."""

    secret: bytes | None = field(repr=False)
    absences: bool
    standing: bool


class SqlDecidedReading:
    """Questions about members over all cafés; `bot.ports.Reading` says what each means."""

    _connection: AsyncConnection
    _house: House | None = None

    async def house(self) -> House:
        """The secret of the house, and whether it keeps any decision at all: mostly, that spares a question."""
        if self._house is None:
            query = select(
                select(house.c.secret).scalar_subquery().label("secret"),
                exists(select(absences.c.mark)).label("absences"),
                exists(select(standing_consents.c.mark)).label("standing"),
            )
            row = (await self._connection.execute(query)).one()
            self._house = House(row.secret, bool(row.absences), bool(row.standing))
        return self._house

    async def house_mark(self, member: MemberRef) -> str:
        """The mark of a member in this house; empty as long as the house has no secret."""
        secret = (await self.house()).secret
        return mark_in(secret, member) if secret else ""

    async def standing_consent(self, member: MemberRef) -> Standing | None:
        if not (await self.house()).standing:
            return None
        query = select(standing_consents).where(standing_consents.c.mark == await self.house_mark(member))
        row = (await self._connection.execute(query)).first()
        return Standing(Consent(row.choice), row.at) if row is not None and row.choice else None

    async def absence(self, member: MemberRef) -> Absence | None:
        if not (await self.house()).absences:
            return None
        query = select(absences).where(absences.c.mark == await self.house_mark(member))
        row = (await self._connection.execute(query)).first()
        return Absence(row.at, row.back_at) if row is not None else None

    async def erased_posts(self, cafe: str) -> Collection[PostRef]:
        posts = tables.posts.c
        query = select(posts.platform, posts.post).where(posts.cafe == cafe, posts.erased_at.is_not(None))
        return frozenset(PostRef(row.platform, row.post) for row in await self._connection.execute(query))

    async def answers_by(self, cafe: str, workshop: str, member: MemberRef) -> Sequence[Post]:
        posts = tables.posts
        query = (
            select(posts, tables.cafes.c.secret)
            .join(tables.cafes)
            .where(posts.c.cafe == cafe, posts.c.workshop == workshop, of_member(posts, member, "author"))
            .where(posts.c.answer, posts.c.text.is_not(None))
            .order_by(posts.c.at, posts.c.post)
        )
        found = (await self._connection.execute(query)).mappings()
        return [rows.post_of(row, row["secret"]) for row in found]

    async def left(self, cafe: str) -> Mapping[MemberRef, Absence]:
        members = tables.members.c
        query = select(tables.members).where(members.cafe == cafe, members.withdrawn_at.is_not(None))
        return {
            MemberRef(row.platform, row.member): Absence(row.withdrawn_at, row.decided_at if row.consent else None)
            for row in await self._connection.execute(query)
        }

    async def cafes_knowing(self, member: MemberRef) -> Sequence[str]:
        there = [
            select(table.c.cafe).where(table.c.platform == member.platform, table.c[column] == member.id)
            for table, column in _IN_CAFES
        ]
        noted = select(host_notes.c.cafe).where(host_notes.c.said_by == str(member))
        return sorted((await self._connection.execute(union(*there, noted))).scalars())

    async def tally(self, cafe: Cafe, member: MemberRef) -> Tally:
        posts, pictures = tables.posts, tables.pictures
        said = and_(of_member(posts, member, "author"), posts.c.cafe == cafe.id)
        theirs = and_(
            pictures.c.cafe == posts.c.cafe, pictures.c.platform == posts.c.platform, pictures.c.post == posts.c.post
        )
        # Where the posts are kept no more, the published verbatims of them are.
        left = select(func.count(verbatims.c.own_id.distinct())).where(
            of_member(verbatims, member, "author"), verbatims.c.cafe == cafe.id
        )
        in_its_name = select(func.count(sayings.c.token.distinct())).where(
            of_member(sayings, member, "member"), sayings.c.cafe == cafe.id
        )
        chose = [member, *veils_of(cafe, member).values()]
        choices = tables.choices
        return Tally(
            posts=await self._count(select(func.count()).where(said)) + await self._count(left),
            pictures=await self._count(
                select(func.count())
                .select_from(pictures.join(posts, theirs))
                .where(said, pictures.c.content.is_not(None))
            ),
            said=await self._count(in_its_name),
            reactions=await self._count(
                select(func.count()).where(
                    of_member(tables.reactions, member, "author"), tables.reactions.c.cafe == cafe.id
                )
            ),
            choices=await self._count(
                select(func.count()).where(
                    choices.c.cafe == cafe.id, or_(*(of_member(choices, one, "author") for one in chose))
                )
            ),
        )

    async def people(self, reach: Collection[RoomRef] | None = None) -> Sequence[tuple[MemberRef, str]]:
        members = tables.members
        named = select(members.c.platform, members.c.member, members.c.name).where(_within(members, reach)).distinct()
        found = {(MemberRef(row[0], row[1]), str(row[2])) for row in await self._connection.execute(named)}
        known = {ref for ref, _ in found}
        for table in (tables.reactions, verbatims):
            theirs = select(table.c.platform, table.c.author).where(_within(table, reach)).distinct()
            there = await self._connection.execute(theirs)
            found |= {(ref, ref.id) for ref in {MemberRef(row[0], row[1]) for row in there} - known}
        return sorted(found)

    async def told_to(self, member: MemberRef) -> Sequence[tuple[str | None, datetime | None, str]]:
        told = tables.deliveries
        query = select(told.c.cafe, told.c.done_at, told.c.message).where(is_to(member)).order_by(told.c.number)
        return [(row.cafe, row.done_at, row.message["body"]) for row in await self._connection.execute(query)]

    async def rows_of(self, member: MemberRef) -> Mapping[str, Sequence[dict[str, Any]]]:
        found = {}
        for table, platform, column in (*OF_MEMBERS, (carried, "platform", "member")):
            if table is not tables.members:
                theirs = and_(table.c[platform] == member.platform, table.c[column] == member.id)
                rows = (await self._connection.execute(select(table).where(theirs))).mappings().all()
                found[table.name] = [dict(row) for row in rows]
        return found

    async def rooms_to_clear(self) -> Sequence[tuple[MemberRef, datetime]]:
        columns = rooms_to_clear.c
        due = select(rooms_to_clear).where(columns.what == WORDS).order_by(columns.at, columns.member)
        return [(MemberRef(row.platform, row.member), row.at) for row in await self._connection.execute(due)]

    async def calls_to_end(self, platforms: Collection[str]) -> Sequence[MemberRef]:
        columns = rooms_to_clear.c
        due = select(rooms_to_clear).where(columns.what == CALLS, columns.platform.in_(list(platforms)))
        found = await self._connection.execute(due.order_by(columns.at, columns.member))
        return [MemberRef(row.platform, row.member) for row in found]

    async def _count(self, query: Select[Any]) -> int:
        return int((await self._connection.execute(query)).scalar_one())


_IN_CAFES: tuple[tuple[Table, str], ...] = (
    (tables.members, "member"),
    (tables.posts, "author"),
    (tables.reactions, "author"),
    (tables.choices, "author"),
    (verbatims, "author"),
    (sayings, "member"),
    (carried, "member"),
)


def of_member(table: Table, member: MemberRef, column: str) -> ColumnElement[bool]:
    """That a row is that member's."""
    return and_(table.c.platform == member.platform, table.c[column] == member.id)


def cafes_in_reach(reach: Collection[RoomRef]) -> Select[tuple[str]]:
    """The ids of the cafés that live in any of these rooms."""
    homes = tables.homes
    return select(homes.c.cafe).where(
        or_(false(), *(and_(homes.c.platform == one.platform, homes.c.room == one.room) for one in reach))
    )


def _within(table: Table, reach: Collection[RoomRef] | None) -> ColumnElement[bool]:
    """That a row belongs to a café within that reach, ``None`` for all."""
    return true() if reach is None else table.c.cafe.in_(cafes_in_reach(reach))


def is_to(member: MemberRef) -> ColumnElement[bool]:
    """That a delivery is for that member alone."""
    to = tables.deliveries.c.message["to"]
    return and_(to["platform"].as_string() == member.platform, to["id"].as_string() == member.id)
