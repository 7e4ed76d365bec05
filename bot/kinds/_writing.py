"""The text written together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain import Choice, Post, Workshop, WorkshopWords
from bot.kinds._kind import Context
from bot.kinds._texts import InWords, joined, passages

LONGEST_PART = 4_000
"""The longest contribution to a text written together, in code points."""


class Writing(InWords):
    """A text written together, each contribution taking it on where the last one left it."""

    name = "writing"

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """``{"text", "parts": [ids], "passages": [{"post", "author", "text"}]}``, by instant, then id.

        The text is the passages, an empty line between them; each is the words of one post whose author allows
        that, character for character. What may not be quoted is not in it.
        """
        parts = passages(posts, context, LONGEST_PART)
        return {"text": joined(parts), "parts": [one["post"] for one in parts], "passages": parts}
