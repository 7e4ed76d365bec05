"""What counts as somebody's name: a display name and a handle as *signs* to look for in a passage.

Always whole words, without regard to accents, invisible signs and look-alike letters:

- the whole display name, in any case, from three letters up ("vio" names Vio); a name of two letters only as
  written or with a capital; one of one letter or without letters never;
- a name that is a common word ("Rose", "Pierre", "Mark") only with a capital; one that is in every other sentence
  ("Will", "Moi") only with a capital in the middle of a sentence, or hardly anything could be quoted;
- each part of three letters or more of a name of several words, up to six of them ("Marie" of "Marie Dupont" or
  "marie dupont", "Claude" of "Marie-Claude"), with a capital or in capitals ("MARIE"), so that a member called "Petit
  Nuage" forbids no small cloud; a common word that the name has in small letters, in the middle of a sentence only;
- a name that is run together at underscores or capitals ("marie_dupont", "MarieDupont") as those words as well, and a
  name with figures at an end of a word ("Lucas06") as what is left without them, with a capital; so is one in disguise
  ("Pau1", "Mariiie") as what it stands for;
- a name of several words as one word too ("Jeanluc"), from five letters up, and one with a letter that is also written
  as two ("Müller") in either way ("Mueller");
- the handle, which is the platform's id of the member (its first half in "@vio:example.org"), in any case, from three
  characters up; one of digits alone from nine digits up; an everyday word never.

How a passage may take a word apart ("Hu-guette", "H u g u e t t e") is `spelled_in`'s, how it may run words together
is `pieces_of`'s, and how a letter may be disguised is `bot.lettering`'s.

Names in scripts that put no space between words are looked for as plain substrings.

A sign can be kept without the name: as a mark, drawn from it under the café's secret (HMAC-SHA256, its first 64 bits).
Of each account a café keeps the marks of the handle and of the latest `KEPT_NAMES` names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from itertools import islice
from typing import TypeAlias

from bot.cafe_names import drawn
from bot.domain import MemberRef, NameMark
from bot.lettering import plain, readings, undisguised

LONGEST_PHRASE = 6
"""A name of several words is looked for by at most so many of its words, and by at most so many of its parts."""

LONGEST_UNSPACED = 8
"""A name without spaces between its words is looked for by at most so many code points of its beginning."""


KEPT_NAMES = 5
"""So many names of an account are kept as marks in a café, the latest ones: with more, whoever renames themselves often
enough would forbid most words to everybody else."""


class How(StrEnum):
    """How a sign is looked for."""

    AS_WRITTEN = "w"
    MIDWAY = "m"
    ANY_CASE = "c"
    BEGINS = "b"
    PHRASE = "p"
    UNSPACED = "u"


Sign: TypeAlias = tuple[How, str]

TOKEN = re.compile(r"\w+")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HANDLE_DIGITS = 9
_LONGEST_SPELLED = 24
"""A word that is spelled letter by letter is looked for by at most so many letters."""

_MOST_MEANT = 4
"""What a word of a name in disguise ("Pau1") stands for is looked for in at most so many readings."""

MOST_SPELLED = 120
"""How many letters in a row may stand one by one: whatever spells more of them is no sentence to be quoted, and would
take long to look through."""

_SHORTEST_JOINED = 5
"""From how many letters on a name of several words is looked for as one word: "Jo Li" forbids nobody to say "joli"."""

_JOINERS = r"[^\w\s'‘’‛]"
"""What may stand between the parts of a word: any sign that is no letter, figure, space or apostrophe, an emoji too."""

_ONE = r"(?:[aoAO]e|ss|[^\W\d_])(?!\w)"
"""One letter; what `plain` makes two of ("æ", "œ", "ß") is one to whoever spells."""

_SPELLED = re.compile(rf"(?<!\w){_ONE}(?:[\W_]{{1,8}}{_ONE}){{2,}}")
_INSIDE = re.compile(rf"(?<=[^\W_]){_JOINERS}{{1,8}}(?=[^\W_])")
_BETWEEN_HYPHENS = frozenset("atys")
"""The letters that stand alone between hyphens in everyday words ("a-t-il", "vas-y")."""

_FIGURES_AROUND = re.compile(r"^\d+|\d+$")
_LETTER = re.compile(r"[^\W\d_]")
_PART = re.compile(r"[^\W_]+")
_CHAIN = re.compile(rf"(?<![^\W_])[^\W_]++(?:{_JOINERS}{{1,8}}[^\W_]++)++")

_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        "am an as at be by do go he if in is it me my no of on or so to up us we "
        "all and any are but can did for from had has have her him his how its just may more not now off one our out "
        "she that the them then there they this was were what when who why will with would yes you your "
        "au ce de du en et il je la le ma me ne ni on ou sa se si ta te tu un va "
        "aux avec bien car ces cette chez comme dans des deux donc dont elle elles est etait etre eux fait faire ici "
        "ils jamais les leur leurs lui mais meme merci mes moi moins mon nos notre nous oui par pas peu peut plus "
        "pour quand que qui quoi sans ses son sont sur tes toi ton tous tout toute tres une vos votre vous",
    )
)
"""Words in every other sentence, French and English, without accents."""

_COMMON = frozenset(
    re.findall(
        r"\w+",
        "amber april ash august autumn basil berry bill brook chance charity chase chip clay cliff coral crystal daisy "
        "dawn dot drew faith fern frank gene ginger grace grant guy harmony hazel heath heather holly hope hunter iris "
        "ivy jasmine jewel joy june lance laurel lily mark mason max melody mercy mint misty miles olive opal pat "
        "patience pearl penny pepper pierce poppy ray reed rich river rob robin rose ruby rusty sage sandy scout skip "
        "sky star sue summer sunny viola violet wade willow winter wren "
        "abeille aime ange anis aurore blanc blanche brune capucine celeste cerise ciel clair claire clemence colombe "
        "constance coquelicot desire etoile fleur france gentil innocent jacinthe jasmin juste leger lilas lis loup "
        "lune marguerite marin marine mars mauve myrtille neige nuage perle petit pierre placide prospere prudence "
        "prune reine renard reglisse severe soleil tournesol vaillant victoire violette",
    )
)
"""Names that are common words too, French and English, without accents."""


def spelled_in(text: str, ordinary: Collection[str] = ()) -> Iterator[str]:
    """The words that a plain text takes apart, put together as they are written: three letters or more one by one
    ("H u g u e t t e"), and parts with a hyphen or another sign between them ("Hu-guette"). Parts that are all everyday
    words, or ``ordinary`` ones, are no word taken apart ("est-elle"); an apostrophe takes none apart ("l'aura").
    """
    even = text.replace("_", "-")
    for run in _SPELLED.finditer(even):
        letters = "".join(_LETTER.findall(run[0]))[:MOST_SPELLED]
        for start in range(len(letters) - 2):
            for end in range(start + 3, min(start + _LONGEST_SPELLED, len(letters)) + 1):
                yield letters[start:end]
    for chain in _CHAIN.finditer(even) if _INSIDE.search(even) else ():
        parts = _PART.findall(chain[0])
        for start in range(len(parts) - 1):
            for end in range(start + 2, min(start + LONGEST_PHRASE, len(parts)) + 1):
                if not all(_is_small(part.casefold(), ordinary) for part in parts[start:end]):
                    yield "".join(parts[start:end])


def spells_too_long(text: str) -> bool:
    """Whether a plain text has more letters one by one than are looked through."""
    if len(text) <= 2 * MOST_SPELLED:
        return False
    return any(len(_LETTER.findall(run[0])) > MOST_SPELLED for run in _SPELLED.finditer(text.replace("_", "-")))


def _is_small(part: str, ordinary: Collection[str]) -> bool:
    return part in _BETWEEN_HYPHENS or part in _EVERYDAY or part in ordinary


def words_of(text: str) -> list[str]:
    """The words of a text that is plain already."""
    return [word for word in (token.strip("_") for token in TOKEN.findall(text)) if word]


def pieces_of(word: str) -> list[str]:
    """The words that one plain word is run together from, at underscores and at capitals, without the figures at their
    ends ("MerciMarie", "x_DarkLord_x", "Huguette2024"); nothing where it is a single one. What underscores alone part
    is among them too."""
    if word.isalpha() and (word.isupper() or word[1:].islower()):
        return []
    parts = [part for piece in word.split("_") for part in (piece, *_at_capitals(piece))]
    found = dict.fromkeys(without_figures(part) for part in parts)
    return [part for part in found if part and part != word]


def without_figures(word: str) -> str:
    """A word without the figures at its beginning and at its end."""
    return _FIGURES_AROUND.sub("", word)


def _run_together(words: list[str]) -> list[str]:
    """The words that a name's words are run together from ("marie_dupont", "MarieDupont"); the same ones where nothing
    in them could be looked for by itself ("DeLa")."""
    parts = [part for word in words for piece in word.split("_") for part in _at_capitals(piece) if part]
    return parts if any(_letters(part) >= 3 and part.casefold() not in _EVERYDAY for part in parts) else words


def _at_capitals(word: str) -> list[str]:
    starts = [place for place in range(1, len(word)) if word[place].isupper() and word[place - 1].islower()]
    return [word[start:end] for start, end in zip([0, *starts], [*starts, len(word)], strict=True)]


def signs_of_name(name: str) -> frozenset[Sign]:
    """What a display name is looked for by."""
    found: set[Sign] = set()
    as_written = [words_of(one) for one in readings(name)]
    for words in [*as_written, *map(_run_together, as_written)]:
        if len(words) == 1:
            found |= _of_word(words[0])
        elif sum(map(_letters, words)) >= 2:
            found |= _of_phrase(words) | _of_joined(words)
        whole = words if len(words) > 1 else []
        parted = dict.fromkeys([*whole, *(piece for word in words for piece in pieces_of(word))])
        meant = [one for word in words for one in islice(undisguised(word), _MOST_MEANT)]
        for part in [one for one in (*parted, *meant) if _names_by_itself(one)][:LONGEST_PHRASE]:
            found |= _of_part(part)
    if UNSPACED.search(name):
        parts = [one for one in name.split() if len(one) >= 2]
        for part in (" ".join(name.split()), *parts[:LONGEST_PHRASE]):
            if len(part) >= 2:
                found.add((How.UNSPACED, plain(part)[:LONGEST_UNSPACED]))
    return frozenset(found)


def signs_of_handle(member: MemberRef) -> frozenset[Sign]:
    """What a platform's id of a member is looked for by."""
    handle = member.id.removeprefix("@").split(":")[0] if member.id.startswith("@") else member.id
    words = words_of(plain(handle))
    if len(words) > 1 and sum(map(_letters, words)) >= 3:
        return _of_phrase(words)
    together = _run_together(words)
    parted = _of_phrase(together) if len(together) > 1 else frozenset()
    if len(words) == 1 and words[0].casefold() not in _EVERYDAY | _COMMON:
        needed = _HANDLE_DIGITS if words[0].isdigit() else 3
        if len(words[0]) >= needed:
            return parted | {(How.ANY_CASE, words[0].casefold())}
    return frozenset()


def mark(secret: bytes, sign: Sign) -> str:
    """The mark of a sign under a café's secret: one letter and sixteen hexadecimal digits."""
    how, text = sign
    return how.value + drawn(secret, "name", how.value, text).hex()[:16]


def whose(secret: bytes, member: MemberRef) -> str:
    """The mark of a member under a café's secret, by which their own marks are told from others'."""
    return drawn(secret, "whose", member.platform, member.id).hex()[:16]


def marks_of(secret: bytes, member: MemberRef, name: str = "") -> frozenset[NameMark]:
    """The marks of a member's handle and of that name of theirs."""
    owner, whole = whose(secret, member), drawn(secret, "called", name).hex()[:16]
    handle = {NameMark(owner, mark(secret, sign)) for sign in signs_of_handle(member)}
    return frozenset(handle | {NameMark(owner, mark(secret, sign), whole) for sign in signs_of_name(name)})


def _names_by_itself(part: str) -> bool:
    return _letters(part) >= 3 and part.casefold() not in _EVERYDAY


def _letters(word: str) -> int:
    return sum(char.isalpha() for char in word)


def _of_word(word: str) -> frozenset[Sign]:
    low = word.casefold()
    if _letters(word) == 0 or len(word) < 2:
        return frozenset()
    if low in _EVERYDAY:
        return frozenset({(How.MIDWAY, word.capitalize())})
    if low in _COMMON:
        return frozenset({(How.AS_WRITTEN, word.capitalize())})
    if len(word) == 2:
        return _with_capital(How.AS_WRITTEN, word)
    return frozenset({(How.ANY_CASE, low)})


def _of_part(part: str) -> frozenset[Sign]:
    """A part of a longer name. A common word in small letters names nobody at the beginning of a sentence."""
    if part == part.casefold() and part in _COMMON:
        return frozenset({(How.MIDWAY, part.capitalize())})
    return _with_capital(How.AS_WRITTEN, part)


def _of_joined(words: list[str]) -> frozenset[Sign]:
    """A name of several words written as one."""
    joined = "".join(words)
    return _of_word(joined) if len(joined) >= _SHORTEST_JOINED and len(words) <= LONGEST_PHRASE else frozenset()


def _with_capital(how: How, word: str) -> frozenset[Sign]:
    return frozenset((how, form) for form in (word, word.capitalize()))


def _of_phrase(words: list[str]) -> frozenset[Sign]:
    phrase = [word.casefold() for word in words[:LONGEST_PHRASE]]
    return frozenset({(How.BEGINS, phrase[0]), (How.PHRASE, " ".join(phrase))})
