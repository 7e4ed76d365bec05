"""How commands are called where a platform keeps them in a menu, and the words in which people are told of them there.

A menu has its own shape: a group holds so many commands and no more, and what is for hosts is hidden from the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from bot.commands._command import GROUPS, Command
from bot.commands._registry import COMMANDS
from bot.domain import Role
from bot.ports import Abilities
from bot.wording import Wording, languages, wording

OWN_GROUP = "me"
"""The group in which everybody finds what is for more than hosts alone."""

_HOSTS = frozenset({Role.HOST, Role.OPERATOR})


def families(names: Sequence[str], most: int | None) -> Mapping[str, Sequence[str]]:
    """The commands of a group whose names begin with that of another one: together they stand in a group of that name
    within it, which they do only where the group is too small for all. ``names`` are the keys' (``programme-skip``)."""
    if most is None or len(names) <= most:
        return {}
    found: dict[str, list[str]] = {}
    for one in names:
        if (beginning := one.partition("-")[0]) in names:
            found.setdefault(beginning, []).append(one)
    return {beginning: members for beginning, members in found.items() if len(members) > 1}


def is_hidden(commands: Collection[Command], group: str) -> bool:
    """Whether members find nothing of theirs in a group, so that it is hidden from them where that can be."""
    return all(Role.MEMBER not in one.roles for one in commands if one.group == group and one.name != "help")


def for_others(commands: Collection[Command]) -> list[Command]:
    """The commands of hidden groups that are not for hosts alone: whoever else may give them finds them in
    `OWN_GROUP`, too."""
    hidden = {group for group in GROUPS if is_hidden(commands, group)}
    return [one for one in commands if one.group in hidden and not one.roles <= _HOSTS and one.name != "help"]


@cache
def words_there(can: Abilities, language: str) -> Wording:
    """The words of a language, with each command as it is typed on such a platform."""
    known = language if language in languages() else "en"
    if can.most_commands is None:
        return wording(known, can.prefix)
    return Wording(known, can.prefix, _typed(can.most_commands, can.family_word, wording(known)))


def _typed(most: int, family_word: str | None, say: Wording) -> Mapping[str, str]:
    """What is typed in place of a command's group and name, where it is something else."""
    typed: dict[str, str] = {}
    for group in GROUPS:
        names = ["help", *(one.name for one in COMMANDS if one.group == group)]
        for beginning, members in families(names, most).items():
            first = _first(f"command.{group}.{beginning}.name", say)
            for name in members:
                word = _first(f"command.{group}.{name}.name", say)
                rest = word.partition("-")[2] or (say.say(family_word) if family_word else word)
                typed[f"{_group(group, say)} {word}"] = f"{_group(group, say)} {first} {rest}"
    for one in for_others(COMMANDS):
        word = _first(f"{one.key}.name", say)
        typed[f"{_group(one.group, say)} {word}"] = f"{_group(OWN_GROUP, say)} {word}"
    return typed


def _group(group: str, say: Wording) -> str:
    return _first(f"command.group.{group}", say)


def _first(key: str, say: Wording) -> str:
    return say.say(key).split()[0]
