"""The terminal's rooms in the database; `bot.stage` says what each step means."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Attachment
from bot.stage import (
    StageDraft,
    StageEvent,
    StageEventKind,
    StageHappening,
    StageMessage,
    StageReaction,
    StageReading,
    StageThread,
    StageWriting,
)
from bot.store.engine import Database
from bot.store.erasures import Erasure, ErasureKind, Journal
from bot.store.stage_rows import as_event, as_message, attachments_row, every_message, number_of, one_reaction
from bot.store.stage_tables import (
    stage_events,
    stage_let_in,
    stage_members,
    stage_messages,
    stage_reactions,
    stage_rooms,
)
from bot.store.tables import Instant


class SqlStage:
    """The stage in one database, beside the cafés. Implements `bot.stage.Stage`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._journal = Journal(database.path)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[StageReading]:
        """A moment to read in. Raises `bot.errors.StoreError`."""
        async with self._database.reading() as connection:
            yield _Reading(connection)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[StageWriting]:
        """A unit of work; an exception inside undoes all of it. Raises `bot.errors.StoreError`."""
        async with self._database.writing() as connection:
            unit = _Writing(connection)
            yield unit
            await self._journal.add(unit.gone)
        if unit.erased:
            await self._database.sweep()


def stage_on(connection: AsyncConnection) -> StageWriting:
    """The stage within somebody else's unit of work, who tells the journal of erasures themselves."""
    return _Writing(connection)


class _Reading:
    """Answers from one moment."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def rooms(self) -> Sequence[str]:
        return (await self._connection.scalars(select(stage_rooms.c.room).order_by(stage_rooms.c.room))).all()

    async def has_room(self, room: str) -> bool:
        found = await self._connection.scalar(select(stage_rooms.c.room).where(stage_rooms.c.room == room))
        return found is not None

    async def called(self, room: str, member: str) -> str | None:
        there = or_(
            exists().where(stage_messages.c.room == room, stage_messages.c.author == member),
            exists().where(stage_events.c.room == room, stage_events.c.member == member),
        )
        name: str | None = await self._connection.scalar(
            select(stage_members.c.name).where(stage_members.c.member == member, there)
        )
        return name

    async def members(self) -> Sequence[tuple[str, str]]:
        rows = await self._connection.execute(select(stage_members).order_by(stage_members.c.member))
        return [(row.member, row.name) for row in rows]

    async def message(self, room: str, message: str) -> StageMessage | None:
        number = number_of(message)
        if number is None:
            return None
        wanted = every_message().where(stage_messages.c.number == number, stage_messages.c.room == room)
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else as_message(row)

    async def keyed(self, room: str, key: str) -> StageMessage | None:
        wanted = every_message().where(stage_messages.c.room == room, stage_messages.c.key == key)
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else as_message(row)

    async def messages(
        self,
        room: str,
        *,
        thread: str | None = None,
        private_with: str | None = None,
        since: datetime | None = None,
        last: int | None = None,
    ) -> Sequence[StageMessage]:
        columns = stage_messages.c
        wanted = every_message().where(
            columns.room == room, columns.erased_at.is_(None), columns.private_with.is_not_distinct_from(private_with)
        )
        if thread is not None:
            number = number_of(thread)
            wanted = wanted.where(or_(columns.thread == number, columns.number == number))
        if since is not None:
            wanted = wanted.where(columns.at >= since)
        rows = await self._connection.execute(wanted.order_by(columns.number.desc()).limit(last))
        return [as_message(row) for row in reversed(rows.all())]

    async def threads(self, room: str) -> Sequence[StageThread]:
        columns = stage_messages.c
        wanted = select(columns.number, columns.begins, columns.locked_at)
        rows = await self._connection.execute(
            wanted.where(columns.room == room, columns.begins.is_not(None)).order_by(columns.number)
        )
        return [StageThread(str(row.number), row.begins, row.locked_at is not None) for row in rows]

    async def reactions(self, room: str, message: str | None = None) -> Sequence[StageReaction]:
        wanted = select(stage_reactions).join(stage_messages, stage_messages.c.number == stage_reactions.c.message)
        wanted = wanted.where(stage_messages.c.room == room)
        if message is not None:
            wanted = wanted.where(stage_reactions.c.message == number_of(message))
        rows = await self._connection.execute(
            wanted.order_by(stage_reactions.c.message, stage_reactions.c.at, stage_reactions.c.number)
        )
        return [StageReaction(str(row.message), row.author, row.emoji, row.at) for row in rows]

    async def log(self, room: str, since: int, limit: int) -> Sequence[StageEvent]:
        columns = stage_events.c
        wanted = (
            select(stage_events, stage_members.c.name)
            .outerjoin(stage_members, stage_members.c.member == columns.member)
            .where(columns.room == room, columns.position > since)
            .order_by(columns.position)
            .limit(limit)
        )
        rows = (await self._connection.execute(wanted)).all()
        told = {row.message for row in rows if row.message is not None}
        found = await self._connection.execute(every_message().where(stage_messages.c.number.in_(told)))
        messages = {row.number: as_message(row) for row in found}
        return [as_event(row, messages) for row in rows]

    async def let_in(self, member: str) -> Collection[str]:
        columns = stage_let_in.c
        found = await self._connection.scalars(select(columns.thread).where(columns.member == member))
        return frozenset(map(str, found))

    async def latest(self) -> datetime | None:
        latest: datetime | None = await self._connection.scalar(select(func.max(stage_events.c.at, type_=Instant())))
        return latest

    async def end(self) -> int:
        return await self._connection.scalar(select(func.max(stage_events.c.position))) or 0


class _Writing(_Reading):
    """A unit of work. ``gone`` is what the journal of erasures is told; ``erased`` is true once words have gone."""

    erased = False

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self.gone: list[Erasure] = []

    async def open_room(self, room: str, at: datetime) -> None:
        if not await self.has_room(room):
            await self._connection.execute(insert(stage_rooms).values(room=room, opened_at=at))

    async def meet(self, member: str, name: str) -> None:
        known = update(stage_members).where(stage_members.c.member == member).values(name=name)
        if (await self._connection.execute(known)).rowcount == 0:
            await self._connection.execute(insert(stage_members).values(member=member, name=name))

    async def add(self, draft: StageDraft, at: datetime) -> StageMessage:
        values = {
            "room": draft.room,
            "at": at,
            "from_bot": draft.author is None or draft.carried,
            "carried": draft.carried,
            "author": draft.author,
            "text": draft.text,
            "attachments": attachments_row(draft.attachments),
            "paths": list(draft.paths) or None,
            "thread": number_of(draft.thread),
            "reply_to": number_of(draft.reply_to),
            "private_with": draft.private_with,
            "begins": draft.begins,
            "key": draft.key,
            "sealed": draft.sealed,
            "pinned": False,
        }
        made = insert(stage_messages).values(values).returning(stage_messages.c.number)
        number = (await self._connection.execute(made)).scalar_one()
        await self._log(StageHappening(room=draft.room, kind=StageEventKind.MADE, message=str(number)), at)
        row = (await self._connection.execute(every_message().where(stage_messages.c.number == number))).one()
        return as_message(row)

    async def rewrite(
        self,
        message: StageMessage,
        text: str,
        at: datetime,
        *,
        attachments: Sequence[Attachment],
        begins: str | None,
        paths: Sequence[str | None] = (),
    ) -> None:
        self.erased = True
        values = {
            "text": text,
            "edited_at": at,
            "attachments": attachments_row(attachments),
            "paths": list(paths) or None,
            "begins": begins,
        }
        await self._change([message.id], values)
        await self._log(StageHappening(room=message.room, kind=StageEventKind.EDITED, message=message.id), at)

    async def erase(self, message: StageMessage, at: datetime) -> None:
        self.erased = True
        values = {
            "author": None,
            "text": None,
            "attachments": None,
            "paths": None,
            "private_with": None,
            "key": None,
            "edited_at": None,
            "erased_at": at,
            "pinned": False,
        }
        await self._connection.execute(
            delete(stage_reactions).where(stage_reactions.c.message == number_of(message.id))
        )
        await self._change([message.id], values)
        self.gone.append(Erasure(at=at, kind=ErasureKind.MESSAGE, post=message.id))
        await self._log(StageHappening(room=message.room, kind=StageEventKind.ERASED, message=message.id), at)

    async def react(self, message: StageMessage, member: str, emoji: str, at: datetime) -> bool:
        if await self._connection.scalar(select(stage_reactions.c.number).where(*one_reaction(message, member, emoji))):
            return False
        values = {"message": number_of(message.id), "author": member, "emoji": emoji, "at": at}
        await self._connection.execute(insert(stage_reactions).values(values))
        await self._log_reaction(StageEventKind.REACTED, message, member, emoji, at)
        return True

    async def unreact(self, message: StageMessage, member: str, emoji: str, at: datetime) -> bool:
        gone = await self._connection.execute(delete(stage_reactions).where(*one_reaction(message, member, emoji)))
        if gone.rowcount == 0:
            return False
        await self._log_reaction(StageEventKind.UNREACTED, message, member, emoji, at)
        return True

    async def lock(self, message: StageMessage, at: datetime) -> bool:
        if message.locked:
            return False
        await self._change([message.id], {"locked_at": at})
        await self._log(StageHappening(room=message.room, kind=StageEventKind.LOCKED, message=message.id), at)
        return True

    async def pin(self, message: StageMessage, at: datetime) -> bool:
        if message.pinned:
            return False
        await self._change([message.id], {"pinned": True})
        await self._log(StageHappening(room=message.room, kind=StageEventKind.PINNED, message=message.id), at)
        return True

    async def admit(self, message: StageMessage, member: str, at: datetime) -> bool:
        if not message.sealed or message.id in await self.let_in(member):
            return False
        await self._connection.execute(insert(stage_let_in).values(thread=number_of(message.id), member=member))
        let_in = StageHappening(room=message.room, kind=StageEventKind.LET_IN, message=message.id, member=member)
        await self._log(let_in, at)
        return True

    async def unseal(self, message: StageMessage, at: datetime) -> bool:
        if not message.sealed:
            return False
        await self._change([message.id], {"sealed": False})
        await self._connection.execute(delete(stage_let_in).where(stage_let_in.c.thread == number_of(message.id)))
        await self._log(StageHappening(room=message.room, kind=StageEventKind.UNSEALED, message=message.id), at)
        return True

    async def note(self, happening: StageHappening, at: datetime) -> None:
        await self._log(happening, at)

    async def forget(self, member: str, at: datetime) -> Collection[str]:
        self.erased = True
        columns = stage_messages.c
        theirs = every_message().where(or_(columns.author == member, columns.private_with == member))
        changed: set[str] = set()
        for row in (await self._connection.execute(theirs.order_by(columns.number))).all():
            message = as_message(row)
            await self.erase(message, at)
            changed.add(message.room)
        await self._connection.execute(delete(stage_reactions).where(stage_reactions.c.author == member))
        await self._connection.execute(delete(stage_events).where(stage_events.c.member == member))
        await self._connection.execute(delete(stage_let_in).where(stage_let_in.c.member == member))
        await self._connection.execute(delete(stage_members).where(stage_members.c.member == member))
        return changed

    async def _change(self, messages: Iterable[str], values: Mapping[str, object]) -> None:
        numbers = [number_of(one) for one in messages]
        await self._connection.execute(
            update(stage_messages).where(stage_messages.c.number.in_(numbers)).values(values)
        )

    async def _log_reaction(
        self, kind: StageEventKind, message: StageMessage, member: str, emoji: str, at: datetime
    ) -> None:
        await self._log(
            StageHappening(room=message.room, kind=kind, message=message.id, member=member, emoji=emoji), at
        )

    async def _log(self, happening: StageHappening, at: datetime) -> None:
        values = {
            "room": happening.room,
            "kind": happening.kind.value,
            "at": at,
            "message": number_of(happening.message),
            "member": happening.member,
            "emoji": happening.emoji,
            "workshop": happening.workshop,
            "choices": list(happening.choices),
            "consent": happening.consent and happening.consent.value,
        }
        await self._connection.execute(insert(stage_events).values(values))
