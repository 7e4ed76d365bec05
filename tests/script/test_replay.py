"""A conversation that had no script is given one, from the names of its workshops."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Fault, FaultsFound
from bot.script import bare_script, workshops_file
from tests.script.conftest import sayable


def test_a_bare_script_is_open_throughout_until_the_midnight_after_the_last_day() -> None:
    script = bare_script("replay", "Old talk", "fr", [("w2", "Second"), ("w1", "First")], days=4)
    assert (script.opens_at, script.days, script.closes_at) == (time(0), 4, time(0))
    assert script.publishes_after_hours == 0
    assert [(one.key, one.kind, one.day, one.at) for one in script.workshops] == [
        ("w2", "question", 1, time(0)),
        ("w1", "question", 1, time(0)),
    ]
    assert script.worded("fr").title == "Old talk"
    assert script.worded("fr").workshops["w1"].title == "First"


def test_a_bare_script_may_be_without_workshops() -> None:
    assert bare_script("replay", "Old talk", "fr", [], days=2).workshops == ()


def test_a_replay_of_one_day_closes_on_the_second() -> None:
    with pytest.raises(ValueError, match="day 2"):
        bare_script("replay", "Old talk", "fr", [], days=1)


def faults_of(path: Path, content: bytes) -> list[Fault]:
    path.write_bytes(content)
    with pytest.raises(FaultsFound) as found:
        workshops_file(path)
    assert {one.file for one in found.value.faults} == {str(path)}
    return sayable(found.value.faults)


def test_a_list_of_workshops_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "workshops.json"
    path.write_text('[{"id": "w2", "title": " Second ", "by": 3}, {"id": "w1", "title": "First"}]', encoding="utf-8")
    assert workshops_file(path) == [("w2", "Second"), ("w1", "First")]


def test_there_is_no_such_list(tmp_path: Path) -> None:
    with pytest.raises(FaultsFound) as found:
        workshops_file(tmp_path / "nowhere.json")
    assert [one.key for one in sayable(found.value.faults)] == ["script_file_missing"]


GOOD = b'[\n{"id": "w1", "title": "First"},\n'


@pytest.mark.parametrize(
    ("content", "sentence", "line"),
    [
        (b"", "script_json_end", 1),
        (b'[\n{"id": "w1", "title": "Fir', "script_json", 2),
        (GOOD[:-2], "script_json_end", 2),
        (b"[\nhello]", "script_json", 2),
        (b"\xff\xfe\x00\x01", "script_file_not_utf8", 1),
        (b"[" * 200_000, "script_file_deep", None),
        (b'{"a":' * 100_000, "script_file_deep", None),
        (b"9" * 5_000, "script_workshops_not_list", None),
        (b'{"id": "w1", "title": "First"}', "script_workshops_not_list", None),
        (b"null", "script_workshops_not_list", None),
        (b"[]", "script_workshops_empty", None),
        (GOOD + b'{"id": "w1", "title": "Again"}]', "script_workshops_twice", 3),
        (GOOD + b'\n{"id": "w2"}]', "script_workshops_missing", 4),
        (GOOD + b'{"title": "Second"}]', "script_workshops_missing", 3),
        (GOOD + b'{"id": 2, "title": "Second"}]', "script_workshops_not_text", 3),
        (GOOD + b'{"id": true, "title": "Second"}]', "script_workshops_not_text", 3),
        (GOOD + b'{"id": " ", "title": "Second"}]', "script_workshops_blank", 3),
        (GOOD + b'{"id": "w2", "title": "a\\u0000"}]', "script_workshops_broken_text", 3),
        (GOOD + b'{"id": "w2", "title": "\\ud800"}]', "script_workshops_broken_text", 3),
        (GOOD + b'"w2"]', "script_workshops_entry", 3),
        (GOOD + b"[[]]]", "script_workshops_entry", 3),
        (GOOD + b"NaN]", "script_workshops_entry", 3),
    ],
)
def test_a_wrong_list_is_named_with_its_line(tmp_path: Path, content: bytes, sentence: str, line: int | None) -> None:
    (fault,) = faults_of(tmp_path / "workshops.json", content)
    assert (fault.key, fault.line) == (sentence, line)


def test_every_fault_of_a_list_is_named_at_once(tmp_path: Path) -> None:
    faults = faults_of(tmp_path / "workshops.json", b'[\n1,\n{"id": ""},\n{"id": "w", "title": "x"}\n]')
    assert [(one.key, one.line) for one in faults] == [
        ("script_workshops_entry", 2),
        ("script_workshops_blank", 3),
        ("script_workshops_missing", 3),
    ]


ENTRIES = st.lists(
    st.tuples(st.text("abc123", min_size=1, max_size=4), st.text("xyz é", min_size=1).filter(str.strip)),
    min_size=1,
    max_size=5,
    unique_by=lambda entry: entry[0],
)


@settings(max_examples=50, deadline=None)
@given(entries=ENTRIES, indent=st.sampled_from([None, 0, 2]), cut=st.integers(0, 400))
def test_a_list_is_read_whole_or_refused(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str]], indent: int | None, cut: int
) -> None:
    path = tmp_path_factory.mktemp("lists") / "workshops.json"
    whole = json.dumps([{"id": key, "title": title} for key, title in entries], indent=indent)
    path.write_text(whole, encoding="utf-8")
    assert workshops_file(path) == [(key, title.strip()) for key, title in entries]
    assert faults_of(path, whole[: min(cut, len(whole) - 1)].encode())


@settings(max_examples=50, deadline=None)
@given(content=st.binary(max_size=50))
def test_no_bytes_are_taken_for_a_list_of_workshops(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert faults_of(tmp_path_factory.mktemp("lists") / "workshops.json", content)
