"""`cafe export` and `cafe forget`: what is handed on, and what is erased at a member's wish."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import CONVERSATION, Call, all_rows


@pytest.fixture
def consented(call: Call) -> Path:
    """The data folder of a café where Vio said yes to her name, and where there are two people called Ana."""
    lines = [
        *CONVERSATION,
        {"type": "consent", "author": "u1", "choice": "named", "at": "2026-03-02T09:00:00+01:00"},
        {**CONVERSATION[4], "id": "m4", "author": "u4", "name": "Ana", "text": "I am another Ana."},
    ]
    Path("tea.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert call("replay", "tea.jsonl").status == 0
    return Path("data/cafe.db")


def test_only_what_somebody_said_yes_to_is_exported_and_can_be_read_back(call: Call, consented: Path) -> None:
    exported = call("export", "evening")
    assert exported.status == 0
    lines = [json.loads(line) for line in exported.out.splitlines()]
    assert [line["text"] for line in lines if line["type"] == "post"] == [CONVERSATION[1]["text"]]
    assert "Noé" not in exported.out
    Path("again.jsonl").write_text(exported.out, encoding="utf-8")
    assert call("replay", "again.jsonl", "--data", "again", "--out", "again-out").status == 0
    table = call("export", "evening", "--format", "csv").out
    assert table.startswith("type,id,author,name,at,")
    assert "I wanted a lamp" in table


def test_a_member_is_forgotten_by_id_or_by_name_and_twice_is_no_fault(call: Call, consented: Path) -> None:
    said = call("forget", "vio")
    assert said.status == 0
    assert "“Evening tea :tea:”: 1 post." in said.out
    assert "backups" in said.out
    assert "lamp and a book" not in "\n".join(all_rows(consented))
    assert b"lamp and a book" not in b"".join(path.read_bytes() for path in Path("data").iterdir())
    assert "lamp and a book" not in call("flashback", "evening").out
    assert call("export", "evening").out.count("\n") == 1
    assert call("forget", "vio").status == 2


@pytest.mark.parametrize(("language", "to_them"), [("en", {"you", "your"}), ("fr", {"vous", "votre", "vos"})])
def test_the_receipt_speaks_about_the_member_to_whoever_typed_it(
    call: Call, consented: Path, language: str, to_them: set[str]
) -> None:
    said = call("forget", "vio", "--language", language)
    assert said.status == 0
    assert not to_them & set(re.findall(r"\w+", said.out.casefold()))


def test_forgetting_somebody_again_by_their_id_finds_nothing(call: Call, consented: Path) -> None:
    who = next(word for word in call("forget", "ana").only_fault.split() if word.startswith("(")).strip("(,")
    assert call("forget", who).status == 0
    again = call("forget", who)
    assert again.status == 0
    assert "I kept nothing of this member." in again.out


def test_a_name_that_several_people_have_is_refused_with_their_ids(call: Call, consented: Path) -> None:
    before = all_rows(consented)
    said = call("forget", "Ana")
    assert said.status == 2
    assert ":u3, " in said.only_fault
    assert ":u4)" in said.only_fault
    assert all_rows(consented) == before


@pytest.mark.parametrize("name", ["nobody", "terminal:nobody", ":", "", "file-x:"])
def test_nobody_of_that_name_is_a_fault(call: Call, consented: Path, name: str) -> None:
    said = call("forget", name)
    assert said.status == 2
    assert "I keep nothing of" in said.only_fault


def test_where_nothing_is_kept_nobody_is_known_and_nothing_is_made(call: Call) -> None:
    assert call("forget", "vio").status == 2
    assert call("export", "tea").status == 2
    assert not Path("data").exists()
