"""A vote in private, typed at this machine: read as the thread would read it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain import RoomRef
from bot.errors import CallError, fault
from bot.kinds import Reading, explained, kind_of, read_privately
from bot.ports import Store
from bot.wording import Wording

_NUMBER = re.compile(r"-?[0-9]{1,4}")


async def read_vote(
    store: Store, room: RoomRef, thread: str, text: str, words: Wording
) -> tuple[str, Sequence[str]] | None:
    """The key of the workshop whose thread that is, and the choices that a text names; ``None`` where there is nothing
    to vote on. Raises `CallError` where it names no choice for certain."""
    async with store.reading() as reading:
        found = await reading.workshop_at(room, thread)
        cafe = await reading.cafe(found[0]) if found else None
    workshop = cafe.script.workshop(found[1]) if cafe and found and found[1] else None
    if cafe is None or workshop is None:
        return None
    numbers = text.replace(",", " ").split()
    if all(map(_NUMBER.fullmatch, numbers)):
        # As with a button: the host says what it makes of them.
        return workshop.key, numbers
    if not kind_of(workshop.kind).takes_choices:
        return None
    spoken = {language: cafe.script.worded(language).workshops[workshop.key] for language in cafe.script.languages}
    read = read_privately(workshop, spoken, text)
    if isinstance(read, Reading):
        return workshop.key, read.choices
    if read is None:
        raise CallError(fault("terminal_vote_unread"))
    shown = cafe.script.worded(words.language).workshops[workshop.key]
    raise CallError(fault("terminal_vote_unclear", said=explained(read, workshop, shown, words)))
