"""A Discord on this machine as the contract's tests stand on it: in a text channel with threads, or in a forum."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from pydantic import SecretStr

from bot.domain import Attachment, MemberRef, OutboundMessage, Posted, RoomRef
from bot.errors import NoSuchPlace, NotAllowed, fault
from bot.platforms.discord_platform import DiscordPlatform
from tests.discord.scene import heard_all
from tests.discord_server import (
    TOKEN,
    Channel,
    Clock,
    DiscordServer,
    Message,
    MessageType,
    Permission,
    Person,
    Refused,
    Thread,
)
from tests.platforms.stand import Door, Stand

HEADING = "Le café"
_WORDS = (MessageType.DEFAULT, MessageType.REPLY)


class Housed(DiscordPlatform):
    """The account as a host uses it, who remembers in which thread a café's own messages stand (`bot.host._placed`)."""

    def __init__(self, clock: Clock, own: dict[str, str], companions: dict[str, str]) -> None:
        super().__init__(SecretStr(TOKEN), clock, reads_all=True, companions=companions)  # type: ignore[arg-type]
        self._own = own

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        message = self._placed(room, message)
        posted = await super().post(room, message, key)
        if message.begins is None and posted.thread is not None:
            self._own[room.room] = posted.thread
            return Posted(posted.message)
        return posted

    async def find(
        self, room: RoomRef, message: OutboundMessage, key: str, since: datetime, known: Collection[str] = ()
    ) -> Posted | None:
        return await super().find(room, self._placed(room, message), key, since, known)

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        await super().revise(room, self._standing(room, posted), self._placed(room, message))

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        await super().retract(room, self._standing(room, posted))

    async def pin(self, room: RoomRef, posted: Posted) -> None:
        await super().pin(room, self._standing(room, posted))

    def _placed(self, room: RoomRef, message: OutboundMessage) -> OutboundMessage:
        if message.begins or message.thread or message.to:
            return message
        return replace(message, heading=HEADING, thread=self._own.get(room.room))

    def _standing(self, room: RoomRef, posted: Posted) -> Posted:
        return posted if posted.thread else replace(posted, thread=self._own.get(room.room))


class DiscordMembers:
    """Members by the names that the tests call them, who act over the server's own rules."""

    def __init__(self, stand: DiscordStand) -> None:
        self._stand = stand

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
    ) -> str:
        person = self._stand.person(author, name)
        files = tuple(person.file(one.name, b"...", "image/png", one.alt) for one in attachments)
        channel = self._stand.floor(room) if thread is None else self._stand.channel(thread)
        if channel is None:
            begun = person.begins_post(self._stand.channel(room.room), "Bavardages", text)
            self._stand.own[room.room] = str(begun.id)
            return str(begun.id)
        answered = None if reply_to is None else self._stand.message(reply_to)
        with _refusing():
            return str(person.says(channel, text, reply_to=answered, files=files).id)

    async def tell(self, room: RoomRef, author: str, name: str, text: str) -> str:
        return str(self._stand.person(author, name).writes_to_bot(text).id)

    async def edit(self, room: RoomRef, author: str, message: str, text: str) -> None:
        self._stand.person(author).edits(self._stand.message(message), text)

    async def erase(self, room: RoomRef, author: str, message: str) -> None:
        self._stand.person(author).deletes(self._stand.message(message))

    async def react(self, room: RoomRef, author: str, message: str, emoji: str) -> None:
        with _refusing():
            self._stand.person(author).reacts(self._stand.message(message), emoji)

    async def unreact(self, room: RoomRef, author: str, message: str, emoji: str) -> None:
        self._stand.person(author).unreacts(self._stand.message(message), emoji)

    async def clear(self, room: RoomRef, author: str, message: str, emoji: str | None = None) -> None:
        moderator = self._stand.person(author)
        self._stand.moderates(moderator)
        moderator.clears(self._stand.message(message), emoji)


@contextmanager
def _refusing() -> Iterator[None]:
    """What a member may not do, in our own words."""
    try:
        yield
    except Refused as refused:
        if refused.body["code"] == 50001:
            raise NoSuchPlace(fault("discord_gone", channel="?")) from None
        raise NotAllowed(fault("discord_not_allowed", channel="?")) from None


class DiscordStand(Stand):
    """One guild. ``forums`` says of which shape its rooms are. ``own`` is what a host's store would remember."""

    def __init__(self, server: DiscordServer, clock: Clock, *, forums: bool) -> None:
        self.server = server
        self.clock = clock
        self.forums = forums
        self.guild = server.new_guild()
        self.own: dict[str, str] = {}
        self.answers = 0
        self.people: dict[str, Person] = {}
        self.companions: dict[str, str] = {}
        self._members = DiscordMembers(self)
        self.platform: Housed = self._made()

    def _made(self) -> Housed:
        return Housed(self.clock, self.own, self.companions)

    @property
    def members(self) -> DiscordMembers:
        return self._members

    def id_of(self, member: str) -> str:
        return self.person(member).id

    def person(self, member: str, name: str | None = None) -> Person:
        """Whoever the tests call so, by the name they go by now."""
        if member not in self.people:
            self.people[member] = self.server.new_person(self.guild, member.capitalize())
        if name is not None:
            self.guild.members[self.people[member].user.id].nick = name
        return self.people[member]

    def moderates(self, person: Person) -> None:
        """Let somebody moderate."""
        role = self.server.guilds.role(self.guild, "modération", Permission.MANAGE_MESSAGES)
        self.guild.members[person.user.id].roles.add(role.id)

    def stands_in(self, room: RoomRef, thread: str | None) -> str | None:
        return thread or self.own.get(room.room)

    async def new_room(self) -> RoomRef:
        name = f"room-{len(self.guild.channels) + 1}"
        made = self.server.new_forum(self.guild, name) if self.forums else self.server.new_text(self.guild, name)
        if self.forums:
            self.companions[str(made.id)] = str(self.server.new_text(self.guild, f"{name}-réponses").id)
        return await self.platform.open_room(str(made.id))

    async def restart(self) -> None:
        await self.platform.close()
        self.platform = self._made()

    async def settle(self) -> None:
        if self.platform._account.listening is not None:
            await heard_all(self.server, self.platform)
            await self.platform._line.settled()

    async def answer(self, room: RoomRef, thread: str, member: str, name: str, text: str) -> str:
        """By a form: nobody can write in a private thread who is not in it yet."""
        self.answers += 1
        author = MemberRef(self.platform.name, self.person(member, name).id)
        return (await self.platform.carry(room, thread, author, name, text, f"answer-{self.answers}")).message

    async def seen(self, room: RoomRef, thread: str | None = None) -> list[str]:
        return await self.seen_by(room, "somebody", thread)

    async def seen_by(self, room: RoomRef, member: str, thread: str | None = None) -> list[str]:
        channel = self.floor(room) if thread is None else self.channel(thread)
        person = self.person(member)
        if isinstance(channel, Thread) and channel.private and person.user.id not in channel.members:
            await self._press(person, channel)
        found = [] if channel is None else person.sees(channel)
        said = [one.content for one in found if one.type in _WORDS and one.only_for is None]
        return [re.sub(r"\\(\W)", r"\1", one.partition("\n")[2]) if one.startswith("**") else one for one in said]

    async def _press(self, person: Person, thread: Thread) -> None:
        """Press what opens a private thread, where there is such a button."""
        opens = f"read/{thread.id}/"
        for message in self._messages():
            if opens in str(message.components):
                if self.platform._account.listening is None:
                    await self.platform.connect(Door())
                pressed = await person.clicks(message, opens)
                await pressed.followed(1)

    async def pinned(self, room: RoomRef) -> list[str]:
        floor = self.floor(room)
        assert floor is not None
        return [one.content for one in floor.messages.values() if one.pinned_at is not None]

    async def announced(self, room: RoomRef) -> list[tuple[str, datetime]]:
        there = sorted(self.guild.happenings.values(), key=lambda one: one.id)
        return [(one.name, one.ends_at) for one in there if one.ends_at is not None and one.status in (1, 2)]

    async def private(self, room: RoomRef, member: str) -> list[str]:
        return [one.content for one in self.person(member).inbox if one.author is self.server.world.bot]

    def now(self) -> datetime:
        return self.clock.now()

    def channel(self, id: str) -> Channel:
        """The channel or thread of that id."""
        try:
            return self.server.world.channel(int(id))
        except Refused:
            raise NoSuchPlace(fault("discord_no_channel", channel=id)) from None

    def floor(self, room: RoomRef) -> Channel | None:
        """Where what belongs to no workshop is said: in a forum a thread, which somebody has to begin."""
        if not self.forums:
            return self.channel(room.room)
        return self.channel(self.own[room.room]) if room.room in self.own else None

    def _messages(self) -> list[Message]:
        channels = (*self.guild.channels.values(), *self.guild.threads.values())
        return [message for channel in channels for message in channel.messages.values()]

    def message(self, id: str) -> Message:
        """The message of that id, wherever it stands."""
        for message in self._messages():
            if message.id == int(id):
                return message
        raise NoSuchPlace(fault("discord_gone", channel="?"))
