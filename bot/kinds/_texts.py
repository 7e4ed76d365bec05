"""The kinds whose answer is the words themselves: question, brainstorm, closing word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import Choice, MemberRef, Post, Workshop, WorkshopWords
from bot.kinds._kind import Context, Reading, asked
from bot.markup import Block
from bot.wording import Wording

_WORD = re.compile(r"\w")


class _InWords:
    """A workshop that any text with at least one word answers."""

    name = ""
    takes_choices = False

    def ask(self, workshop: Workshop, words: WorkshopWords, say: Wording) -> tuple[Block, ...]:
        """Title, question, and that a reply is enough."""
        return asked(self.name, workshop, words, say)

    def read(self, workshop: Workshop, words_by_language: Mapping[str, WorkshopWords], text: str) -> Reading | None:
        """Any text that has at least one word is an answer."""
        return Reading() if _WORD.search(text) else None

    def votes(
        self,
        workshop: Workshop,
        words_by_language: Mapping[str, WorkshopWords],
        posts: Sequence[Post],
        choices: Sequence[Choice],
    ) -> Mapping[MemberRef, tuple[str, ...]]:
        """Nobody votes here."""
        return {}

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """Nothing beyond the voices: ``{}``."""
        return {}


class Question(_InWords):
    """An open question."""

    name = "question"


class ClosingWord(_InWords):
    """What somebody leaves with."""

    name = "closing_word"


class Brainstorm(_InWords):
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
                "support": context.support(post),
            }
            for post in posts
            if (quoted := context.quote(post)) is not None
        ]
        return {"ideas": sorted(ideas, key=_by_support)}


def _by_support(idea: Mapping[str, Any]) -> tuple[int, list[str]]:
    return -idea["support"], idea["posts"]
