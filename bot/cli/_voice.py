"""In which language the program speaks, and how it says a fault."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence

from bot.errors import Fault
from bot.wording import Wording, languages

MOST_FAULTS = 10
"""How many faults are said one by one; of the others, how many there are."""


def spoken_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The program's own language: ``--language``, else the environment's locale, else English.

    An unknown language in the call is left to the call's own checks.
    """
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--language":
            wanted = value or (arguments[position + 1] if position + 1 < len(arguments) else "")
            return wanted if wanted in languages() else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(variable):
            code = re.split(r"[._@-]", locale)[0].lower()
            return code if code in languages() else "en"
    return "en"


def say_faults(faults: Iterable[Fault], words: Wording) -> None:
    """Write faults to standard error, a line each, at most `MOST_FAULTS` and then how many more."""
    said = [words.fault(one) for one in faults]
    for line in said[:MOST_FAULTS]:
        print(printable(line), file=sys.stderr)  # noqa: T201 - the one place where faults are said
    if len(said) > MOST_FAULTS:
        print(words.say("cli.more_faults", n=len(said) - MOST_FAULTS), file=sys.stderr)  # noqa: T201


def printable(line: str) -> str:
    """A line without what a terminal could take for a command, or what its encoding cannot write."""
    clean = "".join(
        letter if letter.isprintable() or letter in "\u202f\u00a0" else "\N{REPLACEMENT CHARACTER}" for letter in line
    )
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    return clean.encode(encoding, "replace").decode(encoding)
