"""A command as people type it: ``skip memory``, ``passer memory``, ``move "a memory" when:friday``.

Names are understood in every language at once; what is shown is in the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from bot.commands._command import GROUPS, Command, Kind, Parameter
from bot.commands._folding import folded
from bot.commands._moments import words_of_a_moment
from bot.errors import CallError, fault
from bot.showing import nearest, shown
from bot.wording import Wording, languages, wording

_PIECE = re.compile(r"(?P<name>[^\W\d]\w*):(?=\S)")
_VALUE = re.compile(r'"([^"]*)"|«\s*([^»]*?)\s*»|(\S+)')


@dataclass(frozen=True, slots=True)
class Typed:
    """A command that was typed, and what was given to it, by the names of its parameters, not yet read."""

    command: Command
    given: Mapping[str, str]


def group_of(word: str) -> str | None:
    """The group that a word names, in whatever language."""
    return _names("command.group.").get(folded(word))


def read_line(commands: Iterable[Command], group: str, line: str, say: Wording) -> Typed:
    """What was typed after a group's name. Raises `CallError` for an unknown command, and for something too much."""
    known = {one.name: one for one in commands if one.group == group}
    word, _, rest = line.strip().partition(" ")
    found = _command_names(group).get(folded(word))
    if found is None or found not in known:
        near = nearest(folded(word), list(_command_names(group)))
        meant = _command_names(group).get(near) if near else None
        if meant in known:
            raise CallError(fault("command_unknown_near", name=shown(word), near=shown_name(known[meant], say)))
        raise CallError(fault("command_unknown", name=shown(word or group)))
    command = known[found]
    return Typed(command, _given(command, rest.strip()))


def shown_name(command: Command, say: Wording) -> str:
    """A command's name as it is shown to a reader: group and name."""
    group = say.say(f"command.group.{command.group}").split()[0]
    return f"{group} {say.say(f'{command.key}.name').split()[0]}"


def usage(command: Command, say: Wording) -> str:
    """How a command is typed, after the platform's prefix: what is not needed stands in brackets."""
    shape = [shown_name(command, say)]
    for one in command.parameters:
        name = say.say(f"command.parameter.{one.name}").split()[0].upper()
        if one.kind is Kind.CHOICE:
            name = "|".join(say.say(f"command.choice.{choice}").split()[0] for choice in one.choices)
        shape.append(name if one.required else f"[{name}]")
    return " ".join(shape)


def choice_of(word: str, parameter: Parameter) -> str | None:
    """Which choice of a parameter a word names, in whatever language."""
    found = _names("command.choice.", among=parameter.choices).get(folded(word))
    return found if found in parameter.choices else None


def _given(command: Command, rest: str) -> dict[str, str]:
    """What was typed after a command's name, by parameter. A moment takes all the words that make one, a text all that
    is left, as it was typed."""
    by_name = {alias: one for one in (*command.parameters, *_OF_CAFE[command.of_cafe]) for alias in _aliases(one)}
    files = next((one.name for one in command.parameters if one.kind is Kind.FILES), None)
    given: dict[str, str] = {}
    while rest:
        piece = _PIECE.match(rest)
        named = by_name.get(folded(piece["name"])) if piece and piece["name"] else None
        waiting = [one for one in command.parameters if one.name not in given and one.kind is not Kind.FILES]
        if named is not None and piece is not None:
            rest = rest[piece.end("name") + 1 :]
        elif not waiting and files is not None:
            # Where people type, a file is named by where it lies: the platform reads it.
            given[files] = _unquoted(rest)
            break
        elif not waiting:
            raise CallError(fault("command_too_much", extra=shown(rest)))
        parameter = named or waiting[0]
        given[parameter.name], rest = _taken(rest, parameter.kind)
    return given


_OF_CAFE = {True: (Parameter("cafe", Kind.CAFE, required=False),), False: ()}


def _taken(rest: str, kind: Kind) -> tuple[str, str]:
    """What of the rest of a line an argument takes, and what is left."""
    if kind is Kind.TEXT:
        return _unquoted(rest), ""
    if kind is Kind.WHEN and (words := words_of_a_moment(rest.split())) > 1:
        parts = rest.split(maxsplit=words)
        return " ".join(parts[:words]), parts[words] if len(parts) > words else ""
    piece = _VALUE.match(rest)
    if piece is None:
        return "", ""
    return next(one for one in piece.groups() if one is not None), rest[piece.end() :].strip()


def _unquoted(text: str) -> str:
    whole = re.fullmatch(r'\s*(?:"([^"]*)"|«\s*([^»]*?)\s*»)\s*', text)
    return next(one for one in whole.groups() if one is not None) if whole else text.strip()


def _aliases(parameter: Parameter) -> set[str]:
    key = f"command.parameter.{parameter.name}"
    return {folded(word) for language in languages() for word in wording(language).say(key).split()} | {parameter.name}


@cache
def _names(prefix: str, among: tuple[str, ...] = GROUPS) -> Mapping[str, str]:
    return {
        folded(word): one
        for language in languages()
        for one in among
        for word in (*wording(language).say(prefix + one).split(), one)
    }


@cache
def _command_names(group: str) -> Mapping[str, str]:
    prefix, suffix = f"command.{group}.", ".name"
    return {
        folded(word): key.removeprefix(prefix).removesuffix(suffix)
        for language in languages()
        for key in sorted(wording(language).keys())
        if key.startswith(prefix) and key.endswith(suffix)
        for word in (*wording(language).say(key).split(), key.removeprefix(prefix).removesuffix(suffix))
    }
