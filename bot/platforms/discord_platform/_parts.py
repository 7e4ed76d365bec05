"""What a message is made of, as discord.py wants it: its files, its buttons."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord

from bot.domain import Button, OutboundFile
from bot.platforms.discord_platform._marks import Pressed, cafe_of
from bot.platforms.files import read_file
from bot.platforms.limits import DISCORD

_LONGEST_ALT = 1_024
_LONGEST_LABEL = 80
_LONGEST_FILE = DISCORD.file_limit or 10_000_000


class Files:
    """The files of a message, read once: what sends them closes them, and a second attempt needs them again."""

    def __init__(self, files: Sequence[tuple[OutboundFile, bytes]]) -> None:
        self._files = tuple(files)

    @classmethod
    async def of(cls, files: Sequence[OutboundFile]) -> Files:
        """Read them. Raises `bot.errors.NoSuchPlace` for one that is not there, `TooBig` for one that Discord would not
        take."""
        return cls([(one, await _content(one)) for one in files])

    def __bool__(self) -> bool:
        return bool(self._files)

    def anew(self) -> list[discord.File]:
        """As they are to be sent, with their alternative texts."""
        return [
            discord.File(io.BytesIO(content), one.name, description=one.alt[:_LONGEST_ALT] or None)
            for one, content in self._files
        ]


async def _content(file: OutboundFile) -> bytes:
    if file.content is not None:
        return file.content.encode()
    return await asyncio.to_thread(read_file, Path(file.path), _LONGEST_FILE)


def buttons_of(buttons: Sequence[Button], key: str, mark: str) -> list[discord.ui.Button[Any]]:
    """A message's buttons. What they do when they are pressed is found by their custom_id, after a restart too."""
    return [
        button(Pressed(one.action, cafe_of(key), one.about, mark).custom_id, one.label, chief=number == 0)
        for number, one in enumerate(buttons)
    ]


def button(custom_id: str, label: str, *, chief: bool = False) -> discord.ui.Button[Any]:
    """One button."""
    style = discord.ButtonStyle.primary if chief else discord.ButtonStyle.secondary
    return discord.ui.Button(custom_id=custom_id, label=label[:_LONGEST_LABEL], style=style)


def view_of(*buttons: discord.ui.Button[Any]) -> discord.ui.View:
    """The buttons as they go with a message. discord.py is to keep no view of it in memory."""
    view = discord.ui.View(timeout=None)
    for one in buttons:
        view.add_item(one)
    view.stop()
    return view
