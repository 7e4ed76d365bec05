"""The files of a flashback, written into a folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.digest.flashback import Flashback
from bot.domain import Cafe
from bot.errors import CallError
from bot.pages import FORMATS, Pictured, rendered
from bot.showing import folder_fault


def write_pages(
    out: Path,
    cafe: Cafe,
    flashback: Flashback,
    pictures: Pictured | None = None,
    more: Mapping[str, bytes] | None = None,
) -> list[Path]:
    """Write ``flashback.json``, ``flashback.md`` and ``flashback.html``, and ``more`` pages by their names; each is
    there whole or not at all.

    Raises `CallError` where the folder cannot be written.
    """
    pages = {f"flashback.{format}": rendered(cafe, flashback, format, pictures) for format in FORMATS}
    pages |= more or {}
    require_writable(out)
    try:
        return [_write(out / name, content) for name, content in pages.items()]
    except OSError as error:
        raise CallError(folder_fault(out, "--out", error)) from None


def require_writable(out: Path) -> None:
    """Make the folder if it is not there. Raises `CallError` where files cannot be written into it, so that long
    work can be refused before it begins."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise CallError(folder_fault(out, "--out", error)) from None


def _write(path: Path, content: bytes) -> Path:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return path
