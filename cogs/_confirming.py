"""The two buttons by which a member answers what is asked once more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import discord

from bot.wording import Wording
from cogs._reply import Reply

Asked: TypeAlias = Callable[[discord.Interaction[Any], Reply], Awaitable[None]]
"""What is done on a yes, for whoever they are as they say it."""


def yes_or_no(token: str, words: Wording) -> discord.ui.View:
    """The buttons below the question of that token (`bot.commands.Confirming`)."""
    view = discord.ui.View(timeout=None)
    for answer, style in (("yes", discord.ButtonStyle.danger), ("no", discord.ButtonStyle.secondary)):
        label = words.say(f"sure.{answer}")
        view.add_item(discord.ui.Button(custom_id=f"sure/{answer}/{token}", label=label, style=style))
    view.stop()
    return view
