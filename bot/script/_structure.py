"""``script.toml``: when things happen and of what kind they are."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, fields
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain import Consent, Script
from bot.script._pictures import LONGEST_PICTURE_NAME, read_picture
from bot.script._table import Table
from bot.script._workshops import read_workshops
from bot.showing import nearest, shown
from bot.wording import languages

_KEYS = (
    "languages",
    "days",
    "zone",
    "opens_at",
    "closes_at",
    "publishes_after_hours",
    "quotes",
    "yes",
    "no",
    "picture",
    "follows",
    "workshops",
)
LONGEST_CAFE = 366
"""The longest café, in days."""
_LONGEST_WAIT = 8_760
_LONGEST_EMOJI = 64
_LONGEST_NAME = 200
_USUAL: dict[str, Any] = {one.name: one.default for one in fields(Script)}


@dataclass(frozen=True, slots=True)
class Draft:
    """What of a structure could be read, right or not: enough to hold the wording against it.

    ``script`` is without words, with something harmless in the place of whatever was wrong.
    """

    script: Script
    wants_picture_alt: bool


def read_structure(table: Table, folder: Path, name: str) -> Draft:
    """Read the structure of the script in that folder, adding what is wrong to the table's faults."""
    table.only(_KEYS)
    spoken = _languages(table)
    days = table.whole("days", 1, LONGEST_CAFE) if table.need("days") else None
    opens_at = table.hour("opens_at") if table.need("opens_at") else None
    closes_at = table.hour("closes_at") if table.need("closes_at") else None
    if days == 1 and opens_at is not None and closes_at is not None and closes_at <= opens_at:
        table.blame("script_closes_before_opening", "closes_at", opens=_hour(opens_at))
        closes_at = None
    workshops = read_workshops(
        table,
        folder,
        opening=None if opens_at is None else (1, opens_at),
        close=None if days is None or closes_at is None else (days, closes_at),
    )
    hours = table.whole("publishes_after_hours", 0, _LONGEST_WAIT)
    quotes = table.one_of("quotes", (Consent.ANONYMOUS.value, Consent.NONE.value))
    yes, no = _emoji(table)
    script = Script(
        name=name,
        languages=spoken,
        days=days or 1,
        opens_at=opens_at or time(),
        closes_at=closes_at or time(),
        workshops=workshops,
        words={},
        zone=_zone(table),
        publishes_after_hours=24 if hours is None else hours,
        quotes=Consent(quotes or Consent.ANONYMOUS),
        yes=_USUAL["yes"] if yes is None else yes,
        no=_USUAL["no"] if no is None else no,
        picture=read_picture(table, "picture", table.text("picture", LONGEST_PICTURE_NAME, one_line=True), folder),
        follows=table.text("follows", _LONGEST_NAME, one_line=True),
    )
    return Draft(script, wants_picture_alt="picture" in table)


def _hour(moment: time) -> str:
    return f"{moment:%H:%M}"


def _languages(table: Table) -> tuple[str, ...]:
    """The declared languages that the bot speaks too."""
    declared = table.texts("languages", _LONGEST_NAME) if table.need("languages") else None
    if declared is None:
        return ()
    table.distinct("languages", declared)
    if not declared:
        table.blame("script_no_language", "languages", known=", ".join(languages()))
    for language in dict.fromkeys(declared):
        if language not in languages():
            table.blame("script_unknown_language", "languages", value=shown(language), known=", ".join(languages()))
    return tuple(language for language in dict.fromkeys(declared) if language in languages())


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _zone(table: Table) -> str | None:
    # Looked up in the list rather than opened: a name such as "../../etc/passwd" never becomes a path.
    zone = table.text("zone", _LONGEST_NAME, one_line=True)
    if zone is None or zone in _zones():
        return zone
    near = nearest(zone, _zones())
    if near is None:
        table.blame("script_unknown_zone", "zone", value=shown(zone))
    else:
        table.blame("script_unknown_zone_near", "zone", value=shown(zone), near=near)
    return None


def _emoji(table: Table) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """The reactions that mean yes and those that mean no; none of them means both."""
    read: dict[str, tuple[str, ...] | None] = {}
    for key in ("yes", "no"):
        emoji = table.texts(key, _LONGEST_EMOJI)
        read[key] = None if emoji is None else tuple(emoji)
        table.distinct(key, emoji or ())
    yes = _USUAL["yes"] if read["yes"] is None else read["yes"]
    no = _USUAL["no"] if read["no"] is None else read["no"]
    for one in dict.fromkeys(yes):
        if one in no:
            table.blame("script_yes_and_no", "no" if "no" in table else "yes", value=shown(one))
    return read["yes"], read["no"]
