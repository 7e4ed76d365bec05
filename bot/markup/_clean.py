"""A member's text made harmless to show: nothing that reorders, hides or drives a terminal."""

from __future__ import annotations

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_QUIET = re.compile(r"[\n\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u202f\u20a0-\u20bf]*")
_JOINERS = frozenset("\u200c\u200d")
_BLACK_FLAG = "\U0001f3f4"
_MARKS_THAT_ARE_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_UNSEEN_MARKS = frozenset("\u034f")
_KEYCAPS = frozenset("0123456789#*")


MOST_MARKS = 8
"""How many combining marks one character may carry: more than any written language puts upon one (Tibetan and Hebrew
with all their points stay below it)."""


def shown(text: str) -> str:
    """The text as it may be shown anywhere.

    Line breaks of every sort become line feeds and a tab a space; all other control characters, bidirectional
    controls (Unicode Annex 9) and invisible format characters go; an unpaired surrogate becomes U+FFFD.
    Joiners stay between the characters that they join (emoji, Indic scripts, Persian), variation selectors
    after the character that they vary, tags in the flags that they spell. Of the marks piled upon one character
    `MOST_MARKS` stay: a pile grows over the lines above and below. Applying it twice changes nothing.
    """
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    if _QUIET.fullmatch(text):
        return text
    kept: list[str] = []
    piled = 0
    for place, character in enumerate(text):
        before = kept[-1] if kept else " "
        piled = piled + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if piled > MOST_MARKS and not _is_selector(character):
            continue
        if character in _JOINERS:
            after = text[place + 1] if place + 1 < len(text) else " "
            if _joins(before) and _joins(after):
                kept.append(character)
        elif (safe := _safe(character, before)) is not None:
            kept.append(safe)
    return "".join(kept)


def _safe(character: str, before: str) -> str | None:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category == "Cc":
        return character if character == "\n" else None
    if _is_selector(character):
        return character if _can_vary(before) else None
    if _is_tag(character):
        return character if before == _BLACK_FLAG or _is_tag(before) else None
    if category == "Cf":
        return character if character in _MARKS_THAT_ARE_SEEN else None
    return None if character in _UNSEEN_MARKS else character


def _joins(character: str) -> bool:
    if character.isascii() or character in _UNSEEN_MARKS:
        return False
    category = unicodedata.category(character)
    return category[0] in "LM" or category in ("So", "Sk")


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _can_vary(character: str) -> bool:
    if character.isascii():
        return character in _KEYCAPS
    return not character.isspace() and not _is_selector(character)


def _is_tag(character: str) -> bool:
    return "\U000e0020" <= character <= "\U000e007f"
