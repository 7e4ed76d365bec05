"""What a host changes of a running café's script, held to the rules of a script's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Any

from bot.domain import Script, Workshop, WorkshopWords
from bot.errors import CallError, Fault
from bot.script._keys import better_key
from bot.script._table import Sheet, Table
from bot.script._words import LONGEST_LABEL, LONGEST_TEXT, LONGEST_TITLE, read_labels, read_workshop_words
from bot.script._workshops import read_workshop

ADDABLE = ("question", "brainstorm", "poll", "scale", "mission", "writing")
"""The kinds of workshops that can be added to a running café: those that need no file, and no appointment."""


@dataclass(frozen=True, slots=True)
class NewWorkshop:
    """A workshop as a host describes it. ``choices`` are the labels of a poll's, ``ends`` those of a scale."""

    kind: str
    title: str
    question: str
    choices: tuple[str, ...] = ()
    ends: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class NewWords:
    """What is to be said otherwise of a workshop in one language; ``None`` stays as it is. ``choices`` are labels by
    the choice's key."""

    title: str | None = None
    question: str | None = None
    choices: Mapping[str, str] | None = None
    min_label: str | None = None
    max_label: str | None = None

    @property
    def of_labels(self) -> bool:
        """Whether it changes what members choose between."""
        return any(one is not None for one in (self.choices, self.min_label, self.max_label))


def added(script: Script, new: NewWorkshop, day: int, at: time) -> Script:
    """The script with one more workshop, worded alike in each of its languages. Raises `CallError` with every fault."""
    faults: list[Fault] = []
    key = _free(better_key(new.title), {one.key for one in script.workshops})
    structure: dict[str, Any] = {"kind": new.kind, "day": day, "at": at}
    words: dict[str, Any] = {"title": new.title, "question": new.question}
    if new.choices:
        labels = _by_key(new.choices)
        structure["choices"], words["choices"] = list(labels), labels
    if new.ends is not None:
        structure["min"], structure["max"] = new.ends
    sheet = Sheet("", {}, faults)
    table = Table(sheet, (), structure)
    table.one_of("kind", ADDABLE)
    workshop = read_workshop(table, key, Path(), None, None)[0] if not faults else None
    worded = read_workshop_words(Table(sheet, (), words), workshop)
    _require_none(faults)
    workshops = (*script.workshops, workshop) if workshop is not None else script.workshops
    return replace(
        script,
        workshops=workshops,
        words={
            language: replace(said, workshops={**said.workshops, key: worded})
            for language, said in script.words.items()
        },
    )


def reworded(script: Script, workshop: Workshop, language: str, new: NewWords) -> Script:
    """The script with other words for a workshop in one of its languages. Raises `CallError` with every fault."""
    faults: list[Fault] = []
    said = script.words[language]
    was = said.workshops[workshop.key]
    given = {
        name: one for name in ("title", "question", "min_label", "max_label") if (one := getattr(new, name)) is not None
    }
    table = Table(Sheet("", {}, faults), (), given | {"choices": {**was.choices, **(new.choices or {})}})
    labels = read_labels(table, workshop) if new.choices else was.choices
    words = replace(
        was,
        title=table.text("title", LONGEST_TITLE, one_line=True) or was.title,
        question=table.text("question", LONGEST_TEXT) or was.question,
        choices=labels,
        min_label=table.text("min_label", LONGEST_LABEL, one_line=True) or was.min_label,
        max_label=table.text("max_label", LONGEST_LABEL, one_line=True) or was.max_label,
    )
    _require_none(faults)
    return replace(
        script, words={**script.words, language: replace(said, workshops={**said.workshops, workshop.key: words})}
    )


def former_words(was: WorkshopWords, now: WorkshopWords, workshop: Workshop) -> dict[str, str]:
    """What was said before of each part of a workshop that is said otherwise: ``title``, ``question``, and labels as a
    host names them, ``label 1`` for the first choice and ``label min`` and ``label max`` for the ends of a scale. A
    label that was not there is empty."""
    parts = {"title": (was.title, now.title), "question": (was.question, now.question)}
    for number, choice in enumerate(workshop.choices, start=1):
        parts[f"label {number}"] = (was.choices[choice], now.choices[choice])
    parts["label min"], parts["label max"] = (was.min_label, now.min_label), (was.max_label, now.max_label)
    return {part: before for part, (before, after) in parts.items() if before != after}


def _by_key(labels: Sequence[str]) -> dict[str, str]:
    """Labels by keys made of them, in their order; two that are the same stay two, so that they can be refused."""
    found: dict[str, str] = {}
    for label in labels:
        found[_free(better_key(label), found)] = label
    return found


def _free(key: str, taken: Mapping[str, object] | set[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free


def _require_none(faults: Sequence[Fault]) -> None:
    if faults:
        # There is no file, and no line.
        raise CallError(*(Fault(one.key, one.values) for one in faults))
