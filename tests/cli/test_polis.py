"""The real input with votes: the exports of Polis conversations, replayed as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.conversation.polis import VOTES, counted, write_export
from tests.conversation.test_polis import EXPORTS


def flashback() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path("cafe-out/flashback.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.shared
@pytest.mark.parametrize("export", EXPORTS)
def test_a_real_export_comes_to_the_numbers_that_the_csv_module_counts(
    call: Call, shared_data: Path, export: str
) -> None:
    folder = shared_data / "polis" / export
    said = call("replay", str(folder))
    assert (said.status, said.err) == (0, "")
    expected, made = counted(folder), flashback()
    assert made["cafe"]["title"] == expected.topic
    assert made["counts"]["posts"] == len(expected.texts)
    assert made["counts"]["participants"] == len(set(expected.authors.values()))
    assert made["counts"]["reactions"] == expected.reactions()
    [workshop] = made["workshops"]
    assert (workshop["id"], workshop["title"]) == ("statements", expected.topic)
    stances = workshop["agreements"] + workshop["tensions"]
    assert stances
    texts = set(expected.texts.values())
    for stance in stances:
        assert any(stance["text"] in text for text in texts)
        said_of = {(expected.on(post, "1"), expected.on(post, "-1")) for post in expected.texts}
        assert (stance["for"], stance["against"]) in said_of


def test_a_broken_export_is_named_and_nothing_of_it_is_taken(call: Call) -> None:
    write_export(Path("export"), votes=VOTES.replace("9,,-1,", "9,,many,"))
    said = call("replay", "export")
    assert said.status == 1
    assert said.only_fault.startswith("export/participants-votes.csv:3: ")
    assert not Path("data").exists()
    assert call("replay", "export", "--language", "fr").only_fault.startswith("export/participants-votes.csv:3")


def test_a_column_without_a_comment_is_named_and_the_rest_is_taken(call: Call) -> None:
    write_export(Path("export"), votes="participant,0,40\n12,1,1\n")
    said = call("replay", "export")
    assert said.status == 0
    assert "40" in said.only_fault
    assert flashback()["counts"]["reactions"] == 1


def test_an_export_is_taken_once(call: Call) -> None:
    write_export(Path("export"))
    assert call("replay", "export").status == 0
    assert call("replay", "export").status == 1


def test_the_comments_answer_the_one_workshop_of_a_list(call: Call) -> None:
    write_export(Path("export"))
    Path("workshops.json").write_text('[{"id": "streets", "title": "Our streets"}]')
    assert call("replay", "export", "--workshops", "workshops.json").status == 0
    [workshop] = flashback()["workshops"]
    assert (workshop["id"], workshop["counts"]["posts"]) == ("streets", 2)
