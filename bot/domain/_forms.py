"""What a member is asked to fill in, and the buttons that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Button:
    """A button beside a message: what pressing it does (``action``), its words, and what it is ``about``: a workshop's
    key, or nothing."""

    action: str
    label: str
    about: str = ""


class FieldKind(StrEnum):
    """What can be filled in."""

    TEXT = "text"
    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its ``value``, as in `bot.domain.Chosen`, and its words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one field. ``title`` and ``label`` have at most 45 code points, ``hint`` and each option's label 100.

    ``most`` is the longest text in code points, or how many of the ``options`` may be chosen. The options of a scale
    are its numbers, in order. ``former`` is what the member has answered so far, to begin with: their text, or the
    values that they chose; nothing for a text that would be one more.
    """

    title: str
    label: str
    hint: str
    kind: FieldKind
    most: int
    options: tuple[Option, ...] = ()
    former: tuple[str, ...] = ()
