"""Every command there is, as it is found in Discord's menu, with something given for each of its options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.commands import Command, Kind, Parameter
from bot.domain import Role
from bot.wording import wording
from cogs._options import options_of
from tests.cogs.scene import Community
from tests.discord_server import Attachment, Person


def of_hosts(community: Community) -> Iterator[Command]:
    """The commands that are not for members."""
    return (one for one in community.commands.all if Role.MEMBER not in one.roles)


def given_to(community: Community, command: Command, who: Person, **known: object) -> dict[str, Any]:
    """Something for each option that a command needs; ``known`` by the parameter's name, for the others too."""
    file = who.file("fr.toml", b"title = 1")
    given: dict[str, Any] = {}
    for option in options_of(command):
        if option.parameter.name in known:
            given[str(option.name.message)] = known[option.parameter.name]
        elif option.required:
            given[str(option.name.message)] = _something(option.parameter, community.ana, file)
    return given


def typed(community: Community, command: Command) -> str:
    """How a command is found in Discord's menu, sub-groups included."""
    group = command.group
    registered = {one["name"]: one for one in community.server.commands.of(None).values()}[group]
    kinds = {one["name"]: one["type"] for one in registered["options"]}
    word = wording("en").say(f"{command.key}.name").split()[0]
    if kinds.get(word) == _COMMAND:
        return f"{group} {word}"
    beginning, _, rest = word.partition("-")
    return f"{group} {beginning} {rest or 'show'}"


_COMMAND = 1


def _something(parameter: Parameter, member: Person, file: Attachment) -> object:
    match parameter.kind:
        case Kind.CHOICE:
            return parameter.choices[0]
        case Kind.MEMBER:
            return member
        case Kind.NUMBER:
            return 1
        case Kind.FILES:
            return file
    return "123456789012345678" if parameter.kind is Kind.POST else "memory"
