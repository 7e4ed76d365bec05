"""Workshop kinds: how to ask, how to read an answer, how to sum up; one small class each.

To add a kind, write its class, name it in `KINDS`, and give it the sentence ``kind.how.<name>`` in each locale.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.kinds._kind import Context, Kind, Quoted, Reading
from bot.kinds._poll import Poll
from bot.kinds._scale import Scale
from bot.kinds._texts import Brainstorm, ClosingWord, Question

__all__ = [
    "KINDS",
    "Brainstorm",
    "ClosingWord",
    "Context",
    "Kind",
    "Poll",
    "Question",
    "Quoted",
    "Reading",
    "Scale",
    "kind_of",
]

_ALL: tuple[Kind, ...] = (Question(), Brainstorm(), Poll(), Scale(), ClosingWord())

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind, by the name scripts call it by."""


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises `KeyError` for an unknown one."""
    return KINDS[name]
