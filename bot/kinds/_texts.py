"""The kinds whose answer is the words themselves: question, closing word; and what all such kinds share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain import Attachment, Choice, MemberRef, OutboundFile, Post, Workshop, WorkshopWords
from bot.kinds._kind import Context, Read, Reading, Setting, asked
from bot.markup import Block
from bot.wording import Wording

_WORD = re.compile(r"\w")

LEAST_TOLD = 8
"""How many letters and figures at least say something of one's own: “ok”, “pareil” and “oui oui” are too few."""

LEAST_DIFFERENT = 5
"""How many of them differ at least: “haha haha ha” says no more than “ha”."""


class InWords:
    """A workshop that any text with at least one word answers."""

    name = ""
    takes_choices = False
    keeps_pictures = False
    one_answer = False

    def ask(self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting) -> tuple[Block, ...]:
        """Title, question, and that a reply is enough."""
        return asked(self.name, workshop, words, say, setting)

    def files(
        self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting
    ) -> tuple[OutboundFile, ...]:
        """None."""
        return ()

    def read(
        self,
        workshop: Workshop,
        words_by_language: Mapping[str, WorkshopWords],
        text: str,
        attachments: Sequence[Attachment] = (),
    ) -> Read:
        """Any text that has at least one word is an answer."""
        return Reading() if _WORD.search(text) else None

    def tells_enough(self, answers: Sequence[Post]) -> bool:
        """A few words, however many answers they are spread over."""
        told = [letter for one in answers for letter in _WORD.findall(one.text.casefold())]
        return len(told) >= LEAST_TOLD and len(set(told)) >= LEAST_DIFFERENT

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


class Question(InWords):
    """An open question."""

    name = "question"
    one_answer = True


class ClosingWord(InWords):
    """What somebody leaves with."""

    name = "closing_word"
    one_answer = True


def in_order(posts: Sequence[Post]) -> list[Post]:
    """Posts by instant, then id."""

    def place(post: Post) -> tuple[datetime, str, str]:
        return post.at, post.ref.id, post.ref.platform

    return sorted(posts, key=place)


def passages(posts: Sequence[Post], context: Context, limit: int | None = None) -> list[dict[str, Any]]:
    """``{"post", "author", "text"}`` of each post that may be quoted, by instant, then id."""
    quotations = []
    for post in in_order(posts):
        if (quoted := context.quote(post, limit)) is not None:
            quotations.append({"post": context.id_of(post), "author": quoted.author, "text": quoted.text})
    return quotations


def joined(quotations: Sequence[Mapping[str, Any]]) -> str:
    """The texts of quotations one after another, an empty line between them."""
    return "\n\n".join(one["text"] for one in quotations)
