"""A conversation in a file, as a platform: a room that can only be read, so that a replay comes in by the same
door as live posts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation
from bot.domain import (
    Announcement,
    ConsentGiven,
    Inbound,
    Kept,
    MemberRef,
    OutboundMessage,
    PollCounted,
    Post,
    Posted,
    RoomRef,
    Withdrew,
)
from bot.errors import NoSuchPlace, PlatformError, fault
from bot.platforms.files import beside, read_file
from bot.ports import Abilities, Door

CONVERSATION_ABILITIES = Abilities(
    dialect="plain",
    text_limit=10_000,
    speaks=False,
    threads=False,
    private_messages=False,
    keeps_keys=False,
    files=False,
)


class ConversationPlatform:
    """The file's only room, on a platform of its own: two files never share a position, nor a café's beats.

    What members decided about themselves before ``opens_at`` is handed in as of then, so that it holds in the
    café. ``on_read`` is told of each event that was read.
    """

    def __init__(
        self, conversation: Conversation, opens_at: datetime, on_read: Callable[[], object] = lambda: None
    ) -> None:
        self._conversation = conversation
        self._opens_at = opens_at
        self._on_read = on_read
        self._room = RoomRef(f"file-{conversation.fingerprint[:12]}", conversation.fingerprint)

    @property
    def name(self) -> str:
        """The file's platform: drawn from its bytes."""
        return self._room.platform

    @property
    def room(self) -> RoomRef:
        """The file's room."""
        return self._room

    @property
    def can(self) -> Abilities:
        """It can be read, and nothing else."""
        return CONVERSATION_ABILITIES

    async def connect(self, door: Door) -> None:
        """Nothing happens in a file: there is nothing to listen to."""

    async def close(self) -> None:
        """There is nothing to let go of."""

    async def open_room(self, name: str) -> RoomRef:
        """The file's room. Raises `NoSuchPlace` for any other."""
        if name != self._room.room:
            raise NoSuchPlace(fault("no_such_room", room=name))
        return self._room

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        """A file is never spoken into. Raises `PlatformError`."""
        raise PlatformError(fault("room_only_read", room=room.room))

    async def carry(
        self, room: RoomRef, thread: str | None, member: MemberRef, name: str, text: str, key: str
    ) -> Posted:
        """A file is never spoken into. Raises `PlatformError`."""
        raise PlatformError(fault("room_only_read", room=room.room))

    async def find(
        self, room: RoomRef, message: OutboundMessage, key: str, since: datetime, known: Collection[str] = ()
    ) -> Posted | None:
        """Nothing of ours is ever there."""
        return None

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        """A file is never spoken into. Raises `PlatformError`."""
        raise PlatformError(fault("room_only_read", room=room.room))

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        """Nothing of ours is ever there."""

    async def pin(self, room: RoomRef, posted: Posted) -> None:
        """Nothing of ours is ever there."""

    async def prepare(self, room: RoomRef, heading: str, language: str) -> None:
        """A file is as it is."""

    async def announce(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> str:
        """A file has no calendar. Raises `PlatformError`."""
        raise PlatformError(fault("room_only_read", room=room.room))

    async def call_off(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> None:
        """Nothing of ours is ever there."""

    async def count_poll(self, room: RoomRef, posted: Posted) -> PollCounted | None:
        """Nothing of ours is ever there."""
        return None

    async def end_poll(self, room: RoomRef, posted: Posted) -> None:
        """Nothing of ours is ever there."""

    async def close_room(self, room: RoomRef, threads: Sequence[str]) -> None:
        """What is said in a file is said."""

    async def let_in(self, room: RoomRef, thread: str, member: MemberRef) -> None:
        """Who has the file has read it."""

    async def unseal(self, room: RoomRef, thread: str) -> None:
        """Who has the file has read it."""

    async def call(self, room: RoomRef, member: MemberRef) -> None:
        """Nobody is ever called here."""

    async def call_only(self, member: MemberRef, rooms: Collection[RoomRef]) -> None:
        """Nobody is ever called here."""

    async def called(self, room: RoomRef, member: MemberRef) -> str | None:
        """Nobody asks that of a file: names come with the posts."""
        return None

    def title_of(self, room: RoomRef) -> str:
        """A room's id is its name here."""
        return room.room

    async def fetch(self, room: RoomRef, post: Post, number: int, limit: int) -> bytes:
        """A file beside the conversation's, or below: never one that lies elsewhere, nor an address."""
        address = post.attachments[number].url if number < len(post.attachments) else None
        path = beside(self._conversation.folder, address)
        if path is None:
            raise NoSuchPlace(fault("file_not_there"))
        return await asyncio.to_thread(read_file, path, limit)

    async def erase_member(self, member: MemberRef) -> None:
        """A file is never written."""

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        """The events after that position, in order."""
        for event in self._conversation.events.after(since):
            self._on_read()
            yield replace(event, room=self._room, at=self._at(event))

    async def look_again(self, room: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        """What is in a file stays as it was read."""
        for _ in ():
            yield _

    def _at(self, event: Inbound) -> datetime:
        return max(event.at, self._opens_at) if isinstance(event, ConsentGiven | Withdrew) else event.at
