"""What cannot be undone is asked about once more."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import discord

from bot.commands import Command
from bot.markup import escape_markdown
from bot.ports import Clock
from bot.wording import Wording
from cogs._reply import Reply

ASKED_FOR = timedelta(minutes=5)
"""How long an answer is waited for."""

MOST_OF_ONE = 5
"""How many questions of one member wait at a time: the oldest of theirs goes, and nobody else's."""

Asked: TypeAlias = Callable[[discord.Interaction[Any], Reply], Awaitable[None]]
"""What is done on a yes, for whoever they are as they say it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a yes of one member."""

    member: int
    until: datetime
    do: Asked


class Confirming:
    """Keeps in memory what waits for a yes. What a restart takes away has simply to be asked for again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[str, Waiting] = {}

    def ask(self, member: int, words: Wording, do: Asked) -> discord.ui.View:
        """The two buttons by which that member answers."""
        token, now = secrets.token_hex(12), self._clock.now()
        self._waiting = {key: one for key, one in self._waiting.items() if now <= one.until}
        theirs = [key for key, one in self._waiting.items() if one.member == member]
        for key in theirs[: max(0, len(theirs) - MOST_OF_ONE + 1)]:
            del self._waiting[key]
        self._waiting[token] = Waiting(member, now + ASKED_FOR, do)
        view = discord.ui.View(timeout=None)
        for answer, style in (("yes", discord.ButtonStyle.danger), ("no", discord.ButtonStyle.secondary)):
            label = words.say(f"discord.{answer}")
            view.add_item(discord.ui.Button(custom_id=f"sure/{answer}/{token}", label=label, style=style))
        view.stop()
        return view

    def take(self, token: str, member: int) -> Waiting | None:
        """What waits for that member's answer, which it has now; ``None`` where nothing does any more."""
        found = self._waiting.get(token)
        if found is None or found.member != member:
            return None
        del self._waiting[token]
        return found if self._clock.now() <= found.until else None


def question(command: Command, given: Mapping[str, str], words: Wording) -> str:
    """What is asked before a command that cannot be undone."""
    key = f"discord.sure.{command.group}.{command.name}"
    for one in (f"{key}.{given.get('what', '')}", key):
        if words.has(one):
            values = {name: escape_markdown(given.get(name, "")) for name in words.names(one)}
            return words.say(one, **values)
    return words.say("discord.sure.anything")
