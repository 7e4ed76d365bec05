"""Where cafés stand: what is open, what comes, what was late, what waits and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.commands._answer import Said
from bot.commands._finding import cafes_for
from bot.digest.counts import counts
from bot.digest.live import Live
from bot.domain import Beat, Cafe, CafeState, Caller, Progress
from bot.lateness import Why, is_late
from bot.ports import Reading
from bot.showing import shown
from bot.wording import At

_NOT_HELD_FOR = timedelta(days=7)
"""How long a café that could not be held is shown without being asked for, from its planned end."""


async def statuses(store: Reading, now: datetime, cafe: Cafe | None = None, caller: Caller | None = None) -> list[Said]:
    """How one café stands, or each that is not published and that ``caller``, if there is one, may ask about: a line
    each, with what there is to say of it below. Titles are in the café's own language, its workshops' as its own."""
    known = [cafe] if cafe is not None else await store.cafes()
    asked = cafes_for(caller, known) if caller is not None else known
    chosen = asked if cafe is not None else [one for one in asked if _is_shown(one, now)]
    return [await _status(store, one, now) for one in chosen]


async def _status(store: Reading, cafe: Cafe, now: datetime) -> Said:
    if cafe.frozen_at is not None:
        return listed(cafe, (Said("status.frozen", {"moment": At(cafe.frozen_at, cafe.zone)}),))
    record = await store.record(cafe.id)
    live = Live(record)
    # The flashback's own counting: who chose in an anonymous poll is not taken for one more person.
    figures = counts(live, live.posts, live.choices, len(record.opened))
    people, posts = Said("status.people", {"n": figures.participants}), Said("status.posts", {"n": figures.posts})
    so_far = Said("status.so_far", {"people": people, "posts": posts})
    beats = [_beat(beat, cafe, now) for beat in await store.beats(cafe.id)]
    if cafe.paused_at is not None:
        beats = [Said("status.paused", {"moment": At(cafe.paused_at, cafe.zone)}), *beats]
    return listed(cafe, (so_far, *(one for one in beats if one is not None)))


def listed(cafe: Cafe, items: tuple[Said, ...] = ()) -> Said:
    """A café in a list: its id, title, state, and between which instants."""
    values = {
        "id": cafe.id,
        "title": shown(cafe.title),
        "state": Said(f"state.{cafe.state.value}"),
        "opens": At(cafe.opens_at, cafe.zone),
        "closes": At(cafe.closes_at, cafe.zone),
    }
    return Said("list.line", values, items)


def _is_shown(cafe: Cafe, now: datetime) -> bool:
    if cafe.state is CafeState.NOT_HELD:
        return now - cafe.closes_at <= _NOT_HELD_FOR
    return cafe.state is not CafeState.PUBLISHED and cafe.frozen_at is None


def _beat(beat: Beat, cafe: Cafe, now: datetime) -> Said | None:
    """What there is to say of a beat: when it comes, or why it is not as planned; nothing of one done in time."""
    title = cafe.script.worded(cafe.language).workshops[beat.workshop].title if beat.workshop else ""
    what = Said(f"beat.{beat.kind.value}", {"title": shown(title)})
    paused = cafe.paused_at is not None and beat.progress in (Progress.DUE, Progress.CLAIMED)
    # That a host moved it says nothing of why it has not opened by then.
    told = None if beat.why == Why.MOVED and beat.due < now else beat.why
    why = Said("why.paused") if paused else Said(f"why.{told}") if told else ""
    due = At(beat.due, cafe.zone)
    if beat.progress in (Progress.SKIPPED, Progress.FAILED):
        return Said(f"status.{beat.progress.value}", {"what": what, "why": why})
    if beat.progress is Progress.DONE:
        if beat.done_at is None or not is_late(beat, beat.done_at):
            return None
        return Said("status.done_late", {"what": what, "moment": At(beat.done_at, cafe.zone)})
    if paused or told == Why.MOVED:
        return Said("status.held", {"what": what, "moment": due, "why": why})
    if why:
        key = "status.refused" if beat.refusals else "status.put_off"
        return Said(key, {"what": what, "moment": due, "why": why})
    return Said("status.late" if beat.due < now else "status.due", {"what": what, "moment": due})
