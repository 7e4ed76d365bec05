"""What a command takes, as Discord's options; and what is given to them, as the text that commands read."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.commands import Command, Kind, Parameter
from cogs._words import described, label, name, numbered

MOST_FILES = 6
"""How many files can be given to a command one by one; more come as an archive."""

COMPLETED = (Kind.CAFE, Kind.WORKSHOP, Kind.SCRIPT)
"""What is offered while somebody types."""

_LONGEST = {Kind.TEXT: 4_000, Kind.NAME: 200}
_LONGEST_WORD = 200
_LARGEST_NUMBER = 999_999_999

_CAFE = Parameter("cafe", Kind.CAFE, required=False)


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command. ``argument`` is what it is called in Python, ``number`` which of several files it is."""

    argument: str
    parameter: Parameter
    required: bool
    number: int = 1

    @property
    def name(self) -> app_commands.locale_str:
        """As Discord shows it."""
        words = name(f"command.parameter.{self.parameter.name}")
        return words if self.number == 1 else numbered(words, self.number)

    @property
    def described(self) -> app_commands.locale_str:
        """What it is for."""
        return described(f"discord.option.{self.parameter.name}")

    @property
    def choices(self) -> list[app_commands.Choice[str]]:
        """What can be chosen, by the names that people read."""
        return [app_commands.Choice(name=label(f"command.choice.{one}"), value=one) for one in self.parameter.choices]

    @property
    def annotation(self) -> Any:
        """The type by which discord.py knows what the option takes."""
        match self.parameter.kind:
            case Kind.FILES:
                return discord.Attachment
            case Kind.MEMBER:
                return discord.User
            case Kind.NUMBER:
                return app_commands.Range[int, 0, _LARGEST_NUMBER]
            case Kind.CHOICE:
                return str
        return app_commands.Range[str, 1, _LONGEST.get(self.parameter.kind, _LONGEST_WORD)]

    @property
    def as_argument(self) -> inspect.Parameter:
        """As an argument of the function that the command calls."""
        default = inspect.Parameter.empty if self.required else None
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Parameter(self.argument, kind, default=default, annotation=self.annotation)


CAFE = Option(_CAFE.name, _CAFE, required=False)
"""By which a command about one café can be told which."""


def options_of(command: Command) -> list[Option]:
    """The options of a command, the required ones first; a command about one café can be told which."""
    found = [option for one in command.parameters for option in _of(one)]
    if command.of_cafe and not any(one.name == _CAFE.name for one in command.parameters):
        found.append(CAFE)
    return sorted(found, key=lambda one: not one.required)


def _of(parameter: Parameter) -> Iterator[Option]:
    argument = parameter.name.replace("-", "_")
    if keyword.iskeyword(argument):
        argument += "_"
    yield Option(argument, parameter, parameter.required)
    if parameter.kind is Kind.FILES:
        for number in range(2, MOST_FILES + 1):
            yield Option(f"{argument}{number}", parameter, False, number)


def texts_of(options: Sequence[Option], given: Mapping[str, Any]) -> dict[str, str]:
    """What was given, by parameter, as text; files are left out."""
    return {
        one.parameter.name: str(value.id) if isinstance(value, discord.User | discord.Member) else str(value)
        for one in options
        if (value := given.get(one.argument)) is not None and one.parameter.kind is not Kind.FILES
    }


def files_of(options: Sequence[Option], given: Mapping[str, Any]) -> list[discord.Attachment]:
    """The files that were given, in order."""
    files = [given.get(one.argument) for one in options if one.parameter.kind is Kind.FILES]
    return [one for one in files if one is not None]
