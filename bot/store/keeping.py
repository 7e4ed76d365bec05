"""How a café's retention ends in the database, and what can still be taken back then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.frozen import without
from bot.domain import BeatKind, Freeze, KeptVerbatim, MemberRef, PostRef, Progress
from bot.lateness import Why
from bot.store import tables
from bot.store.card_tables import cards
from bot.store.care_tables import nudges
from bot.store.consent_tables import post_consents
from bot.store.due import OPEN_PROGRESS
from bot.store.inserting import into_for
from bot.store.keeping_tables import freezes, verbatims
from bot.store.name_tables import name_marks
from bot.store.people_tables import guests, sayings
from bot.store.saying import SqlSayingWriting
from bot.store.voices_tables import host_notes, host_picks, releases

UNTIL_RETENTION: tuple[Table, ...] = (
    tables.pictures,
    tables.reactions,
    tables.choices,
    post_consents,
    tables.posts,
    tables.members,
    tables.held_decisions,
    name_marks,
    guests,
    nudges,
    host_picks,
    cards,
    host_notes,
    releases,
)
"""The tables whose rows of a café go when its retention ends. A table of what members say, do or are called belongs
here, and has a column ``cafe``; docs/PRIVACY.md tells of each, and a test holds it to that."""


class SqlKeepingReading:
    """Questions about what stays; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def frozen(self, cafe: str) -> Freeze | None:
        row = (await self._connection.execute(select(freezes).where(freezes.c.cafe == cafe))).first()
        return Freeze(row.at, row.figures, tuple(row.differences)) if row else None

    async def verbatims(self, cafe: str) -> Sequence[KeptVerbatim]:
        query = select(verbatims).where(verbatims.c.cafe == cafe).order_by(verbatims.c.number)
        return [
            KeptVerbatim(
                own_id=row.own_id,
                place=row.place,
                author=MemberRef(row.platform, row.author),
                post=PostRef(row.platform, row.post) if row.post is not None else None,
                text=row.text,
                begins=row.begins,
            )
            for row in await self._connection.execute(query)
        ]


class SqlKeepingWriting(SqlKeepingReading, SqlSayingWriting):
    """The steps; `bot.ports.Writing` says what each means."""

    erased = False

    async def freeze(
        self, cafe: str, freeze: Freeze, verbatims: Sequence[KeptVerbatim], flashback: bytes | None
    ) -> bool:
        # Also where it has ended already: whoever did it may have died before the free room was swept.
        self.erased = True
        kept = await self._connection.execute(
            self._into(freezes)
            .values(cafe=cafe, at=freeze.at, figures=freeze.figures, differences=list(map(dict, freeze.differences)))
            .on_conflict_do_nothing()
            .returning(freezes.c.cafe)
        )
        if kept.first() is None:
            return False
        await self._connection.execute(
            update(tables.cafes).where(tables.cafes.c.id == cafe).values(frozen_at=freeze.at)
        )
        if flashback is not None:
            await self._keep_document(cafe, flashback)
        await self._keep_verbatims(cafe, verbatims)
        for table in UNTIL_RETENTION:
            await self._connection.execute(delete(table).where(table.c.cafe == cafe))
        await self._skip_what_is_left(cafe, freeze.at)
        deliveries = tables.deliveries
        said = deliveries.c.posted_message.is_not(None) & deliveries.c.key.in_(select(sayings.c.delivery))
        await self._connection.execute(
            delete(deliveries).where(deliveries.c.cafe == cafe, deliveries.c.beat.is_(None), ~said)
        )
        await self.end_said(cafe)
        return True

    async def end_retention_at(self, cafe: str, at: datetime) -> None:
        beats = tables.beats
        await self._connection.execute(
            update(beats)
            .where(
                beats.c.cafe == cafe,
                beats.c.kind == BeatKind.END_RETENTION.value,
                beats.c.progress.in_(OPEN_PROGRESS),
            )
            .values(
                due=at,
                progress=Progress.DUE.value,
                claimed_by=None,
                lease_until=None,
                why=None,
                refusals=0,
                refused_since=None,
            )
        )

    async def take_back(
        self,
        cafe: str,
        at: datetime,
        *,
        author: MemberRef | None = None,
        post: PostRef | None = None,
        unless_in: Collection[str] | None = None,
    ) -> bool:
        found = [
            one
            for one in await self.verbatims(cafe)
            if (author is None or one.author == author)
            and (post is None or one.post == post)
            and (unless_in is None or not any(one.text in text for text in unless_in))
        ]
        if not found:
            return False
        self.erased = True
        posts = {one.own_id for one in found if one.post is not None}
        elsewhere = {(one.place, one.text) for one in found if one.post is None}
        query = select(tables.flashbacks.c.document).where(tables.flashbacks.c.cafe == cafe)
        document = (await self._connection.execute(query)).scalar()
        if document is not None:
            await self._keep_document(cafe, without(document, posts, elsewhere))
        theirs: ColumnElement[bool] = verbatims.c.own_id.in_(sorted(posts))
        for place, text in sorted(elsewhere):
            theirs = theirs | and_(verbatims.c.place == place, verbatims.c.text == text)
        await self._connection.execute(delete(verbatims).where(verbatims.c.cafe == cafe, theirs))
        return True

    async def note_change(self, cafe: str) -> None:
        cafes = tables.cafes
        await self._connection.execute(update(cafes).where(cafes.c.id == cafe).values(changes=cafes.c.changes + 1))

    async def settle_changes(self, cafe: str, changes: int) -> None:
        cafes = tables.cafes
        await self._connection.execute(
            update(cafes).where(cafes.c.id == cafe, cafes.c.changes == changes).values(changes=0)
        )

    async def keep_flashback(self, cafe: str, flashback: bytes, at: datetime) -> None:
        kept = self._into(tables.flashbacks).values(cafe=cafe, document=flashback, published_at=at)
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[tables.flashbacks.c.cafe],
                set_={"document": kept.excluded.document},
            )
        )

    async def _skip_what_is_left(self, cafe: str, at: datetime) -> None:
        """A café that has nothing more to say says nothing more."""
        beats = tables.beats
        left = and_(beats.c.cafe == cafe, beats.c.progress.in_(OPEN_PROGRESS))
        await self._connection.execute(
            update(beats)
            .where(left, beats.c.kind != BeatKind.END_RETENTION.value)
            .values(progress=Progress.SKIPPED.value, done_at=at, lease_until=None, why=Why.RETENTION_ENDED.value)
        )

    async def _is_frozen(self, cafe: str) -> bool:
        query = select(tables.cafes.c.frozen_at).where(tables.cafes.c.id == cafe)
        return (await self._connection.execute(query)).scalar() is not None

    async def _keep_document(self, cafe: str, document: bytes) -> None:
        flashbacks = tables.flashbacks
        await self._connection.execute(update(flashbacks).where(flashbacks.c.cafe == cafe).values(document=document))

    async def _keep_verbatims(self, cafe: str, found: Sequence[KeptVerbatim]) -> None:
        kept: list[dict[str, Any]] = []
        for number, one in enumerate(found):
            row = asdict(one) | {"cafe": cafe, "number": number, "platform": one.author.platform}
            kept.append(row | {"author": one.author.id, "post": one.post.id if one.post else None})
        if kept:
            await self._connection.execute(self._into(verbatims), kept)
