"""What is kept of a post, as a platform is asked what has become of it, or to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain._inbound import Attachment
from bot.domain._references import PostRef, RoomRef


@dataclass(frozen=True, slots=True)
class Kept:
    """A live post as it is kept: its id, when it was made, the thread it stands in, its latest words and files.
    ``reactions`` are (author, emoji), by the platform's own ids."""

    post: str
    at: datetime
    text: str
    thread: str | None = None
    attachments: tuple[Attachment, ...] = ()
    reactions: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Carried:
    """A post that the platform has made in its own name, for a member who said it by a form: where it stands."""

    post: PostRef
    room: RoomRef
    thread: str | None = None
