"""How letters look: a text as a name is looked for in it, whatever alphabet, accents, figures or signs it wears.

What looks like a letter of ours is Unicode's to say: its table of confusable characters (UTS 39), as
`confusable_homoglyphs` brings it. Before that table stands what names need otherwise: the letters of Cyrillic and Greek
with their case (a Greek capital iota is a small "l" to it), small capitals, and what is written as two letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise, product

from confusable_homoglyphs.confusables import confusables_data

_WRITTEN_AS_TWO = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
_MAY_BE_TWO = re.compile("[äöüåøÄÖÜÅØ\u0308\u030a]")

_LOOK_ALIKE = str.maketrans(
    # Cyrillic, then Greek, then Latin letters that no decomposition brings back; each pair of cases goes together.
    "АВЕЅІЈКМНОРСТУХԚԜҮавеѕіјкмнорстухԛԝүһӏԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεζηικμνορτυχıɑɡɩøØłŁđĐħĦ",
    "ABESIJKMHOPCTYXQWYabesijkmhopctyxqwyhldABEZHIKMNOPTYXabezhikmnoptyxiagioOlLdDhH",
) | str.maketrans({"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss", "ᴁ": "AE", "ɶ": "OE"})

# Small capitals, which are capitals to the eye; Unicode does not decompose them.
_SMALL_CAPITALS = str.maketrans("ᴀʙᴃᴄᴅᴇꜰɢʛʜɪᵻᴊᴋʟᴌᴍɴᴎᴏᴘꞯʀᴙᴚꜱᴛᴜᴠᴡʏᴢ", "ABBCDEFGGHIIJKLLMNNOPQRRRSTUVWYZ")

_SIGN_LETTERS = {first + place: chr(ord("A") + place) for first in (0x1F150, 0x1F170, 0x1F1E6) for place in range(26)}
"""Letters in a disc or a square and those that flags are made of, which are emoji as often as letters of a word."""
_HAS_SIGN_LETTERS = re.compile("[\U0001f150-\U0001f169\U0001f170-\U0001f189\U0001f1e6-\U0001f1ff]")

_INVISIBLE = re.compile(
    # What Unicode calls default-ignorable (DerivedCoreProperties) and is no format character or mark: Hangul fillers
    # and places kept free.
    "[\u115f\u1160\u3164\uffa0\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_HIDDEN = frozenset(("Mn", "Me", "Cf"))


class _Plain(dict[int, str]):
    """What each character is looked for as, found out once for each that comes up; the rare ones are not kept."""

    def __missing__(self, code: int) -> str:
        decomposed = _INVISIBLE.sub("", unicodedata.normalize("NFKD", chr(code)))
        shown = "".join(char for char in decomposed if unicodedata.category(char) not in _HIDDEN)
        found = "".join(map(_letter_or_apostrophe, shown.translate(_LOOK_ALIKE).translate(_SMALL_CAPITALS)))
        if len(self) < _MOST_KEPT:
            self[code] = found
        return found


_MOST_KEPT = 10_000
_PLAIN = _Plain()


def _looking_alike(char: str) -> str:
    """The letters of ours, or the apostrophe, that a character looks like; the character itself if like none."""
    if char.isascii() or char.isdecimal():
        return char
    for like in confusables_data.get(char, ()):
        shown = "".join(one for one in unicodedata.normalize("NFKD", like["c"]) if not unicodedata.combining(one))
        if shown == "'":
            return shown
        if shown.isascii() and shown.isalpha():
            # A stroke that is no small letter is an "I" to whoever reads a name.
            return "I" if shown == "l" and not char.islower() else shown
    return char


def _letter_or_apostrophe(char: str) -> str:
    """What a character looks like. A sign like a letter ("©", "×") is none here: `readings` reads it as both."""
    alike = _looking_alike(char)
    return alike if char.isalpha() or alike == "'" else char


def plain(text: str) -> str:
    """The text as a name is looked for in it: without accents, decorated alphabets, invisible signs and letters of
    other scripts that look like ours."""
    return text if text.isascii() else text.translate(_PLAIN)


def written_out(text: str) -> str:
    """The text with each letter that is also written as two ("ü") written so ("ue")."""
    if text.isascii() or not _MAY_BE_TWO.search(text):
        return text
    return unicodedata.normalize("NFC", text).translate(_WRITTEN_AS_TWO)


def readings(text: str) -> list[str]:
    """A text in each of the ways in which it can be read, all of them plain: as it is, with two letters for those that
    are also written so, with the emoji that show a letter as letters ("🅼🅰🆁🅸🅴", but "Vio🇫🇷" too), and with the
    signs at a letter that look like one as letters ("Hugu€tte")."""
    found = [text, written_out(text)]
    found += [_SIGN_AT_LETTER.sub(lambda sign: _MONEY.get(sign[0]) or _looking_alike(sign[0]), one) for one in found]
    if not text.isascii() and _HAS_SIGN_LETTERS.search(text):
        found += [one.translate(_SIGN_LETTERS) for one in found]
    return list(dict.fromkeys(map(plain, dict.fromkeys(found))))


_SIGN_AT_LETTER = re.compile(r"(?<=[^\W\d_])(?:\$|[^\w\s\x00-\x7f])|(?:\$|[^\w\s\x00-\x7f])(?=[^\W\d_])")
_MONEY = {"€": "e", "$": "s"}
_FIGURES = {"0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g"}
"""The letters that figures are taken for."""

_COUNTED = re.compile(
    r"\d+(?:e|er|ere|re|eme|nde?|de?|st|rd|th|am|pm|a|h|h\d+|k|m|km|cm|mm|g|kg|l|ml|s|x|min|mn|ans?|eur|px|go|mo|gb|mb|f)",
    re.IGNORECASE,
)
"""Figures that are counted with ("20e", "5am", "18h30", "the 80s"), which stand for no letter."""

_DISGUISED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|([^\W\d_])\1\1", re.IGNORECASE)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_MOST_READINGS = 256
"""A word in disguise is read in at most so many ways."""


def undisguised(word: str) -> Iterator[str]:
    """What a plain word reads as in which figures stand for letters ("4na") or letters are drawn out ("Annna",
    "Huuuguettte"): each figure as every letter it is taken for, each row of three or more letters as one and as two."""
    if word.isdigit() or not _DISGUISED.search(word):
        return
    read = [word]
    if not word.isalpha() and not _COUNTED.fullmatch(word):
        read += _chosen(_FIGURES.get(char, char) for char in word)
    for meant in islice((meant for one in dict.fromkeys(read) for meant in _not_drawn_out(one)), _MOST_READINGS):
        if meant != word:
            yield meant


def _not_drawn_out(word: str) -> Iterator[str]:
    edges = [0, *(place for match in _DRAWN_OUT.finditer(word) for place in match.span()), len(word)]
    pieces = [word[start:end] for start, end in pairwise(edges)]
    return _chosen((piece[:1], piece[:2]) if place % 2 else (piece,) for place, piece in enumerate(pieces))


def _chosen(choices: Iterable[Iterable[str]]) -> Iterator[str]:
    """The words that come of one choice for each piece."""
    return islice(map("".join, product(*choices)), _MOST_READINGS)
