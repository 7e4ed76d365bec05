"""Reading a number or a label out of an answer. Only certain readings: a doubt is read as nothing."""

from __future__ import annotations

import re
import unicodedata

# What may follow a number directly and still leave no doubt that the number is the answer: a reason begins.
_REASONS = "parce|parceque|parcequ|pcq|car|puisque|mais|pour|je|j|moi|c|because|cause|cos|since|but|for|i|as"
_REASON = re.compile(rf"\s+(?:{_REASONS})\b(?!\s*\d)", re.IGNORECASE)
# A punctuation mark or a new line, then anything but a second number or an alternative ("2, or 3").
_PAUSE = re.compile(
    r"(?:\s*[.,;:)\]!…\u2013\u2014]++|\s+-++|-++\s|\s*\n)[\s.,;:)!*_\-\u2013\u2014]*+(?!\d)(?!(?:ou|or)\b|(?:et|and)\s+\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\s*_`]*([-\u2212]?[0-9]{1,9})(?![0-9])[*_`]*")
_WORD = re.compile(r"\w")
_DOUBT = re.compile(r"[?%‰°+/=<>^~#]")


def folded(text: str) -> str:
    """A text without case, accents, spaces and punctuation, for comparing labels.

    What has neither letter nor digit (an emoji) is compared as it is, without its spaces.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char for char in decomposed if char.isalnum())
    return kept or "".join(text.split())


def leading_number(text: str, out_of: int | None = None) -> tuple[int, bool] | None:
    """The whole number an answer begins with, and whether it stands alone; ``None`` where there is a doubt.

    Alone, or followed by punctuation, a new line or the beginning of a reason. "2 or 3", "7.5", "3 children
    out of 4" and "10 %" are no certain readings. ``out_of`` is the maximum that may stand behind a stroke ("7/10").
    """
    begins = _NUMBER.match(text)
    if begins is None:
        return None
    number = int(begins[1].replace("\u2212", "-"))
    rest = text[begins.end() :]
    if out_of is not None:
        rest = re.sub(rf"^\s*(?:/|sur\b|out of\b)\s*{out_of}(?![\w/])(?![.,]\d)", "", rest, flags=re.IGNORECASE)
    if not _WORD.search(rest):
        doubtful = _DOUBT.search(rest) or any(unicodedata.category(char) == "Sc" for char in rest)
        return None if doubtful else (number, True)
    if _PAUSE.match(rest) or _REASON.match(rest):
        return number, False
    return None
