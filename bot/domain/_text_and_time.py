"""The rules for text and zones that hold everywhere."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OF_THE_MACHINE = re.compile(r"(localtime|Factory|posixrules)\Z|(posix|right)/")
"""Files beside the zones that are no place's: whatever this machine is set to, nothing, or another reckoning."""

LONGEST_POST = 40_000
"""The longest text of one post, in code points."""


def clean_text(text: str) -> str:
    """The text as it may be kept everywhere: without NUL, and without half a surrogate pair. Two halves
    that belong together become their character; nothing else changes.
    """
    whole = text.replace("\0", "").encode("utf-16-le", "surrogatepass")
    return whole.decode("utf-16-le", "ignore")


def zone_of(name: str) -> tzinfo:
    """The zone of that name: an IANA name, or a fixed offset written as `fixed_zone` writes it.

    Raises `KeyError` (as `zoneinfo.ZoneInfoNotFoundError`) or `ValueError` where there is no such zone.
    """
    if found := re.fullmatch(r"UTC([+-])([0-9]{2}):([0-5][0-9])", name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-offset if found[1] == "-" else offset, name)
    if _OF_THE_MACHINE.match(name):
        raise ZoneInfoNotFoundError(name)
    try:
        return ZoneInfo(name)
    except OSError:
        # The name of a folder of zones ("Europe"), or one too long for a file.
        raise ZoneInfoNotFoundError(name) from None


def fixed_zone(offset: timedelta) -> str:
    """The name of the zone that is always so far ahead of UTC, to the whole minute: ``UTC+05:30``."""
    minutes = int(offset / timedelta(minutes=1))
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
