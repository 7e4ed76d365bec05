"""What is kept of a post, as a platform is asked what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain._inbound import Attachment


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
