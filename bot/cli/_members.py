"""export, forget: what is handed on of a café, and what is erased at a member's wish."""

from __future__ import annotations

import asyncio
import sys
import unicodedata
from pathlib import Path

from bot.cli._asking import find_cafe
from bot.cli._console import PlainConsole
from bot.config import read_settings
from bot.conversation import written
from bot.domain import MemberRef
from bot.errors import CallError, fault
from bot.host import Receipt, exported, exported_csv, receipt_sentences, require_kept
from bot.showing import shown
from bot.wiring import Bot, bot_of, is_kept, kept_in
from bot.wording import Wording

_CANDIDATES = 8
"""How many people are named where a name can be several."""


def export(words: Wording, *, config: Path | None, data: Path, cafe: str, format: str | None) -> int:
    """What consent allows, in the format of a conversation, or as a table."""
    settings = read_settings(config)

    async def act() -> str:
        if not await is_kept(data, settings):
            raise CallError(fault("cafe_unknown", name=shown(cafe)))
        async with kept_in(data, settings) as kept, kept.store.reading() as store:
            record = await store.record(find_cafe(cafe, await store.cafes()).id)
            require_kept(record.cafe)
        lines = exported(record)
        return exported_csv(lines) if format == "csv" else written(lines)

    sys.stdout.buffer.write(asyncio.run(act()).encode("utf-8"))
    sys.stdout.buffer.flush()
    return 0


def forget(words: Wording, *, config: Path | None, data: Path, member: str) -> int:
    """Everything of a member erased, and the receipt."""
    settings = read_settings(config)

    async def act() -> Receipt:
        if not await is_kept(data, settings):
            raise CallError(fault("member_unknown", name=shown(member)))
        async with kept_in(data, settings) as kept, bot_of(kept, settings, config, words.language) as bot:
            return await bot.host.forgetting.everything(await _member(bot, member))

    console = PlainConsole()
    for sentence in receipt_sentences(asyncio.run(act()), words):
        console.say(sentence)
    return 0


async def _member(bot: Bot, name: str) -> MemberRef:
    """Who is meant by ``platform:id`` or by a name. Raises `CallError` for nobody, and for several, with their ids."""
    platform, _, id = name.partition(":")
    meant = MemberRef(platform, id)
    async with bot.kept.store.reading() as store:
        people = [*await store.people(), *await _in_the_terminal(bot)]
        gone = bool(id) and await store.absence(meant) is not None
    if gone or any(ref == meant for ref, _ in people):
        return meant
    found = sorted({ref for ref, known in people if _folded(name) in (_folded(known), _folded(ref.id))})
    if not found:
        raise CallError(fault("member_unknown", name=shown(name)))
    if len(found) > 1:
        candidates = ", ".join(shown(str(one)) for one in found[:_CANDIDATES])
        raise CallError(fault("member_ambiguous", name=shown(name), candidates=candidates))
    return found[0]


async def _in_the_terminal(bot: Bot) -> list[tuple[MemberRef, str]]:
    """Those who are in the terminal's rooms, in a café or not."""
    if bot.terminal is None:
        return []
    return [(MemberRef(bot.terminal.name, id), name) for id, name in await bot.terminal.members()]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
