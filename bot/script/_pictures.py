"""The pictures of a script: files in its folder that every platform can show."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from bot.script._table import Table
from bot.showing import shown

LONGEST_PICTURE_NAME = 200
"""The longest name of a picture's file, in code points."""

LARGEST_PICTURE = 8_000_000
"""The largest picture, in bytes: the smallest limit among chat servers, with room to spare."""

_TYPES = ("PNG", "JPEG", "GIF", "WEBP")


def read_picture(table: Table, key: str, name: str | None, folder: Path) -> str | None:
    """The absolute path of the picture of that name; ``None`` without a name, or with a fault added at the key.

    A name or a link that leads out of the folder is refused, and so is a file that is too large, or no picture of a
    type that every platform shows: PNG, JPEG, GIF or WebP, told by what is in the file and not by its name.
    """
    if name is None:
        return None
    if name in (".", "..") or "/" in name or "\\" in name:
        table.blame("script_picture_elsewhere", key, value=shown(name))
        return None
    try:
        home = folder.resolve()
        picture = (home / name).resolve()
        inside, there = picture.is_relative_to(home), picture.is_file()
        size = picture.stat().st_size if inside and there else 0
    except (OSError, RuntimeError, ValueError):
        # A name too long for the disk, or links that lead round in a circle.
        inside, there, size = True, False, 0
    if not inside:
        table.blame("script_picture_elsewhere", key, value=shown(name))
    elif not there:
        table.blame("script_picture_missing", key, value=shown(name))
    elif size > LARGEST_PICTURE:
        table.blame("script_picture_too_big", key, value=shown(name), most=LARGEST_PICTURE // 1_000_000)
    elif not _is_picture(picture):
        table.blame("script_picture_type", key, value=shown(name))
    else:
        return str(picture)
    return None


def _is_picture(path: Path) -> bool:
    """Whether the file begins as a picture of a usual type does; it is not unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_TYPES):
                return True
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError):
        return False
    except (SyntaxError, ValueError, OverflowError):
        # What the readers of the single types raise on broken headers.
        return False
