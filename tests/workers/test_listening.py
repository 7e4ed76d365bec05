"""Who listens to an account, and what is left to whoever does not any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import PostMade
from bot.host import Host, Listening
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.engine import Database, ServerUrl
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from tests.stories.room import Room

LEASE = timedelta(seconds=30)


class Worker:
    """One of several, in this process, on the room's database and clock."""

    def __init__(self, room: Room, url: ServerUrl, name: str) -> None:
        self.database = Database(url)
        self.store = SqlStore(self.database)
        self.terminal = TerminalPlatform(SqlStage(self.database), room.clock)
        self.host = Host(self.store, {"terminal": self.terminal}, room.clock, worker=name)
        self.listening = Listening(self.store, self.host, room.clock, worker=name, lease=LEASE)


@pytest.fixture
async def room(server_database: ServerUrl) -> Room:
    room = Room(server_database)
    await room.begin()
    await room.until(1, 10)
    await room.terminal.close()
    return room


async def test_the_account_is_taken_over_after_a_death_and_read_back(room: Room, server_database: ServerUrl) -> None:
    one, two = (Worker(room, server_database, name) for name in ("one", "two"))
    await one.listening.look()
    await two.listening.look()
    assert [*one.listening.held, "not", *two.listening.held] == ["terminal", "not"]
    await room.say("Vio", "Dit pendant que personne n’écoute.")
    assert (await room.record()).posts == (), "neither the dead nor the other one heard it"
    room.clock.move_to(room.clock.now() + LEASE)
    await two.listening.look()
    assert two.listening.held == {"terminal"}
    assert [post.text for post in (await room.record()).posts] == ["Dit pendant que personne n’écoute."]
    await one.listening.look()
    assert one.listening.held == set(), "who comes back finds that somebody else listens"
    for database in (one.database, two.database, room.database):
        await database.close()


async def test_a_worker_that_stops_in_order_leaves_the_account_to_another_at_once(
    room: Room, server_database: ServerUrl
) -> None:
    one, two = (Worker(room, server_database, name) for name in ("one", "two"))
    await one.listening.look()
    await one.listening.release()
    await two.listening.look()
    assert [*one.listening.held, "not", *two.listening.held] == ["not", "terminal"]
    for database in (one.database, two.database, room.database):
        await database.close()


async def test_what_a_former_listener_still_hands_in_is_kept_once_and_moves_no_position(
    room: Room, server_database: ServerUrl
) -> None:
    one, two = (Worker(room, server_database, name) for name in ("one", "two"))
    await one.listening.look()
    await room.say("Vio", "Un fil gris.")
    events = [event async for event in room.terminal.read_back(room.ref, None)]
    room.clock.move_to(room.clock.now() + LEASE)
    await two.listening.look()
    async with room.store.reading() as reading:
        position = await reading.position(room.ref)
    late = [event for event in events if isinstance(event, PostMade)]
    await one.host.receive([*late, *(_further(event) for event in late)])
    async with room.store.reading() as reading:
        assert await reading.position(room.ref) == position, "it may have missed what came before"
    texts = [post.text for post in (await room.record()).posts]
    assert texts.count("Un fil gris.") == 2, "one it repeats, one is new: each is kept once"
    for database in (one.database, two.database, room.database):
        await database.close()


def _further(event: PostMade) -> PostMade:
    """The same words in a later post."""
    return replace(event, post="999", position="999")
