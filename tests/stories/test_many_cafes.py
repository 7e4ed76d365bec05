"""Ten thousand cafés: while nothing is due, a bot that waits costs one cheap look, however many there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.clock import CompressedClock
from bot.domain import CafeState, Home
from bot.host import LEASE, Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Store
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from bot.ticker import Ticker
from tests.prepared import prepare
from tests.stories.room import MONDAY, ZONE, script

NOW = datetime(2026, 3, 2, 7, 55, tzinfo=UTC)
Said: TypeAlias = list[tuple[str, Any]]


@contextmanager
def statements() -> Iterator[Said]:
    """What is said to databases meanwhile: each statement with its values."""
    said: Said = []

    def hear(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        said.append((statement, values))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


class Town:
    """A bot with many cafés in one room, all to open an hour from now."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.store: Store = SqlStore(self.database)
        self.clock = CompressedClock(NOW)
        self.terminal = TerminalPlatform(SqlStage(self.database), self.clock)
        self.host = Host(self.store, {self.terminal.name: self.terminal}, self.clock)
        self.ticker = Ticker(self.store, self.host, self.clock, worker="one", lease=LEASE)

    async def open(self, cafes: int) -> None:
        await prepare(self.database)
        self.room = await self.terminal.open_room("café")
        for _ in range(cafes):
            await self.host.open(script(), [Home(self.room, "fr")], zone=ZONE, day=MONDAY)


async def idle_look(path: Path, cafes: int) -> Said:
    """What an idle tick says to a database with so many cafés."""
    town = Town(path)
    await town.open(cafes)
    with statements() as said:
        assert await town.ticker.tick() == datetime(2026, 3, 2, 8, tzinfo=UTC)
    await town.database.close()
    return said


def steps(path: Path, statement: str, values: Any) -> int:
    """How many steps of its machine the database takes for a statement: the same on every computer."""
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 1

    with closing(sqlite3.connect(path)) as connection:
        connection.set_progress_handler(step, 1)
        connection.execute(statement, values).fetchall()
    return taken


async def test_an_idle_tick_says_as_little_to_many_cafes_as_to_one(tmp_path: Path) -> None:
    few, many = [await idle_look(tmp_path / f"{cafes}.db", cafes) for cafes in (1, 60)]
    assert [statement for statement, _ in many] == [statement for statement, _ in few]
    assert [one.split()[0] for one, _ in many] == ["BEGIN", "SELECT"]


async def test_the_idle_look_goes_through_no_table(tmp_path: Path) -> None:
    [_, (statement, values)] = await idle_look(tmp_path / "cafe.db", 60)
    with closing(sqlite3.connect(tmp_path / "cafe.db")) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    searches = [line for line in plan if line.startswith("SEARCH")]
    assert len(searches) >= 4, plan
    assert not [line for line in plan if line.startswith(("SCAN", "USE TEMP")) and line != "SCAN CONSTANT ROW"], plan


async def test_the_idle_look_takes_as_many_steps_whatever_the_number_of_cafes(tmp_path: Path) -> None:
    taken = []
    for cafes in (2, 60):
        [_, (statement, values)] = await idle_look(tmp_path / f"{cafes}.db", cafes)
        taken.append(steps(tmp_path / f"{cafes}.db", statement, values))
    assert taken[0] == taken[1]


async def test_starting_asks_for_all_rooms_at_once_and_for_no_café(tmp_path: Path) -> None:
    town = Town(tmp_path / "cafe.db")
    await town.open(30)
    with statements() as said:
        await town.host.listen()
    await town.terminal.close()
    await town.database.close()
    assert not [statement for statement, _ in said if "cafes.script" in statement]
    assert len([statement for statement, _ in said if "FROM homes" in statement]) == 1


async def test_cafes_of_one_script_and_day_get_ids_of_their_own_without_asking_for_each(tmp_path: Path) -> None:
    town = Town(tmp_path / "cafe.db")
    await town.open(40)
    with statements() as said:
        last = await town.host.open(script(), [Home(town.room, "fr")], zone=ZONE, day=MONDAY)
    async with town.store.reading() as store:
        ids = {one.id for one in await store.cafes()}
    await town.database.close()
    assert len(ids) == 41
    assert last.id == "first-phone-2026-03-02-41"
    assert len([1 for statement, _ in said if statement.startswith("SELECT cafes.id")]) < 20


@pytest.mark.parametrize("state", [CafeState.PLANNED, CafeState.PUBLISHED])
async def test_a_room_is_read_back_as_long_as_its_words_are_kept(tmp_path: Path, state: CafeState) -> None:
    town = Town(tmp_path / "cafe.db")
    await town.open(2)
    async with town.store.writing() as work:
        for cafe in await work.cafes():
            await work.move_cafe(cafe.id, state, NOW)
        await work.keep_position(town.room, "7")
    async with town.store.reading() as store:
        assert await store.rooms_to_read_back({"terminal"}) == [(town.room, "7")]
        assert await store.rooms_to_read_back({"elsewhere"}) == []
    await town.database.close()


async def test_a_look_tells_of_a_reply_that_is_owed_and_of_a_change(tmp_path: Path) -> None:
    town = Town(tmp_path / "cafe.db")
    await town.open(1)
    [cafe] = await _cafes(town.store)
    async with town.store.reading() as store:
        look = await store.look({"terminal"})
    assert (look.replies, look.changes, look.calls_for_work(NOW)) == (False, False, False)
    assert look.calls_for_work(NOW + timedelta(hours=1))
    async with town.store.writing() as work:
        await work.note_change(cafe)
        assert (await work.look({"terminal"})).changes
        assert not (await work.look({"elsewhere"})).changes
    await town.database.close()


async def _cafes(store: Store) -> list[str]:
    async with store.reading() as reading:
        return [one.id for one in await reading.cafes()]
