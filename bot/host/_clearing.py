"""What somebody else takes away in one go: the reactions on a post, a whole thread."""

from __future__ import annotations

from bot.domain import Cafe, DeskNote, DeskNoteKind, PostRef, ReactionsCleared, ThreadGone
from bot.ports import Writing


async def clear_reactions(work: Writing, cafe: Cafe, event: ReactionsCleared) -> None:
    """Take away the reactions that are gone."""
    post = PostRef(event.room.platform, event.post)
    for author, emoji in await work.reactions_on(cafe.id, post):
        if event.emoji in (None, emoji):
            await work.drop_reaction(cafe.id, post, author, emoji, event.at)


async def lose_thread(work: Writing, cafe: Cafe, event: ThreadGone) -> None:
    """Erase all that was said in a thread that is gone, know it no more, have the index lead there no more, and note
    that for the desk."""
    place = await work.workshop_at(event.room, event.thread)
    if place is None:
        return
    _, workshop = place
    for post in await work.said_in(cafe.id, event.room, event.thread):
        await work.erase_post(cafe.id, post, event.at)
    await work.drop_place(event.room, event.thread)
    await work.note_plan_change(cafe.id)
    kind = DeskNoteKind.OWN_THREAD_GONE if workshop is None else DeskNoteKind.THREAD_GONE
    key = f"{kind.value}/{event.room}/{event.thread}"
    await work.note(DeskNote(key, kind, event.at, cafe.id, workshop=workshop))


async def take_thread_back(work: Writing, cafe: Cafe, event: ThreadGone) -> bool:
    """Take what was quoted of a thread that is gone out of a flashback whose posts are kept no more: the voices of its
    workshop, where that had no other thread on that platform. False if there was none."""
    place = await work.workshop_at(event.room, event.thread)
    if place is None or place[0] != cafe.id or place[1] is None:
        return False
    if any(home.room != event.room and home.room.platform == event.room.platform for home in cafe.homes):
        # Of what stands there nobody can tell any more in which of both it was said.
        return False
    voices, platform = f"workshops.{place[1]}.", event.room.platform
    posts = {
        one.post
        for one in await work.verbatims(cafe.id)
        if one.post is not None and one.post.platform == platform and one.place.startswith(voices)
    }
    taken = [await work.take_back(cafe.id, event.at, post=post) for post in sorted(posts)]
    return any(taken)
