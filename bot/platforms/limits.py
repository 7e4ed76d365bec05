"""What the platforms can do, as far as a script can be measured against it: static data, without their libraries.

Discord's numbers are those of its API description v10 (message content 2,000, thread name 100, native poll of 10
answers of 55 code points, 25 commands a group, 10 MB a file without a subscription, threads archived after 10,080
minutes of silence).
Matrix bounds an event at 65,536 bytes in all, both renderings of a message together: half of it, at two bytes a code
point, is what is counted on here; a file is bounded by each server, 50 MB where nobody changed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.platforms.terminal_platform import CAN
from bot.ports import Abilities

DISCORD = Abilities(
    dialect="markdown",
    text_limit=2_000,
    keeps_keys=False,
    seals=True,
    pins=True,
    buttons=True,
    carries=True,
    announces=True,
    polls=True,
    calls_followers=True,
    pages=True,
    ways="discord.ways",
    quotations="discord.quotations",
    title_limit=100,
    choice_limit=10,
    label_limit=55,
    file_limit=10_000_000,
    archives_after=timedelta(minutes=10_080),
    most_commands=25,
    family_word="discord.show",
)

DISCORD_SPOKEN_TO = replace(DISCORD, heard="discord.heard")
"""Without the Message Content intent: the bot reads what is said to it."""

MATRIX = Abilities(
    dialect="html",
    text_limit=16_000,
    files_each=1,
    files_stay=True,
    pins=True,
    polls=True,
    locks_threads=False,
    edits_hide=False,
    buttons=True,
    ways="matrix.ways",
    quotations="matrix.quotations",
    asks_alone="matrix.asks_alone",
    after_close="matrix.after_close",
    prefix="!",
    choice_limit=20,
    label_limit=340,
    file_limit=50_000_000,
)

LIMITS: Mapping[str, Abilities] = {"Discord": DISCORD, "Matrix": MATRIX, "terminal": CAN}
"""By the name people know the platform by."""
