"""Who listens to an account, and what is left to whoever does not any more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Inbound, PostMade, RoomRef
from bot.errors import PlatformError, fault
from bot.health import Health
from bot.host import Host, Listening
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Door
from bot.store.engine import Database, ServerUrl
from bot.store.figures import SqlFigures
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
        platforms = {"terminal": self.terminal}
        self.health = Health(SqlFigures(self.database), room.clock, platforms)
        self.host = Host(self.store, platforms, room.clock, worker=name, observer=self.health)
        self.listening = Listening(self.store, self.host, room.clock, worker=name, lease=LEASE)

    async def listens(self) -> bool:
        """Whether it says so of itself."""
        accounts = (await self.health.report())["accounts"]
        assert isinstance(accounts, dict)
        return bool(accounts["terminal"]["listening"])


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


async def test_what_a_former_listener_still_hands_in_is_left_to_the_listener_if_it_can_be_read_back(
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
    pressed = [replace(event, post="pressed", text="Par un bouton.", position=None) for event in late]
    await one.host.receive([*late, *pressed, *(_further(event) for event in late)])
    async with room.store.reading() as reading:
        assert await reading.position(room.ref) == position, "it may have missed what came before"
    texts = [post.text for post in (await room.record()).posts]
    assert texts == ["Un fil gris.", "Par un bouton."], "nobody could read that again"
    for database in (one.database, two.database, room.database):
        await database.close()


async def test_a_reaction_taken_back_stays_so_whatever_a_former_listener_hands_in(
    room: Room, server_database: ServerUrl
) -> None:
    one, two = (Worker(room, server_database, name) for name in ("one", "two"))
    await one.listening.look()
    post = await room.say("Vio", "Un fil gris.")
    await room.react("Marc", post)
    events = [event async for event in room.terminal.read_back(room.ref, None)]
    await room.terminal.unreact(room.ref, "marc", post, "👍")
    room.clock.move_to(room.clock.now() + LEASE)
    await two.listening.look()
    await one.host.receive(events)
    assert (await room.record()).reactions == ()
    for database in (one.database, two.database, room.database):
        await database.close()


class Interrupted(TerminalPlatform):
    """An account whose reading back is slow: something else happens once it has read so many events."""

    def __init__(self, database: Database, room: Room, after: int, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(SqlStage(database), room.clock)
        self._after = after
        self._meanwhile: Callable[[], Awaitable[None]] | None = meanwhile

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        events = [event async for event in super().read_back(room, since)]
        for number, event in enumerate(events, 1):
            yield event
            if number == self._after and self._meanwhile is not None:
                meanwhile, self._meanwhile = self._meanwhile, None
                await meanwhile()


@pytest.mark.parametrize("after", [1, 2, 4])
async def test_what_was_read_before_somebody_else_read_further_is_read_again(
    room: Room, server_database: ServerUrl, after: int
) -> None:
    """Two take the account over at once, one of them slowly: nothing is lost, and a reaction taken back stays so."""
    post = await room.say("Vio", "Un fil gris.")
    await room.react("Vio", post, "🧵")
    await room.say("Marc", "Dans la cuisine.")
    await room.react("Léa", post)
    other = Worker(room, server_database, "two")

    async def meanwhile() -> None:
        await room.terminal.unreact(room.ref, "léa", post, "👍")
        await other.listening.look()
        await other.terminal.say(room.ref, "zoé", "Zoé", "Lourd.", thread=await room.thread("memory"))

    database = Database(server_database)
    slow = Interrupted(database, room, after, meanwhile)
    await Host(SqlStore(database), {"terminal": slow}, room.clock, worker="slow").listen()
    record = await room.record()
    assert [one.text for one in record.posts] == ["Un fil gris.", "Dans la cuisine.", "Lourd."]
    assert [one.emoji for one in record.reactions] == ["🧵"]
    async with room.store.reading() as reading:
        assert await reading.position(room.ref) == str(await room.terminal.end())
    for one in (other.database, database, room.database):
        await one.close()


async def test_whoever_stands_by_is_well(room: Room, server_database: ServerUrl) -> None:
    one, two = (Worker(room, server_database, name) for name in ("one", "two"))
    for worker in (one, two):
        await worker.listening.look()
        worker.health.looked(room.clock.now())
    assert (await one.health.report())["wrong"] == (await two.health.report())["wrong"] == []
    assert [await one.listens(), await two.listens()] == [True, False]
    room.clock.move_to(room.clock.now() + LEASE)
    await two.listening.look()
    await one.listening.look()
    assert [await one.listens(), await two.listens()] == [False, True]
    for database in (one.database, two.database, room.database):
        await database.close()


class Unreachable(TerminalPlatform):
    """An account that cannot be connected."""

    async def connect(self, door: Door) -> None:
        raise PlatformError(fault("platform_not_connected", platform=self.name))


async def test_an_account_that_cannot_be_reached_keeps_no_other_one_from_being_listened_to(
    room: Room, server_database: ServerUrl
) -> None:
    one = Worker(room, server_database, "one")
    broken = Unreachable(SqlStage(one.database), room.clock, name="attic")
    platforms = {"attic": broken, "terminal": one.terminal}
    host = Host(one.store, platforms, room.clock, worker="one")
    listening = Listening(one.store, host, room.clock, worker="one", lease=LEASE)
    with pytest.raises(PlatformError):
        await listening.look()
    assert listening.held == {"terminal"}
    for database in (one.database, room.database):
        await database.close()


def _further(event: PostMade) -> PostMade:
    """The same words in a later post."""
    return replace(event, post="999", position="999")
