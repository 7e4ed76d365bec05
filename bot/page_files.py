"""The files of a flashback, written into a folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from bot.digest import to_json
from bot.digest.flashback import Flashback
from bot.domain import Cafe, Picture, ScriptWords
from bot.errors import CallError
from bot.pages import html_page, markdown_page
from bot.showing import folder_fault

Pictured: TypeAlias = Mapping[tuple[str, int], Picture]
"""Members' pictures, by the post's id in a flashback and the attachment's place (from 0)."""


def words_for(cafe: Cafe, flashback: Flashback) -> ScriptWords:
    """The script's wording in the flashback's language."""
    return cafe.script.worded(flashback.cafe.language)


def picture_of(cafe: Cafe) -> Path | None:
    """The script's picture, if there is one and it is still where it was."""
    if cafe.script.picture is None:
        return None
    picture = Path(cafe.script.picture)
    return picture if picture.is_file() else None


def rendered(cafe: Cafe, flashback: Flashback, format: str, pictures: Pictured | None = None) -> bytes:
    """The flashback as ``json``, ``md`` or ``html``, in UTF-8; ``pictures`` are shown on the HTML page."""
    if format == "json":
        return to_json(flashback)
    words = words_for(cafe, flashback)
    if format == "md":
        page = markdown_page(flashback, words, zone=cafe.zone)
    else:
        page = html_page(flashback, words, picture_of(cafe), zone=cafe.zone, pictures=pictures)
    return page.encode("utf-8")


def write_pages(out: Path, cafe: Cafe, flashback: Flashback, pictures: Pictured | None = None) -> list[Path]:
    """Write ``flashback.json``, ``flashback.md`` and ``flashback.html``; each is there whole or not at all.

    Raises `CallError` where the folder cannot be written.
    """
    pages = {f"flashback.{format}": rendered(cafe, flashback, format, pictures) for format in ("json", "md", "html")}
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
