"""Two real processes on one PostgreSQL database, and an account on Discord that is split into two shards."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.domain import CafeState, Home, RoomRef, zone_of
from bot.host import LISTENER_LEASE, Host
from bot.store.engine import Database, ServerUrl
from bot.store.schema import prepare
from bot.store.sql_store import SqlStore
from tests.cogs.scene import told
from tests.discord.life import CommonClock, Life, told_by
from tests.discord.one_life import LEASE, Place
from tests.discord_fixtures import BEGIN, discord_of
from tests.discord_server import Channel, DiscordServer, Guild, Person, Thread
from tests.stories.room import MONDAY, ZONE, script

ADDRESS = re.compile(r"https://discord\.com/channels/\d+/\d+")

UNCLEAR = "1 ou 2, je ne sais pas"
OWN = ["discord/0/2", "discord/1/2"]


class Communities:
    """Two servers, one on each shard, with the same café in both of them."""

    def __init__(self, server: DiscordServer, clock: CommonClock, url: ServerUrl) -> None:
        self.server, self.clock, self.url = server, clock, url
        made = [server.new_guild(f"Café {number}") for number in range(2)]
        self.guilds: list[Guild] = sorted(made, key=lambda guild: (guild.id >> 22) % 2)
        self.rooms: list[Channel] = [server.new_text(guild, "café") for guild in self.guilds]
        self.people: list[Person] = [server.new_person(guild, "Vio") for guild in self.guilds]
        self.database = Database(url)
        self.store = SqlStore(self.database)
        self.lives: list[Life] = []

    async def open(self) -> None:
        """Plan the café."""
        await prepare(self.database)
        homes = [Home(RoomRef("discord", str(room.id)), "fr") for room in self.rooms]
        host = Host(self.store, {}, self.clock, zone=ZONE)
        self.cafe = (await host.open(script(), homes, zone=ZONE, day=MONDAY)).id

    async def begin(self, *own: int) -> tuple[Life, list[str]]:
        """A process whose own these shards are, and where it listens at once."""
        channels = tuple(str(room.id) for room in self.rooms)
        life = Life(Place(self.server.address, self.url, channels, shards=(2, own)), self.clock)
        self.lives.append(life)
        held: list[str] = await life.answer()
        return life, held

    async def until(self, day: int, hour: int) -> None:
        """Let the time pass; whoever lives is there at each beat, all at once."""
        local = datetime.combine(MONDAY + timedelta(days=day - 1), time(hour), tzinfo=zone_of(ZONE))
        while True:
            due = await asyncio.gather(*(life.does("tick") for life in self.lives if life.lives))
            if not (coming := [one for one in due if one is not None and one <= local]):
                break
            # What one had in hand while the other looked is for the next look.
            self.clock.move_to(max(min(coming), self.clock.now() + LEASE / 10))
        self.clock.move_to(local)

    async def heard(self, life: Life, *shards: int) -> None:
        told = told_by(self.server)
        await life.does("heard", *(told[shard] for shard in shards))

    def thread(self, number: int, title: str = "Un souvenir") -> Thread:
        found = self.guilds[number].channel(title)
        assert isinstance(found, Thread)
        return found

    async def posts(self) -> list[str]:
        """What is kept, in the order of its instants."""
        async with self.store.reading() as store:
            return [post.text for post in (await store.record(self.cafe)).posts]

    def said(self, number: int) -> Counter[str]:
        """How often the bot has said what, in one of the servers, whose threads have addresses of their own."""
        places = (self.rooms[number], *self.guilds[number].threads.values())
        bot = self.server.world.bot
        return Counter(
            ADDRESS.sub("…", one.content)
            for place in places
            for one in place.messages.values()
            if one.author is bot and one.content
        )

    async def close(self) -> None:
        for life in self.lives:
            life.kill()
        await self.database.close()


@pytest.fixture
async def communities(discord_description: Path, server_database: ServerUrl) -> AsyncIterator[Communities]:
    clock = CommonClock(BEGIN - timedelta(minutes=5))
    async with discord_of(discord_description, clock) as server:
        made = Communities(server, clock, server_database)
        await made.open()
        yield made
        await made.close()


async def test_each_process_hears_its_shard_and_whoever_dies_is_followed(communities: Communities) -> None:
    one, held = await communities.begin(0)
    assert held == OWN[:1]
    two, held = await communities.begin(1)
    assert held == OWN[1:]
    await communities.until(1, 10)
    for number, life in enumerate((one, two)):
        communities.people[number].says(communities.thread(number), f"Dit dans le café {number}.")
        await communities.heard(life, number)
    assert await communities.posts() == ["Dit dans le café 0.", "Dit dans le café 1."]

    two.kill()
    communities.people[1].says(communities.thread(1), "Dit pendant que personne n’écoute.")
    communities.clock.forward(seconds=LISTENER_LEASE.total_seconds())
    assert await one.does("look") == OWN, "somebody has taken the other shard over"
    assert (await communities.posts())[2:] == ["Dit pendant que personne n’écoute."]
    for number in (1, 0):
        communities.people[number].says(communities.thread(number), f"Encore, dans le café {number}.")
        await communities.heard(one, 0, 1)
    assert (await communities.posts())[3:] == ["Encore, dans le café 1.", "Encore, dans le café 0."]

    again, held = await communities.begin(1)
    assert held == [], "whoever comes back finds it taken"
    assert await one.does("look") == OWN[:1], "and is given back what is theirs"
    assert await again.does("look") == OWN[1:]
    communities.people[1].says(communities.thread(1), "Et de retour.")
    await communities.heard(again, 1)
    await communities.until(5, 12)
    async with communities.store.reading() as store:
        cafe = await store.cafe(communities.cafe)
    assert cafe is not None
    assert cafe.state is CafeState.PUBLISHED
    assert communities.said(0) == communities.said(1)
    assert set(communities.said(0).values()) == {1}, "whoever claims a beat delivers it, once"
    assert len(await communities.posts()) == 6
    assert communities.server.invalid_requests == 0


async def test_processes_that_begin_together_begin_their_sessions_one_after_another(communities: Communities) -> None:
    """Discord takes one in five seconds, and refuses all others."""
    gateway, began = communities.server.gateway, communities.clock.now()
    gateway.identify_every = timedelta(seconds=5)
    held = await asyncio.gather(communities.begin(0), communities.begin(1))
    assert sorted(one for _, ears in held for one in ears) == OWN
    assert (gateway.identified, gateway.too_early) == (2, 0)
    assert communities.clock.now() - began >= timedelta(seconds=5)


async def test_what_is_for_one_alone_works_for_those_of_another_shard(communities: Communities) -> None:
    """Direct messages, and what is pressed and typed in them, come to the first shard."""
    await communities.begin(0)
    two, _ = await communities.begin(1)
    await communities.until(2, 10)
    vio = communities.people[1]
    vio.user.locale = "fr"
    vio.says(communities.thread(1, "Le bon moment"), UNCLEAR)
    await communities.heard(two, 1)
    await communities.server.bell.until(lambda: len(vio.inbox) == 1)
    assert "écrivez seulement le numéro" in vio.inbox[0].content
    direct = communities.server.world.direct_channel(vio.user)
    assert "Le premier téléphone" in told(await vio.runs(direct, "moi citations"))
    asked = await vio.runs(direct, "moi oublier", quoi="all")
    assert asked.message is not None
    before = asked.text
    pressed = await vio.clicks(asked.message, "Oui, je suis sûr·e")
    await pressed.until(lambda _: asked.text != before)
    assert await communities.posts() == [], asked.text


async def test_of_two_with_the_same_shard_one_listens_and_the_other_is_ready(communities: Communities) -> None:
    one, held = await communities.begin(0)
    assert held == OWN[:1]
    two, held = await communities.begin(0)
    assert held == [], "one of them is enough"
    communities.clock.forward(seconds=LISTENER_LEASE.total_seconds() - 1)
    assert await one.does("look") == OWN[:1]
    communities.clock.forward(seconds=1)
    assert await two.does("look") == OWN[1:], "nobody has come for the other shard"
    one.kill()
    communities.clock.forward(seconds=LISTENER_LEASE.total_seconds())
    assert await two.does("look") == OWN
