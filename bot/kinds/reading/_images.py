"""Which images of a mockup a remark is about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.kinds._kind import Read, Reading, Unclear
from bot.kinds.reading._tokens import Token, tokens_of
from bot.kinds.reading._vocabulary import ALTERNATIVES, LAST, LISTS, PICTURES

_LEADS = frozenset(
    {"sur", "pour", "on", "for", "la", "le", "l", "the", "about", "dans", "in", "bonjour", "hello", "c", "est"}
)
_FEMININE = frozenset({"la", "the"})
_VERBS = frozenset(
    {
        "est",
        "a",
        "me",
        "m",
        "is",
        "has",
        "looks",
        "semble",
        "parait",
        "manque",
        "fait",
        "one",
        "seems",
        "feels",
        "j",
        "je",
    }
)
_ENDS = frozenset({"pause", "dash", "line", "slash"})


def images_named(text: str, images: int) -> Read:
    """The numbers of the images a remark begins with: "image 2: ...", "2 - too dark", "la deuxième est belle".

    No number is a remark on all of them; with one image it needs none. A number that no image has is uncertain.
    """
    if images == 1:
        return Reading(("1",))
    tokens = tokens_of(text)
    at, called, article = 0, False, False
    while (
        at < len(tokens)
        and tokens[at].sort == "word"
        and (tokens[at].text in _LEADS or tokens[at].text in PICTURES or tokens[at].text == "images")
    ):
        called = called or tokens[at].text in PICTURES or tokens[at].text == "images"
        article = tokens[at].text in _FEMININE
        at += 1
    numbers, end, alternative = _numbers(tokens, at, images)
    if not numbers or not (called or _is_address(tokens, at, end, article)):
        return Reading()
    if any(not 1 <= number <= images for number in numbers):
        outside = next(number for number in numbers if not 1 <= number <= images)
        return Unclear("out_of_range", values={"number": outside}) if called else Reading()
    found = tuple(str(number) for number in sorted(set(numbers)))
    return Unclear("between", found) if alternative and len(found) > 1 else Reading(found)


def _numbers(tokens: Sequence[Token], at: int, images: int) -> tuple[list[int], int, bool]:
    """The numbers in a row from a token on, where they end, and whether one of them only is meant."""
    numbers: list[int] = []
    alternative = False
    while at < len(tokens):
        token = tokens[at]
        if token.text in LAST:
            numbers.append(images)
        elif token.sort in ("number", "ordinal"):
            numbers.append(token.number)
        else:
            break
        following = at + 1
        while following < len(tokens) and (
            tokens[following].text in LISTS | _FEMININE
            or tokens[following].text in ALTERNATIVES - {"a", "to"}
            or tokens[following].text == ","
            or tokens[following].sort == "and"
        ):
            alternative = alternative or tokens[following].text in ("ou", "or")
            following += 1
        if following >= len(tokens) or tokens[following].sort not in ("number", "ordinal"):
            return numbers, at + 1, alternative
        at = following
    return numbers, at, alternative


def _is_address(tokens: Sequence[Token], begins: int, end: int, article: bool) -> bool:
    """Whether a number without the word "image" before it addresses an image rather than counting something."""
    if end >= len(tokens) or tokens[end].sort in _ENDS:
        return True
    named = tokens[begins].sort == "ordinal" or tokens[begins].text in LAST
    return (article or named) and tokens[end].text in _VERBS
