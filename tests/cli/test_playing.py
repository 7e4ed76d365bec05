"""`cafe demo` and `cafe rehearse`: a whole café in a minute."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine

from tests.cli.conftest import CAST, STRUCTURE, WORDS, Call, command, environment, write_script

FORMATS = ("json", "md", "html")


@dataclass(frozen=True)
class Demonstration:
    """Two demonstrations, played side by side."""

    folders: list[Path]
    told: list[str]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    folders = [tmp_path_factory.mktemp("demo") for _ in range(2)]
    processes = [
        subprocess.Popen(
            command("demo", "--language", "en"),
            cwd=folder,
            env=environment(CAFE_ZONE="Asia/Tokyo"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for folder in folders
    ]
    told = []
    for process in processes:
        out, err = process.communicate()
        assert (process.returncode, err.decode()) == (0, "")
        told.append(out.decode())
    return Demonstration(folders, told)


def test_the_demonstration_writes_the_three_files_and_keeps_nothing_else(demonstration: Demonstration) -> None:
    for folder in demonstration.folders:
        found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        assert found == [f"cafe-demo/flashback.{format}" for format in sorted(FORMATS)]


@pytest.mark.parametrize("format", FORMATS)
def test_the_demonstration_gives_the_same_bytes_each_time(demonstration: Demonstration, format: str) -> None:
    one, other = (folder / "cafe-demo" / f"flashback.{format}" for folder in demonstration.folders)
    assert one.read_bytes() == other.read_bytes()


def test_the_demonstration_tells_the_same_week_each_time(demonstration: Demonstration) -> None:
    one, other = demonstration.told
    assert one == other
    assert one.startswith("The café “A first phone”, 7 days in a minute.")
    assert "The flashback as files:" in one


def test_in_a_pipe_there_is_no_colour_and_no_control_character(demonstration: Demonstration) -> None:
    assert not [letter for letter in demonstration.told[0] if ord(letter) < 32 and letter != "\n"]


def test_the_flashback_of_the_demonstration_counts_its_cast(demonstration: Demonstration) -> None:
    made = json.loads((demonstration.folders[0] / "cafe-demo" / "flashback.json").read_text(encoding="utf-8"))
    assert made["counts"]["participants"] > 10
    assert made["counts"]["workshops"] == len(made["workshops"]) == 6
    assert all(one["voices"] for one in made["workshops"] if one["counts"]["posts"])


def test_where_the_pages_cannot_be_written_the_week_is_not_played(call: Call) -> None:
    Path("file").write_text("in the way")
    said = call("demo", "--out", "file")
    assert (said.status, said.out) == (2, "")
    assert "file is a file, not a folder" in said.only_fault


# --- one's own script -------------------------------------------------------------------------------------


def test_a_rehearsal_shows_the_notice_with_the_link_that_members_will_see(call: Call, script: Path) -> None:
    Path("config.toml").write_text('notice_link = "https://example.org/privacy"\n', encoding="utf-8")
    said = call("rehearse", "lamp")
    assert (said.status, said.err) == (0, "")
    assert "All of it is told here: https://example.org/privacy" in said.out


def test_without_a_cast_only_the_bot_speaks(call: Call, script: Path) -> None:
    said = call("rehearse", "lamp")
    assert (said.status, said.err) == (0, "")
    assert "Without a cast only the bot speaks" in said.out
    assert "Members are invented" not in said.out
    assert "Which one do you light first?" in said.out
    assert json.loads(Path("cafe-out/flashback.json").read_text())["counts"]["posts"] == 0
    assert not Path("data").exists()


def test_with_a_cast_its_members_answer(call: Call, script: Path) -> None:
    Path("mine.jsonl").write_text(CAST, encoding="utf-8")
    said = call("rehearse", str(script), "--cast", "mine.jsonl", "--out", "pages")
    assert (said.status, said.err) == (0, "")
    assert "There is no cast" not in said.out
    assert "None, I wait for the moon." in said.out
    made = json.loads(Path("pages/flashback.json").read_text(encoding="utf-8"))
    assert (made["counts"]["participants"], made["counts"]["posts"], made["counts"]["reactions"]) == (2, 3, 1)


def test_a_cast_beside_the_script_is_its_own(call: Call, script: Path) -> None:
    (script / "cast.en.jsonl").write_text(CAST, encoding="utf-8")
    (script / "cast.fr.jsonl").write_text(CAST.replace("I wait for the moon", "j’attends la lune"), encoding="utf-8")
    assert "I wait for the moon" in call("rehearse", "lamp").out
    assert "j’attends la lune" in call("rehearse", "lamp", "--language", "fr").out


def test_the_same_rehearsal_gives_the_same_bytes(call: Call, script: Path) -> None:
    (script / "cast.jsonl").write_text(CAST, encoding="utf-8")
    pages = []
    for day in ("2026-03-03", "2026-03-05"):
        with time_machine.travel(f"{day}T10:00:00Z", tick=False):
            call("rehearse", "lamp")
        pages.append([Path(f"cafe-out/flashback.{format}").read_bytes() for format in FORMATS])
    assert pages[0] == pages[1], "both are played from the same Monday on"


def test_a_fault_of_the_cast_is_named_before_anything_is_played(call: Call, script: Path) -> None:
    Path("mine.jsonl").write_text(CAST.replace('"lamp"', '"lmap"').replace("day 1 11:05", "noon"), encoding="utf-8")
    said = call("rehearse", "lamp", "--cast", "mine.jsonl")
    assert (said.status, said.out) == (1, "")
    assert [line.partition(": ")[0] for line in said.faults] == [f"mine.jsonl:{line}" for line in (1, 2, 3)]
    assert "“lamp”" in said.faults[0]
    assert not Path("cafe-out").exists()


def test_every_fault_of_the_script_is_named(call: Call) -> None:
    write_script(Path("prompts/lamp"), STRUCTURE.replace("days = 2", "days = 0"), WORDS.replace("title", "titel", 1))
    said = call("rehearse", "lamp")
    assert (said.status, said.out) == (1, "")
    assert len(said.faults) >= 3


def test_a_rehearsal_first_names_what_would_go_wrong(call: Call) -> None:
    longer = write_script(Path("prompts/lamp"))
    words = longer / "en.toml"
    long = words.read_text(encoding="utf-8").replace("Let's talk about lamps.", "Let's talk about lamps. " * 90)
    words.write_text(long, encoding="utf-8")
    told = call("rehearse", "lamp", "--day", "2026-03-27", "--language", "en")
    assert told.status == 0
    assert "to look at before you open it:" in told.out.splitlines()[0]
    assert "Discord: the presentation comes as 2 messages" in told.out


@pytest.mark.parametrize("day", ["2026-30-27", "tomorrow", "0001-01-01", "9999-12-31", ""])
def test_a_rehearsal_on_a_day_that_is_none_is_refused_in_a_sentence(call: Call, day: str) -> None:
    told = call("rehearse", "first-phone", "--day", day, "--language", "en")
    assert (told.status, told.only_fault) == (2, f"'{day}' is no day: write one such as 2026-03-30.")
