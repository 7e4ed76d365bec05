"""What was erased at a member's wish, and what cannot be: data first, then sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import Tally
from bot.wording import Wording


class Scope(StrEnum):
    """How much a member wished to have forgotten."""

    POST = "post"
    CAFE = "cafe"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was erased in one café. ``title`` is a host's words; ``published`` says that its flashback was out already,
    and is made anew."""

    cafe: str
    title: str
    tally: Tally
    published: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased. ``rooms`` says that the rooms' own messages have gone too, because they are kept here,
    ``carried`` that what was posted for the member leaves them in any case, ``files_stay`` that a server may go on
    handing out files whose messages were deleted."""

    scope: Scope
    taken: tuple[Taken, ...] = ()
    rooms: bool = False
    carried: bool = False
    files_stay: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing was there to be erased."""
        return all(one.tally.nothing for one in self.taken)


_FIGURES = ("posts", "pictures", "reactions", "choices", "said")


Line = tuple[str, Mapping[str, object]]
"""A key of the locales and what fills it; a value that is a tuple is an enumeration of such lines."""


def receipt_lines(receipt: Receipt) -> list[Line]:
    """The receipt, sentence by sentence: what was erased, café by café, then what is not."""
    said: list[Line] = [(f"receipt.{receipt.scope.value}", {})]
    for one in receipt.taken:
        figures = [(f"receipt.figure.{name}", {"n": n}) for name in _FIGURES if (n := getattr(one.tally, name))]
        said.append(
            ("receipt.cafe_line", {"title": one.title, "figures": tuple(figures or [("receipt.figure.nothing", {})])})
        )
    if not receipt.taken:
        said.append(("receipt.nothing", {}))
    if any(one.published for one in receipt.taken):
        said.append(("receipt.published", {}))
    said.append(("receipt.rooms_cleared" if receipt.rooms else "receipt.rooms_stay", {}))
    if receipt.files_stay:
        said.append(("receipt.files_stay", {}))
    if receipt.carried and not receipt.rooms:
        said.append(("receipt.rooms_carried", {}))
    said.append(("receipt.cannot", {}))
    said.append(("receipt.kept_out" if receipt.scope is Scope.ALL else "receipt.log", {}))
    return said


def receipt_sentences(receipt: Receipt, words: Wording) -> list[str]:
    """The receipt in words."""

    def worded(value: object) -> object:
        if isinstance(value, tuple):
            return words.listing([words.say(key, **values) for key, values in value])
        return value

    return [
        words.say(key, **{name: worded(value) for name, value in values.items()})
        for key, values in receipt_lines(receipt)
    ]
