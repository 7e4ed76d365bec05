"""Files of this machine, read for a platform that has them there: never more than is asked for."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from bot.errors import NoSuchPlace, TooBig, fault

_ELSEWHERE = re.compile(r"[/\\]|[A-Za-z][A-Za-z0-9+.-]*:|.*\0", re.DOTALL)
"""An absolute path, one of another system, an address of the web."""


def read_file(path: Path, limit: int) -> bytes:
    """All bytes of an ordinary file. Raises `TooBig` for more than ``limit``, `NoSuchPlace` for anything else that
    cannot be read: a folder, a pipe, a device, a file that is gone or not allowed."""
    try:
        # Without waiting: a pipe that nobody writes into would be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise NoSuchPlace(fault("file_not_there"))
            content = file.read(limit + 1)
    except (OSError, ValueError):
        raise NoSuchPlace(fault("file_not_there")) from None
    if len(content) > limit:
        raise TooBig(fault("file_too_big", limit=limit))
    return content


def beside(folder: Path | None, name: str | None) -> Path | None:
    """The file of that relative name in a folder or below it; ``None`` for any that lies elsewhere once all links are
    followed, for an address, and where there is none."""
    if folder is None or not name or _ELSEWHERE.match(name):
        return None
    try:
        home = folder.resolve()
        path = (home / name).resolve()
        return path if path.is_relative_to(home) and path.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None
