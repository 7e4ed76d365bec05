"""A year of the programme, looked through for what a host would want to know beforehand. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain import Script, zone_of
from bot.errors import Fault, fault
from bot.programme._calendar import clocks_change, dates, occasions
from bot.programme._programme import Opening, Programme

YEAR = timedelta(days=366)
"""How far ahead is looked."""


def year_ahead(
    programmes: Sequence[Programme],
    now: datetime,
    script: Callable[[str], Script | None],
    zone: str,
    file: str | None,
) -> list[Fault]:
    """What there is to know of the coming year, by programme: nothing of it keeps a café from being held, but for one
    that would close before it opens. ``script`` is ``None`` for one that cannot be read."""
    found: list[Fault] = []
    seen: list[tuple[Programme, Opening]] = []
    for programme in programmes:
        made = occasions(programme, now, now + YEAR, script, zone)
        seen += [(programme, one) for one in made]
        found += _hours(programme, made, file)
        found += _words_for_nothing(programme, now, zone, file)
        if not any(True for day in dates(programme, (now + YEAR).date()) if day >= now.date()):
            found.append(fault("programme_over", file=file, line=programme.line, name=programme.name))
    return found + _together(seen, file)


def _hours(programme: Programme, made: Sequence[Opening], file: str | None) -> list[Fault]:
    """Openings at an hour that the clocks leave out or have twice, and cafés that would close before they open."""
    found = []
    for one in made:
        about = {"name": programme.name, "script": one.occasion.script, "date": str(one.occasion.day)}
        if one.closes_at <= one.opens_at:
            found.append(Fault("programme_no_time", about, file, programme.line))
        elif clocks_change(one):
            hours = {"at": f"{one.script.opens_at:%H:%M}", "opens": f"{one.local:%H:%M}"}
            found.append(Fault("programme_clocks", {**about, **hours}, file, programme.line))
    return found


def _words_for_nothing(programme: Programme, now: datetime, zone: str, file: str | None) -> list[Fault]:
    """Skips and changes to come that no date of the programme falls on."""
    today = now.astimezone(zone_of(programme.zone or zone)).date()
    name = programme.name
    found = []
    for skip in programme.skips:
        if skip.last >= today and not any(day in skip for day in dates(programme, skip.last)):
            day = str(skip.first)
            found.append(fault("programme_skips_nothing", file=file, line=skip.line, name=name, date=day))
    for change in programme.changes:
        if change.date >= today and change.date not in dates(programme, change.date):
            day = str(change.date)
            found.append(fault("programme_changes_nothing", file=file, line=change.line, name=name, date=day))
    return found


def _together(seen: Sequence[tuple[Programme, Opening]], file: str | None) -> list[Fault]:
    """Cafés that are open at once in one room: for each two programmes how often, and on which days it begins."""
    found: dict[tuple[str, str], list[Opening]] = {}
    lines = {programme.name: programme.line for programme, _ in seen}
    ordered = sorted(seen, key=lambda one: one[1].opens_at)
    for place, (later, after) in enumerate(ordered):
        for earlier, before in ordered[:place]:
            one_room = not (earlier.rooms or later.rooms) or set(earlier.rooms) & set(later.rooms)
            if one_room and before.closes_at > after.opens_at:
                found.setdefault((earlier.name, later.name), []).append(after)
    return [
        fault(
            "programme_together",
            file=file,
            line=lines[later],
            n=len(those),
            one=earlier,
            other=later,
            dates=", ".join(str(made.occasion.day) for made in those[:3]) + (", …" if len(those) > 3 else ""),
        )
        for (earlier, later), those in found.items()
    ]
