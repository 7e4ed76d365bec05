"""What workshops of one kind alone have: a poll's choices, a scale's ends, a mockup's images, a meeting's hour."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any, TypeAlias

from bot.script._keys import LONGEST_KEY, check_key
from bot.script._pictures import LONGEST_PICTURE_NAME, read_picture
from bot.script._table import Table

OF_KIND = {
    "poll": ("choices", "several", "anonymous"),
    "scale": ("min", "max"),
    "mockup": ("images",),
    "meeting": ("meets_day", "meets_at", "minutes", "address"),
}
"""The keys in the structure that belong to one kind alone."""

MOST_CHOICES = 20
"""The most choices of a poll; the fewest are 2."""

LONGEST_SCALE = 20
"""The most steps of a scale, from its lowest number to its highest."""

MOST_IMAGES = 10
"""The most images of a mockup: as many files as one message may carry."""

LONGEST_MEETING = 1_440
"""The longest meeting, in minutes."""

FARTHEST_DAY = 366
"""The last day that anything may be on."""

LONGEST_ADDRESS = 500
"""The longest address of a meeting, in code points."""

_LARGEST_NUMBER = 1_000_000
_DEFAULT_SCALE = (0, 10)
_MINUTES = 60

Moment: TypeAlias = tuple[int, time]
"""A day of the café, from 1, and a time of that day in the café's zone."""


def particulars(table: Table, kind: str, folder: Path, opens: Moment | None, close: Moment | None) -> dict[str, Any]:
    """What only a workshop of that kind has, as fields of a `bot.domain.Workshop`; nothing for most kinds.

    ``opens`` is when the workshop opens, ``close`` when the café closes, ``None`` where they could not be read.
    """
    match kind:
        case "poll":
            choices = _choices(table)
            return {
                "choices": choices,
                "several": _several(table, choices),
                "anonymous": table.flag("anonymous") or False,
            }
        case "scale":
            minimum, maximum = _scale(table)
            return {"minimum": minimum, "maximum": maximum}
        case "mockup":
            return {"images": _images(table, folder)}
        case "meeting":
            return _meeting(table, opens, close)
    return {}


def spoken(moment: Moment) -> dict[str, object]:
    """A moment as the values of a sentence."""
    return {"day": moment[0], "hour": f"{moment[1]:%H:%M}"}


def _choices(table: Table) -> tuple[str, ...]:
    """The keys of a poll's choices; empty where they cannot be read."""
    choices = table.texts("choices", LONGEST_KEY) if table.need("choices") else None
    if choices is None:
        return ()
    if not 2 <= len(choices) <= MOST_CHOICES:
        table.blame("script_choices_count", "choices", count=len(choices), low=2, high=MOST_CHOICES)
        return ()
    table.distinct("choices", choices)
    for choice in dict.fromkeys(choices):
        check_key(table, "choices", choice)
    return tuple(dict.fromkeys(choices))


def _several(table: Table, choices: tuple[str, ...]) -> int:
    """How many choices a member may have: one, or as many as the script says and the poll has."""
    return table.whole("several", 1, len(choices) or MOST_CHOICES) or 1


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


def _images(table: Table, folder: Path) -> tuple[str, ...]:
    """The images' absolute paths; empty where any of them cannot be shown."""
    names = table.texts("images", LONGEST_PICTURE_NAME) if table.need("images") else None
    if names is None:
        return ()
    if not 1 <= len(names) <= MOST_IMAGES:
        table.blame("script_images_count", "images", count=len(names), low=1, high=MOST_IMAGES)
        return ()
    table.distinct("images", names)
    found = [read_picture(table, "images", name, folder) for name in dict.fromkeys(names)]
    there = tuple(path for path in found if path is not None)
    return there if len(there) == len(found) else ()


def _meeting(table: Table, opens: Moment | None, close: Moment | None) -> dict[str, Any]:
    day = table.whole("meets_day", 1, FARTHEST_DAY) if table.need("meets_day") else None
    at = table.hour("meets_at") if table.need("meets_at") else None
    if day is not None and at is not None:
        if opens is not None and (day, at) <= opens:
            table.blame("script_meets_too_early", "meets_day" if day < opens[0] else "meets_at", **spoken(opens))
        elif close is not None and (day, at) >= close:
            table.blame("script_meets_too_late", "meets_day" if day > close[0] else "meets_at", **spoken(close))
    return {
        "meets_day": day,
        "meets_at": at,
        "minutes": table.whole("minutes", 1, LONGEST_MEETING) or _MINUTES,
        "address": table.text("address", LONGEST_ADDRESS, one_line=True) or "",
    }
