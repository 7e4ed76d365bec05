"""Cafés side by side: one whose room makes the bot wait keeps no other one waiting, and each keeps its own order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.domain import Home, OutboundMessage, Posted, RoomRef
from bot.host import LEASE, Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Store
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.ticker import Ticker
from tests.prepared import prepare
from tests.stories.fates import Death
from tests.stories.room import MONDAY, ZONE, script
from tests.stories.test_many_cafes import NOW


class Crowded(TerminalPlatform):
    """A platform with a room into which nothing can be said until there is space again."""

    full: RoomRef
    space: asyncio.Event
    said: list[RoomRef]
    three: asyncio.Event
    dies = False

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        if room == self.full:
            if self.dies:
                raise Death
            await self.space.wait()
        self.said.append(room)
        if len(self.said) == 3:
            self.three.set()
        return await super().post(room, message, key)


class Street:
    """Two cafés, each in its own room, to open at the same instant."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.store: Store = SqlStore(self.database)
        self.clock = CompressedClock(NOW)
        self.platform = Crowded(SqlStage(self.database), self.clock)
        self.host = Host(self.store, {self.platform.name: self.platform}, self.clock)
        self.ticker = Ticker(self.store, self.host, self.clock, worker="one", lease=LEASE, together=4)
        beside = Host(self.store, {self.platform.name: self.platform}, self.clock, worker="two")
        self.another = Ticker(self.store, beside, self.clock, worker="two", lease=LEASE, together=4)

    async def begin(self) -> None:
        await prepare(self.database)
        self.first, self.second = [await self.platform.open_room(name) for name in ("first", "second")]
        self.platform.full, self.platform.said = self.first, []
        self.platform.space, self.platform.three = asyncio.Event(), asyncio.Event()
        for room in (self.first, self.second):
            await self.host.open(script(), [Home(room, "fr")], zone=ZONE, day=MONDAY)
        self.clock.move_to(NOW + timedelta(hours=1, minutes=10))

    async def texts(self, room: RoomRef) -> list[str]:
        return [one.text for one in await self.platform.messages(room) if one.from_bot]


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    found = Street(tmp_path / "cafe.db")
    await found.begin()
    yield found
    await found.database.close()


async def test_a_room_that_makes_the_bot_wait_keeps_no_other_café_waiting(street: Street) -> None:
    ticking = asyncio.create_task(street.ticker.tick())
    await street.platform.three.wait()
    assert set(street.platform.said) == {street.second}
    street.platform.space.set()
    await ticking
    assert await street.texts(street.first) == await street.texts(street.second)


async def test_a_death_in_one_café_is_heard_of_once_what_is_in_hand_of_the_others_is_done(street: Street) -> None:
    street.platform.dies = True
    with pytest.raises(Death):
        await street.ticker.tick()
    assert set(street.platform.said) == {street.second}
    async with street.store.reading() as store:
        assert sorted([one.state.value for one in await store.cafes()]) == ["open", "planned"]


async def test_another_worker_leaves_what_is_renewed_to_whom_it_is_in_hand(street: Street) -> None:
    ticking = asyncio.create_task(street.ticker.tick())
    await street.platform.three.wait()
    for _ in range(4):
        street.clock.move_to(street.clock.now() + LEASE / 2)
        await street.host.holding.renew()
        await street.another.tick()
    assert street.first not in street.platform.said
    street.platform.space.set()
    await ticking
    texts = await street.texts(street.first)
    assert len(texts) == len(set(texts)) > 0


async def test_what_takes_longer_than_its_claim_holds_is_still_said_once(street: Street) -> None:
    ticking = asyncio.create_task(street.ticker.tick())
    await street.platform.three.wait()
    # The first room has made the bot wait all that time, or the machine was suspended; whoever is free looks anew.
    street.clock.move_to(street.clock.now() + 2 * LEASE)
    third = await street.platform.open_room("third")
    street.platform.full = third
    await street.ticker._perform_all()
    assert street.first not in street.platform.said
    street.platform.space.set()
    await ticking
    texts = await street.texts(street.first)
    assert len(texts) == len(set(texts)) > 0
