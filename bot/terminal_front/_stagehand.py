"""What the front needs from behind the scene."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.wording import Wording


class Stagehand(Protocol):
    """What stands behind the scene: the host, the scripts and the time, as the front needs them.

    What it refuses, it raises as `bot.errors.CafeError`. Lines are plain text.
    """

    @property
    def wording(self) -> Wording:
        """The words that the person reads."""

    @property
    def zone(self) -> str:
        """The zone whose time of day is shown."""

    def now(self) -> datetime:
        """The instant, UTC."""

    async def scripts(self) -> Sequence[str]:
        """The names of the scripts that can be opened."""

    async def open_cafe(self, script_name: str) -> str:
        """Open a café now, in the front's room; returns its title."""

    async def command(self, member: str, name: str, group: str, line: str) -> Sequence[str]:
        """Do one of the café's own commands (`bot.commands`) for a member of that id and name: what was typed after
        the name of its group. Returns what there is to say to them alone, a line each."""

    async def catch_up(self) -> None:
        """Return once what is due by now is in the room."""

    async def read_vote(self, thread: str, text: str) -> tuple[str, Sequence[str]] | None:
        """The key of the workshop whose thread that is, and the choices that these words name there; ``None`` where
        there is nothing to vote on. Words that name no choice for certain are refused."""

    async def status(self) -> Sequence[str]:
        """What is open and what comes next, a line each."""

    async def skip(self, to: timedelta | None) -> Sequence[str]:
        """Let that much time pass, ``None``: until something happens. Returns what there is to say of it, a line
        each; what is posted meanwhile appears in the room by itself.
        """
