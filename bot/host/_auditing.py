"""The audit of a café: its published figures beside those counted again, from what is kept and from the platforms' own
histories."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.digest import to_json
from bot.digest.audit import Audit, Difference, audited
from bot.digest.history import HistoryReader, Setting, compared
from bot.domain import Cafe, Freeze, Inbound, MemberRef, PostRef, Record, RoomRef
from bot.errors import PlatformError, StoreError, fault
from bot.host._publishing import host_flashback, sealed_in
from bot.ports import Platform, Reading, Store


@dataclass(frozen=True, slots=True)
class Audited:
    """An audit. ``audit`` is that of the rows that are kept, ``history`` what the platforms' histories tell otherwise:
    rows, and figures counted again from them. ``read`` are the rooms whose history was read, ``unread`` those where it
    could not be. ``kept_back`` is how many posts stand in the rooms without their words, which the platform keeps from
    the bot: those are counted as they are kept. ``pending`` is true where words have changed that the published
    flashback has not taken over yet; ``frozen`` is the last audit once retention has ended: then nothing else can be
    counted.
    """

    cafe: Cafe
    audit: Audit
    history: tuple[Difference, ...] = ()
    read: tuple[RoomRef, ...] = ()
    unread: tuple[RoomRef, ...] = ()
    kept_back: int = 0
    pending: bool = False
    frozen: Freeze | None = None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All that differs."""
        return (*self.audit.differences, *self.history)


@dataclass(frozen=True, slots=True)
class Histories:
    """What the platforms' own histories tell of a café: the record that they make, the rooms that could be read and
    those that could not, and the posts whose words the platform keeps from the bot."""

    record: Record
    read: tuple[RoomRef, ...]
    unread: tuple[RoomRef, ...]
    kept_back: Collection[PostRef]


class Auditing:
    """Audits cafés. ``hosts`` are those whose own messages are no part of a café."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], hosts: Collection[MemberRef] = ()) -> None:
        self._store = store
        self._platforms = platforms
        self._hosts = frozenset(hosts)

    async def audit(self, cafe: str) -> Audited:
        """Count a café again: the published flashback, or else the one that the host sees now. Changes nothing. Raises
        `bot.errors.StoreError` where the café is not there."""
        async with self._store.reading() as store:
            record = await store.record(cafe)
            document = await store.flashback(cafe)
            if record.cafe.frozen_at is not None:
                return await _frozen(store, record.cafe, document)
            pending = document is not None and bool(await store.changes(cafe))
            sealed = sealed_in(record)
            audit = audited(document or to_json(host_flashback(record)), record, sealed)
        told = await self.histories(cafe)
        history: tuple[Difference, ...] = ()
        if told.read and not told.unread:
            # With one room missing, its posts would all be told as differences.
            again = audited(document or to_json(host_flashback(record)), told.record, sealed)
            figures = (one for one in again.differences if one not in audit.differences)
            history = (*compared(record, told.record, sealed), *figures)
        # How much is said in a sealed workshop is told by nothing.
        kept_back = sum(post.ref in told.kept_back and post.workshop not in sealed for post in record.posts)
        return Audited(record.cafe, audit, history, told.read, told.unread, kept_back, pending)

    async def histories(self, cafe: str) -> Histories:
        """What the platforms' own histories tell of a café."""
        async with self._store.reading() as store:
            record = await store.record(cafe)
            settings = [await self._setting(store, record, home.room) for home in record.cafe.homes]
            erased, left = await store.erased_posts(cafe), await store.left(cafe)
        reader = HistoryReader(record, erased, left)
        met: set[MemberRef] = set()
        read: list[RoomRef] = []
        for setting in filter(None, settings):
            try:
                async for event in self._platforms[setting.room.platform].read_back(setting.room, None):
                    if (author := _author(event)) and author not in met:
                        met.add(author)
                        await self._ask_absence(reader, author)
                    reader.take(setting, event)
            except PlatformError:
                continue
            read.append(setting.room)
        unread = tuple(home.room for home in record.cafe.homes if home.room not in read)
        return Histories(reader.record(), tuple(read), unread, frozenset(reader.history.kept_back))

    async def _ask_absence(self, reader: HistoryReader, member: MemberRef) -> None:
        """Have the reader leave out whoever had everything forgotten: only a mark of them is kept, under no café."""
        async with self._store.reading() as store:
            absence = await store.absence(member)
        if absence is not None:
            reader.keep_out(member, absence)

    async def _setting(self, store: Reading, record: Record, room: RoomRef) -> Setting | None:
        platform = self._platforms.get(room.platform)
        if platform is None:
            return None
        keys = [None, *(one.key for one in record.cafe.script.workshops)]
        places = {thread: key for key in keys if (thread := await store.place(record.cafe.id, room, key)) is not None}
        own = record.cafe.presented_at
        others = [one.presented_at for one in await store.cafes_in(room) if one.id != record.cafe.id]
        can = platform.can
        return Setting(
            room=room,
            places=places,
            hosts=self._hosts,
            later=[at for at in others if at is not None and own is not None and at > own],
            threads=can.threads,
            seals=can.seals,
            speaks=can.speaks,
        )


def _author(event: Inbound) -> MemberRef | None:
    author: str | None = getattr(event, "author", None)
    return None if author is None else MemberRef(event.room.platform, author)


async def _frozen(store: Reading, cafe: Cafe, document: bytes | None) -> Audited:
    """The last audit of a café whose retention has ended, and whether its words are still those that were frozen."""
    last = await store.frozen(cafe.id)
    if last is None:
        raise StoreError(fault("store_cafe_gone", cafe=cafe.id))
    kept = [*(one for one in await store.verbatims(cafe.id) if one.post is not None)]
    text = (document or b"").decode("utf-8")
    differences = [Difference(**{**one, "posts": tuple(one["posts"])}) for one in last.differences]
    differences += [Difference(one.place, True, False, (one.own_id,)) for one in kept if one.own_id not in text]
    return Audited(cafe, Audit(last.figures, tuple(differences)), frozen=last)
