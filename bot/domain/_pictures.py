"""Pictures that members bring to a workshop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain._inbound import Attachment
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


def still_attached(before: Sequence[Attachment], after: Sequence[Attachment]) -> dict[int, int]:
    """What an edited post still has of its attachments: the place of each before -> its place now, both from 0.

    The address tells them apart, without its query, which says how long it holds; where there is none, the name and the
    description do. One that cannot be told from another counts as gone: a picture that its author has taken out
    must never stay in another's place.
    """
    was, now = [_told_apart(one) for one in before], [_told_apart(one) for one in after]
    if was == now:
        return {place: place for place in range(len(was))}
    alone = {one for one, n in Counter(was).items() if n == 1} & {one for one, n in Counter(now).items() if n == 1}
    return {place: now.index(one) for place, one in enumerate(was) if one in alone}


def _told_apart(attachment: Attachment) -> tuple[str, str | None]:
    if attachment.url:
        return attachment.url.partition("?")[0], None
    return attachment.name, attachment.alt
