"""What waits for a host's kindness in one café: first posts and questions that nobody answered, a workshop that sinks.
Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digest.live import Live
from bot.domain import MemberRef, Post, Record, Visibility
from bot.kinds import Reading, kind_of
from bot.rhythm import plan_of

A_DAY = timedelta(days=1)
"""How long a first post or a question waits for an answer before the desk is told."""

A_WHILE = timedelta(hours=12)
"""How long a workshop is open before it is compared with the one before."""

ENOUGH = 4
"""How many answers the workshop before has to have had by then: fewer tell nothing."""

_LINK = re.compile(r"https?://\S+")
_ASKS = re.compile(r"[?？؟](?=\W|$)")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that nobody has answered or reacted to. ``first`` says that it is its author's first one in the café,
    ``asks`` that it asks something."""

    post: Post
    first: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class Sinking:
    """A workshop with fewer answers than half of what the one ``before`` had had after the same time."""

    workshop: str
    answers: int
    before: str
    answers_before: int


def waiting(live: Live, sealed: Collection[str], *, since: datetime | None, now: datetime) -> list[Waiting]:
    """The posts of a café for which a day without an answer or a reaction by anybody else has ended after ``since``
    and by ``now``: the first one of each member, and questions. Of sealed workshops there is none, and a mere vote,
    without a word about it, waits for nothing."""
    by_ref = {one.ref: one for one in live.posts}
    answered = {
        one.reply_to
        for one in live.posts
        if one.reply_to and (asked := by_ref.get(one.reply_to)) and asked.author != one.author
    }
    said = [one for one in live.posts if not _is_mere_vote(live, one)]
    first: dict[MemberRef, Post] = {}
    for post in said:
        first.setdefault(post.author, post)
    found = []
    for post in said:
        ripe = post.at + A_DAY
        if post.workshop in sealed or ripe > now or (since is not None and ripe <= since):
            continue
        if post.ref not in answered and not live.reactions_on(post):
            found.append(Waiting(post, first[post.author].ref == post.ref, _asks(post)))
    return [one for one in found if one.first or one.asks]


def sinking(record: Record, live: Live, now: datetime) -> Sinking | None:
    """The workshop that opened last, if it sinks. Workshops that are sealed, or in which nobody's time is known, are
    not looked at, nor are closing words, nor anything while the café pauses."""
    plan = plan_of(record.cafe)
    known = {
        one.key
        for one in record.cafe.script.workshops
        if one.kind != "closing_word" and not one.anonymous and one.visibility is not Visibility.BLIND
    }
    opened = [key for key in record.opened if key in known]
    if len(opened) < 2 or record.cafe.paused_at is not None:
        return None
    before, latest = opened[-2:]
    passed = now - plan.workshops[latest]
    if passed < A_WHILE or now >= plan.ends.get(latest, plan.closes_at):
        return None
    had, has = (_answers(live, key, plan.workshops[key] + passed) for key in (before, latest))
    return Sinking(latest, has, before, had) if had >= ENOUGH and has * 2 < had else None


def _answers(live: Live, workshop: str, until: datetime) -> int:
    """How many people had answered a workshop by then."""
    people = {one.author for one in live.answers(workshop) if one.at <= until}
    return len(people | {one.author for one in live.choices_of(workshop) if one.at <= until})


def _is_mere_vote(live: Live, post: Post) -> bool:
    workshop = live.record.cafe.script.workshop(post.workshop or "")
    if workshop is None or not post.answer:
        return False
    reading = kind_of(workshop.kind).read(workshop, live.wording_of(workshop.key)[1], post.text)
    return isinstance(reading, Reading) and reading.bare


def _asks(post: Post) -> bool:
    return bool(_ASKS.search(_LINK.sub("", post.text)))
