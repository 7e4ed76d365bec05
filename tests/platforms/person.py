"""A person at a terminal that is written down, and who stands behind their scene."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from io import StringIO

from rich.console import Console

from bot.domain import RoomRef
from bot.errors import CallError, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.terminal_front import TerminalFront
from bot.wording import Wording, wording
from tests.platforms.scene import StillClock
from tests.platforms.stand import everything, said


class Hand:
    """A stagehand with one café of two workshops; the week passes when it is told to."""

    zone = "Europe/Paris"

    def __init__(self, platform: TerminalPlatform, room: RoomRef, clock: StillClock, language: str) -> None:
        self.wording: Wording = wording(language)
        self._platform = platform
        self._room = room
        self._clock = clock
        self._titles = ["The basket", "The table"]
        self._threads: dict[str, str] = {}

    def now(self) -> datetime:
        return self._clock.now()

    async def scripts(self) -> list[str]:
        return ["bread", "salt"]

    async def open_cafe(self, script_name: str) -> str:
        if script_name not in await self.scripts():
            raise CallError(fault("stage_name", file="prompts/cake/cafe.toml", line=3, limit=100))
        await self._platform.post(self._room, said("A week about bread."), f"present-{script_name}")
        return "Our bread"

    async def command(self, member: str, name: str, group: str, line: str) -> Sequence[str]:
        return [f"{name} ({member}) asks {group} for {line}"]

    async def catch_up(self) -> None:
        """Nothing is ever due here."""

    async def read_vote(self, thread: str, text: str) -> tuple[str, Sequence[str]] | None:
        workshop = self._threads.get(thread)
        return (workshop, text.replace(",", " ").split()) if workshop else None

    async def status(self) -> Sequence[str]:
        return [f"{len(self._threads)} of 2 workshops"]

    async def skip(self, to: timedelta | None) -> Sequence[str]:
        self._clock.pass_time(to or timedelta(days=1))
        if to is None and self._titles:
            title = self._titles.pop(0)
            posted = await self._platform.post(self._room, said("What do you bring?", begins=title), title)
            self._threads[posted.message] = f"w{len(self._threads) + 1}"
        return [] if to is None else [f"{to.total_seconds() / 3600:g} h later"]


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


class Terminal:
    """A person at a terminal that is written down."""

    def __init__(self, platform: TerminalPlatform, room: RoomRef, clock: StillClock) -> None:
        self.platform, self.room, self.clock = platform, room, clock

    async def type(self, *lines: str, language: str = "en", prompt: bool = False, speaker: str | None = None) -> str:
        """Type these lines; returns what was shown after the welcome."""
        shown = await self.whole(*lines, language=language, prompt=prompt, speaker=speaker)
        return shown.split("\n", 6)[6]

    async def whole(self, *lines: str, language: str = "en", prompt: bool = False, speaker: str | None = None) -> str:
        paper = StringIO()
        console = Console(file=paper, width=60, color_system=None, force_terminal=False)
        hand = Hand(self.platform, self.room, self.clock, language)
        front = TerminalFront(
            self.platform, self.room, hand, lines=typed(*lines), console=console, prompt=prompt, speaker=speaker
        )
        await asyncio.wait_for(front.run(), timeout=20)
        return paper.getvalue()

    async def history(self) -> list[object]:
        return list(await everything(self.platform.read_back(self.room, None)))
