"""The draft of a flashback from the close to its publishing: the desk is told of it, and reminded while it waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain import Beat, BeatKind, Cafe, DeskNote, DeskNoteKind, Progress, Publishing
from bot.lateness import Verdict, Why, nothing_opened
from bot.ports import Writing


async def tell_draft(work: Writing, cafe: str, publishing: Publishing, now: datetime) -> None:
    """Note for the desk, once, that a café has closed and its draft can be looked at; where it is published at once by
    itself, or nothing is to be published, there is nothing to tell."""
    beats = await work.beats(cafe)
    publish = next((one for one in beats if one.kind is BeatKind.PUBLISH), None)
    if publish is None or nothing_opened(beats):
        return
    if publish.due > now or not publishing.unattended:
        sooner = now + publishing.time_to_look < publish.due
        by_itself = DeskNoteKind.DRAFT_SOONER if sooner else DeskNoteKind.DRAFT
        kind = by_itself if publishing.unattended else DeskNoteKind.DRAFT_HELD
        await work.note(DeskNote(f"{cafe}/draft", kind, now, cafe, until=publish.due))


async def wait_for_a_host(work: Writing, beat: Beat, verdict: Verdict, now: datetime) -> None:
    """Give the publishing back until it is looked at again, and remind the desk, once for each wait; a host who has
    released it since it was judged is not kept waiting. Once the café's words are to be kept no longer, it is given
    up, and the desk is told: what nobody publishes keeps nobody's words."""
    released = await work.publishing_released(beat.cafe)
    ends = [one.due for one in await work.beats(beat.cafe) if one.kind is BeatKind.END_RETENTION]
    if not released and any(end <= now for end in ends):
        if await work.finish_beat(beat, now, Progress.SKIPPED, Why.RETENTION_ENDED.value):
            await work.note(DeskNote(f"{beat.key}/unpublished", DeskNoteKind.DRAFT_ENDED, now, beat.cafe))
        return
    until = now if released or verdict.until is None else min([verdict.until, *ends])
    if await work.release_beat(beat, until, "" if released else "for_a_host") and not released:
        key, kind = f"{beat.key}/waits/{now.date()}", DeskNoteKind.DRAFT_WAITS
        await work.note(DeskNote(key, kind, now, beat.cafe, beat=beat.kind, until=beat.due))


def published_from(cafe: Cafe, beats: Sequence[Beat], publishing: Publishing) -> datetime | None:
    """From when a host may have the flashback published: once members have had the time to see how they are quoted,
    and no later than was said at the close. ``None`` while the café has not closed."""
    close = next((one for one in beats if one.kind is BeatKind.CLOSE), None)
    if close is None or close.progress not in (Progress.DONE, Progress.FAILED) or close.done_at is None:
        return None
    return min(cafe.publishes_at, max(close.done_at, cafe.closes_at) + publishing.time_to_look)
