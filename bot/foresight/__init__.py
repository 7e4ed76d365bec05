"""What would go wrong with a café, told before it opens: a script, a day, a zone -> warnings, in order. Pure.

A warning is no fault: the café can be opened as it is. Each says what would happen and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain import Script
from bot.foresight._absence import absence_warnings
from bot.foresight._calendar import calendar_warnings
from bot.foresight._lengths import length_warnings
from bot.foresight._warning import Warned, worded
from bot.ports import Abilities

__all__ = ["Warned", "foresee", "worded"]


def foresee(
    script: Script,
    day: date,
    zone: str,
    platforms: Mapping[str, Abilities],
    away: Sequence[tuple[date, date]] = (),
    notice_link: str | None = None,
) -> list[Warned]:
    """All warnings for a café of that script that opens on that day.

    ``platforms`` are what it may live on, by the name people know; ``away`` the first and last day of each absence
    of the hosts. ``notice_link`` is the page that the notice links to.
    """
    return [
        *calendar_warnings(script, day, zone),
        *absence_warnings(script, day, zone, away),
        *length_warnings(script, day, zone, platforms, notice_link),
    ]
