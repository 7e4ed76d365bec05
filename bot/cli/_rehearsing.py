"""A rehearsal with a person in it: the café's week at their own pace, with them as any member and as the host."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli._asking import status_lines
from bot.cli._commanding import answered
from bot.cli._voting import read_vote
from bot.domain import Caller, MemberRef
from bot.errors import CallError, fault
from bot.ports import Store
from bot.rehearsal import Rehearsal
from bot.wording import Wording


class RehearsalHand:
    """What the front needs from behind the scene (`bot.terminal_front.Stagehand`). Files that a command answers with
    are put into the folder ``out``."""

    def __init__(self, rehearsal: Rehearsal, store: Store, words: Wording, zone: str, out: Path) -> None:
        self._rehearsal = rehearsal
        self._store = store
        self._words = words
        self._zone = zone
        self._out = out

    @property
    def wording(self) -> Wording:
        """The words that the person reads."""
        return self._words

    @property
    def zone(self) -> str:
        """The zone of the café."""
        return self._zone

    def now(self) -> datetime:
        """Where the play is."""
        return self._rehearsal.clock.now()

    async def scripts(self) -> Sequence[str]:
        """None: the café that is rehearsed is there."""
        return []

    async def open_cafe(self, script_name: str) -> str:
        """Refuse: one café is rehearsed at a time."""
        raise CallError(fault("rehearsal_one_cafe"))

    async def command(self, member: str, name: str, group: str, line: str) -> Sequence[str]:
        """Do one of the café's own commands, and whatever is due by it."""
        room = self._rehearsal.room
        caller = Caller(MemberRef(room.platform, member), name, room, self._words.language)
        lines = await answered(self._rehearsal.commands, caller, group, line, self._out)
        await self._rehearsal.look()
        return lines

    async def catch_up(self) -> None:
        """Do what is due now."""
        await self._rehearsal.look()

    async def read_vote(self, thread: str, text: str) -> tuple[str, Sequence[str]] | None:
        """What a vote in private means."""
        return await read_vote(self._store, self._rehearsal.room, thread, text, self._words)

    async def status(self) -> Sequence[str]:
        """What is open and what comes next."""
        return await status_lines(self._store, self._rehearsal.clock, self._words, nothing="play.nothing_open")

    async def skip(self, to: timedelta | None) -> Sequence[str]:
        """Let time pass, with the cast's lines in it; ``None``: until something happens."""
        rehearsal = self._rehearsal
        await rehearsal.look()
        if to is None:
            if rehearsal.next is None:
                return [self._words.say("run.nothing_comes")]
            await rehearsal.step()
            return []
        end = rehearsal.clock.now() + to
        while rehearsal.next is not None and rehearsal.next <= end:
            await rehearsal.step()
        rehearsal.clock.move_to(end)
        await rehearsal.look()
        return []
