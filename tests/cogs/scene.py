"""A community on a local Discord, with the commands and buttons of the café: the real host, store and client."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.commands import Binding, Commands, Rights, Services
from bot.domain import Home, Publishing, RoomRef, Script
from bot.host import LEASE, Host, Places, Uploads
from bot.platforms.discord_platform import Hosts, Service
from bot.script import Shelf, list_scripts
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.ticker import Ticker
from tests.discord.week import Week
from tests.discord_server import Channel, Clock, DiscordServer, Interaction, Message, Permission, Person, Role
from tests.discord_server._guilds import Guilds
from tests.prepared import prepare
from tests.stories.room import MONDAY, ZONE, script


class Community(Week):
    """Camille hosts, by a role; Vio and Ana are members; Zoe reads English. ``desk`` is the hosts' own channel."""

    def __init__(self, server: DiscordServer, clock: Clock, where: Path, shape: str = "text", **how: Any) -> None:
        self.scripts: dict[str, Script] = {"first-phone": script()}
        self.uploads: Path | None = None
        self.shelves: list[Path] = []
        """The folders of everybody's scripts, where there are uploads."""
        self.publishing = Publishing()
        self.others: dict[Channel, Role] = {}
        """The rooms of other communities, each with the role of its hosts."""
        super().__init__(server, clock, where, shape, **how)

    def _gather(self) -> None:
        for one in (self.vio, self.ana):
            one.user.locale = "fr"
        guilds: Guilds = self.server.guilds
        self.role = guilds.role(self.guild, "hôtes", Permission.MANAGE_EVENTS)
        self.camille = self.server.new_person(self.guild, "Camille", roles=(self.role,), locale="fr")
        self.zoe = self.server.new_person(self.guild, "Zoe", locale="en-GB")
        self.desk = self.bureau

    def _work(self, worker: str = "one") -> None:
        self.database = Database(self.where)
        self.store = SqlStore(self.database)
        rooms = {self.channel: self.role, **self.others}
        hosts = {str(room.id): Hosts(roles=frozenset({str(role.id)})) for room, role in rooms.items()}
        self.platform = self.account(**{"extensions": ["cogs"], "hosts": hosts, **self.how})
        around = {"discord": self.platform}
        self.host = Host(
            self.store, around, self.time, worker=worker, zone=ZONE, desks=self.desks, publishing=self.publishing
        )
        self.ticker = Ticker(self.store, self.host, self.time, worker=worker, lease=LEASE)
        self.services = Services(
            self.store,
            around,
            self.time,
            self.host,
            ZONE,
            lambda name: self.scripts[name],
            lambda: sorted(self.scripts),
            Places(around, rooms=[str(self.channel.id)], language=lambda one, _room: one.languages[0]),
        )
        self.serve()

    def serve(self) -> None:
        """Hand the account its commands."""
        hosts = {
            RoomRef("discord", str(room.id)): Binding(badges=frozenset({("discord", str(role.id))}))
            for room, role in {self.channel: self.role, **self.others}.items()
        }
        rights = Rights(self.store, Binding(rooms=hosts))
        services = self.services
        if self.uploads is not None:
            folder, folders = self.uploads, [self.uploads, *self.shelves]
            services = replace(
                services,
                uploads=Uploads(self.store, self.time, folder),
                script=Shelf(folders).named,
                scripts=lambda: sorted(one.name for one in list_scripts(folders)),
            )
        self.commands = Commands(services, rights)
        rooms = {str(one.id): self.room for one in (self.channel, self.desk, self.beside)}
        rooms |= {str(one.id): RoomRef("discord", str(one.id)) for one in self.others}
        self.platform.serve(Service("discord", self.commands, self.host, self.store, self.time, rooms))

    async def listening(self) -> None:
        """Listen in the room, where no café is yet."""
        await prepare(self.database)
        await self.platform.open_room(str(self.channel.id))
        await self.host.listen()

    def another_room(self, channel: Channel, hosts: Role | None = None) -> None:
        """Another community, whose hosts have that role, or the same."""
        self.others[channel] = hosts or self.role
        self.serve()

    async def begin_in(self, channel: Channel, language: str = "fr", told: Script | None = None) -> None:
        """Plan a café like the first one in another channel too; it is the one that is looked at from now on."""
        room = await self.platform.open_room(str(channel.id))
        if channel not in self.others:
            self.another_room(channel)
        cafe = await self.host.open(told or script(), [Home(room, language)], zone=ZONE, day=MONDAY)
        self.cafe_id = cafe.id

    async def until_inbox(self, who: Person, messages: int) -> None:
        """Returns once somebody has got so many direct messages."""
        await self.server.bell.until(lambda: len(who.inbox) >= messages)

    async def asks(self, who: Person, command: str, **options: Any) -> str:
        """What somebody is told who gives a command where that is done: to them alone."""
        seen = await who.runs(self.counter, command, **options)
        assert seen.private
        return told(seen)

    async def replies(self, who: Person, asked: Interaction, button: str) -> str:
        """What stands in the place of a question once somebody has pressed one of its buttons."""
        assert asked.message is not None
        before = asked.text
        pressed = await who.clicks(asked.message, button)
        await pressed.until(lambda _: asked.text != before)
        return asked.text

    def question(self, workshop: str = "Un souvenir") -> Message:
        """The message by which a workshop is asked."""
        return next(
            one
            for one in self.said()
            if any("answer" in str(row) for row in one.components) and workshop in one.content
        )

    async def kept(self, name: str) -> list[str]:
        """What a member has said, as the store has it."""
        person = {"Vio": self.vio, "Ana": self.ana, "Zoe": self.zoe}[name]
        record = await self.record()
        return [post.text for post in record.posts if post.author.id == person.id]


def told(seen: Interaction) -> str:
    """The whole answer to an interaction."""
    return "\n".join([seen.text, *(one.content for one in seen.followups)])
