"""The real input: a consultation held in Lille in 2019, replayed as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import started

pytestmark = pytest.mark.shared

FORMATS = ("json", "md", "html")
PSEUDONYM = re.compile(r"\bp\d{3}\b")


@pytest.fixture(scope="module")
def replayed(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folders of the pages of the same conversation, replayed into two data folders."""
    place = tmp_path_factory.mktemp("lille")
    lille = shared_data / "lille-2019"
    outs = [place / "out-1", place / "out-2"]
    for number, out in enumerate(outs):
        said = started(
            "replay",
            str(lille / "conversation.jsonl"),
            "--workshops",
            str(lille / "workshops.json"),
            "--spoken",
            "fr",
            "--data",
            str(place / f"data-{number}"),
            "--out",
            str(out),
        )
        assert (said.status, said.err) == (0, "")
    return outs


@pytest.fixture(scope="module")
def flashback(replayed: list[Path]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((replayed[0] / "flashback.json").read_text(encoding="utf-8"))
    return found


def test_everybody_is_counted(flashback: dict[str, Any]) -> None:
    counts = flashback["counts"]
    assert (counts["participants"], counts["workshops"], counts["posts"]) == (118, 29, 693)


def test_every_workshop_is_there_with_one_to_three_voices(flashback: dict[str, Any], shared_data: Path) -> None:
    listed = json.loads((shared_data / "lille-2019" / "workshops.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in flashback["workshops"]] == [one["id"] for one in listed]
    assert all(1 <= len(one["voices"]) <= 3 for one in flashback["workshops"])


def test_every_voice_is_found_in_its_file_character_for_character(flashback: dict[str, Any], shared_data: Path) -> None:
    file = shared_data / "lille-2019" / "conversation.jsonl"
    posts = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for workshop in flashback["workshops"]:
        texts = [post["text"] for post in posts if post.get("workshop") == workshop["id"]]
        for voice in workshop["voices"]:
            assert any(voice["text"] in text for text in texts), voice


def test_nobody_is_named_for_nobody_has_said_yes(flashback: dict[str, Any], replayed: list[Path]) -> None:
    authors = re.findall(r'"author":\s*("[^"]*"|null)', (replayed[0] / "flashback.json").read_text(encoding="utf-8"))
    assert authors
    assert set(authors) == {"null"}
    for format in FORMATS:
        assert not PSEUDONYM.search((replayed[0] / f"flashback.{format}").read_text(encoding="utf-8"))


@pytest.mark.parametrize("format", FORMATS)
def test_two_data_folders_give_the_same_bytes(replayed: list[Path], format: str) -> None:
    one, other = (folder / f"flashback.{format}" for folder in replayed)
    assert one.read_bytes() == other.read_bytes()
