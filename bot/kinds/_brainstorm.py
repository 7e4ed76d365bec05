"""The brainstorm: as many ideas as people like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import Choice, Post, Workshop, WorkshopWords
from bot.kinds._kind import Context
from bot.kinds._texts import InWords


class Brainstorm(InWords):
    """As many ideas as people like, one a message."""

    name = "brainstorm"

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """``{"ideas": [{"posts", "text", "author", "support"}]}``: one idea a post, most supported first, then by id.

        An idea that may not be quoted is left out.
        """
        ideas = [
            {
                "posts": [context.id_of(post)],
                "text": quoted.text,
                "author": quoted.author,
                "support": len(context.backers(post)),
            }
            for post in posts
            if (quoted := context.quote(post)) is not None
        ]
        return {"ideas": sorted(ideas, key=_by_support)}


def _by_support(idea: Mapping[str, Any]) -> tuple[int, list[str]]:
    return -idea["support"], idea["posts"]
