"""The cast of a script: who says what in a rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.conversation import Conversation, Opening, read_conversation
from bot.domain import RoomRef, Script

ROOM = "café"
"""The name of the room in which a cast speaks."""


def casts_in(folder: Path) -> list[Path]:
    """The casts beside a script, one for a language or one for all, sorted by name."""
    return sorted(one for one in folder.glob("cast*.jsonl") if one.is_file())


def cast_in(folder: Path, language: str) -> Path | None:
    """The cast to play in a language: its own, else the one for all, else the first there is."""
    candidates = (folder / f"cast.{language}.jsonl", folder / "cast.jsonl", *casts_in(folder))
    return next((one for one in candidates if one.is_file()), None)


def read_cast(script: Script | None, cast: Path, zone: str, day: date) -> Conversation:
    """A cast for a café that opens on that day. Of a script that cannot be read nothing is known: ``None`` holds the
    cast to its own rules alone. Raises `bot.errors.FaultsFound`."""
    return read_conversation(
        cast,
        RoomRef("terminal", ROOM),
        workshops=None if script is None else [one.key for one in script.workshops],
        choices={} if script is None else answers_of(script),
        opening=Opening(day, zone),
    )


def answers_of(script: Script) -> dict[str, Sequence[str] | range]:
    """What can be chosen in each workshop of a script: the keys of a poll's choices, the numbers of a scale."""
    answers: dict[str, Sequence[str] | range] = {}
    for one in script.workshops:
        if one.kind == "poll":
            answers[one.key] = one.choices
        elif one.kind == "scale":
            answers[one.key] = range(one.minimum, one.maximum + 1)
    return answers
