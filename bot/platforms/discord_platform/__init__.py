"""The bot's account on Discord: cafés in forums and in text channels with threads, through discord.py.

What is known of a place is asked of Discord and kept in memory alone; the store keeps ids. A room's id is its
channel's, a thread's, a message's and a member's are Discord's own, all as decimal text. A position is a message's id.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import discord
from pydantic import SecretStr

from bot.domain import Announcement, Inbound, Kept, MemberRef, OutboundMessage, PollCounted, Post, Posted, RoomRef
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._answers import Answers
from bot.platforms.discord_platform._attachments import Attachments
from bot.platforms.discord_platform._calendar import Calendar
from bot.platforms.discord_platform._client import Client, Making
from bot.platforms.discord_platform._faults import in_our_words
from bot.platforms.discord_platform._finding import Finding
from bot.platforms.discord_platform._following import Following
from bot.platforms.discord_platform._forum import Forums
from bot.platforms.discord_platform._gap import Line
from bot.platforms.discord_platform._ground import Ground, Purpose
from bot.platforms.discord_platform._hearing import Hearing
from bot.platforms.discord_platform._history import History
from bot.platforms.discord_platform._hosting import Hosting, Hosts
from bot.platforms.discord_platform._inspection import Inspection, Introduction
from bot.platforms.discord_platform._looking import Looking
from bot.platforms.discord_platform._marks import Pressed, Said, mark_of, means
from bot.platforms.discord_platform._names import Names
from bot.platforms.discord_platform._pace import PER_SECOND, urgently
from bot.platforms.discord_platform._passing_on import PassingOn
from bot.platforms.discord_platform._polls import Polls
from bot.platforms.discord_platform._posting import Posting
from bot.platforms.discord_platform._questions import Questions
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Rooms, snowflake
from bot.platforms.discord_platform._sealing import Sealing
from bot.platforms.discord_platform._seeing import Seeing
from bot.platforms.discord_platform._service import Service
from bot.platforms.discord_platform._setting_up import SettingUp
from bot.platforms.discord_platform._shards import Shards, shard_in
from bot.platforms.discord_platform._threads import Threads
from bot.platforms.discord_platform._translation import Reader, attachments_of
from bot.platforms.limits import DISCORD, DISCORD_SPOKEN_TO
from bot.ports import Abilities, Clock, Door, Turns

__all__ = [
    "Client",
    "DiscordPlatform",
    "Ground",
    "Hosts",
    "Introduction",
    "Pressed",
    "Purpose",
    "Right",
    "Said",
    "Seeing",
    "Service",
    "Shards",
    "attachments_of",
    "in_our_words",
    "mark_of",
    "means",
    "urgently",
]


class DiscordPlatform:
    """Implements `bot.ports.Platform`.

    ``reads_all`` says that the Message Content intent is granted: without it only what is said to the bot can be read.
    ``proxies`` are ids of applications, bots and webhooks through which members speak. ``hosts`` are those of each
    room, by its id. ``companions`` names, by a forum's id, the text channel in whose private threads answers to blind
    workshops live; ``followers``, by a room's id, the role that whoever follows it gets. ``shards`` splits the account
    over several gateways; ``turns`` are taken with its other processes. ``per_second`` is this process's part of the 50
    requests that Discord takes in a second. ``extensions`` are modules that bring commands, loaded by name where the
    account listens; there, ``services`` is what the client hands them. ``options`` go to discord.py's client as they
    are.
    """

    def __init__(
        self,
        token: SecretStr,
        clock: Clock,
        *,
        name: str = "discord",
        reads_all: bool = False,
        proxies: Iterable[str] = (),
        hosts: Mapping[str, Hosts] | None = None,
        companions: Mapping[str, str] | None = None,
        followers: Mapping[str, str] | None = None,
        shards: Shards | None = None,
        turns: Turns | None = None,
        per_second: int = PER_SECOND,
        extensions: Sequence[str] = (),
        services: object = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self._clock = clock
        self._can = DISCORD if reads_all else DISCORD_SPOKEN_TO
        self._shards = shards
        self._account = Account(
            name,
            token,
            Making(reads_all, shards, turns, options or {}),
            per_second=per_second,
            extensions=extensions,
            services=services,
        )
        reader = Reader(0, reads_all, frozenset(map(snowflake, proxies)))
        refusals = self._refusals = Refusals(clock)
        self._rooms = Rooms(self._account, refusals, {} if companions is None else companions)
        self._threads = Threads(self._account, self._rooms, refusals)
        names = self._names = Names(self._account, refusals)
        hosting = Hosting(names, hosts or {})
        self._history = History(self._account, self._rooms, self._threads, names, refusals, reader, hosting)
        questions = self._questions = Questions(self._account, self._threads, refusals)
        self._forums = Forums(self._account, self._rooms, refusals, turns)
        self.setting_up = SettingUp(self._account)
        """Channels that the configuration does not name are found or made there, before it listens."""
        self._calendar = Calendar(self._account, refusals, clock)
        self._following = Following(self._account, self._rooms, refusals, followers or {})
        self._posting = Posting(
            self._account, self._rooms, self._threads, questions, self._forums, self._following, refusals
        )
        self.inspection = Inspection(self._account, self._rooms, self._following)
        """What Discord itself says of the account and its rights is asked there."""
        self._files = Attachments(self._account, refusals)
        self._passing_on = PassingOn(self._account, self._rooms, self._threads, refusals)
        self._finding = Finding(self._account, self._rooms, self._history, self._posting, refusals)
        self._looking = Looking(self._account, self._rooms, self._history, refusals, clock)
        self._answers = Answers(self._account, refusals, clock)
        self._sealing = Sealing(self._account, self._rooms, self._threads, questions, refusals)
        self._polls = Polls(self._account, self._rooms, self._threads, names, hosting, refusals, clock)
        self._hearing = Hearing(
            self._account,
            self._rooms,
            self._threads,
            names,
            hosting,
            self._history,
            self._answers,
            self._sealing,
            self._posting,
            self._polls,
            refusals,
            clock,
        )
        self._line = self._hearing.line = Line(name, self._hearing.meaning, self._missed, self._hearing.rooms_of)

    @property
    def name(self) -> str:
        """The account's name: the ``platform`` of every reference."""
        return self._account.name

    @property
    def can(self) -> Abilities:
        """What this platform can do."""
        return self._can

    @property
    def parts(self) -> Sequence[str]:
        """The shards that this process takes as soon as nobody has them; none where the account is not split."""
        return () if self._shards is None else self._shards.own

    @property
    def parts_of_others(self) -> Sequence[str]:
        """The other shards."""
        return () if self._shards is None else self._shards.of_others

    async def part_of(self, room: RoomRef) -> str:
        """The shard at which a room's server is heard."""
        place = await self._rooms.place(room)
        return "" if self._shards is None else self._shards.part_of(place.guild)

    def serve(self, services: object) -> None:
        """Hand the extensions what they are served from, where that is made after the account; before it listens."""
        self._account.services = services

    async def connect(self, door: Door) -> None:
        """Start listening. Raises `bot.errors.ConfigurationError` for a wrong token or an intent that is not granted,
        `PlatformError` where Discord cannot be reached."""
        if self._shards is not None:
            for part in self.parts:
                await self.connect_part(part, door)
            return
        self._line.open(door, discord.utils.time_snowflake(self._clock.now()))
        try:
            await self._account.listen(self._hearing)
        except BaseException:
            await self._line.close()
            raise

    async def connect_part(self, part: str, door: Door) -> None:
        """Listen at a shard, beside those that are listened to. Raises as `connect`."""
        first = not self._account.shards
        if first:
            self._line.open(door, discord.utils.time_snowflake(self._clock.now()))
        try:
            await self._account.join(shard_in(part), self._hearing)
        except BaseException:
            if first:
                await self._line.close()
            raise

    async def leave_part(self, part: str) -> None:
        """Listen at a shard no more."""
        if list(self._account.shards) == [shard_in(part)]:
            await self.close()
        else:
            await self._account.part(shard_in(part))

    async def close(self) -> None:
        """Stop listening, once what was heard is handed in."""
        await self._line.close()
        await self._hearing.finish()
        await self._account.leave()

    async def open_room(self, name: str) -> RoomRef:
        """The channel of that id or name. None is ever made: where a café lives is for the server's people to say.
        Raises `NoSuchPlace` for one that is not seen, or that is neither a forum nor a text channel."""
        return self._rooms.ref(await self._rooms.open(name))

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        """Post a message; what is for one member alone is shown to them alone."""
        place = await self._rooms.place(room)
        if message.to is not None:
            return await self._answers.post(place, room, message, key)
        return await self._posting.post(place, await self._questions.beside(place, message), key)

    async def find(
        self, room: RoomRef, message: OutboundMessage, key: str, since: datetime, known: Collection[str] = ()
    ) -> Posted | None:
        """A message of ours posted since then: by its buttons, where it has some, else by its words."""
        place = await self._rooms.place(room)
        if message.to is not None:
            return await self._answers.find(place, message, key, since, known)
        return await self._finding.find(place, await self._questions.beside(place, message), key, since, known)

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        """Replace the words of a message of ours, in a thread that is closed too."""
        place = await self._rooms.place(room)
        if message.to is not None:
            await self._answers.revise(posted, message)
        else:
            await self._posting.revise(place, posted, message)

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        """Delete a message of ours; a thread that it began stays."""
        await self._posting.retract(await self._rooms.place(room), posted)

    async def link(self, room: RoomRef, thread: str) -> str:
        """The address of a thread, which the client opens in place."""
        place = await self._rooms.place(room)
        return f"https://discord.com/channels/{place.guild}/{snowflake(thread)}"

    async def pin(self, room: RoomRef, posted: Posted) -> None:
        """Pin a message of ours where it stands."""
        await self._posting.pin(await self._rooms.place(room), posted)

    async def carry(
        self, room: RoomRef, thread: str | None, member: MemberRef, name: str, text: str, key: str
    ) -> Posted:
        """Pass a member's words on in the bot's own name: theirs on the first line, nothing in them that formats or
        mentions, and a button to take them back."""
        return await self._passing_on.carry(await self._rooms.place(room), thread, member.id, name, text, key)

    async def prepare(self, room: RoomRef, heading: str, language: str) -> None:
        """Give a forum the café's tag, and what stands on top of it where nothing does."""
        await self._forums.prepare(await self._rooms.place(room), heading, language)

    async def announce(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> str:
        """Have an event of the server say that."""
        return await self._calendar.announce(await self._rooms.place(room), announcement, known)

    async def call_off(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> None:
        """End an event of ours, or cancel it."""
        await self._calendar.call_off(await self._rooms.place(room), announcement, known)

    async def count_poll(self, room: RoomRef, posted: Posted) -> PollCounted | None:
        """All votes of a poll of ours, with the names of whoever gave them."""
        return await self._polls.count(await self._rooms.place(room), posted)

    async def end_poll(self, room: RoomRef, posted: Posted) -> None:
        """End a poll of ours; Discord then says the result beneath it."""
        await self._polls.end(await self._rooms.place(room), posted)

    async def close_room(self, room: RoomRef, threads: Sequence[str]) -> None:
        """Lock these threads and put them away."""
        place = await self._rooms.place(room)
        for thread in threads:
            await self._threads.close(place, thread)

    async def let_in(self, room: RoomRef, thread: str, member: MemberRef) -> None:
        """Let a member into a private thread."""
        await self._sealing.let_in(await self._rooms.place(room), thread, member)

    async def unseal(self, room: RoomRef, thread: str) -> None:
        """Let whoever presses the button under the question into its private thread."""
        await self._sealing.unseal(await self._rooms.place(room), thread)

    async def seals_in(self, room: RoomRef) -> bool:
        """Whether a sealed thread can begin in a room: in a forum, only with a companion."""
        return (await self._rooms.place(room)).companion is not None

    async def call(self, room: RoomRef, member: MemberRef) -> None:
        """Give a member the role by which the followers of a room are called."""
        await self._following.give(await self._rooms.place(room), member.id)

    async def call_only(self, member: MemberRef, rooms: Collection[RoomRef]) -> None:
        """Take the roles of all other rooms away from a member."""
        await self._following.keep_only(member.id, rooms)

    async def called(self, room: RoomRef, member: MemberRef) -> str | None:
        """The name of a member of the room's server."""
        return await self._names.known((await self._rooms.place(room)).guild, member.id)

    def title_of(self, room: RoomRef) -> str:
        """The channel's name."""
        return self._rooms.title_of(room)

    async def fetch(self, room: RoomRef, post: Post, number: int, limit: int) -> bytes:
        """The bytes of a file, by the address that it has today: those of Discord are good for a day."""
        return await self._files.fetch(await self._rooms.place(room), post, number, limit)

    async def erase_member(self, member: MemberRef) -> None:
        """Discord keeps its rooms itself."""

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        """The posts after that position, in order over all threads, each with the reactions that it has now. A room's
        beginning is when the bot came into its server: a channel may be years older."""
        async for event in self._read(room, since):
            yield event
            self._line.came_to(event)

    async def look_again(self, room: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        """Reads the posts where they stand, in pages, and tells what differs. A thread that is gone while its channel
        is there has taken its posts with it; a channel that is gone or may not be read raises."""
        async for event in self._looking.look(await self._rooms.place(room), kept):
            yield event

    async def threads_gone(self, room: RoomRef, threads: Sequence[str]) -> Sequence[str]:
        """Those of a room's threads that somebody has deleted."""
        return await self._looking.threads_gone(await self._rooms.place(room), threads)

    async def _missed(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        """What a gap has kept from us: posts, and votes in polls, which have no history."""
        async for event in self._read(room, since):
            yield event
        async for event in self._polls.count_known(room):
            yield event

    async def _read(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        place = await self._rooms.place(room)
        async for event in self._history.read(place, since):
            yield event
