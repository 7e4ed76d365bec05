"""The application's commands: everywhere and guild by guild, and the rules that the API description leaves out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from ._refusals import UNKNOWN_COMMAND, Invalid, unknown
from ._things import Payload
from ._world import World


class CommandType(IntEnum):
    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


HOLDERS = (OptionType.SUB_COMMAND, OptionType.SUB_COMMAND_GROUP)
"""Options that hold others."""

AT_MOST = {CommandType.CHAT_INPUT: 100, CommandType.USER: 15, CommandType.MESSAGE: 15}
TEXT_LIMIT = 8000
LOCALE = re.compile(
    "ar|bg|cs|da|de|el|en-GB|en-US|es-419|es-ES|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|nl|no|pl|pt-BR|ro|ru|sv-SE|th|tr|uk|vi"
    "|zh-CN|zh-TW"
)
NAME = re.compile(r"[-_'\w]{1,32}")


class Commands:
    """What the bot has registered: by ``None`` for everywhere, else by guild."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.registered: dict[int | None, dict[int, Payload]] = {}

    def of(self, guild: int | None) -> dict[int, Payload]:
        return self.registered.setdefault(guild, {})

    def get(self, guild: int | None, number: int) -> Payload:
        """Raises `Refused`."""
        found = self.of(guild).get(number)
        if found is None:
            raise unknown(*UNKNOWN_COMMAND)
        return found

    def put(self, guild: int | None, given: Payload) -> Payload:
        """Register one; one of the same name and type takes its place and keeps its id. Raises `Invalid`."""
        check(given)
        kind = given.get("type") or CommandType.CHAT_INPUT
        there = self.of(guild)
        same = [one for one in there.values() if (one["name"], one["type"]) == (given["name"], kind)]
        number = int(same[0]["id"]) if same else self.world.snowflake()
        there[number] = self._kept(guild, number, given)
        _count(list(there.values()))
        return there[number]

    def put_all(self, guild: int | None, given: list[Payload]) -> list[Payload]:
        """Replace all of them at once. Raises `Invalid`."""
        for one in given:
            check(one)
        names = Counter((one["name"], one.get("type") or CommandType.CHAT_INPUT) for one in given)
        if twice := [name for (name, _), times in names.items() if times > 1]:
            raise Invalid("name", f"Application command names must be unique: {twice}")
        _count(given)
        before = {(one["name"], one["type"]): int(one["id"]) for one in self.of(guild).values()}
        after: dict[int, Payload] = {}
        for one in given:
            key = one["name"], one.get("type") or CommandType.CHAT_INPUT
            number = before.get(key) or self.world.snowflake()
            after[number] = self._kept(guild, number, one)
        self.registered[guild] = after
        return list(after.values())

    def change(self, guild: int | None, number: int, changes: Payload) -> Payload:
        changed = {**self.get(guild, number), **changes}
        check(changed)
        self.of(guild)[number] = changed
        return changed

    def remove(self, guild: int | None, number: int) -> None:
        self.get(guild, number)
        del self.of(guild)[number]

    def _kept(self, guild: int | None, number: int, given: Payload) -> Payload:
        rights = given.get("default_member_permissions")
        return {
            "description": "",
            "dm_permission": True,
            "nsfw": False,
            "contexts": None,
            "integration_types": [0],
            **{name: value for name, value in given.items() if value is not None},
            "name_localizations": given.get("name_localizations"),
            "description_localizations": given.get("description_localizations"),
            "default_member_permissions": None if rights is None else str(rights),
            "type": int(given.get("type") or CommandType.CHAT_INPUT),
            "id": str(number),
            "application_id": str(self.world.bot.id),
            "version": str(self.world.snowflake()),
            **({"guild_id": str(guild)} if guild else {}),
        }

    def available(self, guild: int | None) -> Iterator[Payload]:
        """Those that somebody in that guild (``None``: in direct messages) finds."""
        yield from self.of(None).values()
        if guild is not None:
            yield from self.of(guild).values()


def _count(given: list[Payload]) -> None:
    kinds = Counter(CommandType(one.get("type") or CommandType.CHAT_INPUT) for one in given)
    for kind, times in kinds.items():
        if times > AT_MOST[kind]:
            raise Invalid("", f"Maximum number of application commands reached ({AT_MOST[kind]})")


def check(command: Payload) -> None:
    """Raises `Invalid` for a command that Discord would refuse."""
    kind = command.get("type") or CommandType.CHAT_INPUT
    if kind == CommandType.CHAT_INPUT:
        for one in (command, *_inside(command)):
            _names(one)
            _description(one)
            _options(one.get("options") or [])
    elif command.get("description") or command.get("options"):
        raise Invalid("description", "A context menu command has neither a description nor options")
    if (size := sum(map(_size, (command, *_inside(command))))) > TEXT_LIMIT:
        raise Invalid("", f"Command exceeds maximum size ({size} of {TEXT_LIMIT})")


def _inside(command: Payload) -> Iterator[Payload]:
    for option in command.get("options") or ():
        yield option
        yield from _inside(option)


def _names(given: Payload) -> None:
    languages = {*(given.get("name_localizations") or ()), *(given.get("description_localizations") or ())}
    if strange := [one for one in languages if not LOCALE.fullmatch(one)]:
        raise Invalid("name_localizations", f"Unknown languages: {strange}")
    for name in (given["name"], *(given.get("name_localizations") or {}).values()):
        if not NAME.fullmatch(name) or name != name.lower():
            raise Invalid("name", f"Command name is invalid: {name!r}")


def _description(given: Payload) -> None:
    for text in (given.get("description") or "", *(given.get("description_localizations") or {}).values()):
        if not 1 <= len(text) <= 100:
            raise Invalid("description", f"Must be between 1 and 100 in length ({given['name']})")


def _options(options: list[Payload]) -> None:
    names = Counter(one["name"] for one in options)
    if any(times > 1 for times in names.values()):
        raise Invalid("options", "Option names must be unique")
    holders = [one["type"] in HOLDERS for one in options]
    if any(holders) and not all(holders):
        raise Invalid("options", "Sub-commands cannot stand beside other options")
    optional = False
    for one in options:
        if one.get("required") and optional:
            raise Invalid("options", "Required options must be placed before non-required options")
        optional = optional or not one.get("required")
        if one.get("autocomplete") and one.get("choices"):
            raise Invalid("options", "Autocomplete and choices exclude each other")


def _size(given: Payload) -> int:
    """The characters of names, descriptions and choices; of translations the longest counts."""

    def longest(name: str) -> int:
        texts = [given.get(name) or "", *(given.get(f"{name}_localizations") or {}).values()]
        return max(map(len, texts))

    choices: list[Any] = given.get("choices") or []
    return longest("name") + longest("description") + sum(len(one["name"]) + len(str(one["value"])) for one in choices)
