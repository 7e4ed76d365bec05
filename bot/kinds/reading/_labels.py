"""Choices that somebody names by their labels: whole, in a part that fits no other, or with a slip of the finger.

A label counts as a text of its own, at the beginning of one, or (two words and eight letters at least) inside its
first or last sentence. A part of a label counts where every word of the text, those aside that tell nothing apart,
belongs to that label and to no other: "lycée" names "Pas avant le lycée" to nobody, since it leaves out the "pas".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from rapidfuzz.distance import OSA

from bot.kinds.reading._tokens import Token, folded, tokens_of
from bot.kinds.reading._vocabulary import (
    ALTERNATIVES,
    CLOSERS,
    FILLERS,
    LISTS,
    NEGATIONS,
    REASONS,
    REFUSALS,
    REFUSED,
    SAME,
    STOPS,
    VAGUE,
    WEAK,
)

_LONG_LABEL = 8
_MOST_WORDS = 6
_SLIPS = ((8, 2), (5, 1))
_PAUSE = ","
_ENDS = frozenset({"line", "question"})
_SENTENCE_ENDS = frozenset(".!…")


@dataclass(frozen=True, slots=True)
class Named:
    """The places (from 1) of the choices that a text may name; ``doubt`` says why that is not certain.

    ``whole`` says that the text is a label and nothing else, ``bare`` that no word besides was said.
    """

    places: tuple[int, ...]
    doubt: str | None = None
    whole: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    place: int
    words: tuple[str, ...]
    telling: frozenset[str]
    denied: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence: its words, whether it asks, and where among the words a pause stands."""

    words: tuple[str, ...]
    asks: bool
    pauses: frozenset[int] = field(default_factory=frozenset)


class Labels:
    """The labels of a poll in every language, ready to be looked for. ``lists`` says that several may be named."""

    def __init__(self, labels: Sequence[tuple[int, str]], lists: bool) -> None:
        self._lists = lists
        self._folded: dict[str, set[int]] = {}
        self._labels: list[_Label] = []
        for place, label in labels:
            words = tuple(one.text for one in tokens_of(label) if one.sort not in ("pause", "line", "question", "dash"))
            telling = frozenset(word for word in words if word not in STOPS) or frozenset(words)
            denied = any(word in NEGATIONS for word in words) and len(words) > 1
            self._labels.append(_Label(place, words, telling, denied))
            self._folded.setdefault(folded(label), set()).add(place)
        self._known = frozenset(word for label in self._labels for word in label.words)
        self._whole_negations = frozenset(label.words[0] for label in self._labels if len(label.words) == 1)

        self._refusing = self._refusals()

    def _refusals(self) -> dict[str, int]:
        """The word with which the one choice that refuses all the others begins, and its place."""
        found: dict[str, set[int]] = {}
        for label in self._labels:
            for word in {REFUSALS[word] for word in label.words if word in REFUSALS}:
                found.setdefault(word, set()).add(label.place if REFUSALS.get(label.words[0]) == word else 0)
        return {word: places.pop() for word, places in found.items() if len(places) == 1 and 0 not in places}

    def named(self, text: str, tokens: Sequence[Token]) -> Named | None:
        """What a text names; ``None`` where it names nothing."""
        if (said := folded(text)) and (places := self._folded.get(said)):
            doubt = "between" if len(places) > 1 else "not_sure" if "?" in text else None
            return Named(tuple(sorted(places)), doubt, whole=True, bare=True)
        sentences = self._sentences(tokens)
        if not sentences:
            return None
        if (refused := self._refused(sentences)) is not None:
            return refused
        ends = sentences if len(sentences) == 1 else [sentences[0], sentences[-1]]
        for sentence in ends:
            if (found := self._inside(sentence, sentence is sentences[0])) is not None:
                alone = len(sentences) == 1
                if self._lists and found.doubt is None and self._names_more(found.places, sentence):
                    return self._parts(sentence, alone) or Named(found.places, "not_sure")
                return self._with_rest(found, sentence, alone)
        return self._parts(sentences[0], alone=len(sentences) == 1)

    def _refused(self, sentences: Sequence[_Sentence]) -> Named | None:
        """The choice that refuses all the others, where its own first word is all that is said: "rien", "None for me"
        name "Rien du tout", "None of these"."""
        first, *others = sentences
        said = [word for word in first.words if word in REFUSALS or word not in FILLERS | STOPS | CLOSERS]
        place = self._refusing.get(REFUSALS.get(said[0], "")) if said else None
        if place is None or any(word not in REFUSED for word in said[1:]):
            return None
        doubtful = first.asks or any(self._tells(word) for sentence in others for word in sentence.words)
        return Named((place,), "not_sure" if doubtful else None, bare=not others)

    # --- whole labels -------------------------------------------------------------------------------------

    def _inside(self, sentence: _Sentence, first: bool) -> Named | None:
        spans = [
            (start, start + len(label.words), label.place)
            for label in self._labels
            for start in _starts(label.words, sentence.words)
            if label.words and self._may_stand(label, sentence, start, first)
        ]
        spans = [one for one in spans if not any(_within(one, other) for other in spans)]
        if not spans:
            return None
        places = tuple(sorted({place for _, _, place in spans}))
        begins, ends = min(start for start, _, _ in spans), max(end for _, end, _ in spans)
        clause = max((pause for pause in sentence.pauses if pause <= begins), default=0)
        before, after = sentence.words[clause:begins], sentence.words[ends:]
        doubt = None
        if any(word in NEGATIONS and word not in self._whole_negations for word in before) or sentence.asks:
            doubt = "not_sure"
        if any(word in VAGUE - {"de"} for word in before) or (after and after[0] in ("non", "no", "peutetre", "maybe")):
            doubt = "not_sure"
        others = {place for label in self._labels for at in _starts(label.words, after) if (place := label.place)}
        if len(places) > 1 and self._is_choice_between(sentence.words[begins:ends]):
            doubt = "between"
        elif others - set(places):
            places, doubt = tuple(sorted({*places, *others})), "between"
        elif any(self._tells(word) for word in before):
            if self._lists:
                return None
            doubt = "not_sure"
        return Named(places, doubt)

    def _names_more(self, places: Sequence[int], sentence: _Sentence) -> bool:
        """Whether a word of the sentence belongs to a label besides those that stand there whole."""
        there = {word for label in self._labels if label.place in places for word in label.words}
        others = [label.telling for label in self._labels if label.place not in places]
        words = [word for word in sentence.words if word not in there | STOPS | VAGUE | NEGATIONS]
        return any(_is_in(word, telling, self._known) for word in words for telling in others)

    def _tells(self, word: str) -> bool:
        return word in self._known and word not in STOPS | VAGUE | NEGATIONS

    def _may_stand(self, label: _Label, sentence: _Sentence, start: int, first: bool) -> bool:
        end = start + len(label.words)
        if len(label.words) > 1 and sum(map(len, label.words)) >= _LONG_LABEL:
            return True
        ahead = all(word in FILLERS | NEGATIONS | VAGUE or word in self._known for word in sentence.words[:start])
        return (
            first and ahead and (end in sentence.pauses or end == len(sentence.words) or self._goes_on(sentence, end))
        )

    def _goes_on(self, sentence: _Sentence, at: int) -> bool:
        word = sentence.words[at]
        return word in REASONS or word in CLOSERS or word in LISTS or word in ALTERNATIVES

    def _is_choice_between(self, words: Iterable[str]) -> bool:
        return not self._lists or any(word in ("ou", "or") for word in words)

    # --- parts of labels, and slips -----------------------------------------------------------------------

    def _parts(self, sentence: _Sentence, alone: bool) -> Named | None:
        clause = self._first_clause(sentence)
        groups: list[list[str]] = [[]]
        for word in clause:
            if word in LISTS or word in ("ou", "or", _PAUSE):
                groups.append([])
            else:
                groups[-1].append(word)
        fits = [self._fitting(group) for group in groups if any(word not in STOPS | VAGUE for word in group)]
        found = list(takewhile(lambda fit: fit is not None, fits)) if _PAUSE in clause else fits
        named = [fit for fit in found if fit is not None]
        if not named or len(named) < len(found):
            return None
        places = tuple(sorted({place for one in named for place in one.places}))
        doubt = next((one.doubt for one in named if one.doubt), None)
        if len(places) > 1 and doubt is None and self._is_choice_between(clause):
            doubt = "between"
        if sentence.asks or any(word in VAGUE for word in clause if word not in self._known):
            doubt = doubt or "not_sure"
        return self._with_rest(Named(places, doubt), sentence, alone)

    def _fitting(self, words: Sequence[str]) -> Named | None:
        """The choices to whose label every telling word belongs."""
        said = [word for word in words if word not in STOPS | VAGUE | NEGATIONS or word in self._whole_negations]
        denials = {word for word in words if word in NEGATIONS} - self._whole_negations
        if len(said) > _MOST_WORDS or not any(word.isalpha() and word not in WEAK for word in said):
            return None
        fits = [label for label in self._labels if all(_is_in(word, label.telling, self._known) for word in said)]
        if not fits:
            return None
        complete = {
            label.place
            for label in fits
            if all(any(_alike(other, word) for word in [*said, *denials]) for other in label.telling)
        }
        places = complete if len(complete) == 1 else {label.place for label in fits}
        denied = any(label.denied and label.place not in complete for label in fits if label.place in places)
        if denied or (denials and not places <= complete):
            return Named(tuple(sorted(places)), "not_sure")
        if denials and not any(label.denied for label in fits if label.place in places):
            return Named(tuple(sorted(places)), "not_sure")
        return Named(tuple(sorted(places)), None if len(places) == 1 else "between")

    def _first_clause(self, sentence: _Sentence) -> list[str]:
        """The words up to a pause or a reason, small talk before a pause left out."""
        clause: list[str] = []
        for at, word in enumerate(sentence.words):
            if at in sentence.pauses and any(one not in FILLERS for one in clause):
                if not self._lists:
                    break
                clause.append(_PAUSE)
            if word in REASONS - FILLERS - LISTS and word not in self._known and clause:
                break
            clause.append(word)
        return clause

    def _with_rest(self, named: Named, sentence: _Sentence, alone: bool) -> Named:
        rest = [word for word in sentence.words if word not in STOPS | CLOSERS and word not in self._known]
        return Named(named.places, named.doubt, bare=alone and not rest)

    # --- the text -----------------------------------------------------------------------------------------

    def _sentences(self, tokens: Sequence[Token]) -> list[_Sentence]:
        sentences: list[_Sentence] = []
        words: list[str] = []
        pauses: set[int] = set()
        reasoned = False

        def close(asks: bool) -> None:
            nonlocal words, pauses, reasoned
            if words:
                sentences.append(_Sentence(tuple(words), asks, frozenset(pauses)))
            words, pauses, reasoned = [], set(), False

        for token in tokens:
            if token.sort in _ENDS or (token.sort == "pause" and token.text in _SENTENCE_ENDS):
                close(token.sort == "question")
            elif token.sort in ("pause", "dash"):
                pauses.add(len(words))
            elif token.sort in ("word", "number", "ordinal", "other", "decimal", "and"):
                # What stands behind a "because" is a reason, and no vote.
                reasoned = reasoned or token.text in ("parce", "parceque", "pcq", "car", "puisque", "because", "since")
                if not reasoned:
                    words.append(self._canonical(token.text))
        close(asks=False)
        return sentences

    def _canonical(self, word: str) -> str:
        twin = SAME.get(word)
        return twin if twin in self._known and word not in self._known else word


@lru_cache(maxsize=256)
def labels_of(labels: tuple[tuple[int, str], ...], lists: bool) -> Labels:
    """The labels of a poll, made ready once."""
    return Labels(labels, lists)


def _starts(label: Sequence[str], words: Sequence[str]) -> list[int]:
    length = len(label)
    return [at for at in range(len(words) - length + 1) if length and tuple(words[at : at + length]) == tuple(label)]


def _within(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]


def _is_in(word: str, words: frozenset[str], known: frozenset[str]) -> bool:
    """Whether a word is one of these, or one of them with a slip of the finger; a word of another label is no slip."""
    if word in words:
        return True
    return word not in known and any(_alike(word, other) for other in words)


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    longer = max(len(word), len(other))
    most = next((slips for length, slips in _SLIPS if longer >= length), 0)
    if not most or not word.isalpha() or not other.isalpha():
        return False
    # The plural and the accent are no slips of their own; the first letter is seldom wrong.
    return word[0] == other[0] and OSA.distance(word, other, score_cutoff=most) <= most
