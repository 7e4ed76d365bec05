"""What platforms have carried for members: whose it is, and what is still to leave the rooms."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Carried, MemberRef, Post, PostRef, RoomRef
from bot.store import rows, tables
from bot.store.carrying_tables import carried
from bot.store.inserting import into_for


class SqlCarriedReading:
    """Questions about what was carried; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def carried_for(self, post: PostRef) -> MemberRef | None:
        query = select(carried.c.member).where(_is_post(post))
        member = (await self._connection.execute(query)).scalar()
        return MemberRef(post.platform, member) if member is not None else None

    async def said_by_form(self, cafe: str, workshop: str, member: MemberRef) -> Sequence[Post]:
        posts = tables.posts
        theirs = and_(carried.c.platform == posts.c.platform, carried.c.post == posts.c.post)
        query = (
            select(posts, tables.cafes.c.secret)
            .select_from(posts.join(tables.cafes).join(carried, theirs))
            .where(
                posts.c.cafe == cafe,
                posts.c.workshop == workshop,
                posts.c.text.is_not(None),
                carried.c.platform == member.platform,
                carried.c.member == member.id,
            )
            .order_by(posts.c.at, posts.c.post)
        )
        return [rows.post_of(row, row["secret"]) for row in (await self._connection.execute(query)).mappings()]

    async def carried_in(self, member: MemberRef) -> Collection[str]:
        query = select(carried.c.cafe).where(
            carried.c.platform == member.platform, carried.c.member == member.id, carried.c.cafe.is_not(None)
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def carried_to_retract(self, platforms: Collection[str]) -> Sequence[Carried]:
        query = select(carried).where(carried.c.member.is_(None), carried.c.platform.in_(list(platforms)))
        return [
            Carried(PostRef(row.platform, row.post), RoomRef(row.platform, row.room), row.thread)
            for row in await self._connection.execute(query.order_by(carried.c.platform, carried.c.post))
        ]


class SqlCarriedWriting(SqlCarriedReading):
    """The steps; `bot.ports.Writing` says what each means."""

    erased = False

    async def keep_carried(self, one: Carried, cafe: str | None, member: MemberRef | None) -> None:
        values = {
            "platform": one.post.platform,
            "post": one.post.id,
            "cafe": cafe,
            "room": one.room.room,
            "thread": one.thread,
            "member": member.id if member is not None else None,
        }
        await self._connection.execute(self._into(carried).values(values).on_conflict_do_nothing())

    async def carried_retracted(self, one: Carried) -> None:
        await self._connection.execute(delete(carried).where(_is_post(one.post), carried.c.member.is_(None)))

    async def release_carried(
        self, *, post: PostRef | None = None, cafe: str | None = None, member: MemberRef | None = None
    ) -> None:
        """Have a post that was carried, or all that were for a member in a café, leave the rooms: from now on they are
        nobody's."""
        which: list[ColumnElement[bool]] = [carried.c.member.is_not(None)]
        if post is not None:
            which.append(_is_post(post))
        if member is not None:
            which += [carried.c.cafe == cafe, carried.c.platform == member.platform, carried.c.member == member.id]
        gone = await self._connection.execute(update(carried).where(*which).values(member=None))
        self.erased = self.erased or gone.rowcount > 0


def _is_post(post: PostRef) -> ColumnElement[bool]:
    return and_(carried.c.platform == post.platform, carried.c.post == post.id)
