"""What was erased at a member's wish, and what cannot be: data first, then sentences."""

from __future__ import annotations

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
    """What was erased. ``rooms`` says that the rooms' own messages have gone too, because they are kept here."""

    scope: Scope
    taken: tuple[Taken, ...] = ()
    rooms: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing was there to be erased."""
        return all(one.tally.nothing for one in self.taken)


_FIGURES = ("posts", "pictures", "reactions", "choices")


def receipt_sentences(receipt: Receipt, words: Wording) -> list[str]:
    """The receipt in words, a sentence or two each: what was erased, café by café, then what is not."""
    said = [words.say(f"receipt.{receipt.scope.value}")]
    for one in receipt.taken:
        figures = [
            words.say(f"receipt.figure.{name}", n=n) for name in _FIGURES if (n := getattr(one.tally, name))
        ] or [words.say("receipt.figure.nothing")]
        said.append(words.say("receipt.cafe_line", title=one.title, figures=words.listing(figures)))
    if not receipt.taken:
        said.append(words.say("receipt.nothing"))
    if any(one.published for one in receipt.taken):
        said.append(words.say("receipt.published"))
    said.append(words.say("receipt.rooms_cleared" if receipt.rooms else "receipt.rooms_stay"))
    said.append(words.say("receipt.cannot"))
    said.append(words.say("receipt.kept_out" if receipt.scope is Scope.ALL else "receipt.log"))
    return said
