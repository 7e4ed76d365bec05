"""How what people type is compared: without case and accents, and however an apostrophe is typed."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """A text without case and accents, with straight apostrophes, for comparing what people type."""
    apart = unicodedata.normalize("NFD", text.casefold()).replace("’", "'")
    return "".join(character for character in apart if not unicodedata.combining(character))
