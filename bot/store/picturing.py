"""The pictures of members: owed as a row without bytes, kept with them, gone with their post."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import OwedPicture, Picture, PostRef, RoomRef
from bot.store import tables
from bot.store.inserting import into_for


class SqlPictureReading:
    """Questions about pictures; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def pictures_owed(self, platforms: Collection[str]) -> Sequence[OwedPicture]:
        owed = tables.pictures.c
        query = (
            select(owed.cafe, owed.platform, owed.room, owed.post, owed.number, owed.tries)
            .where(owed.media_type.is_(None), owed.platform.in_(list(platforms)))
            .order_by(owed.cafe, owed.platform, owed.post, owed.number)
        )
        return [
            OwedPicture(
                row.cafe, RoomRef(row.platform, row.room), PostRef(row.platform, row.post), row.number, row.tries
            )
            for row in await self._connection.execute(query)
        ]

    async def picture(self, cafe: str, post: PostRef, number: int) -> Picture | None:
        kept = tables.pictures.c
        query = select(kept.media_type, kept.content).where(
            _is_picture(cafe, post, number), kept.media_type.is_not(None)
        )
        row = (await self._connection.execute(query)).first()
        return Picture(row.media_type, row.content) if row else None


class SqlPictureWriting(SqlPictureReading):
    """What becomes of pictures; `bot.ports.Writing` says what each step means."""

    async def owe_picture(self, owed: OwedPicture) -> None:
        row = {
            "cafe": owed.cafe,
            "platform": owed.post.platform,
            "post": owed.post.id,
            "number": owed.number,
            "room": owed.room.room,
            "tries": owed.tries,
        }
        await self._connection.execute(self._into(tables.pictures).values(row).on_conflict_do_nothing())

    async def keep_picture(self, owed: OwedPicture, picture: Picture) -> bool:
        return await self._change(owed, media_type=picture.media_type, content=picture.content)

    async def drop_picture(self, owed: OwedPicture) -> bool:
        gone = await self._connection.execute(delete(tables.pictures).where(_is_owed(owed)))
        return gone.rowcount == 1

    async def put_off_picture(self, owed: OwedPicture) -> None:
        await self._change(owed, tries=tables.pictures.c.tries + 1)

    async def keep_attached(self, cafe: str, post: PostRef, still: Mapping[int, int]) -> None:
        """Delete a post's pictures but those at these places, and move each to its new place."""
        kept = tables.pictures.c
        of_post = and_(kept.cafe == cafe, kept.platform == post.platform, kept.post == post.id)
        await self._connection.execute(delete(tables.pictures).where(of_post, kept.number.not_in(list(still))))
        for before, now in still.items():
            # By a place that nothing has: two of them may change places.
            moved = update(tables.pictures).where(of_post, kept.number == before).values(number=-1 - now)
            await self._connection.execute(moved)
        settled = update(tables.pictures).where(of_post, kept.number < 0).values(number=-1 - kept.number)
        await self._connection.execute(settled)

    async def _change(self, owed: OwedPicture, **values: Any) -> bool:
        changed = await self._connection.execute(update(tables.pictures).where(_is_owed(owed)).values(**values))
        return changed.rowcount == 1


def _is_picture(cafe: str, post: PostRef, number: int) -> ColumnElement[bool]:
    kept = tables.pictures.c
    return and_(kept.cafe == cafe, kept.platform == post.platform, kept.post == post.id, kept.number == number)


def _is_owed(owed: OwedPicture) -> ColumnElement[bool]:
    return and_(_is_picture(owed.cafe, owed.post, owed.number), tables.pictures.c.media_type.is_(None))
