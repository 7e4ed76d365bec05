"""A text shortened for a place that is narrow."""

from __future__ import annotations

from bot.markup._graphemes import may_cut


def shortened(text: str, limit: int) -> str:
    """The text on one line, in at most ``limit`` code points: a longer one is cut, between words where it can be, and
    ends with an ellipsis. Nothing that a reader sees as one character is torn."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    place = limit - 1
    while not may_cut(text, place):
        place -= 1
    space = text.rfind(" ", 0, place + 1)
    return text[: space if space > limit // 2 else place].rstrip(" ,;:") + "…"
