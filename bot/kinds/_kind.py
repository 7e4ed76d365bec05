"""What every kind of workshop can do, and what it is handed to do it with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeAlias

from bot.domain import Attachment, Choice, MemberRef, OutboundFile, Post, Visibility, Workshop, WorkshopWords
from bot.markup import Block, Heading, Items, paragraph
from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text answers a workshop.

    ``choices`` are positions from 1 in a poll, the number on a scale, and nothing where the words
    themselves are the answer. ``bare`` says that the text holds the choice and no word besides.
    """

    choices: tuple[str, ...] = ()
    bare: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Unclear:
    """Somebody visibly tried to answer, and it is not certain what they meant: it counts as nothing.

    ``reason`` names a sentence below ``kind.unclear`` of the locales. ``choices`` is what they may have meant, as in
    a `Reading`; ``values`` fill the sentence besides.
    """

    reason: str
    choices: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


Read: TypeAlias = Reading | Unclear | None
"""What a text is for a workshop: an answer, an attempt at one that is not certain, or no attempt at all."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Which café a workshop belongs to, and its calendar: day 1 is ``opening_day`` in ``zone``. ``by_button`` is true
    where this workshop is answered by the button beside its question, and by nothing that is written there."""

    cafe: str
    opening_day: date
    zone: str
    by_button: bool = False


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

    @property
    def setting(self) -> Setting:
        """The café the workshop belongs to."""

    def quote(self, post: Post, limit: int | None = None) -> Quoted | None:
        """The verbatim of a post; ``None`` where consent or another member's name forbids it.

        ``limit`` is its longest length in code points, where it may be longer than any other verbatim.
        """

    def brought(self, post: Post) -> Sequence[Mapping[str, str | None]] | None:
        """The files of a post as ``{"name", "alt", "url"}``, as far as consent allows them to be shown.

        Words that name another member are ``None``, and so is the address unless the author is named; ``None``
        where the author may not be quoted at all.
        """

    def signed(self, post: Post) -> str | None:
        """The name to give of a post's author, ``None`` for anonymous."""

    def backers(self, post: Post) -> Collection[MemberRef]:
        """The members, the author left out, who reacted with an emoji that means yes."""

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

    @property
    def keeps_pictures(self) -> bool:
        """Whether the pictures that come with an answer are kept; of other files the name and the description are."""

    @property
    def one_answer(self) -> bool:
        """Whether a member has one answer, which another one replaces; false where each is one more."""

    def ask(self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting) -> tuple[Block, ...]:
        """The message that opens the workshop: title, question, what to choose from, and how to answer."""

    def files(
        self, workshop: Workshop, words: WorkshopWords, say: Wording, setting: Setting
    ) -> tuple[OutboundFile, ...]:
        """The files that go with the message that opens the workshop."""

    def read(
        self,
        workshop: Workshop,
        words_by_language: Mapping[str, WorkshopWords],
        text: str,
        attachments: Sequence[Attachment] = (),
    ) -> Read:
        """How that text, with the files that came with it, answers. Raises nothing, whatever the text."""

    def tells_enough(self, answers: Sequence[Post]) -> bool:
        """Whether these, all the answers of one member, say enough of their own for the others' to be read where
        everybody answers first (`Visibility.BLIND`)."""

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
        """The ``result`` of the flashback contract, from the live answers and choices of this workshop.

        Whatever the order of those, the result is the same. Each quotation in it is a table with ``author``, ``text``
        and ``post`` (or ``posts``, the quoted one first): that is how it is found and proved.
        """


def asked(
    name: str,
    workshop: Workshop,
    words: WorkshopWords,
    say: Wording,
    setting: Setting,
    *between: Block,
    **values: object,
) -> tuple[Block, ...]:
    """Title, who speaks, question, what stands between, useful addresses, how to answer, and what is hidden if it is.

    ``name`` names the sentence on how to answer below ``kind.how``, and ``values`` fill it.
    """
    blocks: list[Block] = [Heading(words.title)]
    if words.speakers:
        blocks.append(paragraph(say.say("kind.speakers", speakers=say.listing(list(words.speakers)))))
    blocks += [paragraph(part.strip()) for part in words.question.split("\n\n") if part.strip()]
    blocks += between
    if words.addresses:
        blocks += [paragraph(say.say("kind.addresses"))]
        blocks.append(Items(tuple((one,) for one in words.addresses)))
    if setting.by_button:
        blocks.append(paragraph(say.say("kind.by_button", button=say.say("button.answer"))))
    else:
        blocks.append(paragraph(say.say(f"kind.how.{name}", **values)))
    if workshop.anonymous:
        blocks.append(paragraph(say.say("kind.anonymous")))
    if workshop.visibility is Visibility.HIDDEN:
        blocks.append(paragraph(say.say("kind.hidden")))
    return tuple(blocks)
