"""Choosing the passage of a post that may stand in quotation marks: always an exact substring of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TypeAlias

LONGEST = 400
"""The longest verbatim, in code points."""

Span: TypeAlias = tuple[int, int]

_WORD = re.compile(r"\w")
# A sentence ends with . ! ? or … (and what closes after it) before a space, or with its line. A full stop after a
# single letter or digit is an initial or a number in a list, and ends nothing; nor does that of an abbreviation.
# It begins where a run of such signs begins and never gives one back, so that a million of them is read once.
_END = re.compile(r"(?<![.!?…])(?:(?<!\b\w)\.|[!?…])[.!?…]*+(?:[\u00a0\u202f ]?»|[\"”’')\]])*+(?=\s|\Z)|[\r\n]+")
_TITLES = ("Mr", "Mrs", "Ms", "Dr", "M", "MM", "Mme", "Mmes", "Mlle", "Prof", "Pr", "St", "Ste")
_ABBREVIATIONS = (*_TITLES, "etc", "cf", "vs", r"(?:p|par)\.?\s?ex", "n°", "nos?°", r"\w")
_ABBREVIATED = re.compile(rf"(?:^|.*[\W_])(?:{'|'.join(_ABBREVIATIONS)})", re.IGNORECASE | re.DOTALL)
_TITLED = re.compile(rf"(?:^|.*[\W_])(?:{'|'.join(_TITLES)})\.\s*", re.DOTALL)
_LONGEST_ABBREVIATION = 10
_FEWEST_WORDS = 5
"""The fewest words of what is left once a sentence with a name was taken away: less is a scrap."""
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORDS = re.compile(rf"[{_UNSPACED}]{{1,2}}|[^\W{_UNSPACED}]+(?:['’-]\w+)*")
_JOINERS = frozenset("\u200d\u034f")
_JAMO = range(0x1160, 0x1200)
_TINTS = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_FLAGS = range(0x1F1E6, 0x1F200)


def passage(text: str, allowed: Callable[[str], bool], limit: int = LONGEST) -> str | None:
    """The part of ``text`` to quote: all of it, or its whole leading sentences up to ``limit`` code points.

    Where ``allowed`` refuses that, the longest run of allowed sentences (the first of equals) of at least five
    words; ``None`` where there is none. A sentence longer than the limit is cut after its last whole word, never
    inside a character as readers see it (Unicode UAX 29, as far as marks, joiners, variation selectors and flags go).
    The passage has no space around it and at least one word in it.
    """
    spans = _sentences(text)
    first = _leading(text, spans, limit)
    if first and allowed(first):
        return first
    runs = groupby(spans, key=lambda span: allowed(text[span[0] : span[1]]))
    found = [_leading(text, list(run), limit) for clean, run in runs if clean]
    whole = [one for one in found if one and len(_WORDS.findall(one)) >= _FEWEST_WORDS]
    return max((one for one in whole if allowed(one)), key=len, default=None)


def _sentences(text: str) -> list[Span]:
    ends = [match.end() for match in _END.finditer(text) if not _goes_on(text, match)]
    return list(_tight(text, zip([0, *ends], [*ends, len(text)], strict=True)))


def _goes_on(text: str, end: re.Match[str]) -> bool:
    """Whether what looks like the end of a sentence is the full stop of an abbreviation, or the line after a title."""
    before = text[max(0, end.start() - _LONGEST_ABBREVIATION) : end.start()]
    if end[0].isspace():
        return _TITLED.fullmatch(before) is not None
    return end[0] == "." and _ABBREVIATED.fullmatch(before) is not None


def _tight(text: str, spans: Iterable[Span]) -> Iterable[Span]:
    for start, end in spans:
        piece = text[start:end]
        if not piece.isspace() and piece:
            yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _leading(text: str, spans: Sequence[Span], limit: int) -> str | None:
    if not spans:
        return None
    start = end = spans[0][0]
    for span in spans:
        if span[1] - start > limit:
            break
        end = span[1]
    if end == start:
        end = _last_word(text, start, start + limit)
    piece = text[start:end]
    whole = _boundary(text, start) and _boundary(text, end) and piece == piece.strip()
    return piece if whole and _WORD.search(piece) else None


def _last_word(text: str, start: int, end: int) -> int:
    for place in range(end, start, -1):
        if text[place].isspace() and not text[place - 1].isspace() and _boundary(text, place):
            return place
    for place in range(end, start, -1):
        if _boundary(text, place) and not text[place - 1].isspace():
            return place
    return start


def _boundary(text: str, place: int) -> bool:
    """Whether a text may be cut before that place without breaking a character as readers see it."""
    if place in (0, len(text)):
        return True
    before, after = text[place - 1], text[place]
    if before in _JOINERS or after in _JOINERS or unicodedata.category(after).startswith("M"):
        return False
    if before == "\r" and after == "\n":
        return False
    code = ord(after)
    if code in _JAMO or code in _TINTS or code in _TAGS:
        return False
    if code in _FLAGS:
        flags = 0
        while place - flags > 0 and ord(text[place - flags - 1]) in _FLAGS:
            flags += 1
        return flags % 2 == 0
    return True
