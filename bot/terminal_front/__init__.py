"""The café on a terminal, for a person: say something as somebody, open a café, see the week pass.

Everything goes through `TerminalPlatform` and the host, as it would on any chat server; this is its keyboard
and its screen.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

from rich.console import Console

from bot.domain import RoomRef
from bot.platforms.terminal_platform import TerminalPlatform
from bot.terminal_front import _typed as typed
from bot.terminal_front._lines import lines_of
from bot.terminal_front._screen import Screen
from bot.terminal_front._seat import Seat
from bot.terminal_front._shown import one_line
from bot.terminal_front._stagehand import Stagehand

__all__ = ["Stagehand", "TerminalFront", "lines_of"]


class TerminalFront:
    """One person at a terminal, in one room, playing any member.

    ``lines`` is what is typed (default: standard input), ``console`` where it is shown (default: standard
    output). ``prompt`` says whether to write a prompt (default: if both are a terminal), ``speaker`` who
    speaks at first.
    """

    def __init__(
        self,
        platform: TerminalPlatform,
        room: RoomRef,
        stagehand: Stagehand,
        *,
        lines: AsyncIterator[str] | None = None,
        console: Console | None = None,
        prompt: bool | None = None,
        speaker: str | None = None,
    ) -> None:
        console = console or Console()
        self._platform = platform
        self._words = stagehand.wording
        self._lines = lines
        self._prompts = lines is None and sys.stdin.isatty() and console.is_terminal if prompt is None else prompt
        self._first_speaker = speaker
        self._screen = Screen(platform, room, stagehand, console)
        self._seat = Seat(platform, room, stagehand, self._screen)
        self._news = asyncio.Event()
        self._obeying = False

    async def run(self) -> None:
        """Show the room and do what is typed, until the lines end or the person leaves."""
        await self._screen.begin()
        if self._first_speaker is not None:
            await self._seat.speak_as(self._first_speaker)
        unwatch = self._platform.watch(self._news.set)
        follower = asyncio.create_task(self._follow())
        try:
            self._prompt()
            async for line in self._lines or lines_of(sys.stdin.fileno()):
                if not await self._obey(line):
                    return
                self._prompt()
        finally:
            unwatch()
            follower.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await follower

    async def _obey(self, line: str) -> bool:
        """Do what a line says; false when the person leaves."""
        meant = typed.understood(line)
        leaves = meant.command == "quit"
        self._obeying = True
        try:
            with self._screen.faults_said():
                if not leaves:
                    await self._seat.do(meant)
            with self._screen.faults_said():
                await self._screen.catch_up()
        finally:
            self._obeying = False
        if leaves:
            self._screen.say("goodbye")
        return not leaves

    async def _follow(self) -> None:
        """Show what happens while nobody types."""
        while True:
            await self._news.wait()
            self._news.clear()
            between = self._prompts and not self._obeying
            with self._screen.faults_said():
                if await self._screen.catch_up(over_prompt=between) and between:
                    self._prompt()

    def _prompt(self) -> None:
        if not self._prompts:
            return
        speaker, thread = self._seat.speaker, self._seat.thread
        if speaker is None:
            prompt = self._words.say("terminal.prompt.nobody")
        elif thread is None:
            prompt = self._words.say("terminal.prompt.room", name=one_line(speaker.name))
        else:
            prompt = self._words.say(
                "terminal.prompt.workshop", name=one_line(speaker.name), title=one_line(thread.title)
            )
        self._screen.write(prompt, end="")
