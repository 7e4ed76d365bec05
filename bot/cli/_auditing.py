"""audit: the figures of a café, counted again."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.cli._asking import find_cafe
from bot.cli._console import PlainConsole
from bot.cli._voice import printable
from bot.commands import Line, Said, sentence
from bot.commands.auditing import told
from bot.config import read_settings
from bot.errors import CallError, FaultsFound, fault
from bot.host import Audited, Auditing
from bot.showing import shown
from bot.wiring import bot_of, is_kept, kept_in
from bot.wording import Wording


def audit(words: Wording, *, config: Path | None, data: Path, cafe: str) -> int:
    """Count a café's figures again, from what is kept and from its rooms' own history; 1 where anything differs."""
    settings = read_settings(config)
    console = PlainConsole()

    async def ask() -> Audited:
        if not await is_kept(data, settings):
            raise CallError(fault("cafe_unknown", name=shown(cafe)))
        async with kept_in(data, settings) as kept, bot_of(kept, settings, config, words.language) as bot:
            async with kept.store.reading() as store:
                known = find_cafe(cafe, await store.cafes())
            return await Auditing(kept.store, bot.platforms, bot.host.hosts).audit(known.id)

    found = asyncio.run(ask())
    for line in told(found):
        _say(console, line, words)
    return FaultsFound.status if found.differences else 0


def _say(console: PlainConsole, line: Line, words: Wording, indent: str = "") -> None:
    if isinstance(line, Said):
        console.say(indent + printable(sentence(line, words)))
        for item in line.items:
            _say(console, item, words, indent + "  ")
