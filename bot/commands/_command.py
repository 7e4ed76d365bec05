"""What a command is: its name, who may give it, what it takes, what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.commands._answer import Answer
from bot.domain import Cafe, Caller, Role
from bot.wording import Wording

if TYPE_CHECKING:
    from bot.commands._services import Services

GROUPS = ("cafe", "me", "topic")
"""The groups of commands: what hosts do with a café, what members do for themselves, what there is to talk about
next."""


class Kind(StrEnum):
    """What an argument is. A handler gets it as:

    ``CAFE``: `bot.domain.Cafe`; ``WORKSHOP``: `bot.domain.Workshop` of the call's café; ``SCRIPT``: the name of a
    script; ``POST``: `bot.domain.PostRef`; ``MEMBER``: `bot.domain.MemberRef`; ``DAY``: `datetime.date`; ``WHEN``:
    `Wall`; ``NUMBER``: a whole number from 0; ``CHOICE``: one of the parameter's ``choices``; ``WORD``: one word;
    ``NAME``: a name, which may have spaces; ``TEXT``: a text of at most 4,000 characters; ``FILES``: a
    tuple of `Upload`.
    """

    CAFE = "cafe"
    WORKSHOP = "workshop"
    SCRIPT = "script"
    POST = "post"
    MEMBER = "member"
    DAY = "day"
    WHEN = "when"
    NUMBER = "number"
    CHOICE = "choice"
    WORD = "word"
    NAME = "name"
    TEXT = "text"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Wall:
    """A moment as a host says it, by the clock on the wall of the café: a day, an hour, or both."""

    day: date | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a command."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a command takes. Its names and help are below ``[command.parameter]`` of the locales; those of a
    choice below ``[command.choice]``."""

    name: str
    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One command, given: who gave it, what with, and what it can be done with.

    ``cafe`` is the café it is about, for a command that is about one; ``zone`` that café's, else the bot's. ``say`` are
    the words in which whoever gave it is answered. ``written`` is how they wrote the people whom they named, by
    parameter.
    """

    caller: Caller
    arguments: Mapping[str, Any]
    services: Services
    zone: str
    say: Wording
    about: Cafe | None = None
    written: Mapping[str, str] = field(default_factory=dict)

    @property
    def cafe(self) -> Cafe:
        """The café that a command with `Command.of_cafe` is about."""
        if self.about is None:
            raise LookupError("this command is about no café")
        return self.about


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``roles`` may give it: any of them. Its names and its help are below ``[command.<group>.<name>]``.

    ``of_cafe`` says that it is about one café: that of the room where it is given, or the one that is named.
    ``undoable`` is false for what cannot be undone: a platform with buttons asks before it is done. What would be
    refused then is refused without asking: ``require`` raises it, and does nothing.
    """

    name: str
    group: str
    roles: frozenset[Role]
    handler: Handler
    parameters: tuple[Parameter, ...] = ()
    of_cafe: bool = True
    undoable: bool = True
    require: Callable[[Call], Awaitable[None]] | None = None

    @property
    def key(self) -> str:
        """Where its words stand in the locales."""
        return f"command.{self.group}.{self.name}"


ANYWAY = Parameter("anyway", Kind.CHOICE, required=False, choices=("yes",))
"""That something is meant as it was said, after it was taken for a mistake."""

HOSTS = frozenset({Role.HOST, Role.OPERATOR})
"""Who runs cafés."""

MEMBERS = frozenset({Role.MEMBER, Role.HOST, Role.OPERATOR})
"""Everybody who sees the room."""

THEMSELVES = MEMBERS | {Role.FORMER}
"""Whoever decides about what is kept of themselves alone: those who see the room no more, too."""

SPEAKERS = frozenset({Role.GUEST, Role.HOST, Role.OPERATOR})
"""Who may speak in the café's name."""
