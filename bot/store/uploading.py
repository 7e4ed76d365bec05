"""The scripts that hosts have uploaded, in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import MemberRef, RoomRef
from bot.script import STRUCTURE
from bot.store.inserting import into_for
from bot.store.upload_tables import uploads


class SqlUploadReading:
    """Questions about uploads; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def uploads(self) -> Mapping[str, tuple[int, datetime]]:
        query = select(uploads.c.name, uploads.c.version, uploads.c.at).where(uploads.c.file == STRUCTURE)
        return {row.name: (row.version, row.at) for row in await self._connection.execute(query)}

    async def upload(self, name: str) -> Mapping[str, bytes]:
        query = select(uploads.c.file, uploads.c.content).where(uploads.c.name == name).order_by(uploads.c.file)
        return {row.file: row.content for row in await self._connection.execute(query)}

    async def sizes_of_uploads(self) -> Mapping[str, int]:
        size = func.sum(func.length(uploads.c.content)).label("size")
        query = select(uploads.c.name, size).group_by(uploads.c.name)
        return {row.name: int(row.size) for row in await self._connection.execute(query)}

    async def rooms_of_uploads(self) -> Mapping[str, RoomRef]:
        query = select(uploads.c.name, uploads.c.room).where(uploads.c.room.is_not(None)).distinct()
        return {row.name: RoomRef(*row.room.split(":", 1)) for row in await self._connection.execute(query)}


class SqlUploadWriting(SqlUploadReading):
    """What becomes of uploads; `bot.ports.Writing` says what each step means."""

    async def keep_upload(
        self, name: str, files: Mapping[str, bytes], by: MemberRef, at: datetime, room: RoomRef | None = None
    ) -> bool:
        words = uploads.c.file.endswith(".toml", autoescape=True)
        former = (await self.uploads()).get(name)
        version = 1 if former is None else former[0] + 1
        of_all = {"version": version, "at": at, "said_by": str(by)}
        kept = self._into(uploads)
        # Somebody else may be at the same name: whoever comes last is the one who is right.
        kept = kept.on_conflict_do_update(
            index_elements=[uploads.c.name, uploads.c.file],
            set_={column: kept.excluded[column] for column in ("content", "version", "at", "said_by")},
            where=None if room is None else uploads.c.room == str(room),
        )
        # The structure first: it is a file of every script, and says whose the name is, also of two who come at once.
        first = {"name": name, "file": STRUCTURE, "content": files[STRUCTURE], **of_all, "room": room and str(room)}
        taken = (await self._connection.execute(kept.values(first).returning(uploads.c.room))).first()
        if taken is None:
            return False
        await self._connection.execute(
            delete(uploads).where(uploads.c.name == name, words, uploads.c.file != STRUCTURE)
        )
        await self._connection.execute(update(uploads).where(uploads.c.name == name).values(**of_all))
        of_all["room"] = taken.room
        rest = [(file, content) for file, content in sorted(files.items()) if file != STRUCTURE]
        if rest:
            rows = [{"name": name, "file": file, "content": content, **of_all} for file, content in rest]
            await self._connection.execute(kept, rows)
        return True

    async def drop_upload(self, name: str) -> None:
        await self._connection.execute(delete(uploads).where(uploads.c.name == name))
