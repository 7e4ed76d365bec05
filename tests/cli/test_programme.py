"""What the commands say of the programme: what opens next, and what a year of it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from tests.cli.conftest import STRUCTURE, Call, started, write_script

NOW = datetime(2026, 2, 27, 12, tzinfo=UTC)

WEEKLY = """\
zone = "Europe/Paris"

[[programme]]
name = "monday"
every = "week"
from = 2026-03-02
scripts = ["lamp", "first-phone"]
rooms = ["café"]
"""


@pytest.fixture(autouse=True)
def _a_frozen_day() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _written(script: Path) -> None:
    Path("config.toml").write_text(WEEKLY, encoding="utf-8")


def test_what_opens_next_is_listed_before_anything_was_ever_opened(call: Call) -> None:
    for command in ("list", "status"):
        said = call(command)
        assert said.status == 0
        assert said.out.splitlines()[1:4] == [
            "Opening next: “An evening lamp” on Monday, March 2, 2026 at 09:00 (monday).",
            "Opening next: “A first phone” on Monday, March 9, 2026 at 09:00 (monday).",
            "Opening next: “An evening lamp” on Monday, March 16, 2026 at 09:00 (monday).",
        ]
        assert len(said.out.splitlines()) == 6
    french = call("list", "--language", "fr").out.splitlines()[1]
    assert french.replace("\u202f", " ") == "À venir : « An evening lamp », le lundi 2 mars 2026 à 09:00 (monday)."
    assert not Path("data").exists()


def test_a_programme_without_a_fault_and_without_a_surprise_is_well(call: Call) -> None:
    said = call("check")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines()[-1] == "All is well."


def test_a_script_that_is_not_there_is_named_with_its_line(call: Call) -> None:
    Path("config.toml").write_text(WEEKLY.replace('"lamp"', '"lmap"'), encoding="utf-8")
    said = call("check")
    assert said.status == 2
    assert said.only_fault.startswith("config.toml:7: There is no café script named “lmap”: did you mean “lamp”")


def test_a_script_outside_the_folders_is_read_too(call: Call) -> None:
    write_script(Path("elsewhere/moon"), STRUCTURE.replace("days = 2", "days = 0"))
    Path("config.toml").write_text(WEEKLY.replace('"lamp"', '"elsewhere/moon"'), encoding="utf-8")
    said = call("check")
    assert said.status == 2
    assert said.only_fault.startswith("elsewhere/moon/script.toml:2: ")


def test_what_there_is_to_know_of_the_coming_year_is_told_with_its_dates(call: Call) -> None:
    other = """
[[programme]]
name = "night"
dates = [2026-03-02, 2026-03-29]
scripts = ["lamp"]
at = "02:30"
rooms = ["café", "lounge"]
skip = [2026-05-05]
[[programme.change]]
date = 2026-06-01
at = "10:00"

[[programme]]
name = "old"
dates = [2026-01-05]
scripts = ["lamp"]
"""
    Path("config.toml").write_text(WEEKLY + other, encoding="utf-8")
    said = call("check")
    assert (said.status, said.err) == (0, "")
    notes = [line for line in said.out.splitlines() if line.startswith("config.toml:")]
    assert [line.partition(": ")[0] for line in notes] == [
        "config.toml:10",
        "config.toml:16",
        "config.toml:17",
        "config.toml:21",
        "config.toml:3",
        "config.toml:10",
    ]
    assert "The clocks change on 2026-03-29" in notes[0]
    assert "opens at 03:30" in notes[0]
    assert "(2026-05-05)" in notes[1]
    assert "(2026-06-01)" in notes[2]
    assert "opens nothing in the coming year" in notes[3]
    assert "“night” and “monday”" in notes[4]
    assert "2026-03-02" in notes[4]
    assert said.out.splitlines()[-1] == "Nothing is wrong; 6 things to know."


def test_the_running_bot_says_what_opens_next_and_opens_it() -> None:
    said = started("run", "--language", "en", typed="/next\n/status\n/quit\n")
    assert (said.status, said.err) == (0, "")
    assert "Opening next: “" in said.out.partition("Welcome")[0]
    assert "Let's talk about lamps." in said.out or "All about" in said.out or "first phone" in said.out
