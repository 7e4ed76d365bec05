"""What has become of posts that are kept: read where they stand, page by page, and compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import discord

from bot.domain import EditUnread, Inbound, Kept, PostEdited, PostErased, Reacted, RoomRef, ThreadGone, Unreacted
from bot.errors import NoSuchPlace
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._history import History, reactions_of
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Place, Rooms, snowflake
from bot.platforms.discord_platform._translation import Reader, Where, edited, emoji_of
from bot.ports import Clock

PAGE = 100
"""How many messages Discord gives at a time."""

FRESH = timedelta(days=14)
"""How long it is asked for each post who has reacted. Afterwards the numbers are compared first: to ask that of half a
year each day would take the whole day."""


class Looking:
    """Compares posts with their messages."""

    def __init__(self, account: Account, rooms: Rooms, history: History, refusals: Refusals, clock: Clock) -> None:
        self._account = account
        self._rooms = rooms
        self._history = history
        self._refusals = refusals
        self._clock = clock

    async def look(self, place: Place, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        """What differs. Raises `bot.errors.PlatformError` where the room cannot be read: Discord shows an empty history
        to whoever may not read it, which is no erasure."""
        await self._rooms.require_readable(place)
        standing: dict[str | None, list[Kept]] = defaultdict(list)
        for one in kept:
            standing[one.thread].append(one)
        for thread, posts in standing.items():
            async for event in self._in(place, thread, posts):
                yield event

    async def _in(self, place: Place, thread: str | None, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        room, reader = self._rooms.ref(place), await self._history.reader()
        if thread is not None and await self._is_gone(place, thread):
            for one in kept:
                yield self._erased(room, one)
            yield ThreadGone(room=room, at=self._clock.now(), thread=thread)
            return
        where = Where(room, thread)
        ids = {snowflake(one.post): one for one in kept}
        waiting = sorted(ids)
        while waiting:
            page = await self._page(place, place.id if thread is None else snowflake(thread), waiting[0])
            there = {message.id: message for message in page}
            end = page[-1].id if len(page) == PAGE else waiting[-1]
            for id in [one for one in waiting if one <= end]:
                if id not in there:
                    yield self._erased(room, ids[id])
                    continue
                for event in await self._compared(place, ids[id], there[id], where, reader):
                    yield event
            waiting = [one for one in waiting if one > end]

    async def threads_gone(self, place: Place, threads: Sequence[str]) -> Sequence[str]:
        """Those that are not there any more. Raises as `look`."""
        return [one for one in threads if await self._is_gone(place, one)]

    async def _is_gone(self, place: Place, thread: str) -> bool:
        """Whether a thread alone is gone, and not the channel that it was in: that is nobody's wish for its words."""
        try:
            await self._rooms.channel(snowflake(thread), place.name)
        except NoSuchPlace:
            await self._rooms.floor(place)
            if place.companion not in (None, place.id):
                await self._rooms.companion(place)
            return True
        return False

    async def _page(self, place: Place, channel: int, first: int) -> list[discord.Message]:
        client = await self._account.online()
        source = client.get_partial_messageable(channel, guild_id=place.guild)
        with self._refusals.asking(channel, Right.HISTORY, channel=place.name):
            return [one async for one in source.history(limit=PAGE, after=discord.Object(first - 1), oldest_first=True)]

    async def _compared(
        self, place: Place, kept: Kept, message: discord.Message, where: Where, reader: Reader
    ) -> list[Inbound]:
        told: list[Inbound] = []
        if (change := edited(message, where, reader)) is not None and _differs(kept, change):
            told.append(change)
        if self._clock.now() - kept.at >= FRESH and _counted(message) == Counter(emoji for _, emoji in kept.reactions):
            return told
        with self._refusals.asking(message.channel.id, Right.HISTORY, channel=place.name):
            found = {(author, emoji) for emoji, author in await reactions_of(message, reader)}
        at = message.created_at
        for author, emoji in sorted(found - kept.reactions):
            told.append(Reacted(room=where.room, at=at, post=kept.post, author=author, emoji=emoji))
        for author, emoji in sorted(kept.reactions - found):
            now: datetime = self._clock.now()
            told.append(Unreacted(room=where.room, at=now, post=kept.post, author=author, emoji=emoji))
        return told

    def _erased(self, room: RoomRef, kept: Kept) -> PostErased:
        return PostErased(room=room, at=self._clock.now(), post=kept.post)


def _differs(kept: Kept, change: PostEdited | EditUnread) -> bool:
    if isinstance(change, EditUnread):
        return True
    files = [one.name for one in change.attachments or ()]
    return change.text != kept.text or files != [one.name for one in kept.attachments]


def _counted(message: discord.Message) -> Counter[str]:
    return Counter({emoji_of(one.emoji): one.count - one.me for one in message.reactions if one.count > one.me})
