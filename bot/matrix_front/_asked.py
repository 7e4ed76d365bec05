"""What the bot has asked somebody alone, and what they mean by a number. Pure.

What the answers mean stands in the question's own event: they are understood after a restart too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import CallError, fault
from bot.showing import shown

_BETWEEN = re.compile(r"[\s,;]+(?:(?:et|and|&)\s+)?")
_NUMBER = re.compile(r"[-+]?[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: ``what`` its answer does, in which ``cafe``, ``about`` what there; ``numbers`` says what each number
    stands for, of which ``most`` may be given. Without any, what is written is the answer."""

    what: str
    numbers: Mapping[str, str] = field(default_factory=dict)
    cafe: str = ""
    about: str = ""
    room: str = ""
    most: int = 1

    def as_content(self) -> dict[str, Any]:
        """As the question's event carries it."""
        return {
            "what": self.what,
            "numbers": dict(self.numbers),
            "cafe": self.cafe,
            "about": self.about,
            "room": self.room,
            "most": self.most,
        }

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Asked | None:
        """What an event carries; ``None`` for what has not its form."""
        numbers, most = content.get("numbers"), content.get("most")
        texts = [content.get(one) for one in ("what", "cafe", "about", "room")]
        if not isinstance(numbers, dict) or not isinstance(most, int) or not all(isinstance(one, str) for one in texts):
            return None
        what, cafe, about, room = map(str, texts)
        if not all(_NUMBER.fullmatch(one) and isinstance(numbers[one], str) for one in numbers):
            return None
        return cls(what, numbers, cafe, about, room, most)

    def chosen(self, text: str) -> tuple[str, ...] | None:
        """What the numbers of an answer stand for; ``None`` for an answer in words. Raises `CallError` for numbers that
        stand for nothing here, and for too many."""
        if not self.numbers:
            return None
        given = [one for one in _BETWEEN.split(text.strip().rstrip(".)")) if one]
        if not given or not all(_NUMBER.fullmatch(one) for one in given):
            return None
        if len(given) > self.most:
            raise CallError(fault("matrix_too_many_numbers", n=self.most))
        found = [self.numbers.get(str(int(one))) for one in given]
        if None in found:
            # A homeserver keeps no order of keys.
            ordered = sorted(self.numbers, key=int)
            first, last = ordered[0], ordered[-1]
            raise CallError(fault("matrix_number", value=shown(text), first=first, last=last))
        return tuple(dict.fromkeys(one for one in found if one is not None))
