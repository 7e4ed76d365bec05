"""A text as tokens: words without case and accents, numbers, and the signs that part or doubt them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.kinds.reading._vocabulary import NUMBERS, ORDINALS

LONGEST_READ = 4_000
"""How much of a text is looked at, in code points."""

LONGEST_VOTE = 600
"""How much of a text may be a vote, in code points: what comes later is a story, and reading one takes a time that
grows with the square of its length."""

_WHOLE = re.compile(r"(?s:.*)(?:\n|[.!?…](?=\s))")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_HIDDEN = re.compile("[*_`\ufe0e\ufe0f\u200b-\u200d\u2060]")
_TEENS = re.compile(r"\bdix[- ](sept|huit|neuf)\b")
_NUMERO = re.compile(r"(?:\bn\s?[°º]|№|\bno\.|#)\s*(?=[0-9])")
_TOKEN = re.compile(
    r"""
    (?P<ordinal>[0-9]{1,3}(?:eme|ieme|ere|er|re|nde|nd|de|st|rd|th|e)\b)
  | (?P<other>[0-9]+(?:[:h][0-9]+|[^\W\d_])\w*|[0-9]+(?:[.,/][0-9]+){2,}|[0-9]{10,})
  | (?P<decimal>[0-9]{1,9}[.,][0-9]{1,9})
  | (?P<negative>(?<![\w)/.,-])[-\u2212][0-9]{1,9})
  | (?P<number>[0-9]{1,9})
  | (?P<word>[^\W\d_]+)
  | (?P<line>(?<!\s)\s*\n\s*)
  | (?P<question>\?)
  | (?P<slash>/)
  | (?P<dash>[-\u2012-\u2015\u2212])
  | (?P<and>[&+])
  | (?P<sign>[%‰€$£°<>=^~\#¥])
  | (?P<pause>[.,;:!…)\]|\"»”])
  | (?P<odd>\w)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its sort, its words as compared, and its number where it has one.

    ``sort`` is ``number``, ``decimal``, ``ordinal``, ``word``, ``line``, ``pause``, ``question``, ``slash``, ``dash``,
    ``and``, ``sign`` or ``other``. A number in words is a ``number`` whose ``text`` is that word.
    """

    sort: str
    text: str
    number: int = 0


def beginning_of(text: str) -> str:
    """What of a text may be a vote: its whole sentences and lines within the first `LONGEST_VOTE` code points, or its
    whole words where not one sentence ends there. Half a sentence could say what the whole one does not."""
    if len(text) <= LONGEST_VOTE:
        return text
    first = text[:LONGEST_VOTE]
    if (whole := _WHOLE.match(first)) is not None:
        return whole[0]
    return first.rpartition(" ")[0] or first


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text's first `LONGEST_READ` code points."""
    plain = _KEYCAP.sub(r" \1 ", text[:LONGEST_READ]).replace("\N{KEYCAP TEN}", " 10 ")
    plain = unicodedata.normalize("NFD", _HIDDEN.sub("", plain)).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char)).replace("’", "'")
    plain = _TEENS.sub(r"dix\1", _NUMERO.sub(" numero ", plain)).replace("n't", " not").replace("peut-etre", "peutetre")
    return [_token(found) for found in _TOKEN.finditer(plain)]


def _token(found: re.Match[str]) -> Token:
    sort, text = found.lastgroup or "other", found[0]
    match sort:
        case "ordinal":
            return Token(sort, text, int(re.sub(r"\D", "", text)))
        case "number" | "negative":
            return Token("number", text, int(text.replace("\u2212", "-")))
        case "odd":
            return Token("other", text)
        case "word" if text in NUMBERS:
            return Token("number", text, NUMBERS[text])
        case "word" if text in ORDINALS:
            return Token("ordinal", text, ORDINALS[text])
    return Token(sort, text)


def folded(text: str) -> str:
    """A text without case, accents, spaces and punctuation, for comparing labels.

    What has neither letter nor digit (an emoji) is compared as it is, without its spaces.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char for char in decomposed if char.isalnum())
    return kept or "".join(text.split())
