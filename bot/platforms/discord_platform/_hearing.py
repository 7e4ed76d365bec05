"""What the gateway tells, sorted: what is for the door, what only this platform needs to know."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import discord

from bot.domain import Inbound, RoomRef, ThreadGone
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._answers import Answers
from bot.platforms.discord_platform._gap import Gap, Heard, Line
from bot.platforms.discord_platform._history import History
from bot.platforms.discord_platform._hosting import Hosting
from bot.platforms.discord_platform._marks import Opens
from bot.platforms.discord_platform._names import Names
from bot.platforms.discord_platform._polls import Polls
from bot.platforms.discord_platform._posting import Posting
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rooms import Rooms
from bot.platforms.discord_platform._sealing import Sealing, pressed_in
from bot.platforms.discord_platform._threads import Threads
from bot.platforms.discord_platform._translation import Where, cleared, edited, erased, made, reacted, unreacted
from bot.ports import Clock

_RIGHTS_CHANGED = frozenset(
    {"guild_join", "guild_role_update", "guild_channel_update", "member_update", "guild_available", "ready"}
)


class Hearing:
    """Hears for one account (`bot.platforms.discord_platform._client.Ears`), and says what each thing means."""

    line: Line

    def __init__(
        self,
        account: Account,
        rooms: Rooms,
        threads: Threads,
        names: Names,
        hosting: Hosting,
        history: History,
        answers: Answers,
        sealing: Sealing,
        posting: Posting,
        polls: Polls,
        refusals: Refusals,
        clock: Clock,
    ) -> None:
        self._account = account
        self._rooms = rooms
        self._threads = threads
        self._names = names
        self._hosting = hosting
        self._history = history
        self._answers = answers
        self._sealing = sealing
        self._posting = posting
        self._polls = polls
        self._pressing: set[asyncio.Task[None]] = set()
        self._refusals = refusals
        self._clock = clock
        self._meanings: dict[str, Callable[..., Any]] = {
            "message": self._message,
            "raw_message_edit": self._edit,
            "raw_message_delete": self._delete,
            "raw_bulk_message_delete": self._delete_many,
            "raw_reaction_add": self._react,
            "raw_reaction_remove": self._unreact,
            "raw_reaction_clear": self._clear,
            "raw_reaction_clear_emoji": self._clear,
            "raw_poll_vote_add": self._vote,
            "raw_poll_vote_remove": self._unvote,
            "raw_thread_update": self._thread_update,
            "raw_thread_delete": self._thread_delete,
        }

    def hear(self, event: str, *what: Any) -> None:
        """Something happened. Nothing waits here: what takes time is done in the line."""
        if event in self._meanings:
            self.line.put(Heard(event, what))
        elif event == "gap":
            self.line.session_ended(what[0])
        elif event in ("connect", "shard_connect"):
            self.line.session_began()
        elif event == "guild_join":
            self._invited(what[0])
        elif event == "interaction":
            self._pressed(what[0])
        if event in _RIGHTS_CHANGED:
            self._refusals.forget()

    async def finish(self) -> None:
        """Answer whoever has pressed something so far."""
        await asyncio.gather(*self._pressing)

    async def meaning(self, heard: Heard) -> Sequence[Inbound]:
        """What something means to a café. Raises `bot.errors.PlatformError` where that cannot be known now."""
        found: Sequence[Inbound] = await self._meanings[heard.event](*heard.what)
        return found

    def rooms_of(self, gap: Gap) -> Sequence[RoomRef]:
        """The rooms that a gap is about, as far as they are heard here."""
        rooms = {self._rooms.ref(place): place for place in self._rooms.ours}
        return [
            room
            for room in sorted(rooms if gap.rooms is None else gap.rooms)
            if room not in rooms or self._account.hears(rooms[room].guild, gap.shard)
        ]

    async def _message(self, message: discord.Message) -> Sequence[Inbound]:
        reader = await self._history.reader()
        where = await self._where(message.channel.id, message)
        if where is None:
            return ()
        name = message.author.display_name
        if message.guild is not None and message.webhook_id is None:
            name = self._names.heard(message.guild.id, message.author)
        post = made(message, where, reader, name)
        if post is None:
            return ()
        self._answers.heard(where.room, post.author)
        return (post if message.guild is None else await self._hosting.marked(message.guild.id, post),)

    async def _edit(self, event: discord.RawMessageUpdateEvent) -> Sequence[Inbound]:
        reader = await self._history.reader()
        where = await self._where(event.channel_id, event.message)
        change = None if where is None else edited(event.message, where, reader)
        return () if change is None else (change,)

    async def _delete(self, event: discord.RawMessageDeleteEvent) -> Sequence[Inbound]:
        return await self._gone(event.channel_id, [event.message_id])

    async def _delete_many(self, event: discord.RawBulkMessageDeleteEvent) -> Sequence[Inbound]:
        return await self._gone(event.channel_id, list(event.message_ids))

    async def _gone(self, channel: int, posts: Sequence[int]) -> Sequence[Inbound]:
        where = await self._rooms.where(channel)
        if where is None:
            return ()
        gone = [one for one in posts if not self._posting.took_back(one)]
        return list(erased(gone, where.room, self._clock.now()))

    async def _react(self, event: discord.RawReactionActionEvent) -> Sequence[Inbound]:
        return await self._reaction(event, reacted)

    async def _unreact(self, event: discord.RawReactionActionEvent) -> Sequence[Inbound]:
        return await self._reaction(event, unreacted)

    async def _reaction(
        self, event: discord.RawReactionActionEvent, say: Callable[..., Inbound | None]
    ) -> Sequence[Inbound]:
        where = await self._rooms.where(event.channel_id)
        if where is None:
            return ()
        said = say(event, where.room, await self._history.reader(), self._clock.now())
        if said is None or event.guild_id is None:
            return () if said is None else (said,)
        return (await self._hosting.marked(event.guild_id, said),)

    async def _clear(
        self, event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent
    ) -> Sequence[Inbound]:
        where = await self._rooms.where(event.channel_id)
        return () if where is None else (cleared(event, where.room, self._clock.now()),)

    async def _vote(self, event: discord.RawPollVoteActionEvent) -> Sequence[Inbound]:
        vote = await self._polls.voted(event, taken_back=False)
        return () if vote is None else (vote,)

    async def _unvote(self, event: discord.RawPollVoteActionEvent) -> Sequence[Inbound]:
        vote = await self._polls.voted(event, taken_back=True)
        return () if vote is None else (vote,)

    async def _thread_delete(self, event: discord.RawThreadDeleteEvent) -> Sequence[Inbound]:
        room, client = self._rooms.room_of(event.parent_id), self._account.listening
        # With its channel each thread goes too, and discord.py says so: that is nobody's wish for what was said in it.
        if room is None or (client is not None and client.get_channel(event.parent_id) is None):
            return ()
        return (ThreadGone(room=room, at=self._clock.now(), thread=str(event.thread_id)),)

    async def _thread_update(self, event: discord.RawThreadUpdateEvent) -> Sequence[Inbound]:
        where = await self._rooms.where(event.thread_id)
        if where is not None and event.data.get("thread_metadata", {}).get("archived"):
            place = await self._rooms.place(where.room)
            await self._threads.keep_awake(await self._rooms.thread(place, str(event.thread_id)))
        return ()

    async def _where(self, channel: int, message: discord.Message) -> Where | None:
        if message.guild is not None or getattr(message.channel, "guild_id", None) is not None:
            return await self._rooms.where(channel)
        # A direct message is about the room in which its author was last heard, or the only one there is.
        room = self._answers.room_of(str(message.author.id))
        if room is None and len(self._rooms.ours) == 1:
            room = self._rooms.ref(next(iter(self._rooms.ours)))
        return None if room is None else Where(room, private=True)

    def _invited(self, guild: discord.Guild) -> None:
        """The bot has come into a server, maybe not for the first time: what was said there meanwhile is read back."""
        rooms = frozenset(self._rooms.ref(place) for place in self._rooms.ours if place.guild == guild.id)
        if rooms:
            self.line.missed(rooms)

    def _pressed(self, interaction: discord.Interaction[Any]) -> None:
        channel = interaction.channel_id
        where = None if channel is None else self._rooms.known(channel)
        if isinstance(where, Where):
            self._answers.pressed(where.room, interaction)
        if Opens.read(pressed_in(interaction)):
            task = asyncio.create_task(self._sealing.pressed(interaction))
            self._pressing.add(task)
            task.add_done_callback(self._pressing.discard)
