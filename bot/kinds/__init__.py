"""Workshop kinds: how to ask, how to read an answer, how to sum up; one small class each.

To add a kind, write its class, name it in `KINDS`, and give it the sentence ``kind.how.<name>`` in each locale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.domain import Workshop, WorkshopWords
from bot.kinds._brainstorm import Brainstorm
from bot.kinds._explaining import explained
from bot.kinds._gathered import Mission, Mockup
from bot.kinds._kind import Context, Kind, Quoted, Read, Reading, Setting, Unclear
from bot.kinds._likeness import alike
from bot.kinds._meeting import Meeting, begins_at, rendezvous
from bot.kinds._poll import Poll
from bot.kinds._scale import Scale
from bot.kinds._texts import ClosingWord, Question
from bot.kinds._writing import Writing

__all__ = [
    "KINDS",
    "Brainstorm",
    "ClosingWord",
    "Context",
    "Kind",
    "Meeting",
    "Mission",
    "Mockup",
    "Poll",
    "Question",
    "Quoted",
    "Read",
    "Reading",
    "Scale",
    "Setting",
    "Unclear",
    "Writing",
    "alike",
    "begins_at",
    "explained",
    "kind_of",
    "read_privately",
    "rendezvous",
]

_ALL: tuple[Kind, ...] = (
    Question(),
    Brainstorm(),
    Poll(),
    Scale(),
    Mission(),
    Mockup(),
    Writing(),
    Meeting(),
    ClosingWord(),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind, by the name scripts call it by."""


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises `KeyError` for an unknown one."""
    return KINDS[name]


def read_privately(workshop: Workshop, words_by_language: Mapping[str, WorkshopWords], text: str) -> Read:
    """How a text that the bot alone reads votes: as it would in the thread, in an anonymous poll too. Raises `KeyError`
    for an unknown kind."""
    return kind_of(workshop.kind).read(replace(workshop, anonymous=False), words_by_language, text)
