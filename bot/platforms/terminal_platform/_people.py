"""The people's side of the terminal's rooms: what a member can do there, and how the bot hears of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime

from bot.domain import Attachment, Consent, RoomRef
from bot.errors import NoSuchPlace, NotAllowed, fault
from bot.platforms.terminal_platform import _rules as rules
from bot.platforms.terminal_platform._translation import inbound
from bot.ports import Clock, Door
from bot.stage import (
    Stage,
    StageDraft,
    StageEvent,
    StageEventKind,
    StageHappening,
    StageMessage,
    StageReaction,
    StageReading,
    StageThread,
    StageWriting,
    member_id,
)

_PAGE = 500
"""How many lines of the log are read at a time."""


class People:
    """The rooms as members use them.

    What a member does is kept first; then the door hears everything it has not heard yet, in order. If the
    door raises, so does the call, and the event is handed in again with the next one: none is ever passed over.
    ``desk`` is the name of a room that moderators alone can read and write in.
    """

    def __init__(
        self,
        stage: Stage,
        clock: Clock,
        *,
        name: str = "terminal",
        moderators: Collection[str] = (),
        desk: str | None = None,
    ) -> None:
        self._stage = stage
        self._clock = clock
        self._name = name
        self._moderators = frozenset(map(member_id, moderators))
        self._desk = None if desk is None else rules.accepted_name(desk)
        self._door: Door | None = None
        self._turn = asyncio.Lock()
        self._connected_at = 0
        self._handed_in: dict[str, int] = {}
        self._listeners: list[Callable[[], None]] = []

    # --- what a member does -----------------------------------------------------------------------------------

    async def join(self, author: str, name: str) -> None:
        """Make a member known by a name; with everything they do under another one, that one is kept instead."""
        name = rules.accepted_name(name)
        async with self._stage.writing() as unit:
            await unit.meet(rules.require_id(author), name)

    async def say(
        self,
        room: RoomRef,
        author: str,
        name: str,
        text: str,
        *,
        thread: str | None = None,
        reply_to: str | None = None,
        attachments: Sequence[Attachment] = (),
        paths: Sequence[str | None] = (),
    ) -> str:
        """Post as a member; returns the message's id. ``paths`` says where each attachment lies on this machine,
        ``None`` for nowhere. Raises `PlatformError` for what no room accepts, `NoSuchPlace` for a thread or message
        that is not there, `NotAllowed` in a locked thread.
        """
        files = rules.accepted_attachments(attachments, paths)
        text = rules.accepted_text(text, files)
        async with self._acting(room, author, name) as unit:
            await rules.require_unlocked(unit, room.room, thread)
            if reply_to is not None:
                await rules.require_message(unit, room.room, reply_to, await self._reader(unit, author))
            draft = StageDraft(
                room=room.room,
                text=text,
                author=author,
                thread=thread,
                reply_to=reply_to,
                attachments=files,
                paths=tuple(paths),
            )
            made = await unit.add(draft, self._clock.now())
        return made.id

    async def tell(self, room: RoomRef, author: str, name: str, text: str) -> str:
        """Write to the bot alone; returns the message's id."""
        text = rules.accepted_text(text)
        async with self._acting(room, author, name) as unit:
            draft = StageDraft(room=room.room, text=text, author=author, private_with=author)
            made = await unit.add(draft, self._clock.now())
        return made.id

    async def edit(self, room: RoomRef, author: str, message: str, text: str) -> None:
        """Replace the words of one's own message. Raises `NotAllowed` for somebody else's and in a locked thread."""
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            rules.require_typed(found, author)
            await rules.require_unlocked(unit, room.room, found.thread)
            text = rules.accepted_text(text, found.attachments)
            await unit.rewrite(
                found,
                text,
                self._clock.now(),
                attachments=found.attachments,
                paths=found.paths,
                begins=found.begins,
            )

    async def detach(self, room: RoomRef, author: str, message: str, number: int | None = None) -> None:
        """Take a file out of one's own message, in a locked thread too: the one at that place, from 1, or the only one.

        A message of which nothing would be left is taken back. Raises `NotAllowed` for somebody else's, `PlatformError`
        where there is no such file.
        """
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            rules.require_author(found, author)
            place = rules.accepted_place(found.attachments, number)
            left = found.attachments[:place] + found.attachments[place + 1 :]
            paths = found.paths[:place] + found.paths[place + 1 :]
            at = self._clock.now()
            if left or found.text.strip():
                await unit.rewrite(found, found.text, at, attachments=left, paths=paths, begins=found.begins)
            else:
                await unit.erase(found, at)

    async def erase(self, room: RoomRef, author: str, message: str) -> None:
        """Take one's own message back, or anybody's as a moderator, in a locked thread too. Raises `NotAllowed`."""
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            if author not in self._moderators:
                rules.require_author(found, author)
            await unit.erase(found, self._clock.now())

    async def react(self, room: RoomRef, author: str, message: str, emoji: str) -> None:
        """Put an emoji on a message; a second time changes nothing. Raises `NotAllowed` in a locked thread."""
        emoji = rules.accepted_emoji(emoji)
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            await rules.require_unlocked(unit, room.room, found.thread if found.begins is None else found.id)
            await unit.react(found, author, emoji, self._clock.now())

    async def unreact(self, room: RoomRef, author: str, message: str, emoji: str) -> None:
        """Take an emoji back, in a locked thread too; one that is not there is no fault."""
        async with self._acting(room, author) as unit:
            found = await rules.require_message(unit, room.room, message, await self._reader(unit, author))
            await unit.unreact(found, author, emoji, self._clock.now())

    async def choose(self, room: RoomRef, author: str, name: str, workshop: str, choices: Sequence[str]) -> None:
        """Vote in a workshop, as with a button: nobody else sees it. ``choices`` are positions from 1, or a
        scale's number. Raises `PlatformError` for anything else.
        """
        happening = StageHappening(
            room=room.room,
            kind=StageEventKind.CHOSE,
            member=author,
            workshop=rules.accepted_name(workshop),
            choices=rules.accepted_choices(choices),
        )
        async with self._acting(room, author, name) as unit:
            await unit.note(happening, self._clock.now())

    async def consent(self, room: RoomRef, author: str, name: str, choice: Consent) -> None:
        """Tell the bot, in private, how one may be quoted."""
        happening = StageHappening(room=room.room, kind=StageEventKind.CONSENTED, member=author, consent=choice)
        async with self._acting(room, author, name) as unit:
            await unit.note(happening, self._clock.now())

    async def withdraw(self, room: RoomRef, author: str, name: str) -> None:
        """Tell the bot, in private, to take back all one said in this café. The room's own messages stay, as on
        any chat server; `forget` takes those.
        """
        happening = StageHappening(room=room.room, kind=StageEventKind.WITHDREW, member=author)
        async with self._acting(room, author, name) as unit:
            await unit.note(happening, self._clock.now())

    async def forget(self, author: str) -> None:
        """Erase all that the rooms hold of a member: messages, reactions, votes, private messages, their name."""
        async with self._turn:
            async with self._stage.writing() as unit:
                changed = await unit.forget(author, self._clock.now())
            for room in sorted(changed):
                await self._tell_of(RoomRef(self._name, room))

    # --- what there is to see ---------------------------------------------------------------------------------

    async def rooms(self) -> Sequence[RoomRef]:
        """Every room that members see, sorted."""
        async with self._stage.reading() as stage:
            return [RoomRef(self._name, room) for room in await stage.rooms() if room != self._desk]

    async def read_desk(self, reader: str, *, last: int | None = None) -> Sequence[StageMessage]:
        """The messages at the hosts' desk, in order. Raises `NoSuchPlace` where there is none, `NotAllowed` to
        whoever is no host."""
        if self._desk is None:
            raise NoSuchPlace(fault("stage_no_desk"))
        self._require_host(reader)
        async with self._stage.reading() as stage:
            return await stage.messages(self._desk, last=last)

    async def members(self) -> Sequence[tuple[str, str]]:
        """Everybody who ever acted in these rooms, as (id, latest name), by id."""
        async with self._stage.reading() as stage:
            return await stage.members()

    async def threads(self, room: RoomRef) -> Sequence[StageThread]:
        """The threads of a room, in the order they were begun."""
        async with self._stage.reading() as stage:
            await rules.require_room(stage, self._public(room))
            return await stage.threads(room.room)

    async def messages(
        self,
        room: RoomRef,
        thread: str | None = None,
        *,
        since: datetime | None = None,
        last: int | None = None,
        reader: str | None = None,
    ) -> Sequence[StageMessage]:
        """The live public messages of a room, or of one thread with the one that began it, in order: what that member
        can read of them, else what everybody can."""
        async with self._stage.reading() as stage:
            await rules.require_room(stage, self._public(room))
            if thread is not None:
                await rules.require_thread(stage, room.room, thread)
            found = await stage.messages(room.room, thread=thread, since=since, last=last)
            who = await self._reader(stage, reader)
            return [message for message in found if who.sees(message)]

    async def message(self, room: RoomRef, message: str, *, reader: str | None = None) -> StageMessage:
        """One live message, public or private, which that member, if one is given, can read. Raises `NoSuchPlace`."""
        async with self._stage.reading() as stage:
            await rules.require_room(stage, self._public(room))
            who = None if reader is None else await self._reader(stage, reader)
            return await rules.require_message(stage, room.room, message, who)

    async def reactions(
        self, room: RoomRef, message: str | None = None, *, reader: str | None = None
    ) -> Sequence[StageReaction]:
        """The reactions in a room or on one message, by message, then as they came: on what that member can read,
        else on what everybody can."""
        async with self._stage.reading() as stage:
            await rules.require_room(stage, self._public(room))
            who = await self._reader(stage, reader)
            found = await stage.reactions(room.room, message)
            there = {one: await stage.message(room.room, one) for one in {reaction.message for reaction in found}}
            return [one for one in found if (on := there[one.message]) is not None and who.sees(on)]

    async def inbox(self, room: RoomRef, author: str, *, last: int | None = None) -> Sequence[StageMessage]:
        """The live private messages between a member and the bot in a room, in order."""
        async with self._stage.reading() as stage:
            await rules.require_room(stage, self._public(room))
            return await stage.messages(room.room, private_with=author, last=last)

    async def log(self, room: RoomRef, since: int, *, reader: str | None = None) -> Sequence[StageEvent]:
        """What happened in a room after that position, the bot's own doings too, in order: without what was said in a
        sealed thread that this member, or else everybody, cannot read yet. Private messages are in it."""
        self._public(room)
        async with self._stage.reading() as stage:
            who = await self._reader(stage, reader)
        return [event async for event in self._log(room, since) if _is_told(event, who)]

    async def end(self) -> int:
        """The position of the last event of all rooms; 0 where there is none."""
        async with self._stage.reading() as stage:
            return await stage.end()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have a function called, without arguments, after each change made here; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # --- what both sides need ---------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def _acting(self, room: RoomRef, author: str, name: str | None = None) -> AsyncIterator[StageWriting]:
        rules.require_id(author)
        if room.room == self._desk:
            self._require_host(author)
        async with self._turn:
            async with self._stage.writing() as unit:
                await rules.require_room(unit, self._own(room))
                if name is not None:
                    await unit.meet(author, rules.accepted_name(name))
                yield unit
            await self._tell_of(room)

    async def _tell_of(self, room: RoomRef) -> None:
        """Hand everything of that room that the door has not heard yet to it."""
        self._changed()
        if self._door is None:
            return
        since = self._handed_in.get(room.room, self._connected_at)
        events = [event async for event in self._log(room, since)]
        told = [one for event in events if (one := inbound(event, room)) is not None]
        if told:
            await self._door(told)
        if events:
            self._handed_in[room.room] = events[-1].position

    async def _log(self, room: RoomRef, since: int) -> AsyncIterator[StageEvent]:
        while True:
            async with self._stage.reading() as stage:
                await rules.require_room(stage, self._own(room))
                page = await stage.log(room.room, since, _PAGE)
            for event in page:
                yield event
            if len(page) < _PAGE:
                return
            since = page[-1].position

    async def _reader(self, stage: StageReading, member: str | None) -> rules.Reader:
        let_in = () if member is None else await stage.let_in(member)
        return rules.Reader(member, let_in, member in self._moderators)

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _require_host(self, reader: str) -> None:
        if member_id(reader) not in self._moderators:
            raise NotAllowed(fault("stage_desk"))

    def _public(self, room: RoomRef) -> str:
        """The room's name. Raises `NotAllowed` for the desk, which is read by `read_desk`."""
        if self._own(room) == self._desk:
            raise NotAllowed(fault("stage_desk"))
        return room.room

    def _own(self, room: RoomRef) -> str:
        if room.platform != self._name:
            raise NoSuchPlace(fault("stage_no_room", room=str(room)))
        return room.room


def _is_told(event: StageEvent, reader: rules.Reader) -> bool:
    private = event.message is not None and event.message.private_with is not None
    return private or reader.hears_of(event)


def not_ours(message: StageMessage) -> NotAllowed:
    """The fault of changing a member's message as the bot."""
    return NotAllowed(fault("stage_not_yours", message=message.id))
