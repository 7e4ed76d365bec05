"""What members and hosts find on Discord beside the conversation: commands, buttons, forms and menus.

Thin over `bot.commands` and `bot.host`: names, parameters, help and rights are theirs, and so is what is done. The
platform loads this by its name (`bot.platforms.discord_platform.DiscordPlatform`) and hands over a
`bot.platforms.discord_platform.Service`.
"""

from __future__ import annotations

from bot.platforms.discord_platform import Client, Service
from cogs._buttons import BUTTONS
from cogs._counter import Counter
from cogs._menus import menus
from cogs._synchronising import synchronise
from cogs._tree import groups
from cogs._words import Translator


async def setup(client: Client) -> None:
    """Bring the commands and buttons to a client that is logged in. Discord is told of them only where they have
    changed."""
    service: Service = client.services  # type: ignore[union-attr]
    counter = Counter(client, service)
    await client.add_cog(counter)
    client.add_dynamic_items(*BUTTONS)
    await client.tree.set_translator(Translator())
    client.tree.error(counter.not_run)
    for group in groups(service.commands.all, counter):
        client.tree.add_command(group)
    for menu in menus(counter):
        client.tree.add_command(menu)
    await synchronise(client.tree)
