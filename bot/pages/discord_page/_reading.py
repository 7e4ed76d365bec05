"""Discord's Markdown, read as its clients read it: a text -> blocks of spans. Pure; every text can be read.

What it has beyond CommonMark: underlining, spoilers, subtext, quotations to the end of a message; what it lacks:
tables, images, HTML. A line break is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.pages.discord_page._spans import Span, spans_of

_FENCE = re.compile(r"```(?P<code>.+?)```", re.DOTALL)
_SPOKEN = re.compile(r"[a-z0-9_+.-]+\n", re.IGNORECASE)
_HEADING = re.compile(r"(?P<marks>#{1,3})[^\S\n]+(?P<text>\S.*)")
_SUBTEXT = re.compile(r"-#[^\S\n]+(?P<text>\S.*)")
_QUOTED = re.compile(r">[^\S\n](?P<text>.*)|>\Z")
_QUOTED_ON = ">>> "
_ITEM = re.compile(r"(?P<indent>[^\S\n]*)(?P<mark>[-*]|(?P<number>\d{1,9})\.)[^\S\n]+(?P<text>\S.*)")
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``kind`` is ``p``, ``h1`` to ``h3``, or ``small`` for subtext."""

    spans: tuple[Span, ...]
    kind: str = "p"


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Text as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: how deep it stands, from 0, and its number where it has one."""

    spans: tuple[Span, ...]
    depth: int = 0
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries that follow one another."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands beside a bar; no quotation is within another."""

    blocks: tuple[Block, ...]


Block = Paragraph | CodeBlock | Listing | Quoted


def blocks_of(text: str) -> tuple[Block, ...]:
    """The text as blocks, in order. An empty line between two blocks is kept, at the end of the one before or as a
    paragraph of its own."""
    text = text.strip("\n")
    blocks: list[Block] = []
    done = 0
    for found in _FENCE.finditer(text):
        blocks += _lines(text[done : found.start()].removesuffix("\n"))
        blocks.append(CodeBlock(_code(found["code"])))
        done = found.end()
    rest = text[done:]
    return (*blocks, *_lines(rest.removeprefix("\n") if done else rest))


def _code(text: str) -> str:
    """What stands between the fences, without the language that it is said to be in."""
    language = _SPOKEN.match(text)
    return text[language.end() if language else 0 :].strip("\n")


def _lines(text: str, *, quoted: bool = False) -> list[Block]:
    lines = text.split("\n") if text else []
    blocks: list[Block] = []
    running: list[str] = []
    place = 0

    def finish() -> None:
        if running:
            blocks.append(Paragraph(spans_of("\n".join(running))))
        running.clear()

    while place < len(lines):
        line = lines[place]
        if not quoted and line.startswith(_QUOTED_ON):
            finish()
            rest = "\n".join([line.removeprefix(_QUOTED_ON), *lines[place + 1 :]])
            return [*blocks, Quoted(tuple(_lines(rest, quoted=True)))]
        if not quoted and _QUOTED.match(line):
            finish()
            beside, place = _beside_a_bar(lines, place)
            blocks.append(Quoted(tuple(_lines(beside, quoted=True))))
        elif _ITEM.match(line):
            finish()
            listing, place = _listing(lines, place)
            blocks.append(listing)
        elif found := _HEADING.match(line):
            finish()
            blocks.append(Paragraph(spans_of(found["text"]), f"h{len(found['marks'])}"))
            place += 1
        elif found := _SUBTEXT.match(line):
            finish()
            blocks.append(Paragraph(spans_of(found["text"]), "small"))
            place += 1
        else:
            running.append(line)
            place += 1
    finish()
    return blocks


def _beside_a_bar(lines: Sequence[str], place: int) -> tuple[str, int]:
    """The text of the quoted lines from there on, and the place after them."""
    texts: list[str] = []
    while place < len(lines) and (found := _QUOTED.match(lines[place])):
        texts.append(found["text"] or "")
        place += 1
    return "\n".join(texts), place


def _listing(lines: Sequence[str], place: int) -> tuple[Listing, int]:
    """The entries from there on, each with the lines that are indented below it, and the place after them."""
    items: list[Item] = []
    while place < len(lines) and (found := _ITEM.match(lines[place])):
        depth = min(len(found["indent"].expandtabs(2)) // 2, _DEEPEST)
        within, place = [found["text"]], place + 1
        while place < len(lines) and lines[place].startswith("  ") and not _ITEM.match(lines[place]):
            within.append(lines[place].strip())
            place += 1
        number = None if found["number"] is None else int(found["number"])
        items.append(Item(spans_of("\n".join(within)), depth, number))
    return Listing(tuple(items)), place
