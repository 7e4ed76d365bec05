"""Reading numbers and labels out of answers, French and English. What is not certain is never guessed."""

from __future__ import annotations

from collections.abc import Iterable

from bot.kinds._kind import Read, Reading, Unclear
from bot.kinds.reading._images import images_named
from bot.kinds.reading._labels import Named, labels_of
from bot.kinds.reading._numbers import Given, Numbers
from bot.kinds.reading._tokens import beginning_of, folded, tokens_of
from bot.kinds.reading._vocabulary import DENIALS, STOPS

__all__ = ["folded", "images_named", "read_choices", "read_number", "telling_words"]


def telling_words(text: str) -> tuple[list[str], list[str]]:
    """The words of a text that tell anything, and those in which no two texts of one meaning differ: numbers and
    negations. Without case and accents, each once, in alphabetical order."""
    words = [token for token in tokens_of(text) if token.sort in ("word", "number", "ordinal", "decimal", "other")]
    telling = [token.text for token in words if token.text not in STOPS and len(token.text) > 1]
    firm = [token.text for token in words if token.sort in ("decimal", "other") or token.text.isdigit()]
    firm += [token.text for token in words if token.text in DENIALS]
    return sorted(set(telling or [token.text for token in words])), sorted(set(firm))


def read_number(text: str, minimum: int, maximum: int) -> Read:
    """The whole number between two ends that a text gives."""
    beginning = beginning_of(text)
    given = Numbers(tokens_of(beginning), places=0, top=maximum, lists=False).given()
    if given is None:
        return None
    inside = tuple(str(number) for number in given.numbers if minimum <= number <= maximum)
    outside = [number for number in given.numbers if not minimum <= number <= maximum]
    if given.doubt == "not_whole":
        return Unclear("not_whole", values={"number": given.said})
    if given.doubt == "other_scale":
        return Unclear("other_scale", values={"number": given.numbers[0], "top": given.top})
    if outside and not inside:
        return None if given.doubt else Unclear("out_of_range", values={"number": outside[0]})
    if given.doubt is not None or outside or len(inside) != 1:
        reason = "between" if len(inside) > 1 else "not_sure"
        return Unclear(reason, inside)
    return Reading(inside, given.bare and beginning == text)


def read_choices(text: str, labels: Iterable[tuple[int, str]], places: int, several: int) -> Read:
    """The places (from 1) of the choices that a text names by their numbers or their labels, ``several`` at most.

    ``labels`` are the places with their labels in every language.
    """
    beginning = beginning_of(text)
    tokens = tokens_of(beginning)
    lists = several > 1
    given = Numbers(tokens, places, top=None, lists=lists).given()
    named = labels_of(tuple(labels), lists).named(text, tokens)
    numbers = _by_number(given, places)
    said = None if named is None else _by_label(named)
    read = _agreed(numbers, said, named is not None and named.whole)
    if isinstance(read, Reading) and len(read.choices) > several:
        return Unclear("too_many", read.choices)
    if isinstance(read, Reading) and beginning != text:
        return Reading(read.choices)
    return read


def _by_number(given: Given | None, places: int) -> Read:
    if given is None:
        return None
    inside = tuple(str(number) for number in sorted(given.numbers) if 1 <= number <= places)
    outside = [number for number in given.numbers if not 1 <= number <= places]
    if given.doubt == "not_whole":
        return Unclear("not_whole", values={"number": given.said})
    if outside and not inside:
        return None if given.doubt else Unclear("out_of_range", values={"number": outside[0]})
    if given.doubt is not None or outside:
        return Unclear("between" if len(inside) > 1 else "not_sure", inside)
    return Reading(inside, given.bare)


def _by_label(named: Named) -> Read:
    places = tuple(map(str, named.places))
    if named.doubt is not None:
        return Unclear("between" if len(places) > 1 else "not_sure", places)
    return Reading(places, named.bare)


def _agreed(numbers: Read, said: Read, whole: bool) -> Read:
    """What both readings come to: two certain ones that differ are none."""
    if isinstance(numbers, Reading) and isinstance(said, Reading):
        if numbers.choices == said.choices:
            return Reading(numbers.choices, numbers.bare or said.bare)
        if whole and not numbers.bare:
            return said
        return Unclear("between", tuple(sorted({*numbers.choices, *said.choices}, key=int)))
    if isinstance(said, Reading):
        if not isinstance(numbers, Unclear) or numbers.reason == "out_of_range" or whole:
            return said
        return Unclear("between", tuple(sorted({*numbers.choices, *said.choices}, key=int)))
    return numbers or said
