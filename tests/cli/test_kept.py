"""`cafe open`, `list`, `status` and `flashback`: what is kept in the data folder."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cli.conftest import WORDS, Call, write_script

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))


def test_nothing_is_there_at_first_and_looking_makes_nothing(call: Call) -> None:
    assert call("list").out == "There is no café yet: `cafe open` opens one.\n"
    assert call("status").status == 0
    assert not Path("data").exists()


def test_a_café_is_opened_listed_and_told(call: Call, script: Path) -> None:
    with time_machine.travel(MORNING, tick=False):
        opened = call("open", "lamp")
        assert opened.status == 0
        assert "“An evening lamp” is planned (lamp-2026-03-02)" in opened.out
        listed = call("list").out
        assert listed == (
            "lamp-2026-03-02  “An evening lamp”, planned: "
            "from Monday, March 2, 2026 at 09:00 to Tuesday, March 3, 2026 at 20:00\n"
        )
        assert call("status").out.splitlines() == [
            listed.rstrip("\n"),
            "  So far: 0 participants, 0 contributions.",
            "  Coming: the presentation, on Monday, March 2, 2026 at 09:00.",
            "  Coming: the workshop “Your lamp”, on Monday, March 2, 2026 at 09:30.",
            "  Coming: the closing words, “A word to close”, on Tuesday, March 3, 2026 at 18:00.",
            "  Coming: the closing, on Tuesday, March 3, 2026 at 20:00.",
            "  Coming: the flashback, on Tuesday, March 3, 2026 at 21:00.",
            "  Coming: erasing what the café keeps, on Sunday, August 30, 2026 at 22:00.",
        ]


def test_what_nobody_has_done_in_time_is_late(call: Call, script: Path) -> None:
    with time_machine.travel(MORNING, tick=False):
        call("open", "lamp")
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        lines = call("status", "lamp-2026-03-02").out.splitlines()
    late = [line.strip() for line in lines if "Late" in line]
    assert late == [
        "Late: the presentation, due on Monday, March 2, 2026 at 09:00.",
        "Late: the workshop “Your lamp”, due on Monday, March 2, 2026 at 09:30.",
    ]


def test_a_café_that_would_be_over_already_is_refused(call: Call, script: Path) -> None:
    structure = script / "script.toml"
    text = structure.read_text().replace("days = 2", "days = 1").replace("day = 2", "day = 1")
    structure.write_text(text)
    with time_machine.travel(MORNING.replace(hour=22), tick=False):
        said = call("open", "lamp")
    assert said.status == 2
    assert "over already" in said.only_fault
    assert call("list").out.startswith("There is no café yet")


def test_a_broken_script_is_not_opened(call: Call, script: Path) -> None:
    (script / "en.toml").write_text("title = ")
    said = call("open", "lamp")
    assert said.status == 1
    assert said.faults[0].startswith("prompts/lamp/en.toml:1: ")
    assert not Path("data").exists()


def test_a_café_is_named_by_its_id_or_by_how_its_title_begins(call: Call, script: Path, kept: Path) -> None:
    with time_machine.travel(MORNING, tick=False):
        call("open", "lamp")
        call("open", "lamp")
    assert "So far: 3 participants, 3 contributions." in call("status", "evening t").out
    assert "lamp-2026-03-02-2" in call("status", "lamp-2026-03-02-2").out
    several = call("status", "an evening")
    assert several.status == 2
    assert "lamp-2026-03-02, lamp-2026-03-02-2" in several.only_fault
    assert call("flashback", "an evening").status == 2
    assert call("status", "nothing like it").status == 2


def test_a_café_is_also_named_by_how_its_id_begins(call: Call, script: Path, kept: Path) -> None:
    with time_machine.travel(MORNING, tick=False):
        call("open", "lamp")
    assert "lamp-2026-03-02" in call("status", "lamp").out
    assert call("flashback", "conversation").status == 0
    with time_machine.travel(MORNING, tick=False):
        call("open", "lamp")
    several = call("status", "lamp")
    assert several.status == 2
    assert "lamp-2026-03-02, lamp-2026-03-02-2" in several.only_fault


def test_a_whole_title_wins_over_one_that_goes_on(call: Call, script: Path) -> None:
    longer = write_script(Path("prompts/longer"), words=WORDS.replace("An evening lamp", "An evening lamp again"))
    with time_machine.travel(MORNING, tick=False):
        call("open", "lamp")
        call("open", longer.name)
    assert "  “An evening lamp”" in call("status", "an evening lamp").out
    assert call("status", "an evening").status == 2


@pytest.mark.parametrize("name", ["lmap", "lamp-2026-03-03", "An evenning", "an evening lmap"])
def test_a_café_with_a_slip_in_its_name_is_guessed(call: Call, script: Path, name: str) -> None:
    with time_machine.travel(MORNING, tick=False):
        call("open", "lamp")
    said = call("status", name)
    assert said.status == 2
    assert "Did you mean" in said.only_fault
    assert "lamp-2026-03-02" in said.only_fault or "An evening lamp" in said.only_fault


def test_a_title_is_shown_as_it_is_written(call: Call, kept: Path) -> None:
    assert "“Evening tea :tea:”" in call("list").out


def test_a_title_cannot_command_the_terminal(call: Call, script: Path) -> None:
    words = script / "en.toml"
    words.write_text(words.read_text().replace("An evening lamp", "An evening\\u001b[31m lamp\\u0007"))
    for arguments in (["open", "lamp"], ["list"], ["status"], ["rehearse", "lamp"]):
        said = call(*arguments)
        assert said.status == 0, said.err
        assert not {"\x1b", "\x07"} & set(said.out)


def test_status_tells_what_goes_on_alone(call: Call, kept: Path) -> None:
    assert call("status").out == "No café is open: `cafe open` opens one.\n"


# --- the flashback again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["md", "html", "json"])
def test_the_flashback_is_computed_again_to_the_same_bytes(call: Call, kept: Path, format: str) -> None:
    again = call("flashback", "Evening", "--format", format)
    assert again.status == 0
    assert again.out.encode() == Path(f"cafe-out/flashback.{format}").read_bytes()


def test_without_a_format_it_is_markdown(call: Call, kept: Path) -> None:
    assert call("flashback", "Evening").out == Path("cafe-out/flashback.md").read_text(encoding="utf-8")


def test_into_a_folder_it_writes_the_three_files_and_says_which(call: Call, kept: Path) -> None:
    said = call("flashback", "Evening", "--out", "again")
    names = [f"again/flashback.{format}" for format in ("json", "md", "html")]
    assert said.out.splitlines() == names
    for name in names:
        assert Path(name).read_bytes() == Path(name.replace("again", "cafe-out")).read_bytes()


def test_the_flashback_of_a_café_that_is_still_to_come_is_there_and_empty(call: Call, script: Path) -> None:
    with time_machine.travel(MORNING, tick=False):
        call("open", "lamp")
    counts = json.loads(call("flashback", "an", "--format", "json").out)["counts"]
    assert counts["participants"] == counts["posts"] == 0
