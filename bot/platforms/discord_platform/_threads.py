"""Threads that the platform puts away: how they are woken, and how it is known who put them away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Literal, TypeVar

import discord

from bot.errors import PlatformError
from bot.logs import Event, faults_of, logger
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._faults import is_archived
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Place, Rooms, snowflake

LONGEST_SILENCE: Literal[10_080] = 10_080
"""After how many minutes without a message Discord puts a thread of ours away: as late as it can be told to."""

SHORTEST_SILENCE: Literal[60] = 60
"""The same, as early as it can be told to."""

SLACK = timedelta(hours=6)
"""How much later than it said Discord may put a thread away."""

_T = TypeVar("_T")
_log = logger(__name__)


def put_away_for_silence(archived_at: datetime, last_sign: datetime, silence: timedelta) -> bool:
    """Whether Discord itself has put a thread away. ``last_sign`` is its last message, or its beginning; ``silence`` is
    after how long without any it is put away.

    Discord does so that long after the last sign of life, and never earlier: whoever archives does it earlier. A thread
    that was woken since without a message has its time begin anew: then it is put away after twice as long, and so on,
    and a moderator would have to meet that hour to be mistaken for it. The audit log is not ours to read.
    """
    if silence <= timedelta():
        return False
    quiet = archived_at - last_sign
    return quiet >= silence and quiet % silence <= SLACK


def last_sign_of(thread: discord.Thread) -> datetime:
    """When something was last said in a thread, or it began."""
    return discord.utils.snowflake_time(max(thread.last_message_id or 0, thread.id))


class Threads:
    """Wakes threads, each only if it may be woken: never one that a moderator has archived or locked."""

    def __init__(self, account: Account, rooms: Rooms, refusals: Refusals) -> None:
        self._account = account
        self._rooms = rooms
        self._refusals = refusals

    async def within(self, place: Place, thread: str, ask: Callable[[], Awaitable[_T]]) -> _T:
        """Do something in a thread that may have been put away: it is woken for that, and where it is closed put away
        again afterwards."""
        try:
            return await ask()
        except discord.HTTPException as error:
            if not is_archived(error):
                raise
        found = await self._rooms.thread(place, thread)
        if found.locked:
            return await self._for_a_moment(found, ask)
        await found.edit(archived=False)
        return await ask()

    @staticmethod
    async def _for_a_moment(closed: discord.Thread, ask: Callable[[], Awaitable[_T]]) -> _T:
        """Do something in a closed thread, and put it away again; after a death in between Discord does so itself, in
        an hour."""
        await closed.edit(archived=False, auto_archive_duration=SHORTEST_SILENCE)
        try:
            return await ask()
        finally:
            await closed.edit(archived=True)

    async def seen(self, place: Place, thread: str) -> discord.Thread:
        """A thread as it is, as far as the gateway has told; else it is asked for. Raises `NoSuchPlace`."""
        client = self._account.listening
        known = None if client is None else client.get_channel(snowflake(thread))
        if isinstance(known, discord.Thread) and not known.archived and known.parent_id in place.parents:
            return known
        return await self._rooms.thread(place, thread)

    async def keeping(self, place: Place, thread: str, say: Callable[[], Awaitable[_T]]) -> _T:
        """Say something in a thread. That wakes one that has been put away; where it is closed it is put away again."""
        found = await self.seen(place, thread)
        if found.archived and found.locked:
            return await self._for_a_moment(found, say)
        return await self.within(place, thread, say)

    async def close(self, place: Place, thread: str) -> None:
        """Lock a thread and put it away."""
        found = await self._rooms.thread(place, thread)
        with self._refusals.asking(found.id, Right.MANAGE_THREADS, channel=place.name):
            if found.archived and found.locked:
                return
            if found.archived:
                # Of a thread that is away nothing can be changed but that.
                await found.edit(archived=False, locked=True)
                await found.edit(archived=True)
            else:
                await found.edit(archived=True, locked=True)

    async def keep_awake(self, thread: discord.Thread) -> bool:
        """Wake a thread of ours that Discord has put away for silence; says whether it has been woken. Any refusal is
        told in the log: it is nobody's who waits for something."""
        client = await self._account.online()
        ours = client.user is not None and thread.owner_id == client.user.id
        silence = timedelta(minutes=thread.auto_archive_duration)
        if not ours or not thread.archived or thread.locked:
            return False
        if not put_away_for_silence(thread.archive_timestamp, last_sign_of(thread), silence):
            return False
        try:
            with self._refusals.asking(thread.id, Right.MANAGE_THREADS, channel=thread.name):
                await thread.edit(archived=False)
        except PlatformError as error:
            _log.warning(Event.THREAD_ASLEEP, account=self._account.name, faults=faults_of(error))
            return False
        return True
