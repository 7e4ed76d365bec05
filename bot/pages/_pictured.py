"""Pictures that a page carries within itself, so that nothing has to be loaded."""

from __future__ import annotations

import base64
from pathlib import Path

from bot.domain import Picture

LARGEST_PICTURE = 300_000
"""The largest picture that a page carries within itself, in bytes; a larger one is left out."""

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}


def address_of(picture: Picture) -> str:
    """A kept picture as a data address."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode('ascii')}"


def embedded(picture: Path | None) -> str | None:
    """A picture of this machine as a data address; ``None`` for one that is missing, too large or of another sort."""
    if picture is None or not picture.is_file() or picture.stat().st_size >= LARGEST_PICTURE:
        return None
    content = picture.read_bytes()
    kind = next((name for start, name in _SIGNATURES.items() if content.startswith(start)), None)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "webp"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}" if kind else None
