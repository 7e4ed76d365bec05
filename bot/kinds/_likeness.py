"""Which ideas say the same thing in nearly the same words.

Two ideas are one where the words that tell anything, without case and accents and in alphabetical order, are alike to
88 in a hundred (RapidFuzz's normalised Indel similarity), with the same numbers and the same negations. Ideas that
are one with a third are one with each other. Measured on 2,582 texts of debates in French and English: from 88 up
each of 37 pairs was one idea said twice, from 84 to 88 a quarter were two (docs/decisions/0010).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from rapidfuzz import fuzz

from bot.kinds.reading import telling_words

ALIKE = 88
"""How alike the words of one idea are at least, of 100."""

_NEIGHBOURS = 20
_RARE_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class _Folded:
    """An idea as it is compared: its telling words in order, and what must not differ at all."""

    words: tuple[str, ...]
    key: str
    firm: tuple[str, ...]


def alike(texts: Sequence[str]) -> list[list[int]]:
    """The places of the texts in groups: each text in one. Which texts are together does not depend on their order.

    Near-linear: a text is compared with those that share one of its rarest words, and of a crowd that shares it, with
    its neighbours in the alphabet.
    """
    folded = [_folded(text) for text in texts]
    parents = list(range(len(texts)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    for one, other in _neighbours(folded):
        first, second = folded[one], folded[other]
        if root(one) != root(other) and first.firm == second.firm and fuzz.ratio(first.key, second.key) >= ALIKE:
            parents[root(one)] = root(other)
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        groups[root(place)].append(place)
    return list(groups.values())


def _folded(text: str) -> _Folded:
    words, firm = telling_words(text)
    return _Folded(tuple(words), " ".join(words), tuple(firm))


def _neighbours(folded: Sequence[_Folded]) -> Iterator[tuple[int, int]]:
    """The pairs of places worth comparing."""
    frequency = Counter(word for one in folded for word in set(one.words))
    sharing: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(folded):
        rare = sorted(set(one.words), key=lambda word: (frequency[word], word))
        for word in rare[: ceil(_RARE_SHARE * len(rare)) + 1]:
            sharing[word].append(place)
    for places in sharing.values():
        ordered = sorted(places, key=lambda place: (folded[place].key, folded[place].firm))
        for at, place in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + _NEIGHBOURS]:
                yield place, other
