"""Which files of a folder are an export, by how each begins: a file is known by what is in it, not by its name."""

from __future__ import annotations

import re
from pathlib import Path

from bot.conversation._lines import open_file

_HEAD = 4_096


def parts_of(path: Path, begins: re.Pattern[bytes]) -> list[Path]:
    """The files of an export, sorted: that file, or those of that folder; none where it is no export. ``begins`` is
    how each of them does."""
    try:
        if not path.is_dir():
            return [path] if path.is_file() and _begins(path, begins) else []
        found = [one for one in sorted(path.glob("*.json")) if one.is_file()]
        return [one for one in found if _begins_or_hides(one, begins)]
    except (OSError, ValueError):
        return []


def _begins(path: Path, begins: re.Pattern[bytes]) -> bool:
    with open_file(path) as file:
        return begins.match(file.read(_HEAD)) is not None


def _begins_or_hides(path: Path, begins: re.Pattern[bytes]) -> bool:
    try:
        return _begins(path, begins)
    except OSError:
        # Nothing is left out in silence: reading it will say why it cannot be read.
        return True
