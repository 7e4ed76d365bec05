"""Several workers on one server: one of them looks again at what is kept, and two at once do no harm."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest

from bot.domain import Inbound, Kept, RoomRef
from bot.host import Host, Listening
from bot.store.engine import Database, ServerUrl
from bot.store.sql_store import SqlStore
from tests.stories.room import Room
from tests.stories.test_looking_again import Forgetful
from tests.workers.test_listening import LEASE


class Slow(Forgetful):
    """Something else happens once it has seen what has become of the posts, before it tells."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def look_again(self, room: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        seen = [event async for event in super().look_again(room, kept)]
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        for event in seen:
            yield event


class Worker:
    """One of several, in this process."""

    def __init__(self, room: Room, url: ServerUrl, name: str) -> None:
        self.database = Database(url)
        self.store = SqlStore(self.database)
        self.platform = Slow(self.database, room.clock)
        self.host = Host(self.store, {"terminal": self.platform}, room.clock, worker=name)
        self.listening = Listening(self.store, self.host, room.clock, worker=name, lease=LEASE)


@pytest.fixture
async def room(server_database: ServerUrl) -> Room:
    """A café in which two have spoken, and one has taken it back while nobody listened."""
    room = Room(server_database)
    await room.begin()
    await room.until(1, 10)
    post, other = await room.say("Vio", "Le mien avait un fil."), await room.say("Marc", "Le nôtre était rouge.")
    await room.react("Léa", other)
    await room.terminal.close()
    await room.terminal.erase(room.ref, "vio", post)
    await room.terminal.unreact(room.ref, "léa", other, "👍")
    return room


async def left(room: Room) -> tuple[list[str], int]:
    record = await room.record()
    return [post.text for post in record.posts], len(record.reactions)


async def test_whoever_listens_looks_and_nobody_else(room: Room, server_database: ServerUrl) -> None:
    one, two = (Worker(room, server_database, name) for name in ("one", "two"))
    for worker in (one, two):
        await worker.listening.look()
        await worker.host.looking.look()
    assert [len(worker.platform.pages) for worker in (one, two)] == [1, 0]
    assert await left(room) == (["Le nôtre était rouge."], 0)
    room.clock.move_to(room.clock.now() + LEASE)
    for worker in (two, one):
        await worker.listening.look()
        await worker.host.looking.look()
    assert [len(worker.platform.pages) for worker in (one, two)] == [1, 1], "whoever takes over looks anew"
    for database in (one.database, two.database, room.database):
        await database.close()


async def test_two_at_once_change_nothing_twice(room: Room, server_database: ServerUrl) -> None:
    one, two = (Worker(room, server_database, name) for name in ("one", "two"))

    async def taken_over() -> None:
        room.clock.move_to(room.clock.now() + LEASE)
        await two.listening.look()
        await two.host.looking.look()
        assert await left(room) == (["Le nôtre était rouge."], 0)
        await two.platform.say(room.ref, "zoé", "Zoé", "Lourd.", thread=await room.thread("memory"))

    one.platform.meanwhile = taken_over
    await one.listening.look()
    await one.host.looking.look()
    assert await left(room) == (["Le nôtre était rouge.", "Lourd."], 0)
    for database in (one.database, two.database, room.database):
        await database.close()
