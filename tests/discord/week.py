"""A café of three days on a local Discord: the real host, store, ticker and account, by the clock of the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.domain import DeskRoom, Home, MemberRef, RoomRef, Script, zone_of
from bot.host import LEASE, Host
from bot.platforms.discord_platform import DiscordPlatform
from bot.ports import Platform
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.ticker import Ticker
from tests.discord.scene import Scene
from tests.discord_server import TOKEN, Channel, Clock, DiscordServer, Message, Thread
from tests.kept_cafe import KeptCafe
from tests.prepared import prepare
from tests.stories.room import MONDAY, ZONE, script


class SharedClock:
    """The server's clock, moved by the story."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def move_to(self, instant: datetime) -> None:
        ahead = (instant - self._clock.now()).total_seconds()
        if ahead > 0:
            self._clock.forward(seconds=ahead)

    async def wait_until(self, instant: datetime) -> None:
        self.move_to(instant)


class Week(KeptCafe, Scene):
    """``shape`` is ``text`` or ``forum``. ``around`` may put something between the host and the account."""

    def __init__(self, server: DiscordServer, clock: Clock, where: Path, shape: str, **how: Any) -> None:
        super().__init__(server, clock)
        self.where = where
        self.shape = shape
        self.beside = server.new_text(self.guild, "réponses")
        if shape == "forum":
            self.channel = server.new_forum(self.guild, "cafés", tags=("Le premier téléphone",))
        self.how = {"companions": {str(self.channel.id): str(self.beside.id)}, **how} if shape == "forum" else how
        self.time = SharedClock(clock)
        self.cafe_id = ""
        self.around: Callable[[DiscordPlatform], Platform] = lambda platform: platform
        self.bureau = server.new_text(self.guild, "bureau")
        self.desks = (DeskRoom(RoomRef("discord", str(self.bureau.id)), "fr"),)
        self._gather()
        self._work()

    def _gather(self) -> None:
        """Have whoever else belongs there come."""

    def _work(self, worker: str = "one") -> None:
        self.database = Database(self.where)
        self.store = SqlStore(self.database)
        self.platform = self.account(**self.how)
        platforms: dict[str, Platform] = {"discord": self.around(self.platform)}
        self.host = Host(self.store, platforms, self.time, worker=worker, zone=ZONE, desks=self.desks)
        self.ticker = Ticker(self.store, self.host, self.time, worker=worker, lease=LEASE)

    def account(self, *, token: str = TOKEN, **how: Any) -> DiscordPlatform:
        how.setdefault("reads_all", True)
        made = DiscordPlatform(SecretStr(token), getattr(self, "time", None) or SharedClock(self.clock), **how)
        self._made.append(made)
        return made

    async def begin(self, told: Script | None = None, beside: Sequence[Home] = ()) -> None:  # type: ignore[override]
        """Plan the café of the stories, in other rooms too, and listen."""
        await prepare(self.database)
        room = await self.platform.open_room(str(self.channel.id))
        await self.host.listen()
        cafe = await self.host.open(told or script(), [Home(room, "fr"), *beside], zone=ZONE, day=MONDAY)
        self.cafe_id = cafe.id

    async def die(self, *, waiting: bool = True) -> None:
        """The process ends; another one takes its place, with the same database, and listens; once what the first one
        had in hand is free, unless it is not ``waiting`` for that."""
        await self.platform.close()
        await self.database.close()
        self._work("another")
        if waiting:
            self.time.move_to(self.time.now() + 2 * LEASE)
        await self.host.listen()

    async def until(self, day: int, hour: int, minute: int = 0) -> None:
        """Let the time pass, performing each beat on the way."""
        local = datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute), tzinfo=zone_of(ZONE))
        while (due := await self.ticker.tick()) is not None and due <= local:
            self.time.move_to(due)
        self.time.move_to(local)
        self.server.catch_up()

    async def thread(self, workshop: str | None) -> Thread:
        """A workshop's thread, or the café's own."""
        async with self.store.reading() as store:
            found = await store.place(self.cafe_id, self.room, workshop)
        assert found is not None, f"{workshop} has no thread"
        return self.guild.threads[int(found)]

    @property
    def counter(self) -> Channel:
        """Where commands are given: nobody can write in a forum itself."""
        return self.channel if self.shape == "text" else self.beside

    def titles(self) -> list[str]:
        return [one.name for one in self.guild.threads.values()]

    def said(self) -> list[Message]:
        """All that the bot has said to everybody in the guild."""
        channels = (*self.guild.channels.values(), *self.guild.threads.values())
        found = [one for channel in channels for one in channel.messages.values() if one.only_for is None]
        return sorted(
            (one for one in found if one.author is self.server.world.bot and one.content), key=lambda one: one.id
        )

    async def fill_in(self, name: str, workshop: str, *given: str, token: str = "t1") -> None:
        """Answer by a form, as a member whose interaction has that token."""
        person = self.vio if name == "Vio" else self.ana
        await self.host.forms.submit(
            self.cafe_id, workshop, MemberRef("discord", person.id), name, self.room, given, token
        )

    async def close(self) -> None:
        await super().close()
        await self.database.close()


def blind(workshop: str = "memory") -> Script:
    """The café of the stories, with one workshop in which answers come before they are read."""
    from bot.domain import Visibility

    told = script()
    shops = tuple(
        replace(one, visibility=Visibility.BLIND, ends_day=1, ends_at=time(18)) if one.key == workshop else one
        for one in told.workshops
    )
    return replace(told, workshops=shops)
