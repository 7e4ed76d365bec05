"""Which thread is which workshop's, or a café's own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Delivery, RoomRef
from bot.store import tables
from bot.store.inserting import into_for


class SqlPlacesReading:
    """Questions about places; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def place(self, cafe: str, room: RoomRef, workshop: str | None) -> str | None:
        places = tables.places
        query = select(places.c.thread).where(
            places.c.cafe == cafe,
            places.c.platform == room.platform,
            places.c.room == room.room,
            places.c.workshop.is_not_distinct_from(workshop),
        )
        return (await self._connection.execute(query)).scalar()

    async def threads(self, cafe: str, room: RoomRef) -> Sequence[str]:
        places = tables.places.c
        theirs = and_(places.cafe == cafe, places.platform == room.platform, places.room == room.room)
        query = select(places.thread).where(theirs).order_by(places.thread)
        return (await self._connection.execute(query)).scalars().all()

    async def workshop_at(self, room: RoomRef, thread: str) -> tuple[str, str | None] | None:
        places = tables.places
        query = select(places.c.cafe, places.c.workshop).where(
            places.c.platform == room.platform, places.c.room == room.room, places.c.thread == thread
        )
        found = (await self._connection.execute(query)).first()
        return (found.cafe, found.workshop) if found else None


class SqlPlacing(SqlPlacesReading):
    """Steps about places; `bot.ports.Writing` says what each means."""

    async def drop_place(self, room: RoomRef, thread: str) -> None:
        places = tables.places.c
        theirs = and_(places.platform == room.platform, places.room == room.room, places.thread == thread)
        await self._connection.execute(delete(tables.places).where(theirs))

    async def call_home(self, cafe: str, room: RoomRef, title: str) -> None:
        homes = tables.homes
        await self._connection.execute(
            update(homes)
            .where(homes.c.cafe == cafe, homes.c.platform == room.platform, homes.c.room == room.room)
            .values(title=title)
        )

    async def keep_place(self, delivery: Delivery, thread: str | None) -> None:
        """Keep a thread that a delivery's message has begun, where it is its workshop's or the café's own; one that is
        known already stays what it is."""
        if thread is None or not _begins_place(delivery):
            return
        room, about = delivery.room, {"cafe": delivery.cafe, "workshop": delivery.workshop}
        begun = self._into(tables.places).values(platform=room.platform, room=room.room, thread=thread, **about)
        await self._connection.execute(begun.on_conflict_do_nothing())


def _begins_place(delivery: Delivery) -> bool:
    message = delivery.message
    if delivery.workshop is not None:
        return message.begins is not None
    return delivery.cafe is not None and message.heading is not None and message.to is None
