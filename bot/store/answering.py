"""What one member has answered in one workshop."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Choice, MemberRef, Post
from bot.store import rows, tables


class SqlAnswersReading:
    """Questions about a member's own answers; `bot.ports.Reading` says what each means."""

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
