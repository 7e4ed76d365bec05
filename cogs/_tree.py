"""The slash commands, built from the commands that there are: nothing here knows one of them by its name."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.commands import GROUPS, OWN_GROUP, Command, families, for_others, is_hidden
from bot.platforms.limits import DISCORD
from cogs._options import CAFE, COMPLETED, Option, options_of
from cogs._words import described, name, name_after

if TYPE_CHECKING:
    from cogs._counter import Counter

HOSTS_SEE = discord.Permissions(manage_events=True)
"""Whoever may do this finds the hosts' commands in the menu. It only hides them: rights are checked by `Commands`, and
a server's own settings may show them to others."""


def groups(commands: Sequence[Command], counter: Counter) -> list[app_commands.Group]:
    """The groups of commands, each with those that belong to it."""
    spare = for_others(commands)
    return [
        _group(
            group,
            [one for one in commands if one.group == group] + (spare if group == OWN_GROUP else []),
            counter,
            hosts=is_hidden(commands, group),
        )
        for group in GROUPS
    ]


def _group(group: str, commands: Sequence[Command], counter: Counter, *, hosts: bool) -> app_commands.Group:
    made = app_commands.Group(
        name=name(f"command.group.{group}"),
        description=described(f"discord.group.{group}"),
        default_permissions=HOSTS_SEE if hosts else None,
        # Whoever has left the server still decides about their own words.
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=group == OWN_GROUP or None),
    )
    by_name = {one.name: one for one in commands}
    within = families(list(by_name), DISCORD.most_commands)
    for beginning, members in within.items():
        key = f"command.{group}.{beginning}"
        inner = app_commands.Group(name=name(f"{key}.name"), description=described(f"{key}.help"), parent=made)
        for one in map(by_name.__getitem__, members):
            inner.add_command(_command(one, name_after(f"{one.key}.name", DISCORD.family_word), counter))
    apart = {one for members in within.values() for one in members}
    for one in commands:
        if one.name not in apart:
            made.add_command(_command(one, name(f"{one.key}.name"), counter))
    return made


def _command(
    command: Command, called: app_commands.locale_str, counter: Counter
) -> app_commands.Command[Any, ..., None]:
    options = options_of(command)

    async def run(interaction: discord.Interaction[Any], **given: Any) -> None:
        await counter.run(interaction, command, options, given)

    # discord.py reads what a command takes from the function's signature.
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    run.__signature__ = inspect.Signature([first, *(one.as_argument for one in options)])  # type: ignore[attr-defined]
    app_commands.rename(**{one.argument: one.name for one in options})(run)
    app_commands.describe(**{one.argument: one.described for one in options})(run)
    app_commands.choices(**{one.argument: one.choices for one in options if one.parameter.choices})(run)
    for one in options:
        if one.parameter.kind in COMPLETED:
            app_commands.autocomplete(**{one.argument: _completing(command, one, counter)})(run)
    return app_commands.Command(name=called, description=described(f"{command.key}.help"), callback=run)


def _completing(command: Command, option: Option, counter: Counter) -> Any:
    async def complete(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        cafe = getattr(interaction.namespace, CAFE.name.message, None) if option.parameter.name != "cafe" else None
        found = await counter.complete(interaction, command, option.parameter.name, current, cafe)
        return [app_commands.Choice(name=one, value=one) for one in found]

    return complete
