"""The workshops of ``script.toml``, one table each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from pathlib import Path

from bot.domain import Visibility, Workshop
from bot.kinds import KINDS
from bot.script._keys import check_key
from bot.script._particulars import FARTHEST_DAY, OF_KIND, Moment, particulars, spoken
from bot.script._table import Table
from bot.showing import shown

_COMMON = ("kind", "day", "at", "visibility", "ends_day", "ends_at")
_WITH_FIGURES = ("poll", "scale")


def read_workshops(script: Table, folder: Path, opening: Moment | None, close: Moment | None) -> tuple[Workshop, ...]:
    """The workshops in the order of their opening, those with faults too.

    ``folder`` is the script's, where its images lie. ``opening`` and ``close`` are the café's, ``None`` where they
    could not be read. What could not be read of a workshop has something harmless in its place: the nearest kind or an
    empty one, no choices, day 1 at midnight.
    """
    table = script.table("workshops") if script.need("workshops") else None
    if table is None:
        return ()
    if not table.names():
        table.blame("script_no_workshop")
    workshops: list[tuple[Workshop, bool]] = []
    for key in table.names():
        if (one := table.table(key)) is not None:
            check_key(table, key, key)
            workshops.append(read_workshop(one, key, folder, opening, close))
    _check_closing_word(table, workshops)
    ordered = sorted((one for one, _ in workshops), key=lambda one: (one.day, one.at, one.kind == "closing_word"))
    return tuple(ordered)


def read_workshop(
    table: Table, key: str, folder: Path, opening: Moment | None, close: Moment | None
) -> tuple[Workshop, bool]:
    """The workshop, and whether it is known to open before the café closes. What is wrong becomes a fault."""
    kind = (table.one_of("kind", list(KINDS)) if table.need("kind") else None) or table.nearest_to("kind", KINDS) or ""
    _check_keys(table, kind)
    day = table.whole("day", 1, FARTHEST_DAY) if table.need("day") else None
    at = table.hour("at") if table.need("at") else None
    opens = None if day is None or at is None else (day, at)
    _check_opening(table, opens, opening, close)
    ends = _ending(table, opens, close)
    visibility = table.one_of("visibility", [one.value for one in Visibility]) or Visibility.OPEN
    if visibility == Visibility.HIDDEN and kind in KINDS and kind not in _WITH_FIGURES:
        table.blame("script_hidden_kind", "visibility", kind=kind)
    workshop = Workshop(
        key=key,
        kind=kind,
        day=day or 1,
        at=at or time(),
        visibility=Visibility(visibility),
        ends_day=ends[0] if ends else None,
        ends_at=ends[1] if ends else None,
        **particulars(table, kind, folder, opens, close),
    )
    return workshop, opens is not None and (close is None or opens < close)


def _check_keys(table: Table, kind: str) -> None:
    """Blame unknown keys, and known ones that are not for this kind."""
    table.only([*_COMMON, *(key for keys in OF_KIND.values() for key in keys)])
    if not kind:
        return
    for owner, keys in OF_KIND.items():
        for key in keys:
            if key in table and owner != kind:
                table.blame("script_key_of_other_kind", key, owner=owner, kind=kind)


def _check_opening(table: Table, opens: Moment | None, opening: Moment | None, close: Moment | None) -> None:
    if opens is None:
        return
    if opening is not None and opens < opening:
        table.blame("script_opens_too_early", "at", **spoken(opening))
    elif close is not None and opens >= close:
        table.blame("script_opens_too_late", "day" if opens[0] > close[0] else "at", **spoken(close))


def _ending(table: Table, opens: Moment | None, close: Moment | None) -> Moment | None:
    """When answers begin to be late, if the script says so."""
    for given, lacking in (("ends_day", "ends_at"), ("ends_at", "ends_day")):
        if given in table and lacking not in table:
            table.blame("script_half_ending", given, lacking=lacking)
    day, at = table.whole("ends_day", 1, FARTHEST_DAY), table.hour("ends_at")
    if day is None or at is None:
        return None
    if opens is not None and (day, at) <= opens:
        table.blame("script_ends_too_early", "ends_day" if day < opens[0] else "ends_at", **spoken(opens))
    elif close is not None and (day, at) > close:
        table.blame("script_ends_too_late", "ends_day" if day > close[0] else "ends_at", **spoken(close))
    return day, at


def _check_closing_word(table: Table, workshops: Sequence[tuple[Workshop, bool]]) -> None:
    """At most one closing word, and nothing opens after it."""
    closing = [(one, known) for one, known in workshops if one.kind == "closing_word"]
    for extra, _ in closing[1:]:
        table.blame("script_two_closing_words", extra.key, first=shown(closing[0][0].key))
    if len(closing) != 1 or not closing[0][1]:
        return
    word = closing[0][0]
    for other, known in workshops:
        if known and (other.day, other.at) > (word.day, word.at):
            table.blame("script_closing_word_not_last", word.key, other=shown(other.key))
            return
