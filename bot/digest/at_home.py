"""A flashback as one home of its café reads it: with the links that lead there, and no others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.digest.flashback import Flashback, Voice
from bot.domain import Record, RoomRef


def at_home(flashback: Flashback, record: Record, room: RoomRef) -> Flashback:
    """The flashback, under the café's own ids, in which a voice links to its post only where that stands in this room:
    who reads it there may have no business in another home. Where a café has one home, every link leads there.

    Once the posts are kept no more nobody knows where they stood: then none of several homes has links.
    """
    if len(record.cafe.homes) < 2:
        return flashback
    here = {post.own_id for post in record.posts if (post.ref.platform, post.room) == (room.platform, room.room)}
    return replace(
        flashback,
        voices=_linked(flashback.voices, here),
        workshops=tuple(
            replace(
                one,
                voices=_linked(one.voices, here),
                themes=tuple(replace(theme, voices=_linked(theme.voices, here)) for theme in one.themes),
            )
            for one in flashback.workshops
        ),
    )


def _linked(voices: Collection[Voice], here: Collection[str]) -> tuple[Voice, ...]:
    return tuple(one if one.post in here else replace(one, url=None) for one in voices)
