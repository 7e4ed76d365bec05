"""The terminal's rooms: what there is to see in them, and how the bot hears of what happens there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime

from bot.domain import RoomRef
from bot.errors import NoSuchPlace, NotAllowed, fault
from bot.platforms.terminal_platform import _rules as rules
from bot.platforms.terminal_platform._translation import inbound
from bot.ports import Clock, Door
from bot.stage import (
    Stage,
    StageEvent,
    StageMessage,
    StageReaction,
    StageReading,
    StageThread,
    member_id,
)

_PAGE = 500
"""How many lines of the log are read at a time."""


class Rooms:
    """The rooms as members see them. ``desk`` is the name of a room that moderators alone can read and write in."""

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
