"""A rehearsal with a person in it: the café's week at their own pace, with them as any member and as the host."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.cli._hand import Hand
from bot.errors import CallError, fault
from bot.ports import Store
from bot.rehearsal import Rehearsal
from bot.wording import Wording


class RehearsalHand(Hand):
    """What the front needs behind a rehearsal that has begun (`bot.terminal_front.Stagehand`)."""

    nothing_open = "play.nothing_open"

    def __init__(
        self, rehearsal: Rehearsal, store: Store, words: Wording, out: Path, hosts: Sequence[str] = ()
    ) -> None:
        room, zone, clock = rehearsal.room, rehearsal.zone, rehearsal.clock
        super().__init__(words, room, zone, out, store=store, clock=clock, commands=rehearsal.commands, hosts=hosts)
        self._rehearsal = rehearsal

    async def scripts(self) -> Sequence[str]:
        """None: the café that is rehearsed is there."""
        return []

    async def open_cafe(self, script_name: str) -> str:
        """Refuse: one café is rehearsed at a time."""
        raise CallError(fault("rehearsal_one_cafe"))

    async def command(self, member: str, name: str, group: str, line: str) -> Sequence[str]:
        """Do one of the café's own commands, and whatever is due by it."""
        lines = await super().command(member, name, group, line)
        await self._rehearsal.look()
        return lines

    async def catch_up(self) -> None:
        """Do what is due now."""
        await self._rehearsal.look()

    async def skip(self, to: timedelta | None) -> Sequence[str]:
        """Let time pass, with the cast's lines in it; ``None``: until something happens."""
        rehearsal = self._rehearsal
        await rehearsal.look()
        if to is None:
            if stops := await self.drafts_to_look_at():
                return stops
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
