"""A command as people type it: ``skip memory``, ``passer memory``, ``move "a memory" when:friday``, ``say memory Thank
you all. cafe:lamp``.

Names are understood in every language at once; what is shown is in the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from bot.commands._command import GROUPS, HOSTS, Command, Kind, Parameter
from bot.commands._folding import folded
from bot.commands._moments import words_of_a_moment
from bot.errors import CallError, Fault, fault
from bot.showing import nearest, shown
from bot.wording import Wording, languages, wording

_PIECE = re.compile(r"(?P<name>[^\W\d]\w*):(?=\S)")
_VALUE = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»|(\S+)')
_WHOLE = re.compile(r'\s*(?:"([^"]*)"|“([^”]*)”|«([^»]*)»)\s*')
_LAST = re.compile(
    r"""(?<=\S)\s+(?P<name>[^\W\d]\w*):
    (?:"(?P<straight>[^"]+)"|“(?P<curved>[^”]+)”|«(?P<french>[^»]+)»|(?P<word>[^\s"“”«»]+))\s*\Z""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command that was typed, and what was given to it, by the names of its parameters, not yet read."""

    command: Command
    given: Mapping[str, str]


def group_of(word: str) -> str | None:
    """The group that a word names, in whatever language."""
    return _names("command.group.").get(folded(word))


def read_line(commands: Iterable[Command], permitted: Iterable[Command], group: str, line: str, say: Wording) -> Typed:
    """What was typed after a group's name. ``permitted`` are the commands that may be offered in place of an unknown
    one. Raises `CallError` for an unknown command, for one that is not permitted, and for something too much.
    """
    known = {one.name: one for one in commands if one.group == group}
    allowed = list(permitted)
    word, rest = _first_word(line)
    found = known.get(_command_names(group).get(folded(word), ""))
    if found is None:
        raise CallError(_unknown(word, group, allowed, say))
    if found not in allowed:
        raise not_yours(found, say, host=any(one.roles <= HOSTS for one in allowed))
    return Typed(found, _given(found, rest, say))


def not_yours(command: Command, say: Wording, *, host: bool) -> CallError:
    """That a command is not for whoever gave it, and how to see those that are. A platform may hide the whole hosts'
    group from whoever is no ``host``: each group's help tells of all that one may do."""
    group = "me" if command.group == "cafe" and not host else command.group
    return CallError(fault("command_not_yours", name=shown_name(command, say), help=shown_command(group, "help", say)))


def shown_name(command: Command, say: Wording) -> str:
    """A command's name as it is typed by a reader: prefix, group and name."""
    return shown_command(command.group, command.name, say)


def shown_command(group: str, name: str, say: Wording) -> str:
    """How a reader types the command of that name in that group."""
    called = f"{shown_word(f'command.group.{group}', say)} {shown_word(f'command.{group}.{name}.name', say)}"
    return say.prefix + say.typed.get(called, called)


def shown_word(key: str, say: Wording) -> str:
    """The first of the words of a key: the one that is shown, where the others are understood as well."""
    return say.say(key).split()[0]


def usage(command: Command, say: Wording) -> str:
    """How a command is typed: what is not needed stands in brackets, with its name where its place alone would not
    tell it from what stands before it."""
    shape, named = [shown_name(command, say)], False
    for one in command.parameters:
        name = shown_word(f"command.parameter.{one.name}", say)
        choices = "|".join(shown_word(f"command.choice.{choice}", say) for choice in one.choices)
        if one.required:
            shape.append(choices or name.upper())
        elif named:
            shape.append(f"[{name}:{choices or '…'}]")
        else:
            shape.append(f"[{choices or name.upper()}]")
        named = named or one.kind is Kind.TEXT or not one.required
    return " ".join(shape)


def _first_word(line: str) -> tuple[str, str]:
    word, *rest = line.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""


def _unknown(word: str, group: str, permitted: Iterable[Command], say: Wording) -> Fault:
    """The fault of a name that no command of a group has: one of the same name in another group is meant, or one
    with a name like it in this group, as long as whoever asks may give it."""
    said = folded(word)
    for one in permitted:
        if one.name != "help" and _command_names(one.group).get(said) == one.name:
            return fault("command_unknown_near", name=shown(word), near=shown_name(one, say))
    by_name = {one.name: one for one in permitted if one.group == group}
    names = {typed: by_name[name] for typed, name in _command_names(group).items() if name in by_name}
    near = nearest(said, names)
    if near is not None:
        return fault("command_unknown_near", name=shown(word), near=shown_name(names[near], say))
    return fault("command_unknown", name=shown(word or group), help=shown_command(group, "help", say))


def choice_of(word: str, parameter: Parameter) -> str | None:
    """Which choice of a parameter a word names, in whatever language."""
    found = _names("command.choice.", among=parameter.choices).get(folded(word))
    return found if found in parameter.choices else None


def _given(command: Command, rest: str, say: Wording) -> dict[str, str]:
    """What was typed after a command's name, by parameter. A moment takes all the words that make one, a text all that
    is left, as it was typed, but for what is given by name at its end."""
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
            given[files] = unquoted(rest)
            break
        elif not waiting:
            raise CallError(fault("command_too_much", extra=shown(rest), usage=usage(command, say)))
        parameter = named or waiting[0]
        if parameter.kind is Kind.TEXT:
            rest, last = _named_at_the_end(rest, by_name, {*given, parameter.name})
            given |= last
        given[parameter.name], rest = _taken(rest, parameter.kind)
    return given


def _named_at_the_end(
    text: str, by_name: Mapping[str, Parameter], taken: Collection[str]
) -> tuple[str, dict[str, str]]:
    """A text without what is given by name at its end, and that; of ``taken`` there is no more to give. What stands
    in quotation marks as a whole is all text, and so is whatever names no argument, or no choice of one."""
    given: dict[str, str] = {}
    while not _WHOLE.fullmatch(text) and (last := _LAST.search(text)):
        one = by_name.get(folded(last["name"]))
        if one is None or one.name in (*taken, *given) or one.kind in (Kind.TEXT, Kind.FILES):
            break
        value = _inner(last.group("straight", "curved", "french", "word"))
        if one.kind is Kind.CHOICE and choice_of(value, one) is None:
            break
        given[one.name], text = value, text[: last.start()]
    return text, given


_OF_CAFE = {True: (Parameter("cafe", Kind.CAFE, required=False),), False: ()}


def _taken(rest: str, kind: Kind) -> tuple[str, str]:
    """What of the rest of a line an argument takes, and what is left."""
    if kind is Kind.TEXT:
        return unquoted(rest), ""
    if kind is Kind.WHEN and (words := words_of_a_moment(rest.split())) > 1:
        parts = rest.split(maxsplit=words)
        return " ".join(parts[:words]), parts[words] if len(parts) > words else ""
    piece = _VALUE.match(rest)
    if piece is None:
        return "", ""
    return _inner(piece.groups()), rest[piece.end() :].strip()


def unquoted(text: str) -> str:
    """A text without the quotation marks around the whole of it."""
    whole = _WHOLE.fullmatch(text)
    return _inner(whole.groups()) if whole else text.strip()


def _inner(groups: Iterable[str | None]) -> str:
    """What stands between quotation marks, of either kind, or without any."""
    return next(one for one in groups if one is not None).strip()


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
