"""Whether a message of ours is in its room already: after a death, before anything is said again (truth 1).

Discord keeps no key with a message, but the ids of its buttons: where there are some, these tell. Else the words do.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import discord

from bot.domain import OutboundMessage, Posted
from bot.errors import NoSuchPlace
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._history import History
from bot.platforms.discord_platform._marks import mark_in, mark_of
from bot.platforms.discord_platform._polls import is_it
from bot.platforms.discord_platform._posting import Posting
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right, Shape
from bot.platforms.discord_platform._rooms import Place, Rooms, snowflake
from bot.platforms.discord_platform._translation import custom_ids


class Finding:
    """Looks for messages of ours."""

    def __init__(self, account: Account, rooms: Rooms, history: History, posting: Posting, refusals: Refusals) -> None:
        self._account = account
        self._rooms = rooms
        self._history = history
        self._posting = posting
        self._refusals = refusals

    async def find(
        self, place: Place, message: OutboundMessage, key: str, since: datetime, known: Collection[str]
    ) -> Posted | None:
        """The message of that key, posted at that instant or later, and none of those that are known as others'. A
        question that is there without its thread gets it now."""
        mark, after = mark_of(str(place.id), message.thread, key), _just_before(since)
        title = message.begins or (message.heading if message.thread is None else None)
        if place.shape is Shape.FORUM and message.thread is None:
            begun = None if title is None else await self._begun(place, title, message, mark, after, known)
            if begun is None or title is None or not message.sealed:
                return None if begun is None else Posted(begun, begun)
            return await self._sealed(place, Posted(begun, begun), title, after, known)
        channel = place.id if message.thread is None else snowflake(message.thread)
        found = await self.in_channel(place, channel, message, mark, after, known)
        if found is None or message.begins is None:
            return None if found is None else Posted(str(found.id))
        if message.sealed:
            return await self._sealed(place, Posted(str(found.id)), message.begins, after, known)
        if found.flags.has_thread:
            return Posted(str(found.id), str(found.id))
        return Posted(str(found.id), await self._posting.begin_thread(place, found.id, message.begins))

    async def in_channel(
        self,
        place: Place,
        channel: int,
        message: OutboundMessage,
        mark: str,
        after: int,
        known: Collection[str],
    ) -> discord.Message | None:
        """A message of ours in one channel or thread."""
        client = await self._account.online()
        source = client.get_partial_messageable(channel, guild_id=place.guild)
        with self._refusals.asking(channel, Right.HISTORY, channel=place.name):
            async for one in source.history(limit=None, after=discord.Object(after), oldest_first=True):
                if str(one.id) not in known and await self._is_it(one, message, mark):
                    return one
        return None

    async def _begun(
        self, place: Place, title: str, message: OutboundMessage, mark: str, after: int, known: Collection[str]
    ) -> str | None:
        """The id of a forum's post that the message has begun."""
        for thread in await self._history.threads_of(place, after):
            if thread.id <= after or thread.owner_id != await self._me() or thread.parent_id != place.id:
                continue
            if str(thread.id) in known or thread.name != " ".join(title.split())[:100]:
                continue
            try:
                with self._refusals.asking(thread.id, Right.HISTORY, channel=place.name):
                    first = await thread.fetch_message(thread.id)
            except NoSuchPlace:
                continue
            if await self._is_it(first, message, mark):
                return str(thread.id)
        return None

    async def _sealed(self, place: Place, posted: Posted, title: str, after: int, known: Collection[str]) -> Posted:
        """The private thread of a question that is there, with all that belongs to it; begun now if it is not there."""
        for thread in await self._history.threads_of(place, after):
            if str(thread.id) in known:
                continue
            ours = thread.owner_id == await self._me() and thread.type is discord.ChannelType.private_thread
            if ours and thread.id > int(posted.message) and thread.name == " ".join(title.split())[:100]:
                return await self._posting.seal(place, posted, title, str(thread.id))
        return await self._posting.seal(place, posted, title)

    async def _is_it(self, found: discord.Message, message: OutboundMessage, mark: str) -> bool:
        if found.author.id != await self._me():
            return False
        if message.poll is not None:
            return is_it(found, message.poll)
        marks = set(map(mark_in, custom_ids(found))) - {None}
        return mark in marks if marks else found.content.strip() == message.body.strip()

    async def _me(self) -> int:
        client = await self._account.online()
        return client.user.id if client.user else 0


def _just_before(instant: datetime) -> int:
    """The greatest id that is older than an instant."""
    return discord.utils.time_snowflake(instant) - 1
