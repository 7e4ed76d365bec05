"""A day or an hour as a host says it: ``friday``, ``demain 18h``, ``day 3 18:00``, ``2026-03-05 18:00``, ``18h30``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache

from bot.commands._command import Wall
from bot.commands._folding import folded
from bot.domain import Cafe, zone_of
from bot.errors import CallError, fault
from bot.showing import shown
from bot.wording import languages, wording

EARLIEST, LATEST = 1970, 9000
"""The years that a day may be in: on either side a calendar has room left for a zone and for a whole café."""

_HOUR = re.compile(r"(\d{1,2})(?:[:h.](\d{2})|\s?h|\s?(am|pm))")
_AS_AN_HOUR = re.compile(r"\d{1,3}[:h]\d{2}")
_AS_A_LAST_HOUR = re.compile(r"\d{1,3}(?:[:h.]\d{0,2}|\s?(?:am|pm))")
"""What is written as an hour, whether there is one of that number or not."""

MOST_WORDS = 4
"""The longest moment: ``day 3 at 18:00``."""


def wall_of(text: str, cafe: Cafe | None, now: datetime, zone: str) -> Wall:
    """A day, an hour, or a day and an hour. Raises `CallError` with what can be written.

    A weekday is the next one, today included; ``day 3`` is the café's third day, counted from its opening.
    """
    opening = cafe.opening_day if cafe else None
    found = _wall(folded(text).replace(",", " ").split(), opening, now.astimezone(zone_of(zone)).date())
    if found is None:
        hours = [one for one in folded(text).split() if _AS_A_LAST_HOUR.fullmatch(one) and _hour(one) is None]
        if hours:
            raise CallError(fault("command_hour", value=shown(hours[0])))
        raise CallError(fault("command_when", value=shown(text)))
    return found


def words_of_a_moment(words: list[str]) -> int:
    """How many of these words, from the first, make a moment; 0 where they make none.

    It never ends on a word that only joins (“the”, “on”): it begins what follows, as in ``friday 9:00 The rules``. An
    hour that there is not (``friday 25:00``) is a part of it, so that it can be blamed.
    """
    said = [folded(one) for one in words[:MOST_WORDS]]
    some = date(2000, 1, 1)
    lengths = (length for length in range(len(said), 0, -1) if said[length - 1] not in _fillers())
    length = next((length for length in lengths if _wall(said[:length], some, some)), 0)
    after = [one for one in said[length:] if one not in _fillers()][:1]
    if length and after and _AS_AN_HOUR.fullmatch(after[0]):
        return said.index(after[0], length) + 1
    if length and after and after[0] == said[-1] == folded(words[-1]) and _AS_A_LAST_HOUR.fullmatch(after[0]):
        return len(said)
    return length


def _wall(words: list[str], opening: date | None, today: date) -> Wall | None:
    for cut in range(len(words), -1, -1):
        day = _day(words[:cut], opening, today) if cut else None
        hour = _hour(" ".join(one for one in words[cut:] if one not in _fillers()))
        if (day or not cut) and (hour or cut == len(words)) and (day or hour):
            return Wall(day, hour)
    return None


def day_of(text: str, cafe: Cafe | None, now: datetime, zone: str) -> date:
    """A day alone. Raises `CallError`."""
    opening = cafe.opening_day if cafe else None
    found = _day(folded(text).split(), opening, now.astimezone(zone_of(zone)).date())
    if found is None:
        raise CallError(fault("command_day", value=shown(text)))
    return found


def _hour(text: str) -> time | None:
    found = _HOUR.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(words: list[str], opening: date | None, today: date) -> date | None:
    said = [one for one in words if one not in _fillers()]
    if len(said) == 2 and said[0] in _named("day") and opening is not None and re.fullmatch(r"\d{1,3}", said[1]):
        return opening + timedelta(days=int(said[1]) - 1) if int(said[1]) else None
    if len(said) != 1:
        return None
    word = said[0]
    if word in _named("today"):
        return today
    if word in _named("tomorrow"):
        return today + timedelta(days=1)
    if word in _weekdays():
        return today + timedelta(days=(_weekdays()[word] - today.weekday()) % 7)
    try:
        found = date.fromisoformat(word)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None


@cache
def _named(key: str) -> frozenset[str]:
    return frozenset(
        folded(word) for language in languages() for word in wording(language).say(f"command.word.{key}").split()
    )


def _fillers() -> frozenset[str]:
    return _named("at")


@cache
def _weekdays() -> Mapping[str, int]:
    """The names of the days of the week, 0 for Monday."""
    return {folded(wording(language).weekday(number)): number for language in languages() for number in range(7)}
