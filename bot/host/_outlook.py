"""The programme as it stands at one moment: what is written, what hosts said, what has become of its dates."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain import Cafe, Script
from bot.errors import CafeError
from bot.ports import Reading
from bot.programme import KeptOccasion, Occasion, Opening, Programme, foreseen, history_of, opening
from bot.rhythm import instant

AHEAD = timedelta(days=400)
"""How far the programme is looked through for what comes next: a date once a year is within it."""

_SOME_HOUR = time(9)
"""When a café opens of which neither the programme nor a script that can be read says it."""

_AROUND = timedelta(days=2)
"""An instant and its date in any zone are never further apart."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest wording of a script that could be read; ``sound`` is false where the script as it is now cannot."""

    script: Script | None
    sound: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """An occasion that is still to be planned. ``opening`` is ``None`` where its script has never been readable;
    ``opens_at`` is then about when it would open."""

    occasion: Occasion
    opening: Opening | None
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of the programme. ``programmes`` have the hosts' changes in them; ``pending`` are the cafés of
    which nothing has been said yet, by id; ``looks`` until when each programme was looked at; ``scripts`` are by a
    programme's name and the name that it uses; ``zone`` is for a programme and a script that name none.
    """

    programmes: Sequence[Programme]
    occasions: Sequence[KeptOccasion]
    pending: Mapping[str, Cafe]
    looks: Mapping[str, datetime]
    scripts: Mapping[tuple[str, str], Latest]
    zone: str
    now: datetime

    def programme(self, name: str) -> Programme | None:
        """The programme of that name."""
        return next((one for one in self.programmes if one.name == name), None)

    def kept(self, programme: str) -> list[KeptOccasion]:
        """What is kept of the occasions of a programme, by date."""
        return [one for one in self.occasions if one.programme == programme]

    def since(self, programme: Programme) -> datetime:
        """What would have opened by then is left alone: a programme looks forward from when it is first seen."""
        return self.looks.get(programme.name, self.now)

    def foreseen(self, programme: Programme) -> list[Occasion]:
        """The occasions of a programme from the earliest that is still of interest, by day."""
        pending = [one.date for one in self.kept(programme.name) if one.pending]
        days = [self.since(programme).date(), self.now.date(), *pending]
        days += [cafe.opening_day for cafe in self.pending.values()]
        last = (self.now + AHEAD).date()
        return foreseen(programme, min(days) - _AROUND, last, history_of(self.kept(programme.name)))

    def foreseen_on(self, kept: KeptOccasion) -> Occasion | None:
        """What the programme wants of a date now; ``None`` for one that it does not have or that is skipped."""
        programme = self.programme(kept.programme)
        return next((one for one in self.foreseen(programme) if one.date == kept.date), None) if programme else None

    def script(self, occasion: Occasion) -> Latest:
        """The script that an occasion wants."""
        return self.scripts[occasion.programme, occasion.script]

    def opening(self, occasion: Occasion, instead: Script | None = None) -> Opening | None:
        """When an occasion opens; ``instead`` is for a script that cannot be read."""
        programme = self.programme(occasion.programme)
        script = self.script(occasion).script or instead
        if programme is None or script is None:
            return None
        return opening(occasion, script, programme.zone or script.zone or self.zone)

    def still_opens(self, script: str) -> Programme | None:
        """A programme in which that script still has a turn, if there is one, and that may open it."""
        for programme in self.programmes:
            coming = [one for one in self.foreseen(programme) if one.day >= self.now.date()]
            named = script in programme.scripts or any(one.script == script for one in coming)
            if coming and named and self.scripts[programme.name, script].sound:
                return programme
        return None

    def unplanned(self, programme: Programme) -> list[Wanted]:
        """The occasions that are still to be planned, by instant."""
        known = {one.date for one in self.kept(programme.name)}
        found = []
        for occasion in self.foreseen(programme):
            if occasion.date in known:
                continue
            made = self.opening(occasion)
            hour = instant(occasion.day, 1, occasion.at or _SOME_HOUR, programme.zone or self.zone)
            wanted = Wanted(occasion, made, made.opens_at if made else hour)
            if wanted.opens_at > self.since(programme):
                found.append(wanted)
        return sorted(found, key=lambda one: (one.opens_at, one.occasion.date))

    def next_openings(self, most: int, theirs: Callable[[Programme], bool] = lambda _: True) -> list[Opening]:
        """What opens next over all programmes that ``theirs`` holds for, and is not planned yet, by instant."""
        wanted = [
            each for one in self.programmes if theirs(one) for each in self.unplanned(one) if each.opens_at > self.now
        ]
        found = [one.opening for one in wanted if one.opening is not None]
        return sorted(found, key=lambda one: (one.opens_at, one.occasion.programme))[:most]


async def outlook(
    store: Reading | None,
    programmes: Sequence[Programme],
    script: Callable[[str], Script],
    zone: str,
    now: datetime,
    of_others: Callable[[Programme], Collection[str]] = lambda _: (),
) -> Outlook:
    """The programme as it stands; without a store, as if nothing had ever been opened. ``script`` reads the script of
    a name, and raises `bot.errors.CafeError`. ``of_others`` are the names of scripts that are not there for a
    programme: other communities have uploaded them."""
    kept = await store.occasions() if store else []
    said = await store.programme_changes() if store else []
    looks = await store.programme_looks() if store else {}
    found = [await store.cafe(one.cafe) for one in kept if one.pending and one.cafe] if store else []
    changed = [
        one.changed({each.change.date: each.change for each in said if each.programme == one.name})
        for one in programmes
    ]
    scripts: dict[tuple[str, str], Latest] = {}
    for programme in changed:
        others = of_others(programme)
        its = [one for one in kept if one.programme == programme.name]
        for name in names_of(programme):
            scripts[programme.name, name] = await _latest(store, name, None if name in others else script, its)
    return Outlook(changed, kept, {one.id: one for one in found if one}, looks, scripts, zone, now)


def names_of(programme: Programme) -> list[str]:
    """Every script that a programme names."""
    return [*programme.scripts, *(one.script for one in programme.changes if one.script)]


async def _latest(
    store: Reading | None, name: str, script: Callable[[str], Script] | None, kept: Sequence[KeptOccasion]
) -> Latest:
    """The script as it is now, if there is one, else as the latest café of this programme's had it."""
    with contextlib.suppress(CafeError):
        if script is not None:
            return Latest(script(name), True)
    for one in reversed(kept):
        cafe = await store.cafe(one.cafe) if store and one.cafe and one.turn.script == name else None
        if cafe is not None and cafe.script.name == name:
            return Latest(cafe.script, False)
    return Latest(None, False)
