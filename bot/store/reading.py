"""What can be asked of the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    Text,
    and_,
    cast,
    func,
    or_,
    select,
)

from bot.domain import (
    Beat,
    BeatKind,
    Cafe,
    Consent,
    Delivery,
    Member,
    MemberRef,
    Post,
    PostRef,
    Progress,
    Record,
    RoomRef,
)
from bot.errors import StoreError, fault
from bot.ports import Look
from bot.store import due, rows, tables
from bot.store.answering import SqlAnswersReading
from bot.store.calling import SqlCallingReading
from bot.store.carding import SqlCardsReading
from bot.store.caring import SqlCareReading
from bot.store.carrying import SqlCarriedReading
from bot.store.consent_tables import post_consents
from bot.store.deciding import SqlDecidedReading
from bot.store.desk_reading import SqlDeskReading
from bot.store.foreseeing import SqlForeseen
from bot.store.inviting import SqlPeopleReading
from bot.store.keeping import SqlKeepingReading
from bot.store.linking import SqlLinkingReading
from bot.store.picturing import SqlPictureReading
from bot.store.placing import SqlPlacesReading
from bot.store.replanning import SqlReplanned
from bot.store.uploading import SqlUploadReading
from bot.store.voicing import SqlVoicesReading

_CAFE = [cast(one, Text).label(one.name) if one is tables.cafes.c.script else one for one in tables.cafes.c]
"""The columns of a café, with its script as the text that it was written as (`bot.store.rows.cafe_of`)."""

_AT_ONCE = 500
"""How many rows of a record are fetched at a time."""

_OPENING_KINDS = (BeatKind.OPEN_WORKSHOP.value, BeatKind.CALL_CLOSING_WORDS.value)


class SqlReading(
    SqlVoicesReading,
    SqlCardsReading,
    SqlAnswersReading,
    SqlCarriedReading,
    SqlCareReading,
    SqlForeseen,
    SqlDeskReading,
    SqlPictureReading,
    SqlPlacesReading,
    SqlKeepingReading,
    SqlPeopleReading,
    SqlReplanned,
    SqlCallingReading,
    SqlDecidedReading,
    SqlUploadReading,
    SqlLinkingReading,
):
    """One moment of the database; `bot.ports.Reading` says what each question means."""

    async def cafes(self) -> Sequence[Cafe]:
        return await self._cafes(None)

    async def has_cafe(self, cafe: str) -> bool:
        found = await self._connection.execute(select(tables.cafes.c.id).where(tables.cafes.c.id == cafe))
        return found.first() is not None

    async def rooms_to_read_back(self, platforms: Collection[str]) -> Sequence[tuple[RoomRef, str | None]]:
        homes, positions = tables.homes, tables.positions
        there = and_(positions.c.platform == homes.c.platform, positions.c.room == homes.c.room)
        query = (
            select(homes.c.platform, homes.c.room, positions.c.position)
            .distinct()
            .select_from(homes.outerjoin(positions, there))
            .where(homes.c.platform.in_(list(platforms)))
        )
        found = await self._connection.execute(query)
        return sorted((RoomRef(row.platform, row.room), row.position) for row in found)

    async def cafe(self, cafe: str) -> Cafe | None:
        return next(iter(await self._cafes(tables.cafes.c.id == cafe)), None)

    async def cafes_in(self, room: RoomRef) -> Sequence[Cafe]:
        lives_there = select(tables.homes.c.cafe).where(
            tables.homes.c.platform == room.platform, tables.homes.c.room == room.room
        )
        return (await self._cafes(tables.cafes.c.id.in_(lives_there)))[::-1]

    async def cafe_from(self, source: str) -> Cafe | None:
        return next(iter(await self._cafes(tables.cafes.c.source == source)), None)

    async def _cafes(self, which: ColumnElement[bool] | None) -> Sequence[Cafe]:
        query = select(*_CAFE).order_by(tables.cafes.c.opens_at, tables.cafes.c.id)
        if which is not None:
            query = query.where(which)
        found = (await self._connection.execute(query)).mappings().all()
        homes = await self._homes(which) if found else {}
        return [rows.cafe_of(row, homes.get(row["id"], ())) for row in found]

    async def _homes(self, which: ColumnElement[bool] | None) -> Mapping[str, Sequence[RowMapping]]:
        """The homes of those cafés, in order, by the café's id."""
        homes = tables.homes
        query = select(homes).order_by(homes.c.cafe, homes.c.platform, homes.c.room)
        if which is not None:
            query = query.where(homes.c.cafe.in_(select(tables.cafes.c.id).where(which)))
        found: dict[str, list[RowMapping]] = {}
        for row in (await self._connection.execute(query)).mappings():
            found.setdefault(row["cafe"], []).append(row)
        return found

    async def beats(self, cafe: str) -> Sequence[Beat]:
        query = select(tables.beats).where(tables.beats.c.cafe == cafe).order_by(tables.beats.c.ordinal)
        return [rows.beat_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def look(self, platforms: Collection[str]) -> Look:
        found = (await self._connection.execute(due.look(frozenset(platforms)))).one()
        dues = [one for one in (found.due, found.lease) if one is not None]
        return Look(
            min(dues, default=None),
            bool(found.replies),
            bool(found.changes),
            bool(found.untold),
            found.held,
            found.waits,
            bool(found.nudges),
        )

    async def deliveries(self, beat: str) -> Sequence[Delivery]:
        return await self._deliveries(tables.deliveries.c.beat == beat)

    async def owed(self, beat: str) -> Sequence[Delivery]:
        return await self._deliveries(
            and_(tables.deliveries.c.beat == beat, tables.deliveries.c.progress.in_(due.OPEN_PROGRESS))
        )

    async def replies_owed(self) -> Sequence[Delivery]:
        return await self._deliveries(due.is_owed_reply())

    async def known_of_others(self, delivery: Delivery, message: str | None = None) -> Collection[str]:
        deliveries, room = tables.deliveries.c, delivery.room
        theirs = and_(
            deliveries.platform == room.platform,
            deliveries.room == room.room,
            deliveries.posted_message.is_not(None) if message is None else deliveries.posted_message == message,
            deliveries.key != delivery.key,
        )
        found = await self._connection.execute(
            select(deliveries.posted_message, deliveries.posted_thread).where(theirs)
        )
        return {id for row in found for id in row if id is not None}

    async def _deliveries(self, which: ColumnElement[bool]) -> Sequence[Delivery]:
        query = select(tables.deliveries).where(which).order_by(tables.deliveries.c.number)
        return [rows.delivery_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def sealed(self) -> Sequence[tuple[str, str]]:
        beats, places = tables.beats, tables.places
        opened = and_(places.c.cafe == beats.c.cafe, places.c.workshop == beats.c.workshop)
        query = (
            select(beats.c.cafe, beats.c.workshop)
            .distinct()
            .join_from(beats, places, opened)
            .where(beats.c.kind == BeatKind.UNSEAL.value, beats.c.progress.in_(due.OPEN_PROGRESS))
            .order_by(beats.c.cafe, beats.c.workshop)
        )
        return [(row.cafe, row.workshop) for row in await self._connection.execute(query)]

    async def opened_in(self, cafe: str, room: RoomRef) -> Collection[str]:
        cafes, beats, deliveries = tables.cafes, tables.beats, tables.deliveries
        there = and_(
            deliveries.c.beat == beats.c.key,
            deliveries.c.platform == room.platform,
            deliveries.c.room == room.room,
        )
        said = deliveries.c.progress.in_((Progress.DONE.value, Progress.CLAIMED.value))
        unsaid = and_(deliveries.c.progress.is_(None), beats.c.progress == Progress.DONE.value)
        forgotten = and_(beats.c.progress.in_(due.OPEN_PROGRESS), beats.c.due < cafes.c.restored)
        query = (
            select(beats.c.workshop)
            .distinct()
            .select_from(beats.join(cafes, cafes.c.id == beats.c.cafe).outerjoin(deliveries, there))
            .where(beats.c.cafe == cafe, beats.c.kind.in_(_OPENING_KINDS), or_(said, unsaid, forgotten))
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def position(self, room: RoomRef) -> str | None:
        query = select(tables.positions.c.position).where(
            tables.positions.c.platform == room.platform, tables.positions.c.room == room.room
        )
        return (await self._connection.execute(query)).scalar()

    async def post(self, cafe: str, post: PostRef) -> Post | None:
        query = (
            select(tables.posts, tables.cafes.c.secret)
            .join(tables.cafes)
            .where(
                tables.posts.c.cafe == cafe,
                tables.posts.c.platform == post.platform,
                tables.posts.c.post == post.id,
                tables.posts.c.text.is_not(None),
            )
        )
        row = (await self._connection.execute(query)).mappings().first()
        return rows.post_of(row, row["secret"]) if row else None

    async def cafe_of_post(self, room: RoomRef, post: PostRef) -> str | None:
        homes, posts = tables.homes, tables.posts
        query = (
            select(posts.c.cafe)
            .join(homes, and_(homes.c.cafe == posts.c.cafe, homes.c.platform == posts.c.platform))
            .where(
                posts.c.platform == post.platform,
                posts.c.post == post.id,
                posts.c.text.is_not(None),
                homes.c.room == room.room,
            )
        )
        return (await self._connection.execute(query)).scalar()

    async def member(self, cafe: str, member: MemberRef) -> Member | None:
        members = tables.members
        query = select(members).where(
            members.c.cafe == cafe, members.c.platform == member.platform, members.c.member == member.id
        )
        row = (await self._connection.execute(query)).mappings().first()
        return rows.member_of(row) if row else None

    async def record(self, cafe: str) -> Record:
        known = await self.cafe(cafe)
        if known is None:
            raise StoreError(fault("store_cafe_gone", cafe=cafe))
        posts = tables.posts
        all_posts = (
            select(posts)
            .where(posts.c.cafe == cafe, posts.c.text.is_not(None))
            .order_by(posts.c.at, posts.c.post, posts.c.platform)
        )
        reactions = tables.reactions
        all_reactions = (
            select(reactions)
            .where(reactions.c.cafe == cafe)
            .order_by(reactions.c.at, reactions.c.post, reactions.c.platform, reactions.c.author, reactions.c.emoji)
        )
        # Thousands of them name the same few members and workshops: each of those is held in memory once.
        once = rows.Once()
        choices = tables.choices
        found_choices = await self._connection.execute(
            select(choices)
            .where(choices.c.cafe == cafe)
            .order_by(choices.c.at, choices.c.workshop, choices.c.platform, choices.c.author)
        )
        members = tables.members
        found_members = await self._connection.execute(
            select(members)
            .where(members.c.cafe == cafe, or_(members.c.withdrawn_at.is_(None), members.c.consent.is_not(None)))
            .order_by(members.c.platform, members.c.member)
        )
        known_members = [rows.member_of(row) for row in found_members.mappings()]
        said = tuple([rows.post_of(row, known.secret, once) async for row in self._one_by_one(all_posts)])
        originals = await self.originals(cafe)
        reacted = tuple([rows.reaction_of(row, once, originals) async for row in self._one_by_one(all_reactions)])
        chosen = tuple(rows.choice_of(row) for row in found_choices.mappings())
        return Record(
            cafe=known,
            opened=await self._done(cafe, _OPENING_KINDS),
            posts=said,
            reactions=reacted,
            choices=chosen,
            persons=await self.persons(
                {one.author for one in said} | {one.author for one in reacted} | {one.author for one in chosen}
            ),
            members={one.ref: one for one in known_members},
            names=await self._names(cafe),
            unsealed=frozenset(await self._done(cafe, [BeatKind.UNSEAL.value])),
            post_consents=await self._post_consents(cafe),
            withdrawn=await self._count(select(func.count()).where(posts.c.cafe == cafe, posts.c.withdrawn)),
            picks=tuple(await self.picks(cafe)),
            notes=tuple(await self.notes(cafe)),
        )

    async def _one_by_one(self, query: Select[Any]) -> AsyncIterator[RowMapping]:
        """The rows of a query, never many of them in memory at a time."""
        async with self._connection.stream(query.execution_options(yield_per=_AT_ONCE)) as found:
            async for some in found.mappings().partitions():
                for row in some:
                    yield row

    async def _post_consents(self, cafe: str) -> dict[PostRef, Consent]:
        chosen = post_consents
        query = select(chosen).where(chosen.c.cafe == cafe, chosen.c.choice.is_not(None))
        found = await self._connection.execute(query.order_by(chosen.c.platform, chosen.c.post))
        return {PostRef(row.platform, row.post): Consent(row.choice) for row in found}

    async def _done(self, cafe: str, kinds: Collection[str]) -> tuple[str, ...]:
        """The workshops whose beats of these kinds are done, in their order."""
        query = (
            select(tables.beats.c.workshop)
            .where(
                tables.beats.c.cafe == cafe,
                tables.beats.c.kind.in_(kinds),
                tables.beats.c.progress == Progress.DONE.value,
            )
            .order_by(tables.beats.c.ordinal)
        )
        return tuple((await self._connection.execute(query)).scalars())

    async def changes(self, cafe: str) -> int:
        query = select(tables.cafes.c.changes).where(tables.cafes.c.id == cafe)
        return (await self._connection.execute(query)).scalar() or 0

    async def changed_cafes(self, platforms: Collection[str]) -> Sequence[str]:
        query = due.changed(platforms).order_by(tables.cafes.c.id)
        return (await self._connection.execute(query)).scalars().all()

    async def flashback(self, cafe: str) -> bytes | None:
        query = select(tables.flashbacks.c.document).where(tables.flashbacks.c.cafe == cafe)
        return (await self._connection.execute(query)).scalar()
