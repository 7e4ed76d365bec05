"""A long conversation: what is kept in memory does not grow with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation import read_conversation, size_of
from bot.domain import RoomRef
from tests.conftest import ROOT
from tests.conversation.exported import export, message, reaction, user
from tests.conversation.exported import write as write_whole

ROOM = RoomRef("file", "conversation")
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def write(path: Path, posts: int) -> Path:
    """A conversation of so many posts by fifty members, each with a reaction that comes before it in the file."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(posts):
            at = (START + timedelta(seconds=posts - number)).isoformat()
            member = f"u{number % 50}"
            reaction = {"type": "reaction", "post": f"m{number}", "author": member, "emoji": "👍", "at": at}
            text = f"Un souvenir, le {number}. " * 8
            post = {"type": "post", "id": f"m{number}", "author": member, "at": at, "text": text, "workshop": "w"}
            file.write(json.dumps(reaction) + "\n" + json.dumps(post) + "\n")
    return path


MEASURE = """
import sys, tracemalloc
from pathlib import Path
from bot.conversation import read_conversation
from bot.domain import PostMade, RoomRef

def read(path):
    conversation = read_conversation(Path(path), RoomRef("file", "conversation"))
    posts = sum(isinstance(event, PostMade) for event in conversation.events)
    assert posts * 2 == len(conversation.events)

read(sys.argv[1])
tracemalloc.start()
read(sys.argv[2])
print(tracemalloc.get_traced_memory()[1])
"""


def peak(first: Path, path: Path) -> int:
    """The most memory that reading a conversation and going through its events takes, in bytes, once another one was
    read: in a process of its own, for nothing that other tests have left in this one is to count."""
    command = [sys.executable, "-c", MEASURE, str(first), str(path)]
    return int(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def write_export(path: Path, posts: int) -> Path:
    """The same as a channel that was exported from elsewhere."""
    people = [user(f"u{number}") for number in range(50)]
    told = [
        message(
            f"m{number}",
            people[number % 50],
            f"Un souvenir, le {number}. " * 8,
            timestamp=(START + timedelta(seconds=number)).isoformat(),
            reactions=[reaction("👍", people[number % 50])],
        )
        for number in range(posts)
    ]
    return write_whole(path, export(told))


@pytest.mark.parametrize(("written", "least"), [(write, 600), (write_export, 200)])
def test_ten_times_the_posts_take_no_more_memory(
    tmp_path: Path, written: Callable[[Path, int], Path], least: int
) -> None:
    first = written(tmp_path / "first.jsonl", 10)
    few, many = [peak(first, written(tmp_path / f"{posts}.jsonl", posts)) for posts in (least, 10 * least)]
    assert many < few * 2


def test_every_byte_is_told_of(tmp_path: Path) -> None:
    path = write(tmp_path / "c.jsonl", 20)
    told: list[int] = []
    read_conversation(path, ROOM, on_bytes=told.append)
    assert sum(told) == size_of(path) == path.stat().st_size
    assert size_of(tmp_path / "nowhere") is None


def test_events_can_be_gone_through_from_any_place_as_often_as_wanted(tmp_path: Path) -> None:
    events = read_conversation(write(tmp_path / "c.jsonl", 20), ROOM).events
    everything = tuple(events)
    assert tuple(events) == everything
    assert tuple(reversed(events)) == everything[::-1]
    for place in (0, 7, 39):
        assert tuple(events.after(everything[place].position)) == everything[place + 1 :]
        assert events[place] == everything[place]
    assert events[-1] == everything[-1]
