"""Sealed threads: whoever has answered in words of their own is let in, and at the end everybody is (truth 9)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain import Cafe, MemberRef, Post, RoomRef
from bot.errors import NoSuchPlace, PlatformError
from bot.kinds import kind_of
from bot.logs import Event, faults_of, logger
from bot.ports import Platform, Reading, Store

_log = logger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Answered:
    """Somebody has answered in the thread of a blind workshop."""

    room: RoomRef
    thread: str
    member: MemberRef


class Sealing:
    """Keeps the threads of blind workshops as they have to be. Each effect may be repeated, and nothing is lost by a
    death in between: who is to be let in is read from the store again at the start."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform]) -> None:
        self._store = store
        self._platforms = platforms
        self._waiting: set[Answered] = set()

    def note(self, answered: Iterable[Answered]) -> None:
        """Remember who has answered, now that the answers are stored."""
        self._waiting.update(answered)

    async def recall(self) -> None:
        """Remember everybody who has answered in a thread that is still sealed."""
        async with self._store.reading() as store:
            for cafe, workshop in await store.sealed():
                self.note(await self._answered(store, cafe, workshop))

    async def _answered(self, store: Reading, cafe: str, workshop: str) -> list[Answered]:
        record = await store.record(cafe)
        known = record.cafe.script.workshop(workshop)
        told: dict[MemberRef, list[Post]] = {}
        for post in record.posts:
            if post.answer and post.workshop == workshop:
                told.setdefault(post.author, []).append(post)
        who = {author for author, posts in told.items() if known and kind_of(known.kind).tells_enough(posts)}
        who |= {choice.author for choice in record.choices if choice.workshop == workshop}
        found = []
        for home in record.cafe.homes:
            if thread := await self._thread(store, record.cafe, home.room, workshop):
                there = [member for member in who if member.platform == home.room.platform]
                found += [Answered(home.room, thread, member) for member in there]
        return found

    async def let_in(self) -> None:
        """Let in whoever has answered; where the platform refuses, they are let in later."""
        for one in sorted(self._waiting):
            try:
                await self._platforms[one.room.platform].let_in(one.room, one.thread, one.member)
            except NoSuchPlace as error:
                _log.warning(Event.THREAD_GONE, room=str(one.room), faults=faults_of(error))
            except PlatformError as error:
                _log.warning(Event.LETTING_IN_REFUSED, room=str(one.room), faults=faults_of(error))
                continue
            self._waiting.discard(one)

    async def unseal(self, cafe: Cafe, workshop: str) -> dict[RoomRef, PlatformError]:
        """Let everybody read the answers of a workshop, in each home; returns those that refuse."""
        refused: dict[RoomRef, PlatformError] = {}
        for home in cafe.homes:
            async with self._store.reading() as store:
                thread = await self._thread(store, cafe, home.room, workshop)
            if thread is None:
                continue
            try:
                # A thread that somebody has deleted keeps nothing from anybody.
                with contextlib.suppress(NoSuchPlace):
                    await self._platforms[home.room.platform].unseal(home.room, thread)
            except PlatformError as error:
                refused[home.room] = error
        return refused

    async def _thread(self, store: Reading, cafe: Cafe, room: RoomRef, workshop: str) -> str | None:
        platform = self._platforms.get(room.platform)
        if platform is None or not platform.can.seals:
            return None
        return await store.place(cafe.id, room, workshop)
