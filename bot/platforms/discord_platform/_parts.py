"""What a message is made of, as discord.py wants it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

import discord

from bot.domain import OutboundFile
from bot.platforms.files import read_file
from bot.platforms.limits import DISCORD

_LONGEST_ALT = 1_024
_LONGEST_FILE = DISCORD.file_limit or 10_000_000


class Files:
    """The files of a message, read once: what sends them closes them, and a second attempt needs them again."""

    def __init__(self, files: Sequence[tuple[OutboundFile, bytes]]) -> None:
        self._files = tuple(files)

    @classmethod
    async def of(cls, files: Sequence[OutboundFile]) -> Files:
        """Read them. Raises `bot.errors.NoSuchPlace` for one that is not there, `TooBig` for one Discord would not
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
