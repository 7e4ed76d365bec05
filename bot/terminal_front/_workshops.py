"""The workshops of the room as a person sees and names them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands import meant_by, unquoted
from bot.domain import RoomRef
from bot.errors import CallError, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.showing import shown
from bot.stage import StageThread
from bot.terminal_front import _typed as typed
from bot.terminal_front._screen import Screen
from bot.terminal_front._shown import one_line
from bot.wording import Wording

ROOM = "0"
"""What the room itself is called where a workshop is called by its number."""


class Workshops:
    """The threads of one room, in the order in which they began; their numbers count from 1."""

    def __init__(self, platform: TerminalPlatform, room: RoomRef, screen: Screen, words: Wording) -> None:
        self._platform = platform
        self._room = room
        self._screen = screen
        self._words = words

    async def find(self, named: str) -> StageThread:
        """A workshop by its number, its title, the beginning of it, or a part of it that no other has, without case and
        accents, in quotation marks or not. Raises `CallError` with those that it could be."""
        named, threads = unquoted(named), await self._threads()
        if named.isascii() and named.isdecimal() and len(named) < 9 and 1 <= int(named) <= len(threads):
            return threads[int(named) - 1]
        found = meant_by(named, threads, lambda one: ([], [one.title]))
        if len(found) == 1:
            return found[0]
        if found:
            numbered = ", ".join(
                self._words.say("command.said.numbered", number=str(number), title=one_line(thread.title))
                for number, thread in enumerate(threads, start=1)
                if thread in found
            )
            raise CallError(fault("command_workshop_ambiguous", name=shown(named), candidates=numbered))
        command = typed.shown_command("in", self._words)
        raise CallError(fault("terminal_no_workshop", number=shown(named), command=command))

    async def list_all(self) -> None:
        """Show the room and all its workshops, each with what it is entered by."""
        threads = await self._threads()
        if not threads:
            self._screen.say("no_workshops", command=typed.shown_command("next", self._words))
            return
        self._screen.say("the_room", number=ROOM)
        for number, thread in enumerate(threads, start=1):
            key = "workshop_closed" if thread.locked else "workshop"
            self._screen.say(key, number=str(number), title=one_line(thread.title))

    async def list_open(self) -> None:
        """Show the workshops that are open, each with the command that enters it."""
        threads = enumerate(await self._threads(), start=1)
        still_open = [(number, thread) for number, thread in threads if not thread.locked]
        if still_open:
            self._screen.say("open_workshops")
        command = typed.shown_command("in", self._words)
        for number, thread in still_open:
            self._screen.say("open_workshop", command=command, number=str(number), title=one_line(thread.title))

    async def _threads(self) -> Sequence[StageThread]:
        return await self._platform.threads(self._room)
