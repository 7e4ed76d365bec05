"""A flashback as data: the shapes of the JSON contract, field for field and in its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SCHEMA = 1
"""The version of the JSON contract."""


@dataclass(frozen=True, slots=True)
class CafeHead:
    """Which café, and its planned instants."""

    id: str
    title: str
    language: str
    opened_at: datetime
    closed_at: datetime
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """The five figures, of a café or of one of its workshops."""

    participants: int = 0
    workshops: int = 0
    posts: int = 0
    reactions: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """A verbatim: a substring of the post, character for character. ``author`` as consent says, ``None`` for anonymous.

    ``url`` is given only with a name.
    """

    post: str
    author: str | None
    text: str
    reactions: int = 0
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Stance:
    """A verbatim with what the votes on it say: ``score`` 0 to 1, and how many for and against."""

    post: str
    author: str | None
    text: str
    score: float
    for_: int
    against: int


@dataclass(frozen=True, slots=True)
class ClosingWord:
    """A closing word, quoted."""

    post: str
    author: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of answers that speak of the same thing."""

    label: str
    terms: tuple[str, ...]
    posts: tuple[str, ...]
    authors: int
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class WorkshopFlashback:
    """One workshop given back. ``result`` has the shape that the contract gives for its kind.

    ``late`` are the answers that came after the workshop's end: they count, and hosts see which they are. What is
    published does not tell. ``note`` are the hosts' own words about it, no verbatim.
    """

    id: str
    title: str
    kind: str
    counts: Counts
    result: Mapping[str, Any] = field(default_factory=dict)
    voices: tuple[Voice, ...] = ()
    themes: tuple[Theme, ...] = ()
    unplaced: tuple[str, ...] = ()
    agreements: tuple[Stance, ...] = ()
    tensions: tuple[Stance, ...] = ()
    late: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class HomeWord:
    """A word that several people wrote, in small letters; ``authors`` says how many, home by home."""

    word: str
    authors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HomeFlashback:
    """One home of a café beside the others. ``name`` is what its room is called, ``participants`` are those who wrote
    there. ``more`` are the words that were written more there than elsewhere."""

    name: str
    participants: int
    posts: int
    reactions: int
    words: int
    more: tuple[HomeWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Homes:
    """The homes of a café compared, in the café's order. ``both`` are the words that were written in each of them."""

    each: tuple[HomeFlashback, ...]
    both: tuple[HomeWord, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedLink:
    """An address that members shared, and the posts it was in."""

    url: str
    title: str | None
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thanks:
    """Somebody to thank, and what for (a key of the wording)."""

    author: str
    why: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that could come next, and the posts it comes from."""

    text: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whom the flashback heard: participants quoted or voting, posts used, ideas that one person alone had.

    ``withdrawn`` is how many posts were there and were withdrawn by those who wrote them.
    """

    participants_heard: int
    participants: int
    posts_used: int
    posts: int
    single_voice_ideas: tuple[str, ...] = ()
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class Method:
    """The version that computed it and the numbers its rules used."""

    version: str
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Flashback:
    """The digest of one café. ``note`` are the hosts' own words about it, no verbatim. ``homes`` is ``None`` where
    they are not compared (`bot.digest.homes`)."""

    cafe: CafeHead
    counts: Counts
    workshops: tuple[WorkshopFlashback, ...]
    voices: tuple[Voice, ...]
    closing_words: tuple[ClosingWord, ...]
    links: tuple[SharedLink, ...]
    thanks: tuple[Thanks, ...]
    next: tuple[NextStep, ...]
    coverage: Coverage
    method: Method
    schema: int = SCHEMA
    note: str | None = None
    homes: Homes | None = None
