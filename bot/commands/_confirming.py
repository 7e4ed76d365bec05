"""What cannot be undone is asked about once more: of the same person, who must still be allowed it as they say yes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.commands._command import Command
from bot.commands._typed import choice_of
from bot.domain import MemberRef
from bot.ports import Clock
from bot.wording import Wording

ASKED_FOR = timedelta(minutes=5)
"""How long an answer is waited for."""

MOST_OF_ONE = 5
"""How many questions of one member wait at a time: the oldest of theirs goes, and nobody else's."""

Deed = TypeVar("Deed")
"""What is to be done on a yes."""


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Deed]):
    """Something that waits for a yes of one member."""

    member: MemberRef
    until: datetime
    deed: Deed


class Confirming(Generic[Deed]):
    """Keeps in memory what waits for a yes. What a restart takes away has simply to be asked for again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[str, _Waiting[Deed]] = {}

    def keep(self, member: MemberRef, deed: Deed) -> str:
        """Have something wait for that member's answer, which comes with the token that is returned: 24 hexadecimal
        digits."""
        token, now = secrets.token_hex(12), self._clock.now()
        self._waiting = {key: one for key, one in self._waiting.items() if now <= one.until}
        theirs = [key for key, one in self._waiting.items() if one.member == member]
        for key in theirs[: max(0, len(theirs) - MOST_OF_ONE + 1)]:
            del self._waiting[key]
        self._waiting[token] = _Waiting(member, now + ASKED_FOR, deed)
        return token

    def take(self, token: str, member: MemberRef) -> Deed | None:
        """What waits for that member's answer, which it has now; ``None`` where nothing does any more."""
        found = self._waiting.get(token)
        if found is None or found.member != member:
            return None
        del self._waiting[token]
        return found.deed if self._clock.now() <= found.until else None


def question(command: Command, given: Mapping[str, str], words: Wording, escaped: Callable[[str], str] = str) -> str:
    """What is asked before a command that cannot be undone. ``escaped`` makes what was given safe where the sentence is
    shown as it is."""
    key = f"sure.{command.group}.{command.name}"
    what = next((one for one in command.parameters if one.name == "what"), None)
    meant = choice_of(given.get("what", ""), what) if what is not None else None
    for one in (f"{key}.{meant}", key):
        if words.has(one):
            return words.say(one, **{name: escaped(given.get(name, "")) for name in words.names(one)})
    return words.say("sure.anything")
