"""Where a text may be cut without tearing what a reader sees as one character (after Unicode Annex 29)."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"


def may_cut(text: str, place: int) -> bool:
    """Whether a cut before ``text[place]`` leaves every visible character whole."""
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if before == _JOINER or _extends(after):
        return False
    if _is_regional(before) and _is_regional(after):
        run = 0
        while run < place and _is_regional(text[place - 1 - run]):
            run += 1
        return run % 2 == 0
    return not _same_syllable(before, after)


def _extends(character: str) -> bool:
    return (
        character in ("\u200c", _JOINER)
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or "\uff9e" <= character <= "\uff9f"
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _same_syllable(before: str, after: str) -> bool:
    leads, vowels, tails = ("\u1100", "\u115f"), ("\u1160", "\u11a7"), ("\u11a8", "\u11ff")
    if leads[0] <= before <= leads[1]:
        return leads[0] <= after <= vowels[1] or "\uac00" <= after <= "\ud7a3"
    if vowels[0] <= before <= tails[1] or "\uac00" <= before <= "\ud7a3":
        return vowels[0] <= after <= tails[1]
    return False
