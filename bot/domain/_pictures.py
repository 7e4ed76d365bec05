"""Pictures that members bring to a workshop."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain._references import PostRef, RoomRef


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: drawn anew (`bot.pictures`). ``media_type`` is ``image/png`` or ``image/jpeg``."""

    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwedPicture:
    """A picture that is still to be fetched: the attachment at place ``number`` (from 0) of a post, in whose room.

    ``tries`` is how often the platform could not be reached for it.
    """

    cafe: str
    room: RoomRef
    post: PostRef
    number: int
    tries: int = 0
