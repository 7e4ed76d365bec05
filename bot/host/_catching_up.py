"""What a member has missed in a room since they were last there: at most five things, and nothing of what is hidden."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.digest.live import Live
from bot.digest.verbatim import Quoting, Verbatim
from bot.domain import BeatKind, Cafe, CafeState, MemberRef, Post, Progress, Record, RoomRef, Visibility, Workshop
from bot.errors import CallError, fault
from bot.host._asking import is_gone, latest_cafe
from bot.ports import Clock, Reading, Store

LONGEST_SHOWN = 200
"""The longest quotation shown, in code points."""


@dataclass(frozen=True, slots=True)
class Next:
    """The next step of the café: what it does, in which workshop, and when."""

    kind: BeatKind
    workshop: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """What there is to tell, each of it one line or none.

    ``since`` is when they were last here, ``None`` for somebody who never was: then it is all since the beginning.
    ``opened`` are the keys of the workshops that have opened since, ``answers`` how many answers others have given in
    workshops that hide nothing. ``replies`` is how many posts by others reply to theirs, ``reply_url`` leads to the
    latest where there is a link. ``liked`` is the post of somebody else that most people reacted to, quoted as its
    author allows, ``fans`` how many they are.
    """

    cafe: Cafe
    since: datetime | None
    opened: tuple[str, ...] = ()
    answers: int = 0
    replies: int = 0
    reply_url: str | None = None
    liked: Verbatim | None = None
    fans: int = 0
    next: Next | None = None


class CatchUp:
    """Tells a member what they have missed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def catch_up(self, by: MemberRef, room: RoomRef) -> Missed:
        """What a member has missed in the room's latest café; from now on they have caught up. Of whoever has left,
        nothing is kept, not even that they asked. Raises `CallError` where no café was held."""
        now = self._clock.now()
        async with self._store.reading() as store:
            cafe = await latest_cafe(store, room)
            if cafe is None:
                raise CallError(fault("care_no_cafe"))
            missed = await _missed(store, cafe, by, await store.here_last(by, room))
        async with self._store.writing() as work:
            if not await is_gone(work, by, cafe):
                await work.keep_visit(by, room, now)
        return missed


async def _missed(store: Reading, cafe: Cafe, by: MemberRef, since: datetime | None) -> Missed:
    record = await store.record(cafe.id)
    beats = await store.beats(cafe.id)
    live = Live(record)
    shut = closed_to_members(record)
    theirs = [one for one in live.posts if one.author != by and one.workshop not in shut]
    new = [one for one in theirs if since is None or one.at > since]
    mine = {one.ref for one in live.posts if one.author == by}
    replies = [one for one in new if one.reply_to in mine]
    liked, fans = _liked(live, new, by, shut)
    opened = [one for one in beats if one.workshop in record.opened and one.kind in _OPENINGS]
    coming = [one for one in beats if one.progress in (Progress.DUE, Progress.CLAIMED) and one.kind in _TOLD]
    if record.cafe.paused_at is not None:
        coming = []
    return Missed(
        cafe=cafe,
        since=since,
        opened=tuple(
            one.workshop for one in opened if one.workshop and (since is None or (one.done_at and one.done_at > since))
        ),
        answers=_answers(live, new, by, since, shut),
        replies=len(replies),
        reply_url=next((one.url for one in reversed(replies) if one.url), None),
        liked=liked,
        fans=fans,
        next=Next(coming[0].kind, coming[0].workshop, coming[0].due) if coming else None,
    )


_OPENINGS = (BeatKind.OPEN_WORKSHOP, BeatKind.CALL_CLOSING_WORDS)
_TOLD = (*_OPENINGS, BeatKind.CLOSE, BeatKind.PUBLISH)


def closed_to_members(record: Record) -> frozenset[str]:
    """The workshops of which a member may know nothing yet: the blind ones that are not unsealed, those with hidden
    votes until the café has closed, and anonymous polls for ever, for their answers would tell by whom they are."""
    over = record.cafe.state.step >= CafeState.CLOSED.step
    return frozenset(one.key for one in record.cafe.script.workshops if _is_shut(one, record, over))


def _is_shut(workshop: Workshop, record: Record, over: bool) -> bool:
    if workshop.visibility is Visibility.BLIND and workshop.key not in record.unsealed:
        return True
    return workshop.anonymous or (workshop.visibility is Visibility.HIDDEN and not over)


def _answers(live: Live, new: Collection[Post], by: MemberRef, since: datetime | None, shut: frozenset[str]) -> int:
    choices = [
        one
        for one in live.choices
        if one.workshop not in shut and one.author != by and (since is None or one.at > since)
    ]
    return sum(one.answer for one in new) + len(choices)


def _liked(live: Live, new: Collection[Post], by: MemberRef, shut: frozenset[str]) -> tuple[Verbatim | None, int]:
    """The new post that most others reacted to, of those that may be quoted; then the earliest."""
    quoting = Quoting(live, shut)

    def fans(post: Post) -> int:
        return len({member for member, _ in live.reactions_on(post)} - {by})

    for post in sorted(new, key=lambda one: (-fans(one), one.at, one.ref)):
        if not fans(post):
            break
        if (verbatim := quoting.quote(post, LONGEST_SHOWN)) is not None:
            return verbatim, fans(post)
    return None, 0
