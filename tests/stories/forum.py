"""A room that holds nothing but threads, as some platforms have them: the terminal's, without its open floor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import OutboundMessage, Posted, RoomRef
from bot.errors import NoSuchPlace, NotAllowed, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Platform
from bot.stage import StageMessage
from bot.store.stage import SqlStage
from tests.stories.room import Room


class Forum(TerminalPlatform):
    """The terminal platform, in whose rooms a message to everybody stands in a thread or begins one; the desk is a room
    like others. ``deleted`` are threads that somebody has deleted."""

    deleted: frozenset[str] = frozenset()

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        return await super().post(room, self._shaped(room, message), key)

    async def find(
        self, room: RoomRef, message: OutboundMessage, key: str, since: datetime, known: Collection[str] = ()
    ) -> Posted | None:
        if message.thread is not None:
            self._require(message.thread)
        return await super().find(room, message, key, since, known)

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        self._require(posted.thread)
        await super().revise(room, posted, message)

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        self._require(posted.thread)
        await super().retract(room, posted)

    async def pin(self, room: RoomRef, posted: Posted) -> None:
        self._require(posted.thread)
        await super().pin(room, posted)

    def _shaped(self, room: RoomRef, message: OutboundMessage) -> OutboundMessage:
        if room.room == self._desk or message.to is not None or message.begins is not None:
            return message
        if message.thread is not None:
            self._require(message.thread)
            return message
        if message.heading is None:
            raise NotAllowed(fault("stage_locked"))
        return replace(message, begins=message.heading)

    def _require(self, thread: str | None) -> None:
        """A message is to be had through the thread that it is in alone."""
        if thread is None or thread in self.deleted:
            raise NoSuchPlace(fault("stage_no_thread", thread=str(thread)))


class ForumRoom(Room):
    """A story's room that holds nothing but threads."""

    @property
    def forum(self) -> Forum:
        assert isinstance(self.terminal, Forum)
        return self.terminal

    async def begin_in_forum(self, **how: object) -> None:
        """`Room.begin`, in a forum."""
        self.terminal = Forum(SqlStage(self.database), self.clock, moderators=["camille"], desk="bureau")
        await self.begin(**how)  # type: ignore[arg-type]

    async def reopened(self, worker: str = "another") -> ForumRoom:
        await self.database.close()
        room = ForumRoom(self.where, self.clock)
        room.ref, room.cafe_id, room.desks = self.ref, self.cafe_id, self.desks
        forum = Forum(SqlStage(room.database), room.clock, moderators=["camille"], desk="bureau")
        forum.deleted = self.forum.deleted
        room.terminal = forum
        platforms: dict[str, Platform] = {"terminal": forum}
        room.work(worker=worker, platforms=platforms)
        return room

    async def own_thread(self) -> str:
        """The café's own thread."""
        async with self.store.reading() as store:
            thread = await store.place(self.cafe_id, self.ref, None)
        assert thread is not None, "nothing of the café's own is there yet"
        return thread

    async def in_own_thread(self) -> Sequence[StageMessage]:
        """The messages of the café's own thread, in order."""
        return await self.terminal.messages(self.ref, await self.own_thread())
