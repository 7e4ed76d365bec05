"""What the front needs from behind the scene, as far as it is the same for the bot itself and for a rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.cli._asking import status_lines
from bot.cli._commanding import answered
from bot.cli._voting import read_vote
from bot.commands import Commands
from bot.domain import Caller, MemberRef, RoomRef
from bot.ports import Clock, Store
from bot.wording import Wording


class Hand:
    """The common half of a `bot.terminal_front.Stagehand`: whoever has one adds the scripts and the time. Files that a
    command answers with are put into the folder ``out``."""

    nothing_open = "terminal.nothing_open"
    """The key of the sentence that says that no café is open."""

    def __init__(
        self, words: Wording, room: RoomRef, zone: str, out: Path, *, store: Store, clock: Clock, commands: Commands
    ) -> None:
        self._words = words
        self._room = room
        self._zone = zone
        self._out = out
        self._store = store
        self._clock = clock
        self._commands = commands

    @property
    def wording(self) -> Wording:
        """The words that the person reads."""
        return self._words

    @property
    def zone(self) -> str:
        """The zone whose time of day is shown."""
        return self._zone

    def now(self) -> datetime:
        """The instant, UTC."""
        return self._clock.now()

    async def command(self, member: str, name: str, group: str, line: str) -> Sequence[str]:
        """Do one of the café's own commands for a member, in their language: the person's."""
        caller = Caller(MemberRef(self._room.platform, member), name, self._room, self._words.language)
        return await answered(self._commands, caller, group, line, self._out)

    async def read_vote(self, thread: str, text: str) -> tuple[str, Sequence[str]] | None:
        """What a vote in private means."""
        return await read_vote(self._store, self._room, thread, text, self._words)

    async def status(self) -> Sequence[str]:
        """What is open and what comes next, a line each."""
        return await status_lines(self._store, self._clock, self._words, nothing=self.nothing_open)
