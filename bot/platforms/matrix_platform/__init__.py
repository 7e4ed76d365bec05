"""The bot's account on a Matrix homeserver: cafés in spaces, or in rooms with threads, through matrix-nio.

A room's id, an event's and a member's are Matrix's own; a thread has the id of the event that it began with, in a space
that of the room which was made for it. A position
is a homeserver's token (`_history.Position`). What is known of a place is asked of the homeserver and kept in memory
alone; the store keeps ids.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import Announcement, Inbound, Kept, MemberRef, OutboundMessage, PollCounted, Post, Posted, RoomRef
from bot.errors import NotAllowed, PlatformError, fault
from bot.platforms.limits import MATRIX
from bot.platforms.matrix_platform._account import Account, Session
from bot.platforms.matrix_platform._direct import Direct
from bot.platforms.matrix_platform._encryption import Keys
from bot.platforms.matrix_platform._files import Files
from bot.platforms.matrix_platform._finding import Finding
from bot.platforms.matrix_platform._front import Front, Heard, Meant, Pressed, Spoken
from bot.platforms.matrix_platform._hearing import Hearing
from bot.platforms.matrix_platform._history import History
from bot.platforms.matrix_platform._hosting import Hosting
from bot.platforms.matrix_platform._inspection import Inspection, Lack
from bot.platforms.matrix_platform._login import (
    any_session,
    forget_session,
    keep_session,
    kept_session,
    log_in,
    log_out,
)
from bot.platforms.matrix_platform._looking import Looking
from bot.platforms.matrix_platform._meaning import Meaning
from bot.platforms.matrix_platform._names import Names
from bot.platforms.matrix_platform._polls import Polls
from bot.platforms.matrix_platform._posting import Posting
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._spaces import Spaces
from bot.platforms.matrix_platform._speaking import Asking, Speaking, Standing
from bot.platforms.matrix_platform._syncing import Syncing
from bot.platforms.matrix_platform._threads import Relations, Threads
from bot.platforms.matrix_platform._translation import link_to
from bot.ports import Abilities, Clock, Door

__all__ = [
    "Asking",
    "Front",
    "Heard",
    "Keys",
    "Lack",
    "MatrixPlatform",
    "Meant",
    "Pressed",
    "Session",
    "Speaking",
    "Standing",
    "any_session",
    "forget_session",
    "keep_session",
    "kept_session",
    "log_in",
    "log_out",
]


class MatrixPlatform:
    """Implements `bot.ports.Platform`. ``session`` is how the account gets in; ``hosts`` are the ids of those who host
    in each room, by its id; ``levels`` the power level from which on somebody hosts there, where there is one.
    ``prefix`` stands before a command. ``pages``: a flashback goes along as a page. With ``keys`` it lives in encrypted
    rooms too."""

    def __init__(
        self,
        session: Session,
        clock: Clock,
        *,
        name: str = "matrix",
        hosts: Mapping[str, frozenset[str]] | None = None,
        levels: Mapping[str, int] | None = None,
        prefix: str = MATRIX.prefix,
        keys: Keys | None = None,
        pages: bool = False,
    ) -> None:
        account = self._account = Account(name, session, keys)
        rooms = self._rooms = Rooms(account)
        self._can = replace(MATRIX, prefix=prefix, pages=pages, decrypts=keys is not None)
        spoken = Spoken(prefix)
        self.inspection = Inspection(account, rooms)
        """What the homeserver itself says of the account and its power is asked there."""
        names, relations = Names(rooms), Relations(account)
        self._names = names
        threads = self._threads = Threads(rooms, relations)
        self._polls = Polls(account, rooms, relations, names)
        files = Files(account, rooms)
        self._posting = Posting(account, rooms, threads, relations, files)
        meaning = Meaning(account, rooms, names, threads, self._posting, self._polls, spoken)
        self._history = History(account, names, meaning)
        self._hosting = Hosting(rooms, hosts or {}, levels or {})
        self._finding = Finding(account, self._history, self._posting)
        self._spaces = Spaces(account, rooms, self._posting, self._finding, hosts or {})
        self._looking = Looking(account.me, rooms, relations, clock)
        self._direct = Direct(account, rooms)
        self._files = files
        self._hearing = Hearing(account, rooms, names, self._direct, self._history, meaning, self._hosting, spoken)
        self.speaking = Speaking(account, rooms, names, self._direct, self._history, self._files, spoken)
        """Whoever serves people here asks and answers there."""
        self._syncing = self._hearing.syncing = Syncing(account, self._hearing.meaning, self._hearing.learn)

    @property
    def name(self) -> str:
        """The account's name: the ``platform`` of every reference."""
        return self._account.name

    @property
    def can(self) -> Abilities:
        """What this platform can do."""
        return self._can

    def serve(self, front: Front, rooms: Collection[str] = ()) -> None:
        """Hand over who serves people that speak to the bot. They are heard in these rooms as well, by their ids."""
        self._hearing.front = front
        self._rooms.ours |= set(rooms)

    async def connect(self, door: Door) -> None:
        """Start listening. Raises `bot.errors.ConfigurationError` for a token that the homeserver does not know,
        `PlatformError` where it cannot be reached."""
        await self._rooms.know_ours()
        await self._syncing.begin(door)

    async def close(self) -> None:
        """Stop listening, once what was heard is handed in."""
        await self._syncing.end()
        if self._hearing.front is not None:
            await self._hearing.front.end()
        await self._account.leave()

    async def open_room(self, name: str) -> RoomRef:
        """The room or space of that id or alias; the bot comes in where it is invited, or where everybody may. None is
        made for that. Raises `NoSuchPlace`, `NotAllowed`."""
        return self._rooms.ref(await self._rooms.open(name))

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        """Post a message; what is for one member alone goes into a room of theirs and the bot's."""
        place = await self._rooms.place(room)
        if message.to is not None:
            return await self._direct.post(message.to.id, message, key)
        if self._rooms.is_space(place):
            return await self._spaces.post(room, place, message, key)
        return await self._posting.post(place, message, key)

    async def carry(
        self, room: RoomRef, thread: str | None, member: MemberRef, name: str, text: str, key: str
    ) -> Posted:
        """There are no forms here: nothing is ever carried. Raises `PlatformError`."""
        raise NotAllowed(fault("matrix_carries_nothing"))

    async def find(
        self, room: RoomRef, message: OutboundMessage, key: str, since: datetime, known: Collection[str] = ()
    ) -> Posted | None:
        """A message of ours, by the key that it carries."""
        place = await self._rooms.place(room)
        if message.to is not None:
            alone = await self._direct.existing(message.to.id)
            return None if alone is None else await self._finding.find(alone, message, key, since, known)
        if self._rooms.is_space(place):
            return await self._spaces.find(room, place, message, key, since, known)
        message = await self._threads.placed(place, message)
        found = await self._finding.find(place, message, key, since, known)
        if found is not None:
            await self._posting.offer(place, found.message, message, key)
        return found

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        """Replace the words of a message of ours. What it said before can still be read in its history."""
        if message.to is not None:
            await self._direct.revise(message.to.id, posted, message)
        else:
            await self._posting.revise(await self._standing(room, posted), posted, message)

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        """Redact a message of ours and all its edits."""
        await self._posting.retract(await self._standing(room, posted), posted)

    async def pin(self, room: RoomRef, posted: Posted) -> None:
        """Pin a message of ours in its room."""
        await self._posting.pin(await self._standing(room, posted), posted)

    async def _standing(self, room: RoomRef, posted: Posted) -> str:
        """The room in which something stands. Raises `NoSuchPlace`."""
        return await self._rooms.within(await self._rooms.place(room), posted.thread)

    async def prepare(self, room: RoomRef, heading: str, language: str) -> None:
        """A room that was there before is as its people made it."""

    async def announce(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> str:
        """There is no calendar here. Raises `PlatformError`."""
        raise PlatformError(fault("matrix_no_calendar"))

    async def call_off(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> None:
        """There is no calendar here."""

    async def count_poll(self, room: RoomRef, posted: Posted) -> PollCounted | None:
        """All votes of a poll of ours, with the names of whoever gave them."""
        return await self._polls.count(await self._standing(room, posted), room, posted)

    async def end_poll(self, room: RoomRef, posted: Posted) -> None:
        """End a poll of ours: what is answered later is no vote."""
        await self._polls.end(await self._standing(room, posted), posted)

    async def close_room(self, room: RoomRef, threads: Sequence[str]) -> None:
        """Raise the levels of a workshop's room in a space. In a room with threads none can be locked alone, and the
        room belongs to others as well: what is said later counts no more. Raises `NoSuchPlace`."""
        place = await self._rooms.place(room)
        for thread in threads:
            if self._rooms.is_space(place):
                await self._spaces.close(place, thread)
            else:
                await self._threads.require(place, thread)

    async def let_in(self, room: RoomRef, thread: str, member: MemberRef) -> None:
        """Nothing is sealed here."""

    async def unseal(self, room: RoomRef, thread: str) -> None:
        """Nothing is sealed here."""

    async def call(self, room: RoomRef, member: MemberRef) -> None:
        """Nobody is called here."""

    async def call_only(self, member: MemberRef, rooms: Collection[RoomRef]) -> None:
        """Nobody is called here."""

    async def called(self, room: RoomRef, member: MemberRef) -> str | None:
        """The name that a member goes by in that room."""
        return await self._names.known(await self._rooms.place(room), member.id)

    def title_of(self, room: RoomRef) -> str:
        """The room's name, once it was asked for."""
        return self._rooms.title_of(room)

    async def link(self, room: RoomRef, thread: str) -> str:
        """The address of the message that begins a thread, or of the room that it is, whatever client opens it."""
        place = await self._rooms.place(room)
        if self._rooms.is_space(place):
            return link_to({"sender": self._account.me}, await self._rooms.within(place, thread))
        return link_to({"event_id": thread, "sender": self._account.me}, place)

    async def fetch(self, room: RoomRef, post: Post, number: int, limit: int) -> bytes:
        """The bytes of a post's file."""
        return await self._files.fetch(
            await self._rooms.within(await self._rooms.place(room), post.thread), post, number, limit
        )

    async def erase_member(self, member: MemberRef) -> None:
        """The homeserver keeps its rooms itself."""

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        """What happened after that position, each post with its latest words. A room's beginning is when the bot came
        into it: what was said there before is not said to it."""
        place = await self._rooms.place(room)
        if self._rooms.is_space(place):
            async for event in self._history.together(self._rooms.made_in(place), room, since):
                yield await self._hosting.marked(event)
        else:
            for one in self._rooms.chain(place):
                await self._history.recall(one)
                async for event in self._history.read(one, room, since):
                    yield await self._hosting.marked(event)
        if since is not None:
            async for event in self._hearing.said_alone(room, since):
                yield event

    async def look_again(self, room: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        """Asks for each post, and tells what differs."""
        async for event in self._looking.look(await self._rooms.place(room), room, kept):
            yield event
