"""What can be asked of the database for the hosts' desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import BeatKind, CafeState, DeskNote, Progress, RoomRef
from bot.store import rows, tables

_UNDER_WAY = (CafeState.PRESENTED.value, CafeState.OPEN.value, CafeState.CLOSING.value)
_OPENING_KINDS = (BeatKind.OPEN_WORKSHOP.value, BeatKind.CALL_CLOSING_WORDS.value)

_THEIRS, _OTHERS = tables.homes.alias("theirs"), tables.homes.alias("others")


class SqlDeskReading:
    """One moment of the database; `bot.ports.Reading` says what each question means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def opened_last(self, cafe: str) -> datetime | None:
        beats, others = tables.beats, _OTHERS
        neighbours = (
            select(others.c.cafe)
            .join(_THEIRS, and_(_THEIRS.c.platform == others.c.platform, _THEIRS.c.room == others.c.room))
            .where(_THEIRS.c.cafe == cafe)
        )
        query = select(func.max(beats.c.done_at, type_=tables.Instant())).where(
            beats.c.cafe.in_(neighbours),
            beats.c.kind.in_(_OPENING_KINDS),
            beats.c.progress == Progress.DONE.value,
        )
        opened: datetime | None = (await self._connection.execute(query)).scalar()
        return opened

    async def untold(self) -> Sequence[DeskNote]:
        query = select(tables.notices).where(tables.notices.c.told.is_(False)).order_by(tables.notices.c.number)
        return [rows.notice_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def open_rooms(self, platforms: Collection[str]) -> Mapping[RoomRef, str]:
        cafes, homes = tables.cafes, tables.homes
        query = (
            select(homes.c.platform, homes.c.room, homes.c.cafe)
            .join(cafes, cafes.c.id == homes.c.cafe)
            .where(cafes.c.state.in_(_UNDER_WAY), homes.c.platform.in_(list(platforms)))
            .order_by(homes.c.platform, homes.c.room, homes.c.cafe)
        )
        return {RoomRef(row.platform, row.room): row.cafe for row in await self._connection.execute(query)}

    async def latest_of_room(self, room: RoomRef) -> DeskNote | None:
        notices = tables.notices
        query = select(notices).where(notices.c.room == str(room)).order_by(notices.c.number.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().first()
        return rows.notice_of(row) if row else None
