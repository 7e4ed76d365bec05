"""A broken conversation: everything that is wrong is named, with its line, and nothing of it is taken."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bot.conversation import LONGEST_LINE, MOST_FAULTS, Conversation, read_conversation
from bot.domain import RoomRef
from bot.errors import Fault, FaultsFound
from bot.wording import wording

Read: TypeAlias = Callable[..., Conversation]
FaultsOf: TypeAlias = Callable[..., tuple[Fault, ...]]

ROOM = RoomRef("file", "conversation")
NOBODY = 65_534
NINE = "2026-03-02T09:00:00+01:00"
POST: dict[str, Any] = {"type": "post", "id": "m1", "author": "u7", "at": NINE, "text": "Hello"}
REACTION: dict[str, Any] = {"type": "reaction", "post": "m1", "author": "u9", "emoji": "👍", "at": NINE}
CHOICE: dict[str, Any] = {"type": "choice", "workshop": "w3", "author": "u7", "choices": ["2"], "at": NINE}


def faults_in(path: Path) -> list[tuple[str, int | None]]:
    with pytest.raises(FaultsFound) as raised:
        read_conversation(path, ROOM)
    assert {one.file for one in raised.value.faults} == {str(path)}
    return [(one.key, one.line) for one in raised.value.faults]


def test_everything_that_is_wrong_is_named_at_once_with_its_line(faults_of: FaultsOf) -> None:
    found = faults_of(
        {**REACTION, "post": "m9"},
        POST,
        "{not json}",
        {**POST, "text": "Something else"},
        {"type": "post", "id": "", "at": "soon", "text": 7},
        {"type": "applause"},
        {"id": "m3"},
        "[1, 2]",
        {"type": "conversation", "version": 1},
        {"type": "consent", "author": "u7", "choice": "maybe", "at": NINE},
    )
    assert [(one.line, one.key.removeprefix("conversation_")) for one in found] == [
        (1, "unknown_post"),
        (3, "not_json"),
        (4, "same_id"),
        (5, "time_unreadable"),
        (5, "empty_field"),
        (5, "missing_field"),
        (5, "not_text"),
        (6, "unknown_type"),
        (7, "no_type"),
        (8, "not_object"),
        (9, "late_header"),
        (10, "consent"),
    ]


def test_two_posts_with_one_id_name_both_lines(faults_of: FaultsOf) -> None:
    (found,) = faults_of(POST, "", {**POST, "text": "Something else"})
    assert (found.line, found.values) == (3, {"id": "m1", "first": "1"})


def test_a_broken_post_is_not_said_to_be_missing_as_well(faults_of: FaultsOf) -> None:
    assert [one.key for one in faults_of({**POST, "at": "soon"}, REACTION)] == ["conversation_time_unreadable"]


def test_an_unknown_workshop_comes_with_the_nearest_one(read: Read, faults_of: FaultsOf) -> None:
    known = ["w1", "w3", "mission"]
    assert read({**POST, "workshop": "w1"}, CHOICE, workshops=known).workshops == ("w1", "w3")
    post, choice = faults_of({**POST, "workshop": "misson"}, {**CHOICE, "workshop": "w33"}, workshops=known)
    assert post.values == {"workshop": "misson", "nearest": "mission"}
    assert choice.values == {"workshop": "w33", "nearest": "w3"}
    assert [one.key for one in faults_of(CHOICE, workshops=[])] == ["conversation_no_workshops"]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ({**POST, "text": "x" * 40_001}, "too_long"),
        ({**POST, "id": "x" * 201}, "too_long"),
        ({**POST, "name": "x" * 201}, "too_long"),
        ({**POST, "attachments": [{"name": "x" * 501}]}, "too_long"),
        ({**POST, "attachments": [{"name": "a", "url": "x" * 2_001}]}, "too_long"),
        ({**POST, "attachments": [{}]}, "missing_field"),
        ({**POST, "attachments": [{"name": 7}]}, "not_text"),
        ({**POST, "attachments": ["a.png"]}, "attachments"),
        ({**POST, "attachments": {"name": "a.png"}}, "attachments"),
        ({**POST, "attachments": [{"name": "a"}] * 101}, "many_attachments"),
        ({**POST, "author": 7}, "not_text"),
        ({**POST, "author": True}, "not_text"),
        ({**POST, "author": " "}, "empty_field"),
        ({**POST, "text": None}, "missing_field"),
        ({**POST, "reply_to": ""}, "empty_field"),
        ({**POST, "workshop": ["w1"]}, "not_text"),
        ({**POST, "text": "a\0b"}, "nul"),
        ({**POST, "name": "a\0b"}, "nul"),
        ('{"type": "post", "id": "m1", "author": "u7", "at": "2026-03-02T09:00:00Z", "text": "\\ud800"}', "surrogate"),
        ('{"type": "post", "id": "\\udfff", "author": "u7", "at": "2026-03-02T09:00:00Z", "text": ""}', "surrogate"),
        ({**CHOICE, "choices": []}, "choices"),
        ({**CHOICE, "choices": ["1"] * 21}, "choices"),
        ({**CHOICE, "choices": "2"}, "choices"),
        ({**CHOICE, "choices": [2]}, "not_text"),
        ({**CHOICE, "choices": [""]}, "empty_field"),
        ({**CHOICE, "workshop": None}, "missing_field"),
        ({"type": "consent", "author": "u7", "choice": ["named"], "at": NINE}, "consent"),
        ({"type": "conversation", "version": 0}, "version"),
        ({"type": "conversation", "version": True}, "version"),
        ({"type": "conversation", "version": "1"}, "version"),
        ({"type": "conversation", "language": "français"}, "language"),
        ({"type": "conversation", "title": "x" * 201}, "too_long"),
        ({"type": ["post"]}, "no_type"),
        ('{"type": "post", "id": NaN}', "number"),
        ('{"type": "post", "id": ' + "9" * 5_000 + "}", "number"),
        ("7", "not_object"),
        ("[" * 200_000, "too_deep"),
        ('{"a":' * 200_000, "too_deep"),
        ('{"type": "post"} {"type": "post"}', "not_json"),
    ],
    ids=lambda value: re.sub(r"\W+", "-", str(value))[:70],
)
def test_a_line_that_breaks_a_rule_is_one_fault(faults_of: FaultsOf, line: dict[str, Any] | str, key: str) -> None:
    (found,) = faults_of(line)
    assert (found.key, found.line) == (f"conversation_{key}", 1)


def test_an_emoji_has_a_limit_too(faults_of: FaultsOf) -> None:
    (found,) = faults_of(POST, {**REACTION, "emoji": "x" * 65})
    assert found.values == {"field": "emoji", "n": 65, "limit": 64}


def test_an_unknown_type_is_no_fault_of_a_newer_version_only(faults_of: FaultsOf) -> None:
    (found,) = faults_of({"type": "conversation", "version": 1}, POST, {"type": "applause"})
    assert (found.key, found.line, found.values["type"]) == ("conversation_unknown_type", 3, "applause")


def test_what_a_fault_repeats_is_short_and_harmless_to_a_terminal(faults_of: FaultsOf) -> None:
    (found,) = faults_of('{"type": "\\u001b[2J\\ud800' + "x" * 500 + '"}')
    told = str(found.values["type"])
    assert told.isprintable()
    assert len(told) <= 60


def test_a_hopeless_file_is_left_after_a_thousand_faults(faults_of: FaultsOf) -> None:
    found = faults_of(*["nonsense"] * (MOST_FAULTS * 3))
    assert len(found) == MOST_FAULTS
    assert (found[-1].key, found[-1].line) == ("many_faults", None)


def test_a_thousand_lonely_reactions_are_no_harder(faults_of: FaultsOf) -> None:
    found = faults_of(*[{**REACTION, "author": f"u{number}"} for number in range(MOST_FAULTS * 2)])
    assert len(found) == MOST_FAULTS
    assert found[0].line == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [("conversation_empty", None)]),
        (b"\n  \r\n", [("conversation_empty", None)]),
        (b"\xef\xbb\xbf", [("conversation_empty", None)]),
        (b'{"type": "conversation"}\n', [("conversation_empty", None)]),
        (gzip.compress(b"{}"), [("conversation_compressed", None)]),
        (b'\n{"type": "\xff"}\n', [("conversation_not_utf8", 2)]),
        ('{"type": "post"}'.encode("utf-16"), [("conversation_not_utf8", 1)]),
        (b'{"type": "post", "id": "m1", "te', [("conversation_cut_off", 1)]),
        ('{"type": "post", "text": "é'.encode()[:-1], [("conversation_cut_off", 1)]),
    ],
    ids=["empty", "blank", "mark", "header", "gzip", "latin", "utf-16", "cut", "cut in a letter"],
)
def test_a_file_that_is_no_conversation_says_what_it_is(
    tmp_path: Path, content: bytes, expected: list[tuple[str, int | None]]
) -> None:
    file = tmp_path / "week.jsonl"
    file.write_bytes(content)
    assert faults_in(file) == expected


def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "week.jsonl"
    file.write_bytes(b"{" + b" " * (LONGEST_LINE + 70_000) + b"}\nnonsense\n")
    assert faults_in(file) == [("conversation_long_line", 1), ("conversation_not_json", 2)]


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    assert faults_in(tmp_path / "nowhere.jsonl") == [("conversation_missing_file", None)]
    assert faults_in(tmp_path) == [("conversation_folder", None)]
    assert faults_in(tmp_path / ("x" * 5_000)) == [("conversation_unreadable", None)]
    assert faults_in(tmp_path / "half\0name") == [("conversation_unreadable", None)]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_a_file_that_breaks_while_it_is_read_is_said() -> None:
    assert faults_in(Path("/proc/self/mem")) == [("conversation_unreadable", None)]


def test_a_file_one_may_not_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "week.jsonl"
    file.write_bytes(b"{}")
    file.chmod(0)
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        assert faults_in(file) == [("conversation_not_allowed", None)]
    finally:
        os.seteuid(before)


def test_a_nested_line_is_read_or_named_and_nothing_else(read: Read) -> None:
    line = '{"type": "post", "id": "m1", "author": "u7", "at": "2026-03-02T09:00:00Z", "text": "", "deep": '
    keys: list[str] = []
    for depth in range(700, 1_001):
        try:
            read(line + "[" * depth + "]" * depth + "}")
        except FaultsFound as raised:
            keys += [one.key for one in raised.faults]
    assert set(keys) <= {"conversation_too_deep"}


def test_every_fault_has_its_sentence_in_every_language() -> None:
    import bot.conversation

    folder = Path(bot.conversation.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    keys = {f"fault.{key}" for key in re.findall(r'"(conversation_\w+)"', source)}
    english, french = wording("en"), wording("fr")
    for spoken in (english, french):
        assert {key for key in spoken.keys() if key.startswith("fault.conversation_")} == keys  # noqa: SIM118
    for key in keys:
        assert english.names(key) == french.names(key)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_fault_of_a_broken_file_can_be_said(faults_of: FaultsOf, language: str) -> None:
    found = faults_of(
        "nonsense",
        "NaN",
        {"type": "applause"},
        {"type": "conversation"},
        {**POST, "text": "x" * 40_001, "name": "a\0b", "attachments": "no"},
        {**REACTION, "post": "m7"},
        {**CHOICE, "choices": [], "at": "1066-10-14T09:00:00Z"},
        {**CHOICE, "workshop": "w4"},
        {"type": "consent", "author": 7, "choice": "", "at": "2026-03-02"},
        workshops=["w3"],
    )
    assert len(found) == 14
    for one in found:
        sentence = wording(language).say(f"fault.{one.key}", **one.values)
        assert "{" not in sentence.replace('[{"name"', "")


@pytest.mark.parametrize(
    ("chosen", "offered", "key"),
    [
        ("erly", ["early", "late"], "choice_unknown_near"),
        ("3", ["early", "late"], "choice_unknown"),
        ("0", ["early", "late"], "choice_unknown"),
        ("11", range(0, 11), "choice_off_scale"),
        ("7.5", range(0, 11), "choice_off_scale"),
        ("-1", range(0, 11), "choice_off_scale"),
    ],
)
def test_a_choice_that_is_not_offered_is_named_with_its_line(
    faults_of: FaultsOf, chosen: str, offered: list[str] | range, key: str
) -> None:
    (found,) = faults_of({**CHOICE, "choices": [chosen]}, choices={"w3": offered})
    assert (found.key, found.line) == (f"conversation_{key}", 1)
    assert chosen in wording("fr").say(f"fault.{found.key}", **found.values)
