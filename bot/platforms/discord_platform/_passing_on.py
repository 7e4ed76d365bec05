"""What members say by a form, passed on in the bot's own name where the others read it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import discord

from bot.domain import Posted
from bot.errors import NotAllowed, fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._carrying import carried
from bot.platforms.discord_platform._marks import Said, mark_in, mark_of
from bot.platforms.discord_platform._pace import urgently
from bot.platforms.discord_platform._parts import button, view_of
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Place, Rooms, snowflake
from bot.platforms.discord_platform._threads import Threads
from bot.platforms.discord_platform._translation import custom_ids
from bot.platforms.limits import DISCORD

_MOST_KEPT = 5_000
_SHORTEST_ID = 17


class PassingOn:
    """Posts once for each key: one that is not known here is looked for in the room first."""

    def __init__(self, account: Account, rooms: Rooms, threads: Threads, refusals: Refusals) -> None:
        self._account = account
        self._rooms = rooms
        self._threads = threads
        self._refusals = refusals
        self._posted: OrderedDict[tuple[int, str], Posted] = OrderedDict()

    async def carry(self, place: Place, thread: str | None, author: str, name: str, text: str, key: str) -> Posted:
        """Pass on what a member has said, with a button by which it can be taken back. Raises `NoSuchPlace`,
        `NotAllowed` for a locked thread."""
        if (there := self._posted.get((place.id, key))) is not None:
            return there
        with urgently():
            if thread is not None and (await self._threads.seen(place, thread)).locked:
                raise NotAllowed(fault("discord_locked", channel=place.name))
            mark = mark_of(str(place.id), thread, key)
            found = await self._found(place, thread, mark, key) or await self._send(
                place, thread, Said(author, mark), carried(name, text)
            )
        posted = Posted(str(found.id), url=f"{found.channel.jump_url}/{found.id}")
        self._posted[place.id, key] = posted
        if len(self._posted) > _MOST_KEPT:
            self._posted.popitem(last=False)
        return posted

    async def _found(self, place: Place, thread: str | None, mark: str, key: str) -> discord.Message | None:
        client = await self._account.online()
        channel = client.get_partial_messageable(_channel(place, thread), guild_id=place.guild)
        with self._refusals.asking(channel.id, Right.HISTORY, channel=place.name):
            async for one in channel.history(limit=None, after=discord.Object(_since(key)), oldest_first=True):
                ours = client.user is not None and one.author.id == client.user.id
                if ours and mark in map(mark_in, custom_ids(one)):
                    return one
        return None

    async def _send(self, place: Place, thread: str | None, said: Said, words: str) -> discord.Message:
        say = await self._rooms.spoken(place)
        take_back = button(said.custom_id, say.say("discord.take_back"))
        client = await self._account.online()
        channel = client.get_partial_messageable(_channel(place, thread), guild_id=place.guild)

        async def send() -> discord.Message:
            if len(words) <= DISCORD.text_limit:
                return await channel.send(words, nonce=said.mark, view=view_of(take_back))
            return await channel.send(view=_long(words, take_back), nonce=said.mark)

        right = Right.SEND if thread is None else Right.SEND_IN_THREADS
        with self._refusals.asking(channel.id, right, channel=place.name):
            return await send() if thread is None else await self._threads.within(place, thread, send)


def _channel(place: Place, thread: str | None) -> int:
    return place.id if thread is None else snowflake(thread)


def _since(key: str) -> int:
    """From when on what has that key can be there: a key ends with the id of what the member pressed, if it has one."""
    end = key.rpartition("/")[2]
    return int(end) if _SHORTEST_ID <= len(end) <= 20 and end.isascii() and end.isdecimal() else 0


def _long(words: str, take_back: discord.ui.Button[Any]) -> discord.ui.LayoutView:
    """A message that holds more than a message's content may: escaped words can be twice as long as they were."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(words))
    view.add_item(discord.ui.ActionRow(take_back))
    view.stop()
    return view
