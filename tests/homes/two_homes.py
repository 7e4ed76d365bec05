"""One café in a channel of Discord and in a room on Matrix: the real clients, host and store, by one clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.domain import DeskRoom, RoomRef, zone_of
from bot.host import LEASE, Host, Places
from bot.platforms.discord_platform import DiscordPlatform
from bot.platforms.matrix_platform import MatrixPlatform
from bot.ports import Platform
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.ticker import Ticker
from tests.discord.scene import heard_all
from tests.discord_server import TOKEN, DiscordServer, Message, Thread
from tests.discord_server import Clock as DiscordClock
from tests.kept_cafe import KeptCafe
from tests.matrix_server import Clock as MatrixClock
from tests.matrix_server import Homeserver, People, shown
from tests.platforms.matrix_stand import session_of
from tests.prepared import prepare
from tests.stories.room import MONDAY, ZONE, script


class BothClocks:
    """The clocks of both servers, which the story moves together."""

    def __init__(self, discord: DiscordClock, matrix: MatrixClock) -> None:
        self._discord = discord
        self._matrix = matrix

    def now(self) -> datetime:
        return self._matrix.now()

    def forward(self, **by: float) -> None:
        self.move_to(self.now() + timedelta(**by))

    def move_to(self, instant: datetime) -> None:
        now = self._matrix.move_to(instant)
        self._discord.forward(seconds=(now - self._discord.now()).total_seconds())

    async def wait_until(self, instant: datetime) -> None:
        self.move_to(instant)


class TwoHomes(KeptCafe):
    """Vio and Ana on Discord, where French is spoken; Lou and Max on Matrix, in English; the hosts' desk on Discord."""

    def __init__(
        self, discord: DiscordServer, homeserver: Homeserver, clock: BothClocks, people: People, where: Path
    ) -> None:
        self.discord = discord
        self.homeserver = homeserver
        self.clock = clock
        self.people = people
        self.database = Database(where)
        self.store = SqlStore(self.database)
        self.guild = discord.new_guild()
        self.channel = discord.new_text(self.guild, "café")
        self.vio = discord.new_person(self.guild, "Vio")
        self.ana = discord.new_person(self.guild, "Ana")
        self.desk = discord.new_text(self.guild, "bureau")
        self.cafe_id = ""

    async def begins(self) -> None:
        """Have everybody come, plan the café of the stories in both homes, and listen."""
        self.account = await self.homeserver.register("Cafe")
        self.camille, self.lou, self.max = await self.people.of(self.homeserver, "Camille", "Lou", "Max")
        self.room_id = await self.camille.makes_room(name="The terrace")
        await self.camille.lets(self.room_id, self.account.user, 50)
        for one in (self.lou, self.max):
            await one.joins(self.room_id)
        self.here = DiscordPlatform(SecretStr(TOKEN), self.clock, reads_all=True)
        self.there = MatrixPlatform(session_of(self.homeserver, self.account), self.clock)
        platforms: dict[str, Platform] = {"discord": self.here, "matrix": self.there}
        desks = (DeskRoom(RoomRef("discord", str(self.desk.id)), "fr"),)
        await prepare(self.database)
        self.host = Host(self.store, platforms, self.clock, worker="one", zone=ZONE, desks=desks)
        self.ticker = Ticker(self.store, self.host, self.clock, worker="one", lease=LEASE)
        rooms = [f"discord:{self.channel.id}", f"matrix:{self.room_id}"]
        places = Places(platforms, rooms=rooms, language=lambda _, room: "fr" if room.platform == "discord" else "en")
        homes = await places.homes((), script())
        await self.host.listen()
        self.cafe_id = (await self.host.open(script(), homes, zone=ZONE, day=MONDAY)).id

    async def until(self, day: int, hour: int, minute: int = 0) -> None:
        """Let the time pass, performing each beat on the way."""
        local = datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute), tzinfo=zone_of(ZONE))
        while (due := await self.ticker.tick()) is not None and due <= local:
            self.clock.move_to(due)
        self.clock.move_to(local)
        self.discord.catch_up()

    async def _place(self, platform: str, workshop: str) -> str | None:
        room = str(self.channel.id) if platform == "discord" else self.room_id
        async with self.store.reading() as store:
            return await store.place(self.cafe_id, RoomRef(platform, room), workshop)

    async def thread_here(self, workshop: str) -> Thread:
        """A workshop's thread on Discord."""
        return self.guild.threads[int(await self._place("discord", workshop) or 0)]

    async def thread_there(self, workshop: str) -> str | None:
        """A workshop's thread on Matrix, if it has opened there."""
        return await self._place("matrix", workshop)

    async def settle(self) -> None:
        """Return once all that has happened on Discord has been heard."""
        await heard_all(self.discord, self.here)
        await self.here._line.settled()

    async def heard(self, event: str) -> str:
        """Return once the bot has heard of an event on Matrix; whatever comes next has an instant of its own."""
        await self.there._syncing.heard(event)
        self.clock.forward(milliseconds=1)
        return event

    def said_here(self) -> list[Message]:
        """All that the bot has said to everybody on Discord, in its threads too; at the desk not."""
        places = [self.channel, *self.guild.threads.values()]
        found = [one for place in places for one in place.messages.values() if one.author is self.discord.world.bot]
        return sorted((one for one in found if one.content), key=lambda one: one.id)

    async def said_there(self) -> list[str]:
        """All that the bot has said on Matrix, in its threads too, as it reads by now."""
        events = await self.camille.sees(self.room_id)
        roots = {relation["event_id"] for one in events if (relation := _thread_of(one))}
        standing = shown(events)
        for root in roots:
            standing += [one for one in shown(events, root) if one[0]["event_id"] != root]
        return [text for event, text in standing if event["sender"] == self.account.user]

    async def formatted_there(self) -> str:
        """All that the bot has said on Matrix, as clients show it who read HTML."""
        events = [one for one in await self.camille.sees(self.room_id) if one["sender"] == self.account.user]
        return "\n".join(one["content"].get("formatted_body", "") for one in events)

    async def close(self) -> None:
        await self.here.close()
        await self.there.close()
        await self.database.close()


def _thread_of(event: dict[str, Any]) -> dict[str, Any] | None:
    relation: dict[str, Any] = event["content"].get("m.relates_to", {})
    return relation if relation.get("rel_type") == "m.thread" else None
