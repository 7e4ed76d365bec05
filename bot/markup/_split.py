"""Splitting: a long message as several, cut where a reader would pause.

The blocks are cut, not their renderings, so no escape, entity, tag or address is ever torn: each part is
rendered from whole blocks of its own.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import islice
from typing import TypeAlias

from bot.markup._blocks import Block, Code, Dialect, Heading, Items, Link, Paragraph, Quotation, Span
from bot.markup._dialects import prepared, rendered, text_of, trimmed, with_text
from bot.markup._graphemes import may_cut

SMALLEST_LIMIT = 50
"""The smallest limit that every block can be cut down to, in code points."""

_LINE = re.compile(r"\n+")
_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]+[\"»”’)\]]*\s+")
_WORD = re.compile(r"[^\S\u00a0\u202f\u2007]+")


class _Finest(IntEnum):
    """Between what a text may be cut at the finest."""

    SENTENCE = 1
    WORD = 2
    CHARACTER = 3


Spans: TypeAlias = tuple[Span, ...]
Cut: TypeAlias = tuple[Block, list[Block]]
Fits: TypeAlias = Callable[[Block], bool]


def split(blocks: Iterable[Block], dialect: Dialect, limit: int, most: int | None = None) -> list[str]:
    """The blocks as renderings of at most ``limit`` code points each; no empty one, nothing lost. With ``most`` only so
    many of the first ones are made.

    Cuts between blocks where it can, else between lines or list items, sentences, words, and only then
    between visible characters. A heading stays with what follows it. White space at a cut goes. A link that
    is longer than a whole message is written out as text. Raises `ValueError` for a limit under `SMALLEST_LIMIT`.
    """
    if limit < SMALLEST_LIMIT:
        raise ValueError(f"a limit of {limit} is under {SMALLEST_LIMIT}")
    return [rendered(part, dialect) for part in islice(_parts(prepared(blocks), dialect, limit), most)]


def _parts(blocks: Iterable[Block], dialect: Dialect, limit: int) -> Iterator[list[Block]]:
    waiting, current = deque(blocks), list[Block]()
    while waiting:
        block = waiting.popleft()

        def fits(piece: Block, before: Sequence[Block] = tuple(current)) -> bool:
            return not _is_longer(piece, limit) and len(rendered([*before, piece], dialect)) <= limit

        if fits(block):
            current.append(block)
            continue
        begun = any(not isinstance(one, Heading) for one in current)
        cut = None if fits(block, ()) else _cut(block, fits, limit, _Finest.SENTENCE if begun else _Finest.CHARACTER)
        if cut is not None:
            yield [*current, cut[0]]
            current = []
            waiting.extendleft(reversed(cut[1]))
        elif current:
            carried = [current.pop()] if begun and isinstance(current[-1], Heading) else []
            yield current
            current = carried
            waiting.appendleft(block)
        else:
            waiting.extendleft(reversed(_simpler(block)))
    if current:
        yield current


def _cut(block: Block, fits: Fits, limit: int, finest: _Finest) -> Cut | None:
    """The largest good beginning of a block that fits, and what is left; ``None`` where there is none.

    ``finest`` is what may be cut apart at most; between list items it always may.
    """
    match block:
        case Heading(text):
            found = _cut_spans((text,), lambda spans: fits(Heading(_text(spans))), limit, finest)
            return (Heading(_text(found[0])), [Heading(_text(found[1]))]) if found else None
        case Paragraph(spans):
            found = _cut_spans(spans, lambda head: fits(Paragraph(head)), limit, finest)
            return (Paragraph(found[0]), [Paragraph(found[1])]) if found else None
        case Quotation(text, author, url):
            # Where only the author's line is too much, no word is torn for its sake.
            whole = bool(text and (author or url)) and fits(Quotation(text))
            finest = min(finest, _Finest.WORD) if whole else finest
            found = _cut_spans((text,), lambda spans: fits(Quotation(_text(spans))), limit, finest)
            if found:
                return Quotation(_text(found[0])), [Quotation(_text(found[1]), author, url)]
            if whole and finest is _Finest.WORD:
                return Quotation(text), [Quotation("", author, url)]
            return None
        case Items():
            return _cut_items(block, fits, limit, finest)


def _cut_items(block: Items, fits: Fits, limit: int, finest: _Finest) -> Cut | None:
    whole = 0
    while whole < len(block.items) - 1 and fits(Items(block.items[: whole + 1], block.numbered, block.first)):
        whole += 1
    if whole:
        rest = Items(block.items[whole:], block.numbered, block.first + whole)
        return Items(block.items[:whole], block.numbered, block.first), [rest]

    def head_fits(spans: Spans) -> bool:
        return fits(Items((spans,), block.numbered, block.first))

    found = _cut_spans(block.items[0], head_fits, limit, finest)
    if found is None:
        return None
    left: list[Block] = [Paragraph(found[1])]
    if len(block.items) > 1:
        left.append(Items(block.items[1:], block.numbered, block.first + 1))
    return Items((found[0],), block.numbered, block.first), left


def _cut_spans(spans: Spans, fits: Callable[[Spans], bool], limit: int, finest: _Finest) -> tuple[Spans, Spans] | None:
    # No more is looked at than may fit, and what a reader sees as one character across its end.
    near = _apart(spans, 2 * limit)[0]
    text = _text(near)
    torn = _inside_links(near)
    places = [place for place in range(1, min(len(text), limit + 1)) if place not in torn]
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        if fits(_divided(near, places[middle])[0]):
            low = middle + 1
        else:
            high = middle
    for place in _by_preference(text, places[:low], finest):
        head, tail = _divided(spans, place)
        if head and tail and fits(head):
            return head, tail
    return None


def _by_preference(text: str, places: list[int], finest: _Finest) -> Iterator[int]:
    """The places where a text may be cut, the best first: late line ends, late sentence ends, word ends, characters."""
    if not places:
        return
    allowed, top = set(places), places[-1]
    reach = text[: top + 1]
    for boundary, least in ((_LINE, top // 3), (_SENTENCE, top // 3), (_WORD, 0)):
        if finest is _Finest.SENTENCE and boundary is _WORD:
            return
        ends = [found.end() for found in boundary.finditer(reach)]
        starts = [found.start() for found in boundary.finditer(reach)] if boundary is not _SENTENCE else []
        yield from sorted((end for end in {*ends, *starts} & allowed if end > least), reverse=True)[:3]
    if finest is not _Finest.CHARACTER:
        return
    yield from (place for place in reversed(places) if may_cut(text, place))
    yield from reversed(places)


def _divided(spans: Spans, place: int) -> tuple[Spans, Spans]:
    head, tail = _apart(spans, place)
    return trimmed(head), trimmed(tail)


def _apart(spans: Spans, place: int) -> tuple[Spans, Spans]:
    for number, span in enumerate(spans):
        words = text_of(span)
        if place < len(words):
            before = (with_text(span, words[:place]),) if place > 0 else ()
            after = (with_text(span, words[place:]), *spans[number + 1 :]) if place > 0 else spans[number:]
            return (*spans[:number], *before), after
        place -= len(words)
    return spans, ()


def _is_longer(block: Block, limit: int) -> bool:
    """Whether the words of a block are more than that, which no dialect makes fewer of; told without rendering it."""
    length = 0
    for span in block.spans if isinstance(block, Paragraph) else ():
        length += len(text_of(span))
        if length > limit:
            return True
    return False


def _inside_links(spans: Spans) -> set[int]:
    inside: set[int] = set()
    start = 0
    for span in spans:
        length = len(text_of(span))
        if isinstance(span, Link | Code):
            inside.update(range(start + 1, start + length))
        start += length
    return inside


def _text(spans: Spans) -> str:
    return "".join(map(text_of, spans))


def _simpler(block: Block) -> list[Block]:
    """The same words in a block that can be cut anywhere."""
    match block:
        case Heading(text):
            return [Paragraph((text,))]
        case Paragraph(spans):
            return [Paragraph((_written_out(spans),))]
        case Items(items, numbered, first):
            marks = [f"{number}. " if numbered else "• " for number, _ in enumerate(items, first)]
            return [Paragraph((mark + _written_out(item),)) for mark, item in zip(marks, items, strict=True)]
        case Quotation(text, author, url):
            source = _written_out((Link(author or "", url),)) if url else author or ""
            said: list[Block] = [Quotation(text)] if text else []
            return [*said, Paragraph((f"— {source}",))]


def _written_out(spans: Spans) -> str:
    return "".join(
        f"{span.text} {span.url}".strip() if isinstance(span, Link) and span.text != span.url else text_of(span)
        for span in spans
    )
