"""The neutral blocks that a message is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Dialect: TypeAlias = Literal["markdown", "html", "plain"]


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words with a lighter stress."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Code:
    """Words to be typed or copied as they are: a command, a value."""

    text: str


Span: TypeAlias = str | Strong | Emphasis | Link | Code


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside a message."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break in a span is kept."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered from ``first`` or not numbered."""

    items: tuple[tuple[Span, ...], ...]
    numbered: bool = False
    first: int = 1


@dataclass(frozen=True, slots=True)
class Quotation:
    """A verbatim, with whose it is (already worded) and where it can be read."""

    text: str
    author: str | None = None
    url: str | None = None


Block: TypeAlias = Heading | Paragraph | Items | Quotation


def paragraph(*spans: Span) -> Paragraph:
    """A paragraph of these spans."""
    return Paragraph(spans)
