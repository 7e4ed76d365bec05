"""What the stories about conversations share: a short way to write a file, and to read it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Conversation, read_conversation
from bot.domain import RoomRef
from bot.errors import Fault, FaultsFound

ROOM = RoomRef("file", "conversation")


def line_of(line: dict[str, Any] | str) -> str:
    """One line of a file, from an object or as it stands."""
    return line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Conversation]:
    """Write these lines to a file, and read it."""

    def told(*lines: dict[str, Any] | str, **how: Any) -> Conversation:
        file = tmp_path / "week.jsonl"
        file.write_text("".join(line_of(line) + "\n" for line in lines), encoding="utf-8")
        return read_conversation(file, ROOM, **how)

    return told


@pytest.fixture
def faults_of(read: Callable[..., Conversation]) -> Callable[..., tuple[Fault, ...]]:
    """Write these lines to a file, and return everything that reading it finds wrong."""

    def found(*lines: dict[str, Any] | str, **how: Any) -> tuple[Fault, ...]:
        with pytest.raises(FaultsFound) as raised:
            read(*lines, **how)
        return raised.value.faults

    return found


@pytest.fixture
def lille() -> Path:
    """The real conversation of Lille, 2019."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    file = Path(os.environ.get("CAFE_SHARED_DATA", beside)) / "lille-2019" / "conversation.jsonl"
    if not file.is_file():
        pytest.skip(f"the real conversation is not there: {file}")
    return file
