"""A conversation or a cast -> inbound events, ready for the same door as live posts.

The formats are the section "A conversation, as JSON Lines" of the contracts, and the exports after it.
A conversation is taken whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from bot.conversation._conversation import Conversation
from bot.conversation._element import BEGINS as OF_ELEMENT
from bot.conversation._element import read_element
from bot.conversation._exported import BEGINS as OF_DISCORD
from bot.conversation._exported import read_exported
from bot.conversation._faults import MOST_FAULTS
from bot.conversation._lines import LONGEST_LINE, Fingerprint, objects, open_file, unreadable
from bot.conversation._parts import parts_of
from bot.conversation._polis import FILES, STATEMENTS, is_polis, read_polis
from bot.conversation._reader import VERSION, Reader
from bot.conversation._shelf import Events, shelved
from bot.conversation._times import Opening, Times
from bot.conversation._written import instant, written
from bot.domain import RoomRef

__all__ = [
    "LONGEST_LINE",
    "MOST_FAULTS",
    "STATEMENTS",
    "VERSION",
    "Conversation",
    "Events",
    "Opening",
    "instant",
    "read_conversation",
    "shelved",
    "size_of",
    "written",
]


def read_conversation(
    path: Path,
    room: RoomRef,
    *,
    workshops: Collection[str] | None = None,
    titles: Mapping[str, str] | None = None,
    choices: Mapping[str, Sequence[str] | range] | None = None,
    opening: Opening | None = None,
    on_bytes: Callable[[int], object] = lambda _: None,
) -> Conversation:
    """Read a conversation, or a cast where there is an ``opening``, into events in that room.

    ``path`` is a file of JSON Lines, or the folder of a Polis export; in that one every comment belongs to the
    workshop `STATEMENTS`, or, with ``workshops``, to none by name. Or it is a channel or thread as DiscordChatExporter
    writes it, or a folder of such files: each thread is a workshop; with ``workshops`` the one of whose key or title
    (``titles``, key by title) it has the name, or else none. Or it is a room as Element writes it, or a folder of such
    files: of one room each thread is a workshop, of several each room is, by name as well.

    With ``workshops`` (keys), naming any other one is a fault. ``choices`` says, by a workshop's key, what can be
    chosen there: the keys of a poll's choices in their order, or the numbers of a scale. A choice by its key then
    becomes its position, and one that is neither a key nor a position in range is a fault. Only with an ``opening``
    may times be relative to it (``"day 2 18:05"``). A post, a choice or a consent without a name gets the one its
    author goes by elsewhere in the file, or else the author's id. The file is read line by line, once, and put in
    order on the disk; what grows in memory is one name a member, and what happened within one instant. ``on_bytes`` is
    told of each piece that was read, by its length.

    Raises `bot.errors.FaultsFound` with everything that is wrong, at most `MOST_FAULTS`, each with file and line.
    """
    if is_polis(path):
        return read_polis(path, room, STATEMENTS if workshops is None else None, Fingerprint(on_bytes))
    known = None if workshops is None else {**(titles or {}), **{one: one for one in workshops}}
    for begins, read in ((OF_DISCORD, read_exported), (OF_ELEMENT, read_element)):
        if parts := parts_of(path, begins):
            return read(path, parts, room, known, Fingerprint(on_bytes))
    name = str(path)
    digest = Fingerprint(on_bytes)
    reader = Reader(name, room, workshops, Times(opening), choices or {})
    try:
        with open_file(path) as file:
            for line, found in objects(file, name, digest):
                reader.take(line, found)
    except OSError as error:
        raise unreadable(path, error) from error
    return Conversation(
        title=reader.header.title,
        language=reader.header.language,
        room=room,
        events=reader.events(),
        fingerprint=digest.hexdigest(),
        first_offset=reader.first_offset,
        skipped=tuple(reader.skipped),
        folder=path.parent,
    )


def size_of(path: Path) -> int | None:
    """How many bytes there are to be read; ``None`` where that cannot be said."""
    try:
        exported = parts_of(path, OF_DISCORD) or parts_of(path, OF_ELEMENT)
        parts = [path / name for name in FILES] if is_polis(path) else exported or [path]
        return sum(one.stat().st_size for one in parts)
    except (OSError, ValueError):
        return None
