"""A conversation or a cast as JSON Lines -> inbound events, ready for the same door as live posts.

The format is the section "A conversation, as JSON Lines" of the contracts. A file is taken whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.conversation._lines import LONGEST_LINE, objects, open_file, unreadable
from bot.conversation._reader import MOST_FAULTS, VERSION, Reader
from bot.conversation._times import Opening, Times
from bot.domain import Chosen, Inbound, PostMade, RoomRef
from bot.errors import Fault

__all__ = ["LONGEST_LINE", "MOST_FAULTS", "VERSION", "Conversation", "Opening", "read_conversation"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What happened in one file, in order.

    ``title`` and ``language`` are the header's, where it has them. ``events`` is never empty: sorted by instant,
    then by line, and what speaks of a post never comes before it; ``position`` is an event's place, from 1, with
    leading zeros so that it sorts as text. ``fingerprint`` is the SHA-256 of the file's bytes in hexadecimal.
    ``first_offset`` is the offset from UTC of the first post's clock (of the first event's, without posts).
    ``skipped`` names the lines whose type only a newer version of the format knows.
    """

    title: str | None
    language: str | None
    room: RoomRef
    events: tuple[Inbound, ...]
    fingerprint: str
    first_offset: timedelta
    skipped: tuple[Fault, ...] = ()

    @property
    def workshops(self) -> tuple[str, ...]:
        """The workshops named in posts and choices, in the order in which they first come up."""
        named = (event.workshop for event in self.events if isinstance(event, PostMade | Chosen))
        return tuple(dict.fromkeys(key for key in named if key is not None))

    @property
    def first_at(self) -> datetime:
        """The instant of the first post; of the first event where there is no post."""
        return next((event.at for event in self.events if isinstance(event, PostMade)), self.events[0].at)

    @property
    def last_at(self) -> datetime:
        """The instant of the last post; of the last event where there is no post."""
        backwards = (event.at for event in reversed(self.events) if isinstance(event, PostMade))
        return next(backwards, self.events[-1].at)


def read_conversation(
    path: Path,
    room: RoomRef,
    *,
    workshops: Collection[str] | None = None,
    choices: Mapping[str, Sequence[str] | range] | None = None,
    opening: Opening | None = None,
) -> Conversation:
    """Read a conversation, or a cast where there is an ``opening``, into events in that room.

    With ``workshops`` (keys), naming any other one is a fault. ``choices`` says, by a workshop's key, what can be
    chosen there: the keys of a poll's choices in their order, or the numbers of a scale. A choice by its key then
    becomes its position, and one that is neither a key nor a position in range is a fault. Only with an ``opening``
    may times be relative to it (``"day 2 18:05"``). A post, a choice or a consent without a name gets the one its
    author goes by elsewhere in the file, or else the author's id. The file is read line by line, once; memory grows
    with the events alone.

    Raises `bot.errors.FaultsFound` with everything that is wrong, at most `MOST_FAULTS`, each with file and line.
    """
    name = str(path)
    digest = hashlib.sha256()
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
    )
