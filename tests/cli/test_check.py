"""`cafe check`: the configuration, the scripts and the database; every fault at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import Settings
from tests.cli.conftest import CAST, STRUCTURE, WORDS, Call, all_rows, write_script
from tests.conftest import ROOT

SHIPPED = len([folder for folder in (ROOT / "prompts").iterdir() if folder.is_dir()])


def test_where_all_is_well_it_says_so(call: Call, script: Path) -> None:
    said = call("check")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        f"{SHIPPED + 1} scripts are right.",
        "There is no database yet: the first café makes data/cafe.db.",
        "All is well.",
    ]
    assert not Path("data").exists(), "looking makes nothing"


def test_the_version_of_the_database_is_said(call: Call, kept: Path) -> None:
    said = call("check", "--data", "data", "--online")
    assert said.status == 0
    assert f"The database {kept} is at version 0001." in said.out


def test_a_long_path_stays_on_one_line_in_a_pipe(call: Call) -> None:
    data = "/".join(["a-folder-with-a-long-name"] * 6)
    assert f"{data}/cafe.db" in call("check", "--data", data).out


def test_the_faults_of_every_script_are_said_at_once_with_file_and_line(call: Call) -> None:
    write_script(Path("prompts/one"), STRUCTURE.replace("days = 2", "days = 0"))
    write_script(Path("prompts/two"), STRUCTURE.replace("kind", "knid", 1), WORDS.replace("title", "titel", 1))
    said = call("check")
    assert said.status == 1
    places = {line.partition(": ")[0].rpartition(":")[0] for line in said.faults}
    assert {
        "prompts/one/script.toml",
        "prompts/two/script.toml",
        "prompts/two/en.toml",
        "prompts/two/fr.toml",
    } <= places
    assert "prompts/one/script.toml:2: " in said.err
    assert "All is well" not in said.out
    assert said.out.splitlines()[0] == f"2 scripts to mend, {SHIPPED} without fault."


def test_the_casts_beside_a_script_are_checked_too(call: Call, script: Path) -> None:
    (script / "cast.en.jsonl").write_text(CAST.replace('"lamp"', '"lamb"', 1), encoding="utf-8")
    said = call("check")
    assert said.status == 1
    assert said.only_fault.startswith("prompts/lamp/cast.en.jsonl:1: ")
    assert said.out.splitlines()[0] == f"1 script to mend, {SHIPPED} without fault."


def test_a_cast_is_checked_beside_a_script_that_cannot_be_read(call: Call, script: Path) -> None:
    (script / "script.toml").write_text(STRUCTURE.replace("days = 2", "days = 0"), encoding="utf-8")
    (script / "cast.en.jsonl").write_text(CAST + "not a line\n", encoding="utf-8")
    said = call("check")
    assert said.status == 1
    assert {line.split(":")[0] for line in said.faults} == {"prompts/lamp/script.toml", "prompts/lamp/cast.en.jsonl"}


POLL = """
[workshops.when]
kind = "poll"
day = 1
at = "10:00"
choices = ["dusk", "night"]
"""

POLL_WORDS = """
[workshops.when]
title = "When"
question = "When do you light it?"
choices = { dusk = "At dusk", night = "At night" }
"""


def test_a_choice_in_a_cast_is_a_key_or_a_position_of_its_poll(call: Call) -> None:
    folder = write_script(Path("prompts/when"), STRUCTURE + POLL, WORDS + POLL_WORDS)
    choice = '{"type": "choice", "workshop": "when", "author": "a", "choices": ["%s"], "at": "day 1 11:00"}\n'
    cast = folder / "cast.jsonl"
    cast.write_text(choice % "night" + choice % "1", encoding="utf-8")
    assert call("check").status == 0
    cast.write_text(choice % "nigth" + choice % "3", encoding="utf-8")
    near, beyond = call("check").faults
    assert near.startswith("prompts/when/cast.jsonl:1: ")
    assert near.endswith("did you mean “night”?")
    assert beyond.startswith("prompts/when/cast.jsonl:2: ")
    assert beyond.endswith("one of these keys: dusk, night.")
    assert call("rehearse", "when").faults == [near, beyond]
    cast.write_text((choice % "dawn").replace("day 1 11:00", "2026-03-02T11:00:00+01:00"), encoding="utf-8")
    assert call("replay", str(cast), "--script", "when").only_fault.startswith("prompts/when/cast.jsonl:1: ")


def test_of_more_than_ten_faults_the_others_are_counted(call: Call) -> None:
    for number in range(4):
        write_script(Path(f"prompts/script-{number}"), STRUCTURE + "\nunknown = 1\n" * 1, "titel = 1\n")
    said = call("check")
    assert said.status == 1
    assert len(said.faults) == 11
    assert said.faults[-1].startswith("… and ")
    assert said.faults[-1].endswith(" more faults.")


CONFIGURATIONS = {
    "a key misspelt": ('langage = "fr"\n', "config.toml:1: ", "“language”"),
    "a key that is nothing like one": (
        "\nxyzzy = 1\n",
        "config.toml:2: ",
        ", ".join(sorted(Settings.model_fields)),
    ),
    "a key misspelt in a table": ('[terminal]\nrom = "x"\n', "config.toml:2: ", "“room”"),
    "no hour for the morning list": ('morning = "9h"\n', "config.toml:1: ", "9h"),
    "a notice that links to a file": ('notice_link = "docs/PRIVACY.md"\n', "config.toml:1: ", "notice_link"),
    "an hour that does not exist": ('morning = "25:00"\n', "config.toml:1: ", "25:00"),
    "a number for an hour": ("morning = 9\n", "config.toml:1: ", "9"),
    "an unknown zone": ('zone = "Europe/Pariss"\n', "config.toml:1: ", "Europe/Pariss"),
    "a language that is not spoken": ('language = "de"\n', "config.toml:1: ", '"fr"'),
    "a number for a text": ("zone = 3\n", "config.toml:1: ", "“zone”"),
    "an enormous number": (f"zone = 0x{'f' * 9000}\n", "config.toml:1: ", "“zone”"),
    "a number of too many digits": (f"zone = {'9' * 9000}\n", "config.toml: ", "number"),
    "a text for a list": ('scripts = "prompts"\n', "config.toml:1: ", "“scripts”"),
    "a list of numbers": ("scripts = [1]\n", "config.toml:1: ", "“scripts”"),
    "a number for a table": ("terminal = 3\n", "config.toml:1: ", "[terminal]"),
    "an empty name": ('[terminal]\nroom = ""\n', "config.toml:2: ", "“terminal.room”"),
    "a null": ('scripts = ["a\\u0000b"]\n', "config.toml:1: ", "null"),
    "a folder that is not there": ('scripts = ["nowhere"]\n', "config.toml: ", "nowhere"),
    "a switch of a library": ("_cli_parse_args = true\n", "config.toml:1: ", "“_cli_parse_args”"),
    "another one": ("__pydantic_self__ = 1\n", "config.toml:1: ", "“__pydantic_self__”"),
    "no TOML": ("zone: Europe/Paris\n", "config.toml:1: ", "TOML"),
    "a file cut off": ('zone = "Europe/Par', "config.toml:1: ", "middle"),
    "absurd nesting": ("scripts = " + "[" * 200_000, "config.toml: ", "nested"),
    "a key of very many parts": (".".join(["a"] * 60_000) + " = 1\n", "config.toml:1: ", "nested"),
    "far too large": ("#" * 1_100_000, "config.toml: ", "too large"),
}


@pytest.mark.parametrize("story", CONFIGURATIONS)
def test_a_wrong_configuration_is_named_with_its_line_and_status_2(call: Call, story: str) -> None:
    content, place, named = CONFIGURATIONS[story]
    Path("config.toml").write_text(content, encoding="utf-8")
    said = call("check")
    assert said.status == 2
    assert said.only_fault.startswith(place)
    assert named in said.only_fault


def test_every_fault_of_a_configuration_is_named_in_the_order_of_its_lines(call: Call) -> None:
    Path("mine.toml").write_text('zone = "nowhere"\nlanguage = "de"\ncolour = "red"\n[terminal]\nroom = 1\n')
    said = call("check", "--config", "mine.toml")
    assert [line.partition(": ")[0] for line in said.faults] == [f"mine.toml:{line}" for line in (1, 2, 3, 5)]


def test_bytes_that_are_no_text_are_named_with_their_line(call: Call) -> None:
    Path("config.toml").write_bytes(b'zone = "Europe/Paris"\nlanguage = "\xff"\n')
    assert call("check").only_fault.startswith("config.toml:2: ")


def test_a_configuration_that_is_not_there_or_no_file_is_named(call: Call) -> None:
    for name in ("nowhere.toml", ".", "/dev/zero", "config.toml/inside", "x" * 5000):
        for arguments in (["check"], ["list"], ["demo"], ["open", "first-phone"]):
            said = call(*arguments, "--config", name)
            assert said.status == 2
            assert len(said.faults) == 1


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("CAFE_ZONE", "nowhere", "“nowhere”"),
        ("CAFE_LANGUAGE", "de", "“language”"),
        ("CAFE_SCRIPTS", "prompts", '["prompts"]'),
        ("CAFE_TERMINAL", "kitchen", '{"room": "café"}'),
        ("CAFE_TERMINAL__ROM", "kitchen", "“room”"),
        ("CAFE_TERMINAL__ROOM", "\udcff", "“terminal.room”"),
    ],
)
def test_a_wrong_variable_of_the_environment_is_named(
    call: Call, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    Path("config.toml").write_text('language = "fr"\nzone = "Europe/Paris"\n')
    monkeypatch.setenv(variable, value)
    said = call("check")
    assert said.status == 2
    assert said.only_fault.startswith(f"{variable}: ")
    assert named in said.only_fault


def test_a_fault_of_a_script_and_one_of_the_configuration_come_to_status_2(call: Call) -> None:
    write_script(Path("prompts/one"), "")
    Path("config.toml").write_text("langage = 1\n")
    said = call("check")
    assert said.status == 2
    assert "config.toml:1: " in said.err
    assert "prompts/one/script.toml" in said.err


def test_a_damaged_database_is_found_and_left_as_it_is(call: Call, kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'posts'").fetchone()[0]
    content = bytearray(kept.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = bytes(range(256)) * 16
    kept.write_bytes(content)
    said = call("check", "--data", "data")
    assert said.status == 1
    assert "is damaged" in said.only_fault
    assert kept.read_bytes() == bytes(content)


def test_looking_at_a_database_changes_nothing_in_it(call: Call, kept: Path) -> None:
    before = all_rows(kept)
    assert call("check", "--data", "data").status == 0
    assert all_rows(kept) == before


def test_one_script_is_checked_alone_by_its_name_or_its_path(call: Call) -> None:
    write_script(Path("prompts/one"), STRUCTURE.replace("days = 2", "days = 0"))
    write_script(Path("prompts/two"), STRUCTURE.replace("days = 2", "days = 99"))
    write_script(Path("elsewhere/three"))
    for named in ("one", "prompts/one", "prompts/one/script.toml"):
        said = call("check", named)
        assert (said.status, said.out) == (1, "")
        assert "prompts/one/script.toml:2: " in said.err
        assert "two" not in said.err
    said = call("check", "elsewhere/three")
    assert (said.status, said.out.strip(), said.err) == (0, "All is well.", "")
    said = call("check", "onne")
    assert said.status == 2
    assert "did you mean “one”" in said.err
