"""Who is called when a workshop opens, on platforms that call followers in the room itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from bot.domain import MemberRef, RoomRef, WishKind
from bot.errors import PlatformError
from bot.logs import Event, faults_of, logger
from bot.ports import Platform, Store, Writing

_log = logger(__name__)


class Followers:
    """Has members called in the rooms that they follow, and nowhere else. That somebody is to be called no more is
    noted together with whatever ends their wish, and stays noted until the platform has done it."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform]) -> None:
        self._store = store
        self._platforms = platforms
        self._one_at_a_time = asyncio.Lock()

    def are_called(self, account: str) -> bool:
        """Whether followers are called there, instead of being told alone."""
        platform = self._platforms.get(account)
        return platform is not None and platform.can.calls_followers

    async def call(self, member: MemberRef, room: RoomRef) -> None:
        """Have a member called in a room. Raises `bot.errors.PlatformError` where nobody can be."""
        if self.are_called(room.platform):
            async with self._one_at_a_time:
                await self._platforms[room.platform].call(room, member)

    async def note_end(self, work: Writing, member: MemberRef, at: datetime) -> None:
        """Note, in the unit of work that ends a member's wishes, that they are called no more where they followed."""
        if self.are_called(member.platform):
            await work.end_calls(member, at)

    async def end_calls(self) -> None:
        """Have whoever follows no more be called no more; what is refused stays due until the next time."""
        calling = [name for name in self._platforms if self.are_called(name)]
        if not calling:
            return
        async with self._one_at_a_time:
            async with self._store.reading() as store:
                due = await store.calls_to_end(calling)
            for member in due:
                await self._end(member)

    async def _end(self, member: MemberRef) -> None:
        async with self._store.reading() as store:
            rooms = [room for room, kind in await store.wishes_of(member) if kind is WishKind.FOLLOW]
        try:
            await self._platforms[member.platform].call_only(member, rooms)
        except PlatformError as error:
            _log.warning(Event.ERASING_REFUSED, account=member.platform, faults=faults_of(error))
            return
        async with self._store.writing() as work:
            await work.calls_ended(member)
