"""The workshops of ``script.toml``, one table each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import time
from typing import TypeAlias

from bot.domain import Visibility, Workshop
from bot.kinds import KINDS
from bot.script._table import Table
from bot.showing import shown

MOST_CHOICES = 20
"""The most choices of a poll; the fewest are 2."""

LONGEST_SCALE = 20
"""The most steps of a scale, from its lowest number to its highest."""

_SAFE_KEY = re.compile(r"[a-z0-9-]+")
_LONGEST_KEY = 100
_LARGEST_NUMBER = 1_000_000
_FARTHEST_DAY = 366
_DEFAULT_SCALE = (0, 10)
_COMMON = ("kind", "day", "at", "visibility", "ends_day", "ends_at")
_OF_KIND = {"poll": ("choices",), "scale": ("min", "max")}

Moment: TypeAlias = tuple[int, time]
"""A day of the café, from 1, and a time of that day in the café's zone."""


def read_workshops(script: Table, opening: Moment | None, close: Moment | None) -> tuple[Workshop, ...]:
    """The workshops in the order of their opening, those with faults too.

    ``opening`` and ``close`` are the café's, ``None`` where they could not be read. What could not be read
    of a workshop has something harmless in its place: an empty kind, no choices, day 1 at midnight.
    """
    table = script.table("workshops") if script.need("workshops") else None
    if table is None:
        return ()
    if not table.names():
        table.blame("script_no_workshop")
    workshops: list[tuple[Workshop, bool]] = []
    for key in table.names():
        if (one := table.table(key)) is not None:
            _check_key(table, key, key)
            workshops.append(_read_workshop(one, key, opening, close))
    _check_closing_word(table, workshops)
    ordered = sorted((one for one, _ in workshops), key=lambda one: (one.day, one.at, one.kind == "closing_word"))
    return tuple(ordered)


def is_key(key: str) -> bool:
    """Whether a workshop or a choice may be called so."""
    return _SAFE_KEY.fullmatch(key) is not None and len(key) <= _LONGEST_KEY


def _check_key(table: Table, at: str, key: str) -> None:
    if not is_key(key):
        table.blame("script_bad_key", at, value=shown(key), better=better_key(key))


def better_key(key: str) -> str:
    """A key that may be used, as near to the one written as can be."""
    bare = unicodedata.normalize("NFKD", key[:_LONGEST_KEY].lower()).encode("ascii", "ignore").decode()
    better = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return better or "first-memory"


def _read_workshop(table: Table, key: str, opening: Moment | None, close: Moment | None) -> tuple[Workshop, bool]:
    """The workshop, and whether it is known to open before the café closes."""
    kind = (table.one_of("kind", list(KINDS)) if table.need("kind") else None) or ""
    _check_keys(table, kind)
    day = table.whole("day", 1, _FARTHEST_DAY) if table.need("day") else None
    at = table.hour("at") if table.need("at") else None
    opens = None if day is None or at is None else (day, at)
    _check_opening(table, opens, opening, close)
    ends = _ending(table, opens, close)
    visibility = table.one_of("visibility", [one.value for one in Visibility]) or Visibility.OPEN
    if visibility == Visibility.HIDDEN and kind in KINDS and kind not in _OF_KIND:
        table.blame("script_hidden_kind", "visibility", kind=kind)
    choices = _choices(table) if kind == "poll" else ()
    minimum, maximum = _scale(table) if kind == "scale" else _DEFAULT_SCALE
    workshop = Workshop(
        key=key,
        kind=kind,
        day=day or 1,
        at=at or time(),
        visibility=Visibility(visibility),
        choices=choices,
        minimum=minimum,
        maximum=maximum,
        ends_day=ends[0] if ends else None,
        ends_at=ends[1] if ends else None,
    )
    return workshop, opens is not None and (close is None or opens < close)


def _check_keys(table: Table, kind: str) -> None:
    """Blame unknown keys, and known ones that are not for this kind."""
    special = [key for keys in _OF_KIND.values() for key in keys]
    table.only([*_COMMON, *special])
    if not kind:
        return
    for owner, keys in _OF_KIND.items():
        for key in keys:
            if key in table and owner != kind:
                table.blame("script_key_of_other_kind", key, owner=owner, kind=kind)


def _check_opening(table: Table, opens: Moment | None, opening: Moment | None, close: Moment | None) -> None:
    if opens is None:
        return
    if opening is not None and opens < opening:
        table.blame("script_opens_too_early", "at", **_spoken(opening))
    elif close is not None and opens >= close:
        table.blame("script_opens_too_late", "day" if opens[0] > close[0] else "at", **_spoken(close))


def _spoken(moment: Moment) -> dict[str, object]:
    return {"day": moment[0], "hour": f"{moment[1]:%H:%M}"}


def _ending(table: Table, opens: Moment | None, close: Moment | None) -> Moment | None:
    """When answers begin to be late, if the script says so."""
    for given, lacking in (("ends_day", "ends_at"), ("ends_at", "ends_day")):
        if given in table and lacking not in table:
            table.blame("script_half_ending", given, lacking=lacking)
    day, at = table.whole("ends_day", 1, _FARTHEST_DAY), table.hour("ends_at")
    if day is None or at is None:
        return None
    if opens is not None and (day, at) <= opens:
        table.blame("script_ends_too_early", "ends_day" if day < opens[0] else "ends_at", **_spoken(opens))
    elif close is not None and (day, at) > close:
        table.blame("script_ends_too_late", "ends_day" if day > close[0] else "ends_at", **_spoken(close))
    return day, at


def _choices(table: Table) -> tuple[str, ...]:
    """The keys of a poll's choices; empty where they cannot be read."""
    choices = table.texts("choices", _LONGEST_KEY) if table.need("choices") else None
    if choices is None:
        return ()
    if not 2 <= len(choices) <= MOST_CHOICES:
        table.blame("script_choices_count", "choices", count=len(choices), low=2, high=MOST_CHOICES)
        return ()
    table.distinct("choices", choices)
    for choice in dict.fromkeys(choices):
        _check_key(table, "choices", choice)
    return tuple(dict.fromkeys(choices))


def _scale(table: Table) -> tuple[int, int]:
    low = table.whole("min", -_LARGEST_NUMBER, _LARGEST_NUMBER) if table.need("min") else None
    high = table.whole("max", -_LARGEST_NUMBER, _LARGEST_NUMBER) if table.need("max") else None
    if low is None or high is None:
        return _DEFAULT_SCALE
    if low >= high:
        table.blame("script_scale_order", "max", low=low, high=high)
    elif high - low > LONGEST_SCALE:
        table.blame("script_scale_span", "max", low=low, most=low + LONGEST_SCALE)
    return low, high


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
