"""The index of a café's workshops: each with its moment and how it stands. Nothing of what is said there, no count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain import Beat, Cafe, CafeState, Home, Progress, Workshop
from bot.lateness import Why, opens
from bot.markup import Block, Heading, Items, Link, Span, Strong, paragraph
from bot.rhythm import Plan
from bot.wording import Wording, wording


def index_blocks(
    cafe: Cafe, plan: Plan, beats: Sequence[Beat], now: datetime, home: Home, links: Mapping[str, str | None]
) -> list[Block]:
    """The index as it stands at that instant, in a home's language. ``beats`` are the café's; none where it is only
    foreseen. ``links`` are the addresses of workshops that have one there, by their keys; ``None`` for one that could
    have a thread there and has none."""
    say, words = wording(home.language), cafe.script.worded(home.language)
    openings = {beat.workshop: beat for beat in beats if opens(beat)}
    lines: list[tuple[Span, ...]] = []
    for one in cafe.script.workshops:
        beat = openings.get(one.key)
        if beat is not None or not beats:
            how = _standing(one, beat, cafe, plan, now, say, has_place=links.get(one.key, "") is not None)
            title, link = words.workshops[one.key].title, links.get(one.key)
            lines.append((Link(title, link) if link else Strong(title), f" · {how}"))
    return [Heading(say.say("index.title")), Items(tuple(lines)), paragraph(_ending(cafe, say))]


def _standing(
    one: Workshop, beat: Beat | None, cafe: Cafe, plan: Plan, now: datetime, say: Wording, *, has_place: bool
) -> str:
    end, moment = plan.ends.get(one.key), say.moment(plan.workshops[one.key], cafe.zone)
    progress = Progress.DUE if beat is None else beat.progress
    paused, ended = cafe.paused_at is not None, end is not None and end <= now
    if one.skipped or progress in (Progress.SKIPPED, Progress.FAILED):
        return say.say("index.skipped")
    if progress is Progress.DONE:
        if cafe.state.step >= CafeState.CLOSED.step or (ended and not paused):
            return say.say("index.over")
        if not has_place:
            # Its thread was deleted: there is nowhere to answer, whatever the hour.
            return say.say("index.no_thread")
        if end is None or paused:
            return say.say("index.open")
        return say.say("index.open_until", moment=say.moment(end, cafe.zone))
    if paused:
        return say.say("index.paused")
    if ended:
        return say.say("index.skipped")
    if plan.workshops[one.key] < now:
        return say.say("index.soon")
    moved = beat is not None and beat.why == Why.MOVED
    return say.say("index.moved" if moved else "index.coming", moment=moment)


def _ending(cafe: Cafe, say: Wording) -> str:
    if cafe.paused_at is not None:
        return say.say("index.pausing")
    closed = cafe.state.step >= CafeState.CLOSED.step
    return say.say("index.closed" if closed else "index.closes", moment=say.moment(cafe.closes_at, cafe.zone))
