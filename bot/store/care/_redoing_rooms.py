"""What was erased and edited in the terminal's rooms since a backup was made, done again in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import MemberRef
from bot.store import tables
from bot.store.forgetting import SqlForgetting
from bot.store.stage import stage_on
from bot.store.stage_rows import number_of
from bot.store.stage_tables import stage_events, stage_messages, stage_reactions


class RoomsRedone:
    """The terminal's rooms within one unit of work in the restored database."""

    def __init__(self, connection: AsyncConnection, work: SqlForgetting) -> None:
        self._connection = connection
        self._work = work

    async def message_as(self, row: RowMapping) -> None:
        """A message in the terminal's rooms that is erased there, or was edited."""
        if row["erased_at"] is not None:
            await self.erase(row["number"], row["erased_at"])
        else:
            columns = stage_messages.c
            await self._connection.execute(
                update(stage_messages)
                .where(columns.number == row["number"], columns.erased_at.is_(None))
                .values({name: row[name] for name in ("text", "attachments", "paths", "edited_at")})
            )

    async def erase(self, number: int, at: datetime) -> None:
        """A message of that number is erased."""
        columns = stage_messages.c
        await self._connection.execute(delete(stage_reactions).where(stage_reactions.c.message == number))
        bare = dict.fromkeys(("author", "text", "attachments", "paths", "private_with", "key", "edited_at"))
        await self._connection.execute(
            update(stage_messages)
            .where(columns.number == number, columns.erased_at.is_(None))
            .values(**bare, erased_at=at)
        )

    async def take_reaction_back(self, row: RowMapping) -> None:
        """A reaction is taken back there too, or it would come in again where the rooms are read once more."""
        if row["post"].isdecimal():
            for table in (stage_reactions, stage_events):
                given = (table.c.message == number_of(row["post"]), table.c.emoji == row["emoji"])
                author = table.c.author if table is stage_reactions else table.c.member
                await self._connection.execute(delete(table).where(*given, author == row["author"]))

    async def forget(self, mark: str, at: datetime) -> None:
        """The member of that mark is forgotten, whatever the terminal's account is called."""
        stage = stage_on(self._connection)
        accounts = (await self._connection.execute(select(tables.homes.c.platform).distinct())).scalars().all()
        for id, _ in await stage.members():
            if mark in [await self._work.house_mark(MemberRef(account, id)) for account in accounts]:
                await stage.forget(id, at)
