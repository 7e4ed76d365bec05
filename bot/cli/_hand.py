"""What the front needs from behind the scene, as far as it is the same for the bot itself and for a rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.cli._asking import status_lines
from bot.cli._commanding import answered
from bot.cli._voice import printable
from bot.cli._voting import read_vote
from bot.commands import Commands
from bot.domain import BeatKind, CafeState, Caller, MemberRef, Progress, RoomRef
from bot.errors import CallError, fault
from bot.lateness import nothing_opened
from bot.ports import Clock, Store
from bot.wording import Wording


class Hand:
    """The common half of a `bot.terminal_front.Stagehand`: whoever has one adds the scripts and the time. Files that a
    command answers with are put into the folder ``out``; ``hosts`` are the names of those who host."""

    nothing_open = "terminal.nothing_open"
    """The key of the sentence that says that no café is open."""

    def __init__(
        self,
        words: Wording,
        room: RoomRef,
        zone: str,
        out: Path,
        *,
        store: Store,
        clock: Clock,
        commands: Commands,
        hosts: Sequence[str],
    ) -> None:
        self._words = words
        self._room = room
        self._zone = zone
        self._out = out
        self._store = store
        self._clock = clock
        self._commands = commands
        self._hosts = hosts
        self._stopped_at: set[str] = set()

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
        try:
            return await answered(self._commands, caller, group, line, self._out)
        except CallError as error:
            refused = next((one for one in error.faults if one.key == "command_not_yours"), None)
            if refused is None or not self._hosts:
                raise
            # In a terminal one becomes whoever one wants to be, so that it helps to know who hosts.
            names = [printable(one) for one in self._hosts]
            typed = f"/{self._words.say('terminal.command.as').split()[0]} {names[0]}"
            told = fault(
                "terminal_not_yours", name=refused.values["name"], hosts=self._words.listing(names), command=typed
            )
            raise CallError(told) from None

    async def read_vote(self, thread: str, text: str) -> tuple[str, Sequence[str]] | None:
        """What a vote in private means."""
        return await read_vote(self._store, self._room, thread, text, self._words)

    async def status(self) -> Sequence[str]:
        """What is open and what comes next, a line each."""
        return await status_lines(self._store, self._clock, self._words, nothing=self.nothing_open)

    async def drafts_to_look_at(self) -> Sequence[str]:
        """What there is to say before time runs on to a flashback whose draft hosts may still look at: once for each
        café, so that nobody steps over it unawares."""
        async with self._store.reading() as store:
            cafes = [one for one in await store.cafes_in(self._room) if one.state is CafeState.CLOSED]
            beats = {one.id: await store.beats(one.id) for one in cafes if one.id not in self._stopped_at}
        said = []
        for cafe in cafes:
            its = beats.get(cafe.id, ())
            due = [one.due for one in its if one.kind is BeatKind.PUBLISH and one.progress is Progress.DUE]
            if due and due[0] > self._clock.now() and not nothing_opened(its):
                self._stopped_at.add(cafe.id)
                moment = self._words.moment(due[0], cafe.zone)
                said.append(self._words.say("terminal.draft", title=printable(cafe.title), moment=moment))
        return said
