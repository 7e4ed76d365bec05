"""A café played through by a cast, on the terminal platform, in compressed time."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.clock import CompressedClock
from bot.commands import Binding, Commands, Rights, Services
from bot.domain import (
    Attachment,
    BeatKind,
    Cafe,
    Chosen,
    ConsentGiven,
    DeskRoom,
    Home,
    Inbound,
    MemberRef,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    Script,
    Unreacted,
    Withdrew,
)
from bot.errors import CallError, PlatformError, fault
from bot.host import LEASE, Host, Places
from bot.platforms.dressed_platform import Dress, DressedPlatform
from bot.platforms.files import beside
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Platform, Store
from bot.rhythm import plan, workshop_open_at
from bot.scene import Scene
from bot.showing import shown
from bot.stage import Stage, StageEvent, StageEventKind, member_id
from bot.ticker import Ticker

WORKER = "rehearsal"

_MORNING = time(9)
"""When that room gets its morning list, on the clock of the café."""

Teller = Callable[[Sequence[StageEvent]], Awaitable[None]]
"""Told what has just happened in the room, the bot's own words too."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A café that was played through, its host, and how many of the cast's lines the room refused. ``scene`` is there
    for one that was played in another platform's dress."""

    cafe: Cafe
    host: Host
    refused: int
    scene: Scene | None = None


class Rehearsal:
    """One play: script, cast, stage. ``cast`` is sorted by instant (`bot.conversation`); ``folder`` is where the files
    lie that it attaches. ``hosts`` are the names of the members who host it, in whose desk is told what goes on behind
    the scene, a room of the name ``desk``; a play that nobody hosts has none. ``dress`` is that of the platform on
    which it is to be seen."""

    def __init__(
        self,
        store: Store,
        stage: Stage,
        script: Script,
        cast: Sequence[Inbound],
        zone: str,
        day: date,
        folder: Path | None = None,
        hosts: Sequence[str] = (),
        desk: str = "desk",
        notice_link: str | None = None,
        dress: Dress | None = None,
    ) -> None:
        self._folder = folder
        self._notice_link = notice_link
        self._plan = plan("", script, day, zone)
        self._store = store
        self._script = script
        self._cast = deque(cast)
        self.zone = zone
        """The zone of the café."""
        self._day = day
        self._hosts = tuple(map(member_id, hosts))
        self._due: datetime | None = None
        self._ids: dict[str, str] = {}
        self.refused = 0
        """How many of the cast's lines the room has refused."""
        self.clock = CompressedClock(self._plan.opens_at - timedelta(minutes=1))
        self._desk = desk if hosts else None
        self._dressed = (
            DressedPlatform(stage, self.clock, dress=dress, moderators=self._hosts, desk=self._desk) if dress else None
        )
        self.platform = self._dressed or TerminalPlatform(stage, self.clock, moderators=self._hosts, desk=self._desk)

    async def begin(self, room_name: str, language: str) -> Cafe:
        """Open the café in that room. Its secret is drawn from its script's name and day, so that the same play gives
        the same flashback."""
        self.room = await self.platform.open_room(room_name)
        desks = [DeskRoom(await self.platform.open_room(self._desk), language)] if self._desk else []
        platforms: dict[str, Platform] = {self.platform.name: self.platform}
        hosts = frozenset(MemberRef(self.platform.name, one) for one in self._hosts)
        self.host = Host(
            self._store,
            platforms,
            self.clock,
            worker=WORKER,
            hosts=hosts,
            desks=desks,
            zone=self.zone,
            morning=_MORNING,
            notice_link=self._notice_link,
        )
        self._ticker = Ticker(self._store, self.host, self.clock, worker=WORKER, lease=LEASE)
        places = Places(platforms, rooms=[room_name], language=lambda _script, _room: language)
        services = Services(
            self._store,
            platforms,
            self.clock,
            self.host,
            self.zone,
            self._named,
            lambda: [self._script.name],
            places,
        )
        self.commands = Commands(services, Rights(self._store, Binding(hosts)))
        await self.host.listen()
        secret = hashlib.sha256(f"café/{self._script.name}/{self._day}".encode()).digest()
        self.cafe = await self.host.open(
            self._script, [Home(self.room, language)], zone=self.zone, day=self._day, secret=secret
        )
        await self.look()
        return self.cafe

    async def look(self) -> None:
        """Do what is due now, and see what comes next."""
        due = await self._ticker.tick()
        # A rehearsal ends with the flashback, long before the end of retention.
        async with self._store.reading() as store:
            ends = [one.due for one in await store.beats(self.cafe.id) if one.kind is BeatKind.END_RETENTION]
        self._due = due if due is not None and all(due < end for end in ends) else None

    @property
    def next(self) -> datetime | None:
        """When something happens next: a beat, or a line of the cast; ``None`` where nothing comes any more."""
        line = self._cast[0].at if self._cast else None
        return min((one for one in (self._due, line) if one is not None), default=None)

    async def step(self) -> None:
        """Let the time pass to what happens next, and have it happen."""
        if self._beat_comes_next and self._due is not None:
            self.clock.move_to(self._due)
            await self.look()
        elif self._cast:
            line = self._cast.popleft()
            self.clock.move_to(line.at)
            await self._perform(line)

    async def play(self, room_name: str, language: str, tell: Teller) -> Rehearsed:
        """Play the café to its flashback, with nobody but its cast."""
        await self.begin(room_name, language)
        told = 0
        while self.next is not None:
            if self._beat_comes_next:
                told = await self._tell(told, tell)
            await self.step()
        await self._ticker.settle()
        await self._tell(told, tell)
        return await self.end()

    async def end(self) -> Rehearsed:
        """Leave the stage."""
        await self._ticker.settle()
        await self.platform.close()
        scene = None if self._dressed is None else await self._dressed.scene(self.room)
        return Rehearsed(self.cafe, self.host, self.refused, scene)

    def _named(self, name: str) -> Script:
        if name != self._script.name:
            raise CallError(fault("command_script", name=shown(name), known=self._script.name))
        return self._script

    @property
    def _beat_comes_next(self) -> bool:
        return self._due is not None and (not self._cast or self._due <= self._cast[0].at)

    async def _tell(self, told: int, tell: Teller) -> int:
        """Tell what happened after that position of the room's log; returns the position up to which it is told."""
        happened = await self.platform.log(self.room, told)
        await tell([seen for event in happened for seen in await self._seen(event)])
        return happened[-1].position if happened else told

    async def _seen(self, event: StageEvent) -> list[StageEvent]:
        """An event as somebody sees it who comes by: once a thread is unsealed, all that was said in it."""
        if event.kind is not StageEventKind.UNSEALED or event.message is None:
            return [event]
        said = await self.platform.messages(self.room, event.message.id)
        made = StageEventKind.MADE
        return [event, *(replace(event, kind=made, message=one) for one in said if not one.bots_own)]

    async def _perform(self, line: Inbound) -> None:
        try:
            await self._say(line)
        except PlatformError:
            self.refused += 1

    async def _say(self, line: Inbound) -> None:
        stage, room = self.platform, self.room
        match line:
            case PostMade():
                self._ids[line.post] = await stage.say(
                    room,
                    line.author,
                    line.name,
                    line.text,
                    thread=await self._thread(line.workshop or workshop_open_at(self._plan, line.at)),
                    reply_to=self._ids.get(line.reply_to) if line.reply_to else None,
                    attachments=line.attachments,
                    paths=[self._path(one) for one in line.attachments],
                )
            case PostEdited():
                if line.post in self._ids:
                    author = (await stage.message(room, self._ids[line.post])).author
                    await stage.edit(room, author or "", self._ids[line.post], line.text)
            case PostErased():
                if line.post in self._ids:
                    author = (await stage.message(room, self._ids[line.post])).author
                    await stage.erase(room, author or "", self._ids[line.post])
            case Reacted() if line.post in self._ids:
                await stage.react(room, line.author, self._ids[line.post], line.emoji)
            case Unreacted() if line.post in self._ids:
                await stage.unreact(room, line.author, self._ids[line.post], line.emoji)
            case Chosen():
                await stage.choose(room, line.author, line.name, line.workshop, line.choices)
            case ConsentGiven():
                await stage.consent(room, line.author, line.name, line.choice)
            case Withdrew():
                await stage.withdraw(room, line.author, line.name)

    def _path(self, attachment: Attachment) -> str | None:
        path = beside(self._folder, attachment.url)
        return None if path is None else str(path)

    async def _thread(self, workshop: str | None) -> str | None:
        """The thread of a workshop; without one that of the café's own, where there is one."""
        async with self._store.reading() as store:
            return await store.place(self.cafe.id, self.room, workshop)
