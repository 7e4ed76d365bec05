"""What a person types -> what is meant. Commands, units and consents are understood in every language at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from bot.commands import folded, group_of
from bot.domain import Consent
from bot.wording import Wording, languages, wording

COMMANDS = (
    "as",
    "open",
    "in",
    "read",
    "reply",
    "attach",
    "detach",
    "react",
    "unreact",
    "edit",
    "delete",
    "vote",
    "private",
    "consent",
    "withdraw",
    "wait",
    "next",
    "status",
    "desk",
    "help",
    "quit",
)
"""Every command, in the order of the help."""

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_LONGEST_WAIT = timedelta(days=400)
_AMOUNT = re.compile(r"([0-9]{1,5})\s*([^\W\d_]+)\s*")


@dataclass(frozen=True, slots=True)
class Typed:
    """One line. ``command`` is one of `COMMANDS`, ``None`` for something to say; ``rest`` is what follows it.

    ``group`` is set instead where the name is that of a group of the café's own commands (`bot.commands`), ``unknown``
    where nothing has that name: the name as typed.
    """

    command: str | None
    rest: str
    unknown: str | None = None
    group: str | None = None


def understood(line: str) -> Typed:
    """What a line means: a command after ``/``, else something to say (``//`` for a text that begins with /)."""
    line = line.strip()
    if not line.startswith("/") or line.startswith("//"):
        return Typed(None, line.removeprefix("/") if line.startswith("//") else line)
    name, _, rest = line[1:].partition(" ")
    command = _aliases("command").get(folded(name))
    if command is None and (group := group_of(name)) is not None:
        return Typed(None, rest.strip(), group=group)
    return Typed(command, rest.strip(), None if command else name)


def shown_command(command: str, words: Wording) -> str:
    """A command as it is typed in that language."""
    return "/" + words.say(f"terminal.command.{command}").split()[0]


def nearest(name: str, words: Wording) -> str:
    """The command that was most likely meant, as it is typed in that language; the help where none is near."""
    close = difflib.get_close_matches(folded(name), _aliases("command"), n=1, cutoff=0.4)
    return shown_command(_aliases("command")[close[0]] if close else "help", words)


def duration(text: str) -> timedelta | None:
    """A length of time, such as ``1 day`` or ``2 jours 3 h``; ``None`` for anything else, zero and more than
    400 days included.
    """
    total, place = timedelta(), 0
    for amount in _AMOUNT.finditer(text.strip()):
        unit = _aliases("unit").get(folded(amount[2]))
        if unit is None or amount.start() != place:
            return None
        total += int(amount[1]) * _UNITS[unit]
        place = amount.end()
    whole = place == len(text.strip())
    return total if whole and timedelta() < total <= _LONGEST_WAIT else None


def file_and_words(text: str) -> tuple[str, str]:
    """A file's name and what is said of it: the name is the first word, or what stands between straight quotation marks
    at the beginning. Both are empty where there is nothing."""
    quoted = re.match(r"""(["'])(.+?)\1(?:\s+|$)""", text)
    if quoted:
        return quoted[2], text[quoted.end() :].strip()
    name, _, words = text.partition(" ")
    return name, words.strip()


def consent(text: str) -> Consent | None:
    """How somebody may be quoted; ``None`` for what is none of the choices."""
    choice = _aliases("consent").get(folded("_".join(text.split())))
    return None if choice is None else Consent(choice)


@cache
def _aliases(table: str) -> Mapping[str, str]:
    prefix = f"terminal.{table}."
    return {
        folded(alias): key.removeprefix(prefix)
        for language in languages()
        for key in sorted(wording(language).keys())
        if key.startswith(prefix)
        for alias in wording(language).say(key).split()
    }
