"""What can still be taken back once a café's retention has ended: the verbatims of its flashback, by their author."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import Cafe, EditUnread, Inbound, MemberRef, PostEdited, PostErased, PostRef, ThreadGone, Withdrew
from bot.host._clearing import take_thread_back
from bot.ports import Writing

TAKES_BACK = (PostErased, PostEdited, EditUnread, ThreadGone, Withdrew)
"""What may take published words back: a post or a thread deleted, a post rewritten without them, and a withdrawal."""


async def taken_back(work: Writing, frozen: Sequence[Cafe], event: Inbound) -> list[Cafe]:
    """Take out of the flashbacks of these cafés what the event takes back; returns those that have changed."""
    return [one for one in frozen if await _take_back(work, one, event)]


async def _take_back(work: Writing, frozen: Cafe, event: Inbound) -> bool:
    cafe, platform = frozen.id, event.room.platform
    match event:
        case ThreadGone():
            return await take_thread_back(work, frozen, event)
        case PostErased():
            return await work.take_back(cafe, event.at, post=PostRef(platform, event.post))
        case PostEdited():
            post = PostRef(platform, event.post)
            return await work.take_back(cafe, event.at, post=post, unless_in=await _left(work, cafe, post, event))
        case EditUnread():
            # What was edited before had been compared until then: it is told again with a pin, a preview.
            known = frozen.frozen_at is None or event.at < frozen.frozen_at
            return not known and await work.take_back(cafe, event.at, post=PostRef(platform, event.post))
        case Withdrew():
            return await work.take_back(cafe, event.at, author=MemberRef(platform, event.author))
    return False


async def _left(work: Writing, cafe: str, post: PostRef, event: PostEdited) -> list[str]:
    """The texts in which a post's words may still stand: its new one, and what is said of the files it still has."""
    if event.attachments is None:
        kept = [one for one in await work.verbatims(cafe) if one.post == post and one.begins is None]
        return [event.text, *(one.text for one in kept)]
    files = [word for one in event.attachments for word in (one.name, one.alt, one.url) if word]
    return [event.text, *files]
