"""A room's history: its channel and all its threads, read in pages and put into one order."""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import discord

from bot.domain import Inbound, Reacted, clean_text
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._hosting import Hosting
from bot.platforms.discord_platform._names import Names
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right, Shape
from bot.platforms.discord_platform._rooms import Place, Rooms
from bot.platforms.discord_platform._threads import Threads
from bot.platforms.discord_platform._translation import Reader, Where, emoji_of, made, unread


class History:
    """Reads rooms. A message's id is its position: ids grow with the time, over all threads."""

    def __init__(
        self,
        account: Account,
        rooms: Rooms,
        threads: Threads,
        names: Names,
        refusals: Refusals,
        reader: Reader,
        hosting: Hosting,
    ) -> None:
        self._account = account
        self._rooms = rooms
        self._threads = threads
        self._names = names
        self._refusals = refusals
        self._reader = reader
        self._hosting = hosting

    async def read(self, place: Place, position: str | None) -> AsyncIterator[Inbound]:
        """All posts after that position, in order, each with the reactions it has now. Of those Discord keeps no
        history: they are told as of their post, so that one read after a café's end still counts. Of a post whose
        words are kept back nothing is told but that it stands there."""
        await self._rooms.require_readable(place)
        reader, since = await self.reader(), _id_in(position)
        async for message, where in self._messages(place, since or await self._rooms.joined(place), whole=not since):
            name = await self._names.of(place.guild, message.author, through=message.webhook_id is not None)
            post = made(message, where, reader, name)
            if post is None:
                if stands := unread(message, where, reader):
                    yield stands
                continue
            yield await self._hosting.marked(place.guild, post)
            with self._refusals.asking(place.id, Right.HISTORY, channel=place.name):
                reactions = await reactions_of(message, reader)
            for emoji, author in reactions:
                put = Reacted(room=where.room, at=message.created_at, post=post.post, author=author, emoji=emoji)
                yield await self._hosting.marked(place.guild, put)

    async def reader(self) -> Reader:
        """Who reads."""
        if not self._reader.me:
            client = await self._account.online()
            self._reader = replace(self._reader, me=client.user.id if client.user else 0)
        return self._reader

    async def threads_of(self, place: Place, since: int = 0) -> list[discord.Thread]:
        """A room's threads in which something may have been said after that id: those in sight, those put away, and the
        private ones of ours."""
        floors: list[discord.TextChannel | discord.ForumChannel] = [await self._rooms.floor(place)]
        if place.companion is not None and place.companion != place.id:
            floors.append(await self._rooms.companion(place))
        found: dict[int, discord.Thread] = {}
        with self._refusals.asking(place.id, Right.HISTORY, channel=place.name):
            for thread in await floors[0].guild.active_threads():
                if thread.parent_id in place.parents:
                    found[thread.id] = thread
            for floor in floors:
                for thread in await _put_away(floor, since):
                    found.setdefault(thread.id, thread)
        for thread in found.values():
            self._rooms.note(thread)
        return [found[id] for id in sorted(found)]

    async def _messages(self, place: Place, since: int, *, whole: bool) -> AsyncIterator[tuple[discord.Message, Where]]:
        """The messages after that id; with ``whole`` all those of the threads that the bot has begun, which it may have
        done before it was thrown out and invited again."""
        room = self._rooms.ref(place)
        sources: list[tuple[discord.abc.Messageable, Where, int]] = []
        client = await self._account.online()
        for thread in await self.threads_of(place, since):
            await self._threads.keep_awake(thread)
            ours = whole and client.user is not None and thread.owner_id == client.user.id
            after = min(since, thread.id - 1) if ours else since
            if max(thread.last_message_id or 0, thread.id) > after:
                sources.append((self._partial(client, thread.id, place), Where(room, str(thread.id)), after))
        if place.shape is Shape.TEXT:
            sources.append((self._partial(client, place.id, place), Where(room), since))
        streams = [
            _Stream(source.history(limit=None, after=discord.Object(after), oldest_first=True), where)
            for source, where, after in sources
        ]
        with self._refusals.asking(place.id, Right.HISTORY, channel=place.name):
            waiting = [one for one in streams if await one.step()]
        heap = [(one.head.id, number, one) for number, one in enumerate(waiting)]
        heapq.heapify(heap)
        while heap:
            _, number, first = heap[0]
            yield first.head, first.where
            with self._refusals.asking(place.id, Right.HISTORY, channel=place.name):
                more = await first.step()
            if more:
                heapq.heapreplace(heap, (first.head.id, number, first))
            else:
                heapq.heappop(heap)

    @staticmethod
    def _partial(client: discord.Client, id: int, place: Place) -> discord.PartialMessageable:
        return client.get_partial_messageable(id, guild_id=place.guild)


class _Stream:
    """One channel's messages, the next one at hand."""

    def __init__(self, messages: AsyncIterator[discord.Message], where: Where) -> None:
        self._messages = messages
        self.where = where
        self.head: discord.Message

    async def step(self) -> bool:
        """Take the next one; false at the end."""
        try:
            self.head = await anext(self._messages)
        except StopAsyncIteration:
            return False
        return True


async def reactions_of(message: discord.Message, reader: Reader) -> Sequence[tuple[str, str]]:
    """Who has reacted to a message, and with what: pairs of emoji and member, without applications."""
    found: list[tuple[str, str]] = []
    for reaction in message.reactions:
        emoji = emoji_of(reaction.emoji)
        kinds = [discord.ReactionType.normal] if reaction.normal_count or not reaction.burst_count else []
        kinds += [discord.ReactionType.burst] if reaction.burst_count else []
        for kind in kinds:
            async for user in reaction.users(limit=None, type=kind):
                pair = emoji, clean_text(str(user.id))
                if not user.bot and user.id != reader.me and pair not in found:
                    found.append(pair)
    return found


def _id_in(position: str | None) -> int:
    """A position as a number; what is none counts as the beginning: an event read twice changes nothing."""
    if position is None or not (position.isascii() and position.isdecimal()) or len(position) > 20:
        return 0
    return int(position)


async def _put_away(floor: discord.TextChannel | discord.ForumChannel, since: int) -> list[discord.Thread]:
    """A channel's threads that were put away after that id: in those put away earlier nothing was said since."""
    earliest = discord.utils.snowflake_time(since)
    found = []
    async for thread in floor.archived_threads(limit=None):
        if thread.archive_timestamp < earliest:
            break
        found.append(thread)
    if isinstance(floor, discord.TextChannel):
        # These come by their ids, not by when they were put away.
        async for thread in floor.archived_threads(limit=None, private=True, joined=True):
            found.append(thread)
    return found
