"""Where somebody signs a post: the name that stands below their own words, whatever they are called in the room.

Such a name is in no list of members, so that it is told by where it stands: at the very end, after a dash, after
"signed" or after a word of farewell, one to three words with a capital. Pure.
"""

from __future__ import annotations

import re

_LONGEST = 100
"""How many characters of a text's end are looked at."""

_NAME = r"[^\W\d_][\w'’.-]{0,30}(?:[ \u00a0][^\W\d_][\w'’.-]{0,30}){0,2}"
_SIGNED = re.compile(
    rf"""(?P<before>[\r\n]\s*|[.!?…»"”)]\s*|\s+)
    (?P<mark>[—–―]|--?|(?i:sign[ée]e?|signed)\s?:?|(?i:bises|bisous|amicalement|cordialement|cheers|love|regards|yours)\s?,)
    \s?(?P<name>{_NAME})[\s.!]*\Z""",
    re.VERBOSE,
)
_DASHES = "—–―-"
_PARTICLES = frozenset(("d", "de", "des", "du", "la", "le", "van", "von", "da", "di", "of", "from"))


def unsigned(text: str) -> str:
    """The beginning of a text, without the signatures at its end."""
    while (start := _signature(text)) is not None:
        text = text[:start].rstrip()
    return text


def is_signed(text: str) -> bool:
    """Whether a text ends with a signature."""
    return _signature(text) is not None


def _signature(text: str) -> int | None:
    """Where the signature of a text begins."""
    end = text.rstrip()
    skipped = max(0, len(end) - _LONGEST)
    found = _SIGNED.search(end, skipped)
    if found is None or not all(map(_is_of_a_name, found["name"].split())):
        return None
    start, mark = found.start("mark"), found["mark"]
    if mark[0] in _DASHES:
        alone = found["before"].isspace() and not set(found["before"]) & set("\r\n")
        # Between two words a hyphen joins ("Lille - Paris"), and a second dash closes what a first one has opened.
        if alone and (mark[0] == "-" or mark in text[:start]):
            return None
        # A line more of a list, or an answer more of a dialogue.
        if any(line.lstrip().startswith(mark[0]) for line in text[:start].splitlines()):
            return None
    return start


def _is_of_a_name(word: str) -> bool:
    return word[0].isupper() or word.rstrip("'’").casefold() in _PARTICLES
