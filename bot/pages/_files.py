"""A flashback as the content of a file: JSON, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from bot.digest import to_json
from bot.digest.flashback import Flashback
from bot.domain import Cafe, Picture, ScriptWords
from bot.pages._html import html_page
from bot.pages._markdown import markdown_page

FORMATS = ("json", "md", "html")
"""The formats of a flashback's files."""

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
