"""What can still be taken back once a café's retention has ended: the verbatims of its flashback, by their author."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import Cafe, Inbound, MemberRef, PostEdited, PostErased, PostRef, Withdrew
from bot.ports import Writing

TAKES_BACK = (PostErased, PostEdited, Withdrew)
"""What may take published words back: a post deleted, or rewritten without them, and a withdrawal."""


async def taken_back(work: Writing, frozen: Sequence[Cafe], event: Inbound) -> list[Cafe]:
    """Take out of the flashbacks of these cafés what the event takes back; returns those that have changed."""
    return [one for one in frozen if await _take_back(work, one.id, event)]


async def _take_back(work: Writing, cafe: str, event: Inbound) -> bool:
    platform = event.room.platform
    match event:
        case PostErased():
            return await work.take_back(cafe, event.at, post=PostRef(platform, event.post))
        case PostEdited():
            return await work.take_back(cafe, event.at, post=PostRef(platform, event.post), unless_in=event.text)
        case Withdrew():
            return await work.take_back(cafe, event.at, author=MemberRef(platform, event.author))
    return False
