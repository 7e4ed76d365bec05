"""The process dies while it has several cafés in hand at once, at any of its calls, again and again: in each café
everything is said once, no post is lost, and the flashback is the same, byte for byte."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import CompressedClock
from bot.domain import CafeState, Home, RoomRef
from bot.host import LEASE, Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Store
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.ticker import TOGETHER, Ticker
from tests.prepared import prepare
from tests.stories.fates import Death, Fate, Life, fated_platform, fated_store
from tests.stories.room import MONDAY, WORKSHOPS, ZONE, script

BEGINNING = datetime(2026, 3, 2, 7, 55, tzinfo=UTC)
END = datetime(2026, 3, 4, 21, tzinfo=UTC)
ROOMS = tuple(RoomRef("terminal", name) for name in ("port", "gare", "marché"))


@dataclass(frozen=True)
class Line:
    """What a member says in the workshop of that title, in each of the rooms one after another."""

    at: datetime
    workshop: str
    member: str
    words: str


LINES = (
    Line(datetime(2026, 3, 2, 9, tzinfo=UTC), "Un souvenir", "Vio", "Celui de ma grand-mère, à cadran, dans l’entrée."),
    Line(datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "Un souvenir", "Marc", "Une cabine jaune, et dix centimes en poche."),
    Line(datetime(2026, 3, 3, 9, tzinfo=UTC), "Le bon moment", "Vio", "Plus tard"),
    Line(datetime(2026, 3, 4, 9, tzinfo=UTC), "Votre mot de la fin", "Marc", "Merci à tout le monde, c’était doux."),
)


class Quay:
    """Three cafés of one script, each in its own room, that open, ask and close at the same instants."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._clock = CompressedClock(BEGINNING)
        self._lives = 0

    async def live(self, fate: Fate) -> bool:
        """One life of the bot, from where the last one was left to the end; false if it has died."""
        self._lives += 1
        database = Database(self._path)
        try:
            await self._last(database, fate, f"worker-{self._lives}")
        except Death:
            return False
        finally:
            await database.close()
        return True

    async def _last(self, database: Database, fate: Fate, worker: str) -> None:
        await prepare(database)
        store, server = fated_store(SqlStore(database), fate), TerminalPlatform(SqlStage(database), self._clock)
        platform = fated_platform(server, fate)
        host = Host(store, {platform.name: platform}, self._clock, worker=worker)
        ticker = Ticker(store, host, self._clock, worker=worker, lease=LEASE, together=TOGETHER)
        await self._open(host, store, server)
        await host.listen()
        await self._until(ticker, self._clock.now() + LEASE)
        for line in LINES:
            await self._until(ticker, line.at)
            await _say(server, line)
        await self._until(ticker, END)

    async def _open(self, host: Host, store: Store, server: TerminalPlatform) -> None:
        for room in ROOMS:
            await server.open_room(room.room)
            async with store.reading() as reading:
                if await reading.cafe(room.room):
                    continue
            told = replace(script(), workshops=(*WORKSHOPS[:2], WORKSHOPS[3]), publishes_after_hours=0)
            await host.open(told, [Home(room, "fr")], zone=ZONE, day=MONDAY, id=room.room, secret=b"s" * 32)

    async def _until(self, ticker: Ticker, at: datetime) -> None:
        while (due := await ticker.tick()) is not None and due <= at:
            self._clock.move_to(due)
        self._clock.move_to(at)

    async def outcome(self) -> dict[str, object]:
        """For each café what the bot has said, what members have said, and the flashback."""
        database = Database(self._path)
        store, server = SqlStore(database), TerminalPlatform(SqlStage(database), self._clock)
        found: dict[str, object] = {}
        try:
            for room in ROOMS:
                messages = [one for one in await server.messages(room) if one.from_bot]
                keys = [one.key for one in messages]
                assert len(keys) == len(set(keys)), "something is said twice"
                async with store.reading() as reading:
                    record = await reading.record(room.room)
                    assert record.cafe.state is CafeState.PUBLISHED
                    said = sorted((one.key or "", one.text) for one in messages)
                    posts = sorted(one.text for one in record.posts)
                    found[room.room] = (said, posts, await reading.flashback(room.room))
        finally:
            await database.close()
        return found


async def _say(server: TerminalPlatform, line: Line) -> None:
    for room in ROOMS:
        if line.words in [one.text for one in await server.messages(room)]:
            continue
        (thread,) = [one.id for one in await server.threads(room) if one.title == line.workshop]
        await server.say(room, line.member.lower(), line.member, line.words, thread=thread)


@pytest.fixture(scope="module")
def undisturbed(memory: Path) -> tuple[int, dict[str, object]]:
    """How many points such a life comes to, and what it leaves."""

    async def lived() -> tuple[int, dict[str, object]]:
        trail: list[str] = []
        quay = Quay(memory / "undisturbed.db")
        assert await quay.live(Life(trail=trail))
        return len(trail), await quay.outcome()

    return asyncio.run(lived())


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(one, marks=pytest.mark.soak) for one in range(2, 30))])
async def test_deaths_with_several_cafés_in_hand_change_nothing(
    undisturbed: tuple[int, dict[str, object]], memory: Path, seed: int
) -> None:
    points, outcome = undisturbed
    chance = random.Random(seed)
    quay = Quay(memory / f"{seed}.db")
    for _ in range(chance.randint(1, 6)):
        if await quay.live(Life(chance.randint(1, points))):
            break
    else:
        assert await quay.live(Life())
    assert await quay.outcome() == outcome
