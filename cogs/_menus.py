"""What stands in the menu of a message."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs._counter import Counter
from cogs._tree import HOSTS_SEE
from cogs._words import title


def menus(counter: Counter) -> list[app_commands.ContextMenu]:
    """The entries, the hosts' own first."""

    async def star(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await counter.star(interaction, message)

    async def point_at(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await counter.point_at(interaction, message)

    async def take_back(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await counter.take_back(interaction, message)

    here = app_commands.AppCommandContext(guild=True)
    entries = (("star", star), ("point_at", point_at), ("take_back", take_back))
    made = [
        app_commands.ContextMenu(name=title(f"discord.menu.{key}"), callback=callback, allowed_contexts=here)
        for key, callback in entries
    ]
    made[0].default_permissions = HOSTS_SEE
    return made
