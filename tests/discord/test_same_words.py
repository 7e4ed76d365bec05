"""Two cafés say the same words in one channel: a message of the other one is never taken for one's own (truth 1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain import Delivery, OutboundMessage, Posted, Progress, RoomRef
from bot.errors import PlatformError, fault
from bot.host import LEASE
from bot.host._delivering import Deliverer
from bot.host._holding import Holding
from bot.ports import Observer
from bot.store.tables import deliveries
from tests.discord.week import Week
from tests.discord_server import Clock, DiscordServer
from tests.prepared import prepare

WORDS = "### Merci à tous"
ONE, TWO = "one", "two"

Post = Callable[[RoomRef, OutboundMessage, str], Awaitable[Posted]]


class TwoLanes(Week):
    """Two deliveries of the same words to one channel. ``lost`` are the keys whose request is lost once before it
    arrives, ``unheard`` those whose answer is; ``meanwhile`` happens once the first message is there."""

    async def owe_both(self) -> None:
        await prepare(self.database)
        await self.platform.open_room(str(self.channel.id))
        self.lost, self.unheard = set[str](), set[str]()
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self._post: Post = self.platform.post
        self.platform.post = self._posting  # type: ignore[method-assign]
        async with self.store.writing() as work:
            await work.owe([Delivery(key, None, self.room, OutboundMessage(WORDS)) for key in (ONE, TWO)])

    async def _posting(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        if key in self.lost:
            self.lost.remove(key)
            raise PlatformError(fault("discord_unreachable"))
        posted = await self._post(room, message, key)
        if key in self.unheard:
            self.unheard.remove(key)
            raise PlatformError(fault("discord_unreachable"))
        if (meanwhile := self.meanwhile) is not None:
            self.meanwhile = None
            await meanwhile()
        return posted

    async def make(self, *keys: str) -> None:
        """Make these at once; what is refused stays owed."""
        there = await self.both()
        lanes = [self._lane().make(there[key]) for key in keys]
        for outcome in await asyncio.gather(*lanes, return_exceptions=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, PlatformError):
                raise outcome

    async def settle_both(self) -> None:
        there = await self.both()
        await asyncio.gather(*(self._lane().settle([there[key]]) for key in (ONE, TWO)))

    async def both(self) -> dict[str, Delivery]:
        async with self.store.reading() as store:
            owed = {one.key: one for one in await store.replies_owed()}
        return owed

    async def nobody_is_owed_and_both_are_there(self) -> None:
        assert await self.both() == {}
        assert [one.content for one in self.channel.messages.values()] == [WORDS, WORDS]
        async with self.database.reading() as connection:
            rows = await connection.execute(select(deliveries.c.posted_message, deliveries.c.progress))
            found = [tuple(row) for row in rows]
        assert {id for id, _ in found} == {str(id) for id in self.channel.messages}
        assert {progress for _, progress in found} == {Progress.DONE.value}

    def _lane(self) -> Deliverer:
        async def nothing(room: RoomRef, since: str | None) -> None:
            """Nobody has answered."""

        holding = Holding(self.store, self.time, LEASE)
        return Deliverer(self.store, {"discord": self.platform}, self.time, "one", LEASE, nothing, Observer(), holding)


@pytest.fixture
async def lanes(discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path) -> AsyncIterator[TwoLanes]:
    lanes = TwoLanes(discord_server, discord_clock, tmp_path / "cafe.db", "text")
    await lanes.owe_both()
    yield lanes
    await lanes.close()


async def test_a_message_that_was_refused_once_is_said_although_its_words_are_there(lanes: TwoLanes) -> None:
    lanes.lost = {ONE}
    await lanes.make(ONE, TWO)
    assert set(await lanes.both()) == {ONE}
    await lanes.make(ONE)
    await lanes.nobody_is_owed_and_both_are_there()


async def test_one_that_is_taken_for_anothers_before_it_is_marked_is_said_again(lanes: TwoLanes) -> None:
    lanes.lost = {ONE}
    await lanes.make(ONE)
    lanes.meanwhile = lambda: lanes.make(ONE)
    await lanes.make(TWO)
    await lanes.nobody_is_owed_and_both_are_there()


@pytest.mark.parametrize("settled", [False, True])
async def test_of_two_that_may_be_the_same_message_only_one_takes_it(lanes: TwoLanes, settled: bool) -> None:
    lanes.lost, lanes.unheard = {ONE}, {TWO}
    await lanes.make(ONE, TWO)
    assert len(lanes.channel.messages) == 1
    if settled:
        await lanes.settle_both()
        assert len(await lanes.both()) == 1
    await lanes.make(*await lanes.both())
    await lanes.nobody_is_owed_and_both_are_there()
