"""What every kind of workshop can do, and what it is handed to do it with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.domain import Choice, MemberRef, Post, Visibility, Workshop, WorkshopWords
from bot.markup import Block, Heading, paragraph
from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text answers a workshop.

    ``choices`` are positions from 1 in a poll, the number on a scale, and nothing where the words
    themselves are the answer. ``bare`` says that the text holds the choice and no word besides.
    """

    choices: tuple[str, ...] = ()
    bare: bool = field(default=False, compare=False)


class Quoted(Protocol):
    """A verbatim that consent allows: ``author`` is the name to give, ``None`` for anonymous."""

    @property
    def author(self) -> str | None:
        """The name to give, ``None`` for anonymous."""

    @property
    def text(self) -> str:
        """The words, character for character."""


class Context(Protocol):
    """What a kind may ask while it sums up."""

    @property
    def words_by_language(self) -> Mapping[str, WorkshopWords]:
        """The workshop's wording in each language of the script."""

    def quote(self, post: Post) -> Quoted | None:
        """The verbatim of a post; ``None`` where consent or another member's name forbids it."""

    def support(self, post: Post) -> int:
        """How many distinct members, the author left out, reacted with an emoji that means yes."""

    def id_of(self, post: Post) -> str:
        """The id a post goes by in this flashback."""


class Kind(Protocol):
    """One sort of workshop: how to ask, how to read an answer, how to sum up."""

    @property
    def name(self) -> str:
        """The name scripts call it by, the same in every language."""

    @property
    def takes_choices(self) -> bool:
        """Whether it is answered by choosing, so that a choice can be right or wrong."""

    def ask(self, workshop: Workshop, words: WorkshopWords, say: Wording) -> tuple[Block, ...]:
        """The message that opens the workshop: title, question, what to choose from, and how to answer."""

    def read(self, workshop: Workshop, words_by_language: Mapping[str, WorkshopWords], text: str) -> Reading | None:
        """How that text answers; ``None`` where it is no certain answer of this kind."""

    def votes(
        self,
        workshop: Workshop,
        words_by_language: Mapping[str, WorkshopWords],
        posts: Sequence[Post],
        choices: Sequence[Choice],
    ) -> Mapping[MemberRef, tuple[str, ...]]:
        """The vote that counts of each member; empty where this kind has no votes."""

    def sum_up(
        self,
        workshop: Workshop,
        words: WorkshopWords,
        posts: Sequence[Post],
        choices: Sequence[Choice],
        context: Context,
    ) -> dict[str, Any]:
        """The ``result`` of the flashback contract, from the live answers and choices of this workshop."""


def asked(
    name: str,
    workshop: Workshop,
    words: WorkshopWords,
    say: Wording,
    *between: Block,
    **values: object,
) -> tuple[Block, ...]:
    """Title, question, what stands between, one sentence on how to answer, and what is hidden if it is.

    ``values`` fill the sentence ``kind.how.<name>``.
    """
    blocks: list[Block] = [Heading(words.title)]
    blocks += [paragraph(part.strip()) for part in words.question.split("\n\n") if part.strip()]
    blocks += between
    blocks.append(paragraph(say.say(f"kind.how.{name}", **values)))
    if workshop.visibility is Visibility.HIDDEN:
        blocks.append(paragraph(say.say("kind.hidden")))
    return tuple(blocks)
