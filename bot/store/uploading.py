"""The scripts that hosts have uploaded, in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import MemberRef
from bot.store.inserting import into_for
from bot.store.upload_tables import uploads


class SqlUploadReading:
    """Questions about uploads; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def uploads(self) -> Mapping[str, int]:
        query = select(uploads.c.name, func.max(uploads.c.version).label("version")).group_by(uploads.c.name)
        return {row.name: row.version for row in await self._connection.execute(query)}

    async def upload(self, name: str) -> Mapping[str, bytes]:
        query = select(uploads.c.file, uploads.c.content).where(uploads.c.name == name).order_by(uploads.c.file)
        return {row.file: row.content for row in await self._connection.execute(query)}


class SqlUploadWriting(SqlUploadReading):
    """What becomes of uploads; `bot.ports.Writing` says what each step means."""

    async def keep_upload(self, name: str, files: Mapping[str, bytes], by: MemberRef, at: datetime) -> None:
        words = uploads.c.file.endswith(".toml", autoescape=True)
        version = (await self.uploads()).get(name, 0) + 1
        await self._connection.execute(delete(uploads).where(uploads.c.name == name, words))
        of_all = {"version": version, "at": at, "said_by": str(by)}
        await self._connection.execute(update(uploads).where(uploads.c.name == name).values(**of_all))
        kept = self._into(uploads)
        # Somebody else may be at the same name: whoever comes last is the one who is right.
        kept = kept.on_conflict_do_update(
            index_elements=[uploads.c.name, uploads.c.file],
            set_={column: kept.excluded[column] for column in ("content", "version", "at", "said_by")},
        )
        rows = [{"name": name, "file": file, "content": content, **of_all} for file, content in sorted(files.items())]
        await self._connection.execute(kept, rows)
