"""Cards in the database: which posts cross to a café's other homes, and what stands there of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Card, MemberRef, PostRef, RoomRef
from bot.store import tables
from bot.store.card_tables import cards
from bot.store.inserting import into_for
from bot.store.people_tables import sayings
from bot.store.saying import SqlSayingWriting

_SIGN = "card/"
"""What the token of a saying begins with that is a card; its post stands behind."""


class SqlCardsReading:
    """Questions about cards; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def cards(self, cafe: str) -> Sequence[Card]:
        query = select(cards).where(cards.c.cafe == cafe).order_by(cards.c.platform, cards.c.post)
        return [
            Card(PostRef(row.platform, row.post), _member(row.said_by), row.at, row.allowed)
            for row in await self._connection.execute(query)
        ]

    async def crossed_into(self, cafe: str, post: PostRef) -> Collection[RoomRef]:
        told = tables.deliveries
        query = (
            select(told.c.platform, told.c.room)
            .join(sayings, sayings.c.delivery == told.c.key)
            .where(sayings.c.cafe == cafe, sayings.c.token == _token(post), sayings.c.member.is_not(None))
        )
        return frozenset(RoomRef(row.platform, row.room) for row in await self._connection.execute(query))

    async def originals(self, cafe: str) -> Mapping[PostRef, PostRef]:
        told = tables.deliveries
        query = (
            select(told.c.platform, told.c.posted_message, sayings.c.token)
            .join(sayings, sayings.c.delivery == told.c.key)
            .where(
                sayings.c.cafe == cafe,
                sayings.c.token.startswith(_SIGN, autoescape=True),
                sayings.c.member.is_not(None),
                told.c.posted_message.is_not(None),
            )
        )
        found = await self._connection.execute(query)
        return {PostRef(row.platform, row.posted_message): _post(row.token) for row in found}

    async def cafe_of_card(self, room: RoomRef, message: str) -> str | None:
        told = tables.deliveries
        query = (
            select(sayings.c.cafe)
            .join(told, sayings.c.delivery == told.c.key)
            .where(
                told.c.platform == room.platform,
                told.c.room == room.room,
                told.c.posted_message == message,
                sayings.c.token.startswith(_SIGN, autoescape=True),
                sayings.c.member.is_not(None),
            )
        )
        return (await self._connection.execute(query)).scalar()


class SqlCardsWriting(SqlCardsReading, SqlSayingWriting):
    """The steps; `bot.ports.Writing` says what each means."""

    erased = False

    async def keep_card(self, cafe: str, card: Card) -> bool:
        values = {"cafe": cafe, "platform": card.post.platform, "post": card.post.id, "said_by": str(card.by)}
        kept = self._into(cards).values(values | {"at": card.at, "allowed": card.allowed}).on_conflict_do_nothing()
        return (await self._connection.execute(kept.returning(cards.c.post))).first() is not None

    async def keep_card_said(self, cafe: str, post: PostRef, deliveries: Sequence[str]) -> None:
        posts = tables.posts
        query = select(posts.c.author).where(
            posts.c.cafe == cafe, posts.c.platform == post.platform, posts.c.post == post.id
        )
        author = (await self._connection.execute(query)).scalar_one()
        await self.keep_said(cafe, _token(post), MemberRef(post.platform, author), deliveries)

    async def answer_card(self, cafe: str, post: PostRef, allowed: bool, at: datetime) -> bool:
        done = await self._connection.execute(update(cards).where(_is_card(cafe, post)).values(allowed=allowed, at=at))
        if done.rowcount == 1 and not allowed:
            await self._take_card_back(cafe, post)
        return done.rowcount == 1

    async def drop_card(self, cafe: str, post: PostRef) -> bool:
        gone = await self._connection.execute(delete(cards).where(_is_card(cafe, post)))
        # Where the café is frozen there is no row any more, but the card still stands there.
        return await self._take_card_back(cafe, post) or gone.rowcount == 1

    async def drop_cards_of(self, cafe: str, member: MemberRef) -> None:
        """The same with all that a member has said in a café."""
        posts = tables.posts
        query = (
            select(cards.c.platform, cards.c.post)
            .join(posts, tuple_(posts.c.cafe, posts.c.platform, posts.c.post) == tuple_(*cards.primary_key.columns))
            .where(posts.c.cafe == cafe, posts.c.platform == member.platform, posts.c.author == member.id)
        )
        for row in (await self._connection.execute(query)).all():
            await self.drop_card(cafe, PostRef(row.platform, row.post))

    async def _take_card_back(self, cafe: str, post: PostRef) -> bool:
        which = and_(sayings.c.cafe == cafe, sayings.c.token == _token(post), sayings.c.member.is_not(None))
        return await self._take_sayings_back(cafe, which)

    async def _take_sayings_back(self, cafe: str, which: ColumnElement[bool]) -> bool:
        """What was reacted on a card that leaves its room goes with it."""
        told, reactions = tables.deliveries, tables.reactions
        query = (
            select(told.c.platform, told.c.posted_message)
            .join(sayings, sayings.c.delivery == told.c.key)
            .where(which, sayings.c.token.startswith(_SIGN, autoescape=True), told.c.posted_message.is_not(None))
        )
        there = (await self._connection.execute(query)).all()
        if there:
            on = [and_(reactions.c.platform == row.platform, reactions.c.post == row.posted_message) for row in there]
            await self._connection.execute(delete(reactions).where(reactions.c.cafe == cafe, or_(*on)))
        return await super()._take_sayings_back(cafe, which)


def _token(post: PostRef) -> str:
    return f"{_SIGN}{post}"


def _post(token: str) -> PostRef:
    platform, _, id = token.removeprefix(_SIGN).partition(":")
    return PostRef(platform, id)


def _member(said_by: str) -> MemberRef:
    platform, _, member = said_by.partition(":")
    return MemberRef(platform, member)


def _is_card(cafe: str, post: PostRef) -> ColumnElement[bool]:
    return and_(cards.c.cafe == cafe, cards.c.platform == post.platform, cards.c.post == post.id)
