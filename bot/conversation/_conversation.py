"""What a file or an export says happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.conversation._shelf import Events
from bot.domain import Chosen, PostMade, RoomRef
from bot.errors import Fault


@dataclass(frozen=True, slots=True)
class Conversation:
    """What happened in one conversation, in order.

    ``title`` and ``language`` are the header's, where it has them. ``events`` is never empty: sorted by instant,
    then by line, and what speaks of a post never comes before it; they are read from the disk as they are asked for.
    ``position`` is an event's place, from 1, with
    leading zeros so that it sorts as text. ``fingerprint`` is the SHA-256 of the bytes that were read, in hexadecimal.
    ``first_offset`` is the offset from UTC of the first post's clock (of the first event's, without posts).
    ``skipped`` names what was left out: the lines whose type only a newer version of the format knows, the columns
    of votes on nothing. ``titles`` has those titles of workshops that the conversation itself knows. ``folder`` is
    where the file lies: an attachment whose ``url`` is a relative path is looked for there, or below.
    """

    title: str | None
    language: str | None
    room: RoomRef
    events: Events
    fingerprint: str
    first_offset: timedelta
    skipped: tuple[Fault, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None

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
