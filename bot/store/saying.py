"""What was said in a café's name: whose it is, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Delivery, MemberRef
from bot.store import rows, tables
from bot.store.inserting import into_for
from bot.store.people_tables import sayings


class SqlSayingReading:
    """Questions about what was said; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def said_by(self, member: MemberRef) -> Sequence[tuple[str, str | None, datetime | None, str]]:
        told = tables.deliveries
        query = (
            select(sayings.c.cafe, sayings.c.token, told.c.workshop, told.c.done_at, told.c.message)
            .join(told, told.c.key == sayings.c.delivery)
            .where(sayings.c.platform == member.platform, sayings.c.member == member.id)
            .order_by(told.c.number)
        )
        found = {row.token: row for row in reversed((await self._connection.execute(query)).all())}
        return [(row.cafe, row.workshop, row.done_at, row.message["body"]) for row in reversed(found.values())]

    async def sayings_to_retract(self, cafe: str) -> Sequence[Delivery]:
        query = (
            select(tables.deliveries)
            .join(sayings, sayings.c.delivery == tables.deliveries.c.key)
            .where(sayings.c.cafe == cafe, sayings.c.member.is_(None))
            .order_by(tables.deliveries.c.number)
        )
        return [rows.delivery_of(row) for row in (await self._connection.execute(query)).mappings()]


class SqlSayingWriting(SqlSayingReading):
    """The steps; `bot.ports.Writing` says what each means."""

    erased = False

    async def keep_said(self, cafe: str, token: str, by: MemberRef, deliveries: Sequence[str]) -> None:
        whose = {"cafe": cafe, "token": token, "platform": by.platform, "member": by.id}
        values = [{"delivery": key, **whose} for key in deliveries]
        await self._connection.execute(self._into(sayings).values(values))

    async def take_said_back(self, cafe: str, member: MemberRef) -> bool:
        """Take the words of all that a member said in the café's name; what may be in a room is still to leave it, and
        the café is noted as changed. False if there was nothing."""
        theirs = and_(sayings.c.cafe == cafe, sayings.c.platform == member.platform, sayings.c.member == member.id)
        return await self._take_sayings_back(cafe, theirs)

    async def _take_sayings_back(self, cafe: str, which: ColumnElement[bool]) -> bool:
        keys = (await self._connection.execute(select(sayings.c.delivery).where(which))).scalars().all()
        if not keys:
            return False
        self.erased = True
        await self._connection.execute(
            update(sayings).where(sayings.c.delivery.in_(keys)).values(platform=None, member=None)
        )
        told, cafes = tables.deliveries, tables.cafes
        await self._connection.execute(delete(told).where(told.c.key.in_(keys), told.c.generation == 0))
        await self._without_words(keys)
        await self._connection.execute(update(cafes).where(cafes.c.id == cafe).values(changes=cafes.c.changes + 1))
        return True

    async def end_said(self, cafe: str) -> None:
        """Where retention ends: whose the messages in the rooms are stays, so that they can be taken back; their words
        are kept no more."""
        of_cafe = sayings.c.cafe == cafe
        keys = (await self._connection.execute(select(sayings.c.delivery).where(of_cafe))).scalars().all()
        await self._without_words(keys)

    async def keep_wordless(self, key: str) -> None:
        """Have a message that was on its way while it was taken back hold no words."""
        gone = and_(sayings.c.delivery == key, sayings.c.member.is_(None))
        if (await self._connection.execute(select(sayings.c.delivery).where(gone))).first() is not None:
            self.erased = True
            await self._without_words([key])

    async def _without_words(self, keys: Sequence[str]) -> None:
        told = tables.deliveries
        query = select(told.c.key, told.c.message).where(told.c.key.in_(keys))
        for row in (await self._connection.execute(query)).all():
            bare = {**row.message, "body": "", "formatted": None}
            await self._connection.execute(update(told).where(told.c.key == row.key).values(message=bare))
