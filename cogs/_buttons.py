"""The buttons and menus that outlive every restart: what they do is known by their custom_id alone."""

from __future__ import annotations

import re
from typing import Any, Self, TypeAlias

import discord

from bot.platforms.discord_platform import Pressed
from cogs._counter import Counter

_Interaction: TypeAlias = discord.Interaction[Any]


class _LastingButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """What the buttons have in common; it is none of them itself, for no custom_id fits its template."""

    @classmethod
    async def from_custom_id(
        cls, interaction: _Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The one that was pressed."""
        return cls(discord.ui.Button(custom_id=match[0]))


class CafeButton(_LastingButton, template=r"cafe/(?!quote\.)[^/]*/[^/]*/[^/]*/[a-z2-7]{24}"):
    """A button beside a café's message."""

    async def callback(self, interaction: _Interaction) -> Any:
        """It was pressed."""
        if (pressed := Pressed.read(self.custom_id)) is not None:
            await _counter(interaction).press(interaction, pressed)


class QuotationMenu(
    discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"cafe/quote\.[^/]*/[^/]*/[^/]*/[a-z2-7]{24}"
):
    """The menu below a quotation."""

    @classmethod
    async def from_custom_id(
        cls, interaction: _Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> QuotationMenu:
        """The one in which something was chosen."""
        return cls(discord.ui.Select(custom_id=match[0]))

    async def callback(self, interaction: _Interaction) -> Any:
        """Something was chosen."""
        values = dict(interaction.data or {}).get("values") or ()
        if (pressed := Pressed.read(self.custom_id)) is not None and isinstance(values, list) and values:
            await _counter(interaction).choose(interaction, pressed, str(values[0]))


class TakeBackButton(_LastingButton, template=r"said/(?:[^/]*/)?[^/]*/[a-z2-7]{24}"):
    """The button under what the bot passes on for a member."""

    async def callback(self, interaction: _Interaction) -> Any:
        """It was pressed."""
        if interaction.message is not None:
            await _counter(interaction).take_back(interaction, interaction.message)


class SureButton(_LastingButton, template=r"sure/(?P<answer>yes|no)/(?P<token>[0-9a-f]{24})"):
    """A yes or a no to what cannot be undone."""

    async def callback(self, interaction: _Interaction) -> Any:
        """It was pressed."""
        _, answer, token = self.custom_id.split("/")
        await _counter(interaction).sure(interaction, answer, token)


BUTTONS = (CafeButton, QuotationMenu, TakeBackButton, SureButton)
"""All of them."""


def _counter(interaction: _Interaction) -> Counter:
    found = interaction.client.get_cog("Counter")
    assert isinstance(found, Counter)  # noqa: S101 - both are brought by the same extension
    return found
