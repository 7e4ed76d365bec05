"""Text in lines of a given width, measured in cells: a wide character takes two."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len, chop_cells

_BREAK = re.compile(r"(?<!«) (?![:;!?»])")
"""Where a line may end: not between a French guillemet or double mark and the word it belongs to."""


def wrapped(text: str, width: int, margin: str = "", first: str | None = None) -> Iterable[str]:
    """The text in lines of at most ``width`` cells, its own line breaks kept; only a longer word is broken."""
    start = margin if first is None else first
    for line in text.split("\n") if text else ():
        held = ""
        for word in _BREAK.split(line):
            room = width - cell_len(margin)
            if held and cell_len(f"{held} {word}") <= room:
                held = f"{held} {word}"
                continue
            if held:
                yield start + held
                start = margin
            *pieces, held = chop_cells(word, room) or [""]
            for piece in pieces:
                yield start + piece
                start = margin
        yield start + held
        start = margin
