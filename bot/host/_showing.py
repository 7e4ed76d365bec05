"""The pictures of a flashback's page, as it may show them and as small as it needs them."""

from __future__ import annotations

import asyncio

from bot.digest.flashback import Flashback
from bot.digest.pictures import may_be_shown
from bot.domain import Picture, Record
from bot.pictures import for_a_page
from bot.ports import Reading

ALL_OF_A_PAGE = 6_000_000
"""How much all pictures of one page weigh together at most, in bytes; those beyond are told by their description."""


async def pictures_of(
    store: Reading, flashback: Flashback, record: Record, most: int = ALL_OF_A_PAGE
) -> dict[tuple[str, int], Picture]:
    """The pictures that are kept of that flashback's posts, by the post's id in it and the attachment's place (from 0):
    those whose author may be quoted, from the first one on for as long as they weigh no more than ``most`` bytes."""
    found: dict[tuple[str, int], Picture] = {}
    for (identity, number), post in may_be_shown(flashback, record).items():
        kept = await store.picture(record.cafe.id, post, number)
        if kept is None:
            continue
        small = await asyncio.to_thread(for_a_page, kept)
        most -= len(small.content)
        if most < 0:
            break
        found[identity, number] = small
    return found
