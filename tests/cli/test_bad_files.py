"""Files that are not what they should be: each fault a sentence with its file, and nothing of them is taken."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import CAST, CONVERSATION, STRUCTURE, WORDS, Call, all_rows, write_script

DEEP = b"[" * 200_000
POST = CONVERSATION[1]

CONTENTS = {
    "nothing": b"",
    "blank lines": b"\n\n  \n",
    "random bytes": bytes(range(255, -1, -1)) * 20,
    "a zip archive": b"PK\x03\x04" + bytes(500),
    "nulls": bytes(1000),
    "absurd nesting": DEEP,
    "absurd nesting in a field": b'{"type": "post", "text": ' + DEEP,
    "absurd nesting of objects": b'{"a":' * 200_000,
    "a number of too many digits": b'{"type": "post", "id": ' + b"9" * 10_000 + b"}",
    "half a character": b'"\\ud800"',
    "another encoding": "é = “è”".encode("utf-16"),
    "a web page": b"<!DOCTYPE html><html></html>",
    "one word": b"null",
    "an endless line": b"x" * 1_200_000,
}


@pytest.mark.parametrize("content", CONTENTS)
def test_a_conversation_that_is_none(call: Call, kept: Path, content: str) -> None:
    before = all_rows(kept)
    Path("spoiled.jsonl").write_bytes(CONTENTS[content])
    said = call("replay", "spoiled.jsonl", "--data", "data", "--out", "pages")
    assert (said.status, said.out) == (1, "")
    assert all(line.startswith("spoiled.jsonl") or line.startswith("…") for line in said.faults)
    assert said.faults
    assert all_rows(kept) == before
    assert not Path("pages").exists()


@pytest.mark.parametrize("content", CONTENTS)
def test_a_list_of_workshops_that_is_none(call: Call, kept: Path, conversation: Path, content: str) -> None:
    before = all_rows(kept)
    Path("spoiled.json").write_bytes(CONTENTS[content])
    said = call("replay", str(conversation), "--workshops", "spoiled.json", "--data", "data", "--out", "pages")
    assert (said.status, said.out) == (1, "")
    assert all(line.startswith("spoiled.json") for line in said.faults)
    assert said.faults
    assert all_rows(kept) == before
    assert not Path("pages").exists()


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("file", ["script.toml", "en.toml"])
def test_a_script_that_is_none(call: Call, script: Path, file: str, content: str) -> None:
    (script / file).write_bytes(CONTENTS[content])
    for arguments in (["check"], ["open", "lamp"], ["rehearse", "lamp"]):
        said = call(*arguments)
        assert said.status == 1
        assert said.faults[0].startswith("prompts/lamp/")
    assert not Path("data").exists()
    assert not Path("cafe-out").exists()


@pytest.mark.parametrize("content", CONTENTS)
def test_a_configuration_that_is_none(call: Call, content: str) -> None:
    Path("mine.toml").write_bytes(CONTENTS[content])
    said = call("list", "--config", "mine.toml")
    if content in ("nothing", "blank lines"):
        assert said.status == 0, "nothing is configured, and nothing is wrong"
    else:
        assert (said.status, said.out) == (2, "")
        assert said.only_fault.startswith("mine.toml")


@pytest.mark.parametrize("content", CONTENTS)
def test_a_cast_that_is_none(call: Call, script: Path, content: str) -> None:
    Path("spoiled.jsonl").write_bytes(CONTENTS[content])
    said = call("rehearse", "lamp", "--cast", "spoiled.jsonl")
    assert (said.status, said.out) == (1, "")
    assert said.faults


WRONG_TYPES: list[object] = [None, True, 3, -1.5, "", "x", [], ["x"], {}, {"id": "x"}, [[]], [{}]]


@pytest.mark.parametrize("key", [*POST, "attachments"])
def test_a_post_whose_parts_are_of_another_type(call: Call, key: str) -> None:
    taken = 0
    for number, value in enumerate(WRONG_TYPES):
        Path("one.jsonl").write_text(json.dumps({**POST, key: value}))
        said = call("replay", "one.jsonl", "--data", f"data-{number}")
        assert said.status in (0, 1)
        assert bool(said.faults) == (said.status == 1)
        assert Path(f"data-{number}").exists() == (said.status == 0)
        taken += said.status == 0
    assert taken < len(WRONG_TYPES)


def test_one_broken_line_keeps_all_the_others_out(call: Call, conversation: Path) -> None:
    whole = conversation.read_bytes()
    conversation.write_bytes(whole[:-30])
    said = call("replay", str(conversation))
    assert said.status == 1
    assert said.only_fault.startswith("tea.jsonl:5: The file ends in the middle")
    assert not Path("data").exists()


@pytest.mark.parametrize("name", ["nowhere.jsonl", "nowhere/at/all", ".", "x" * 5000, "tea.jsonl/inside", ""])
def test_a_file_that_is_not_there_or_no_file(call: Call, conversation: Path, script: Path, name: str) -> None:
    for arguments in (
        ["replay", name],
        ["replay", str(conversation), "--workshops", name],
        ["rehearse", "lamp", "--cast", name],
    ):
        said = call(*arguments)
        assert (said.status, said.out) == (1, ""), arguments
        assert len(said.faults) == 1
    assert not Path("data").exists()


def test_a_pipe_or_a_device_in_the_place_of_a_file(call: Call, conversation: Path, script: Path) -> None:
    os.mkfifo("pipe")
    for name in ("pipe", "/dev/zero", "/dev/null"):
        for arguments in (
            ["replay", name],
            ["replay", str(conversation), "--workshops", name],
            ["rehearse", "lamp", "--cast", name],
        ):
            said = call(*arguments)
            assert (said.status, said.out) == (1, ""), arguments
            assert len(said.faults) == 1
        said = call("list", "--config", name)
        assert said.status == 2
        assert len(said.faults) == 1
    (script / "en.toml").unlink()
    os.mkfifo(script / "en.toml")
    assert call("check").status == 1
    assert not Path("data").exists()


@pytest.mark.parametrize(
    "at", ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "NaN", "1e999"]
)
def test_a_post_at_the_end_of_time(call: Call, at: str) -> None:
    Path("one.jsonl").write_text(json.dumps({**POST, "at": at}))
    said = call("replay", "one.jsonl")
    assert said.status == 1
    assert said.only_fault.startswith("one.jsonl:1")
    assert not Path("data").exists()


@pytest.mark.parametrize("line", ['{"type": "post", "at": NaN}', '{"type": "post", "at": Infinity}', '{"type": 1e999}'])
def test_numbers_that_json_does_not_have(call: Call, line: str) -> None:
    Path("one.jsonl").write_text(line)
    said = call("replay", "one.jsonl")
    assert said.status == 1
    assert said.faults[0].startswith("one.jsonl:1")


def test_a_file_of_another_system_is_read_as_it_is_meant(call: Call, conversation: Path) -> None:
    whole = conversation.read_bytes()
    Path("windows.jsonl").write_bytes(b"\xef\xbb\xbf" + whole.replace(b"\n", b"\r\n"))
    assert call("replay", "windows.jsonl").status == 0
    old = json.dumps({**POST, "name": "Noé"}, ensure_ascii=False)
    Path("old.jsonl").write_bytes(old.encode("latin-1"))
    said = call("replay", "old.jsonl", "--data", "old")
    assert said.status == 1
    assert "UTF-8" in said.only_fault


def test_a_post_of_a_million_characters(call: Call) -> None:
    Path("one.jsonl").write_text(json.dumps({**POST, "text": "x" * 1_000_000}))
    said = call("replay", "one.jsonl")
    assert said.status == 1
    assert "x" * 200 not in said.err


@pytest.mark.parametrize("many", [1_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_very_many_reactions_on_one_post_are_each_counted_once(call: Call, many: int) -> None:
    with Path("liked.jsonl").open("w", encoding="utf-8") as file:
        for line in (POST, *_reactions(many), *_reactions(many // 10)):
            file.write(json.dumps(line) + "\n")
    assert call("replay", "liked.jsonl", "--out", "pages").status == 0
    assert json.loads(Path("pages/flashback.json").read_text(encoding="utf-8"))["counts"]["reactions"] == many


def _reactions(many: int) -> Iterator[dict[str, str]]:
    for number in range(many):
        yield {"type": "reaction", "post": POST["id"], "author": f"m{number}", "emoji": "👍", "at": POST["at"]}


# --- any bytes at all -------------------------------------------------------------------------------------

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def spoiled(whole: str) -> st.SearchStrategy[bytes]:
    """Any bytes, and a good file with some of its bytes replaced, or cut short."""
    good = whole.encode()

    def replace(where: int, what: bytes) -> bytes:
        return good[:where] + what + good[where + len(what) :]

    places = st.integers(0, len(good))
    return st.one_of(
        st.binary(max_size=300),
        places.map(lambda end: good[:end]),
        st.builds(replace, places, st.binary(min_size=1, max_size=8)),
    )


LINES = "".join(json.dumps(line) + "\n" for line in CONVERSATION)
SEVERAL = json.dumps([{"id": "lamp", "title": "Lamps"}, {"id": "bye", "title": "The end"}])
CONFIGURATION = 'language = "fr"\nzone = "Europe/Paris"\nscripts = ["."]\n[terminal]\nroom = "café"\nhosts = ["Vio"]\n'


def told(call: Call, *arguments: str) -> int:
    """The status of a call, after a look at whether there is a sentence just where something is wrong."""
    said = call(*arguments)
    assert bool(said.faults) == (said.status != 0), said
    return said.status


@given(spoiled(LINES))
@FEW
def test_any_bytes_for_a_conversation(call: Call, content: bytes) -> None:
    Path("any.jsonl").write_bytes(content)
    assert told(call, "rehearse", "first-phone", "--cast", "any.jsonl", "--out", "/dev/null/x") in (1, 2)


@given(spoiled(SEVERAL))
@FEW
def test_any_bytes_for_a_list_of_workshops(call: Call, content: bytes) -> None:
    Path("tea.jsonl").write_text(LINES)
    Path("any.json").write_bytes(content)
    assert told(call, "replay", "tea.jsonl", "--workshops", "any.json", "--out", "/dev/null/x") in (1, 2)
    assert not Path("data").exists()


@pytest.mark.parametrize(("file", "whole"), [("script.toml", STRUCTURE), ("en.toml", WORDS)])
def test_any_bytes_for_a_script(call: Call, file: str, whole: str) -> None:
    folder = write_script(Path("prompts/lamp"))

    @given(spoiled(whole))
    @FEW
    def holds(content: bytes) -> None:
        (folder / file).write_bytes(content)
        assert told(call, "check") in (0, 1)

    holds()


@given(spoiled(CONFIGURATION))
@FEW
def test_any_bytes_for_a_configuration(call: Call, content: bytes) -> None:
    Path("config.toml").write_bytes(content)
    assert told(call, "check") in (0, 2)


@given(spoiled(CAST))
@FEW
def test_any_bytes_for_a_conversation_with_relative_times(call: Call, content: bytes) -> None:
    Path("any.jsonl").write_bytes(content)
    assert told(call, "replay", "any.jsonl", "--out", "/dev/null/x") in (1, 2)
