"""How what people type is compared: without case and accents."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """A text without case and accents, for comparing what people type."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
