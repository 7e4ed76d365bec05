"""What holds for every conversation and for every file, whatever is in it."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Conversation, read_conversation
from bot.domain import Inbound, PostEdited, PostErased, PostMade, Reacted, RoomRef, Unreacted
from bot.errors import Fault, FaultsFound

ROOM = RoomRef("file", "conversation")
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
KINDS = ["post", "choice", "reaction", "unreaction", "edit", "erase", "consent", "withdraw"]
FIELDS = ["type", "id", "author", "name", "at", "text", "workshop", "reply_to", "attachments", "post", "emoji"]

keys = st.sampled_from(["a", "b", "c"])
strange = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([*KINDS, "conversation", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
strange_lines = st.dictionaries(
    st.sampled_from([*FIELDS, "choices", "choice", "version", "title", "language"]), strange
) | st.fixed_dictionaries({"type": st.sampled_from(KINDS), "at": strange, "author": strange, "id": keys, "text": keys})


def read_bytes(content: bytes) -> Conversation:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "week.jsonl"
        file.write_bytes(content)
        return read_conversation(file, ROOM)


def read_lines(lines: Sequence[dict[str, Any]]) -> Conversation:
    return read_bytes("".join(json.dumps(line) + "\n" for line in lines).encode())


def assert_read_or_named(content: bytes) -> None:
    """Either there are events, or there are faults; any other exception fails the test."""
    faults: tuple[Fault, ...] = ()
    events: Sequence[Inbound] = ()
    try:
        events = read_bytes(content).events
    except FaultsFound as found:
        faults = found.faults
    assert bool(events) != bool(faults)


@st.composite
def weeks(draw: st.DrawFn, *, distinct: bool) -> list[dict[str, Any]]:
    """The lines of a valid week, in no order."""
    posts = draw(st.lists(st.sampled_from(["m1", "m2", "m3", "m4"]), min_size=1, unique=True))
    others = draw(st.lists(st.sampled_from(KINDS[1:]), max_size=12))
    seconds = st.integers(0, 40)
    count = len(posts) + len(others)
    instants = draw(st.lists(seconds, min_size=count, max_size=count, unique=distinct))
    lines: list[dict[str, Any]] = []
    for number, second in enumerate(instants):
        kind = "post" if number < len(posts) else others[number - len(posts)]
        line: dict[str, Any] = {
            "type": kind,
            "at": (START + timedelta(seconds=second)).isoformat(),
            "author": draw(keys),
        }
        match kind:
            case "post":
                line |= {
                    "id": posts[number],
                    "text": "Hello",
                    "name": draw(st.none() | st.sampled_from(["Vio", "Ari"])),
                }
            case "choice":
                line |= {"workshop": draw(keys), "choices": [draw(keys)]}
            case "consent":
                line |= {"choice": draw(st.sampled_from(["named", "none"]))}
            case "reaction" | "unreaction":
                line |= {"post": draw(st.sampled_from(posts)), "emoji": "👍"}
            case "edit" | "erase":
                line |= {"post": draw(st.sampled_from(posts)), "text": draw(keys)}
        lines.append(line)
    return lines


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_read_or_named_as_faulty(content: bytes) -> None:
    assert_read_or_named(content)


@given(st.lists(strange_lines, max_size=6), st.integers(0, 200))
@settings(deadline=None, max_examples=200)
def test_any_objects_are_read_or_named_as_faulty(lines: list[dict[str, Any]], cut: int) -> None:
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    assert_read_or_named(content)
    assert_read_or_named(content[:-cut])


@given(weeks(distinct=True), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_the_order_of_the_lines_says_nothing(lines: list[dict[str, Any]], chance: random.Random) -> None:
    shuffled = lines.copy()
    chance.shuffle(shuffled)
    assert read_lines(shuffled).events == read_lines(lines).events


@given(weeks(distinct=False))
@settings(deadline=None, max_examples=100)
def test_nothing_comes_before_the_post_it_speaks_of(lines: list[dict[str, Any]]) -> None:
    events = read_lines(lines).events
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert [event.position for event in events] == sorted({event.position or "" for event in events})
    met: set[str] = set()
    for event in events:
        if isinstance(event, PostMade):
            met.add(event.post)
        elif isinstance(event, Reacted | Unreacted | PostEdited | PostErased):
            assert event.post in met


@given(weeks(distinct=True))
@settings(deadline=None, max_examples=100)
def test_a_file_written_twice_over_says_the_same(lines: list[dict[str, Any]]) -> None:
    assert read_lines(lines + lines).events == read_lines(lines).events
