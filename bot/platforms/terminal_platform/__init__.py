"""The terminal platform: a chat server of its own in the database file, and the bot's account on it.

It is the embedded default of ``cafe run``, the stage of the rehearsal and the demo, and the double in tests.
Rooms, threads, replies, edits, deletions, reactions, private messages and history are all kept, so that
they survive a restart and another connection sees the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from pathlib import Path

from bot.domain import Announcement, Inbound, Kept, MemberRef, OutboundMessage, PollCounted, Post, Posted, RoomRef
from bot.errors import NoSuchPlace, NotAllowed, fault
from bot.platforms.files import read_file
from bot.platforms.terminal_platform import _rules as rules
from bot.platforms.terminal_platform._people import People, not_ours
from bot.platforms.terminal_platform._translation import differences, inbound
from bot.ports import Abilities, Door
from bot.stage import StageDraft, StageMessage, StageReading

CAN = Abilities(
    dialect="plain",
    text_limit=4000,
    seals=True,
    pins=True,
    ways="terminal.ways",
    quotations="terminal.quotations",
    erases=True,
    carries=True,
)
"""What the terminal platform can do."""

__all__ = ["CAN", "TerminalPlatform"]


class TerminalPlatform(People):
    """The bot's account in the terminal's rooms. Implements `bot.ports.Platform`; `People` is the side door.

    A room's id is its name. A position is a whole number as text.
    """

    @property
    def name(self) -> str:
        """The account's name: the ``platform`` of every reference."""
        return self._name

    @property
    def can(self) -> Abilities:
        """What this platform can do."""
        return CAN

    async def connect(self, door: Door) -> None:
        """Start listening: from now on what happens goes through the door."""
        async with self._turn:
            self._connected_at = await self.end()
            self._handed_in.clear()
            self._door = door

    async def close(self) -> None:
        """Stop listening. People can still talk; what they say is read back later."""
        self._door = None
        async with self._turn:
            """What is being handed in is finished."""

    async def open_room(self, name: str) -> RoomRef:
        """The room of that name, made if it is not there."""
        room = rules.accepted_name(name)
        async with self._stage.writing() as unit:
            await unit.open_room(room, self._clock.now())
        return RoomRef(self._name, room)

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        """Post a message; one of the same key that is there already is left as it is, and its ids are returned.

        Raises `NoSuchPlace`, `NotAllowed` for a locked thread, `PlatformError` for a text beyond the limit.
        """
        files = rules.as_attachments(message.files)
        text = rules.accepted_text(message.body, files, limit=self.can.text_limit)
        private_with = None
        if message.to is not None:
            if message.to.platform != self._name:
                raise NoSuchPlace(fault("stage_no_member", member=str(message.to)))
            private_with = message.to.id
        async with self._stage.writing() as unit:
            await rules.require_room(unit, self._own(room))
            if there := await unit.keyed(room.room, key):
                return _posted(there)
            await self._require_way(unit, room, message)
            draft = StageDraft(
                room=room.room,
                text=text,
                thread=message.thread,
                begins=None if message.begins is None else rules.accepted_title(message.begins),
                reply_to=message.reply_to,
                private_with=private_with,
                attachments=files,
                key=key,
                sealed=message.sealed,
            )
            made = await unit.add(draft, self._clock.now())
        self._changed()
        return _posted(made)

    async def carry(
        self, room: RoomRef, thread: str | None, member: MemberRef, name: str, text: str, key: str
    ) -> Posted:
        """Post in the bot's name what a member has said; one of the same key is left as it is."""
        text, author = rules.accepted_text(text), rules.require_id(member.id)
        async with self._acting(room, author, name) as unit:
            if (there := await unit.keyed(room.room, key)) is None:
                await rules.require_unlocked(unit, room.room, thread)
                draft = StageDraft(room=room.room, text=text, author=author, thread=thread, key=key, carried=True)
                there = await unit.add(draft, self._clock.now())
        return _posted(there)

    async def find(
        self, room: RoomRef, message: OutboundMessage, key: str, since: datetime, known: Collection[str] = ()
    ) -> Posted | None:
        """The bot's message of that key, posted at ``since`` or after, if it is there and not a known one."""
        async with self._stage.reading() as stage:
            await rules.require_room(stage, self._own(room))
            there = await stage.keyed(room.room, key)
        return None if there is None or there.at < since or there.id in known else _posted(there)

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        """Replace the words, files and thread title of a message of ours, in a locked thread too: what is
        corrected after the end (an erasure in the flashback) has to be.
        """
        files = rules.as_attachments(message.files)
        text = rules.accepted_text(message.body, files, limit=self.can.text_limit)
        async with self._stage.writing() as unit:
            await rules.require_room(unit, self._own(room))
            there = await rules.require_message(unit, room.room, posted.message, None)
            if not there.from_bot:
                raise not_ours(there)
            title = there.begins and message.begins and rules.accepted_title(message.begins)
            await unit.rewrite(there, text, self._clock.now(), attachments=files, begins=title or there.begins)
        self._changed()

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        """Take a message of ours back for good; a thread that it began stays. One that is gone is no fault."""
        async with self._stage.writing() as unit:
            await rules.require_room(unit, self._own(room))
            there = await unit.message(room.room, posted.message)
            if there is None or there.erased:
                return
            if not there.from_bot:
                raise not_ours(there)
            await unit.erase(there, self._clock.now())
        self._changed()

    async def pin(self, room: RoomRef, posted: Posted) -> None:
        """Mark a message of ours as pinned; one that is stays so."""
        async with self._stage.writing() as unit:
            await rules.require_room(unit, self._own(room))
            there = await rules.require_message(unit, room.room, posted.message, None)
            if not there.from_bot:
                raise not_ours(there)
            await unit.pin(there, self._clock.now())
        self._changed()

    async def prepare(self, room: RoomRef, heading: str, language: str) -> None:
        """There is nothing to make ready."""

    async def announce(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> str:
        """There is no calendar: who sits at a terminal reads the index (`Abilities.announces`)."""
        raise NotAllowed(fault("stage_no_calendar"))

    async def call_off(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> None:
        """Nothing is ever announced there."""

    async def count_poll(self, room: RoomRef, posted: Posted) -> PollCounted | None:
        """The terminal has no polls of its own."""
        return None

    async def end_poll(self, room: RoomRef, posted: Posted) -> None:
        """The terminal has no polls of its own."""

    async def close_room(self, room: RoomRef, threads: Sequence[str]) -> None:
        """Lock these threads; one that is locked stays so. Raises `NoSuchPlace`, and then none is locked."""
        async with self._stage.writing() as unit:
            await rules.require_room(unit, self._own(room))
            for thread in threads:
                await unit.lock(await rules.require_thread(unit, room.room, thread), self._clock.now())
        self._changed()

    async def let_in(self, room: RoomRef, thread: str, member: MemberRef) -> None:
        """Let a member read a sealed thread; in one that is not sealed, or whom it has let in, it changes nothing."""
        async with self._stage.writing() as unit:
            await rules.require_room(unit, self._own(room))
            await unit.admit(await rules.require_thread(unit, room.room, thread), member.id, self._clock.now())
        self._changed()

    async def unseal(self, room: RoomRef, thread: str) -> None:
        """Let everybody read a sealed thread; one that is not sealed stays as it is."""
        async with self._stage.writing() as unit:
            await rules.require_room(unit, self._own(room))
            await unit.unseal(await rules.require_thread(unit, room.room, thread), self._clock.now())
        self._changed()

    async def call(self, room: RoomRef, member: MemberRef) -> None:
        """Nobody is ever called here."""

    async def call_only(self, member: MemberRef, rooms: Collection[RoomRef]) -> None:
        """Nobody is ever called here."""

    async def called(self, room: RoomRef, member: MemberRef) -> str | None:
        """The name of whoever has been in that room."""
        async with self._stage.reading() as stage:
            return await stage.called(room.room, member.id)

    def title_of(self, room: RoomRef) -> str:
        """A room's id is its name here."""
        return room.room

    async def fetch(self, room: RoomRef, post: Post, number: int, limit: int) -> bytes:
        """The bytes of a file of this machine that a member has attached, read where it lies."""
        async with self._stage.reading() as stage:
            await rules.require_room(stage, self._own(room))
            there = await rules.require_message(stage, room.room, post.ref.id, None)
        path = there.paths[number] if number < len(there.paths) else None
        if path is None:
            raise NoSuchPlace(fault("file_not_there"))
        return await asyncio.to_thread(read_file, Path(path), limit)

    async def erase_member(self, member: MemberRef) -> None:
        """Erase a member of this account from all its rooms; see `People.forget`."""
        if member.platform == self._name:
            await self.forget(member.id)

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        """All that happened in the room after that position, in order, with the latest words alone; a message
        erased since is told of as erased, and nothing else of it.
        """
        async for event in self._log(room, _position(since)):
            if (told := inbound(event, room)) is not None:
                yield told

    async def look_again(self, room: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        """Compares each of them with the message of that id, and the reactions on it."""
        async with self._stage.reading() as stage:
            await rules.require_room(stage, self._own(room))
            told = [one for each in kept for one in await self._become(stage, room, each)]
        for one in told:
            yield one

    async def _become(self, stage: StageReading, room: RoomRef, kept: Kept) -> list[Inbound]:
        there = await stage.message(room.room, kept.post)
        put = await stage.reactions(room.room, kept.post)
        return differences(kept, there, put, room, self._clock.now())

    async def _require_way(self, unit: StageReading, room: RoomRef, message: OutboundMessage) -> None:
        if message.thread is not None:
            if message.to is None:
                await rules.require_unlocked(unit, room.room, message.thread)
            else:
                # A private answer is shown beside the thread, not in it: it may come after the lock.
                await rules.require_thread(unit, room.room, message.thread)
        if message.reply_to is not None:
            await rules.require_known(unit, room.room, message.reply_to)


def _posted(message: StageMessage) -> Posted:
    return Posted(message.id, None if message.begins is None else message.id)


def _position(since: str | None) -> int:
    """A position as a number; what is none counts as the beginning: an event read twice changes nothing."""
    return int(since) if since is not None and since.isascii() and since.isdecimal() and len(since) <= 18 else 0
