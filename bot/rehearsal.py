"""A café played through by a cast, on the terminal platform, in compressed time."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from bot.clock import CompressedClock
from bot.domain import (
    RETENTION_DAYS,
    Attachment,
    Cafe,
    Chosen,
    ConsentGiven,
    Home,
    Inbound,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    RoomRef,
    Script,
    Unreacted,
    Withdrew,
)
from bot.errors import PlatformError
from bot.host import LEASE, Host
from bot.platforms.files import beside
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Store
from bot.rhythm import plan, workshop_open_at
from bot.stage import Stage, StageEvent, StageEventKind
from bot.ticker import Ticker

WORKER = "rehearsal"

Teller = Callable[[Sequence[StageEvent]], Awaitable[None]]
"""Told what has just happened in the room, the bot's own words too."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A café that was played through, its host, and how many of the cast's lines the room refused."""

    cafe: Cafe
    host: Host
    refused: int


class Rehearsal:
    """One play: script, cast, stage. ``cast`` is sorted by instant (`bot.conversation`); ``folder`` is where the files
    lie that it attaches."""

    def __init__(
        self,
        store: Store,
        stage: Stage,
        script: Script,
        cast: Sequence[Inbound],
        zone: str,
        day: date,
        folder: Path | None = None,
    ) -> None:
        self._folder = folder
        self._plan = plan("", script, day, zone)
        self._store = store
        self._script = script
        self._cast = cast
        self._zone = zone
        self._day = day
        self._clock = CompressedClock(self._plan.opens_at - timedelta(minutes=1))
        self._platform = TerminalPlatform(stage, self._clock)
        self._host = Host(store, {self._platform.name: self._platform}, self._clock, worker=WORKER)
        self._ticker = Ticker(store, self._host, self._clock, worker=WORKER, lease=LEASE)
        self._ids: dict[str, str] = {}
        self._refused = 0

    async def play(self, room_name: str, language: str, tell: Teller) -> Rehearsed:
        """Play the café to its flashback. Its secret is drawn from its script's name and day, so that the same
        play gives the same flashback.
        """
        room = await self._platform.open_room(room_name)
        await self._host.listen()
        secret = hashlib.sha256(f"café/{self._script.name}/{self._day}".encode()).digest()
        cafe = await self._host.open(
            self._script, [Home(room, language)], zone=self._zone, day=self._day, secret=secret
        )
        due = await self._ticker.tick()
        told = 0
        for line in self._cast:
            while due is not None and due <= line.at:
                told = await self._tell(room, told, tell)
                self._clock.move_to(due)
                due = await self._ticker.tick()
            self._clock.move_to(line.at)
            await self._perform(cafe, room, line)
        # A rehearsal ends with the flashback, long before the end of retention.
        while due is not None and due < self._plan.publishes_at + timedelta(days=RETENTION_DAYS):
            told = await self._tell(room, told, tell)
            self._clock.move_to(due)
            due = await self._ticker.tick()
        await self._ticker.settle()
        await self._tell(room, told, tell)
        await self._platform.close()
        return Rehearsed(cafe, self._host, self._refused)

    async def _tell(self, room: RoomRef, told: int, tell: Teller) -> int:
        """Tell what happened after that position of the room's log; returns the position up to which it is told."""
        happened = await self._platform.log(room, told)
        await tell([seen for event in happened for seen in await self._seen(room, event)])
        return happened[-1].position if happened else told

    async def _seen(self, room: RoomRef, event: StageEvent) -> list[StageEvent]:
        """An event as somebody sees it who comes by: once a thread is unsealed, all that was said in it."""
        if event.kind is not StageEventKind.UNSEALED or event.message is None:
            return [event]
        said = await self._platform.messages(room, event.message.id)
        made = StageEventKind.MADE
        return [event, *(replace(event, kind=made, message=one) for one in said if not one.from_bot)]

    async def _perform(self, cafe: Cafe, room: RoomRef, line: Inbound) -> None:
        try:
            await self._say(cafe, room, line)
        except PlatformError:
            self._refused += 1

    async def _say(self, cafe: Cafe, room: RoomRef, line: Inbound) -> None:
        stage = self._platform
        match line:
            case PostMade():
                self._ids[line.post] = await stage.say(
                    room,
                    line.author,
                    line.name,
                    line.text,
                    thread=await self._thread(cafe, room, line.workshop or workshop_open_at(self._plan, line.at)),
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

    async def _thread(self, cafe: Cafe, room: RoomRef, workshop: str | None) -> str | None:
        if workshop is None:
            return None
        async with self._store.reading() as store:
            return await store.place(cafe.id, room, workshop)
