"""Where the question of a blind workshop is read by everybody: its answers live in another place, a private thread."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace

import discord

from bot.domain import OutboundMessage, Posted
from bot.errors import NoSuchPlace, fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Place, snowflake
from bot.platforms.discord_platform._threads import Threads

_ADDRESS = re.compile(r"https://discord\.com/channels/[0-9]+/([0-9]{1,20})/([0-9]{1,20})")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question's message, and the channel or the forum's post that it stands in."""

    channel: str
    message: str


def address_of(place: Place, posted: Posted) -> str:
    """Where a question is read by everybody."""
    return f"https://discord.com/channels/{place.guild}/{posted.thread or place.id}/{posted.message}"


class Questions:
    """Finds the question of a private thread: the thread's first message is its address."""

    def __init__(self, account: Account, threads: Threads, refusals: Refusals) -> None:
        self._account = account
        self._threads = threads
        self._refusals = refusals
        self._known: OrderedDict[str, Question | None] = OrderedDict()

    async def of(self, place: Place, thread: str) -> Question | None:
        """The question of a thread; ``None`` for one that is read by everybody. Raises `NoSuchPlace` for a private
        thread that says nothing of any."""
        if thread not in self._known:
            found = await self._threads.seen(place, thread)
            private = found.type is discord.ChannelType.private_thread
            self._known[thread] = await self._read(place, found) if private else None
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return self._known[thread]

    async def beside(self, place: Place, message: OutboundMessage) -> OutboundMessage:
        """A message to everybody as it is to stand: what would go into a private thread, where only those who have
        answered would read it, goes where the question is."""
        asked = None if message.thread is None else await self.of(place, message.thread)
        if asked is None or message.reply_to is not None:
            return message
        if asked.channel == str(place.id):
            return replace(message, thread=None, reply_to=asked.message)
        return replace(message, thread=asked.channel)

    async def _read(self, place: Place, thread: discord.Thread) -> Question:
        client = await self._account.online()
        source = client.get_partial_messageable(thread.id, guild_id=place.guild)
        with self._refusals.asking(thread.id, Right.HISTORY, channel=place.name):
            async for first in source.history(limit=5, after=discord.Object(thread.id - 1), oldest_first=True):
                found = _ADDRESS.fullmatch(first.content)
                if found and client.user is not None and first.author.id == client.user.id:
                    return Question(str(snowflake(found[1])), found[2])
        raise NoSuchPlace(fault("discord_gone", channel=place.name))
