"""How a wrong value is shown in a sentence, and which known name it was probably meant to be."""

from __future__ import annotations

import difflib
import errno
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from bot.errors import Fault, fault

_LONGEST = 60
_LARGEST = 1 << 64


def shown(value: object) -> str:
    """A value of any type as a short piece of one line, fit to stand in a sentence."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST:
        return "…"
    if isinstance(value, list | dict):
        return "[…]" if isinstance(value, list) else "{…}"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = "".join(letter if _is_seen(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text[: _LONGEST + 1])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _is_seen(letter: str) -> bool:
    # A space that does not break (before a French question mark) is not printable to Python.
    return letter.isprintable() or unicodedata.category(letter) == "Zs"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a word was probably meant to be: the same but for case, the last part of a name
    with slashes (``Paris``), or the closest by `difflib`; ``None`` where nothing is close.
    """
    wanted = word[:_LONGEST].strip().lower().replace(" ", "_")
    by_lower = {name.lower(): name for name in sorted(known, reverse=True)}
    if wanted in by_lower:
        return by_lower[wanted]
    by_ending = {lower.rpartition("/")[2]: name for lower, name in by_lower.items()}
    if wanted in by_ending:
        return by_ending[wanted]
    for names in (by_lower, by_ending):
        if close := difflib.get_close_matches(wanted, names, n=1, cutoff=0.6):
            return names[close[0]]
    return None


def folder_fault(folder: Path, option: str, error: OSError) -> Fault:
    """What to say of a folder that the system refuses. ``option`` is the one another folder can be given with."""
    match error.errno:
        case errno.EEXIST | errno.ENOTDIR:
            in_the_way = next((one for one in (folder, *folder.parents) if one.exists() and not one.is_dir()), folder)
            return fault("folder_is_file", path=shown(str(in_the_way)), option=option)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return fault("folder_not_allowed", path=str(folder), option=option)
        case errno.ENOSPC | errno.EDQUOT:
            return fault("folder_full", path=str(folder), option=option)
        case errno.ENAMETOOLONG:
            return fault("folder_long_name", path=shown(str(folder)), option=option)
    reason = error.strerror or str(error)
    return fault("folder_refused", path=shown(str(folder)), reason=reason, option=option)
