"""Single answers: what one member has answered in one workshop, and what a platform is asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Choice, Kept, MemberRef, Post, PostRef, RoomRef
from bot.store import rows, tables


class SqlAnswersReading:
    """Questions about single answers; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def answers_of(self, cafe: str, workshop: str, member: MemberRef) -> tuple[Sequence[Post], Sequence[Choice]]:
        posts, choices = tables.posts, tables.choices
        said = (
            select(posts, tables.cafes.c.secret)
            .join(tables.cafes)
            .where(
                posts.c.cafe == cafe,
                posts.c.platform == member.platform,
                posts.c.author == member.id,
                posts.c.workshop == workshop,
                posts.c.answer,
                posts.c.text.is_not(None),
            )
            .order_by(posts.c.at, posts.c.post)
        )
        chosen = select(choices).where(
            choices.c.cafe == cafe,
            choices.c.workshop == workshop,
            choices.c.platform == member.platform,
            choices.c.author == member.id,
        )
        return (
            [rows.post_of(row, row["secret"]) for row in (await self._connection.execute(said)).mappings()],
            [rows.choice_of(row) for row in (await self._connection.execute(chosen)).mappings()],
        )

    async def kept(self, cafe: str, room: RoomRef, after: str | None, limit: int) -> Sequence[Kept]:
        posts, reactions = tables.posts, tables.reactions
        live = (
            select(posts)
            .where(
                posts.c.cafe == cafe,
                posts.c.platform == room.platform,
                posts.c.room == room.room,
                posts.c.text.is_not(None),
                posts.c.post > (after or ""),
            )
            .order_by(posts.c.post)
            .limit(limit)
        )
        found = (await self._connection.execute(live)).mappings().all()
        put: dict[str, set[tuple[str, str]]] = defaultdict(set)
        if found:
            there = select(reactions.c.post, reactions.c.author, reactions.c.emoji).where(
                reactions.c.cafe == cafe,
                reactions.c.platform == room.platform,
                reactions.c.post >= found[0]["post"],
                reactions.c.post <= found[-1]["post"],
            )
            for one in await self._connection.execute(there):
                put[one.post].add((one.author, one.emoji))
        return [
            Kept(
                post=row["post"],
                at=row["at"],
                text=row["text"],
                thread=row["thread"],
                attachments=rows.attachments_of(row["attachments"]),
                reactions=frozenset(put[row["post"]]),
            )
            for row in found
        ]

    async def polled(self, cafe: str, workshop: str, room: RoomRef) -> Sequence[Choice]:
        choices = tables.choices
        made = (
            select(choices)
            .where(
                choices.c.cafe == cafe,
                choices.c.workshop == workshop,
                choices.c.platform == room.platform,
                choices.c.polled_in == room.room,
            )
            .order_by(choices.c.author)
        )
        return [rows.choice_of(row) for row in (await self._connection.execute(made)).mappings()]

    async def said_in(self, cafe: str, room: RoomRef, thread: str) -> Sequence[PostRef]:
        posts = tables.posts
        live = (
            select(posts.c.post)
            .where(
                posts.c.cafe == cafe,
                posts.c.platform == room.platform,
                posts.c.room == room.room,
                posts.c.thread == thread,
                posts.c.text.is_not(None),
            )
            .order_by(posts.c.post)
        )
        return [PostRef(room.platform, one) for one in (await self._connection.execute(live)).scalars()]

    async def reactions_on(self, cafe: str, post: PostRef) -> Sequence[tuple[MemberRef, str]]:
        reactions = tables.reactions
        there = (
            select(reactions.c.author, reactions.c.emoji)
            .where(reactions.c.cafe == cafe, reactions.c.platform == post.platform, reactions.c.post == post.id)
            .order_by(reactions.c.author, reactions.c.emoji)
        )
        found = (await self._connection.execute(there)).all()
        return [(MemberRef(post.platform, one.author), one.emoji) for one in found]
