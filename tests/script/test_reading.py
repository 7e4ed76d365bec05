"""A folder of text files becomes a script."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.domain import Consent, Visibility
from bot.script import list_scripts, read_script
from tests.script.conftest import Folder

SHIPPED = Path(__file__).parents[2] / "prompts"


def test_at_least_one_script_is_shipped() -> None:
    assert list_scripts([SHIPPED])


@pytest.mark.parametrize("script", list_scripts([SHIPPED]), ids=lambda path: path.name)
def test_every_shipped_script_reads_without_a_fault(script: Path) -> None:
    read = read_script(script)
    assert read.name == script.name
    assert set(read.words) == set(read.languages)


def test_structure_and_words_come_together(folder: Folder) -> None:
    script = folder.read()
    assert (script.name, script.languages, script.days) == ("phone", ("fr", "en"), 7)
    assert (script.zone, script.opens_at, script.closes_at) == ("Europe/Paris", time(9), time(20))
    assert [one.key for one in script.workshops] == ["memory", "age", "trust", "bye"]
    age = script.workshop("age")
    assert age is not None
    assert (age.kind, age.day, age.at, age.choices) == ("poll", 2, time(9), ("ten", "twelve"))
    assert (age.ends_day, age.ends_at) == (3, time(20))
    trust = script.workshop("trust")
    assert trust is not None
    assert (trust.visibility, trust.minimum, trust.maximum) == (Visibility.HIDDEN, 0, 10)
    words = script.worded("en")
    assert words.title == "A first phone"
    assert words.guests == ("Helen, nurse", "Gus, driver")
    assert words.workshops["age"].choices == {"ten": "Ten years", "twelve": "Twelve years"}
    assert words.workshops["trust"].max_label == "Always"


def test_what_is_left_unsaid_follows_the_house(folder: Folder) -> None:
    folder.change("script.toml", 'zone = "Europe/Paris"\n', "")
    script = folder.read()
    assert script.zone is None
    assert script.publishes_after_hours == 24
    assert script.quotes is Consent.ANONYMOUS
    assert (script.yes, script.no) == (("👍", "❤️"), ("👎",))
    assert script.follows is None
    assert script.workshops[0].visibility is Visibility.OPEN


def test_what_is_said_is_kept(folder: Folder) -> None:
    folder.change(
        "script.toml",
        "days = 7\n",
        'days = 7\npublishes_after_hours = 0\nquotes = "none"\nyes = ["✅"]\nno = []\nfollows = "last-year"\n',
    )
    script = folder.read()
    assert (script.publishes_after_hours, script.quotes) == (0, Consent.NONE)
    assert (script.yes, script.no, script.follows) == (("✅",), (), "last-year")


def test_workshops_come_in_the_order_of_their_opening_wherever_they_stand_in_the_file(folder: Folder) -> None:
    folder.change(
        "script.toml",
        '[workshops.memory]\nkind = "question"\nday = 1',
        '[workshops.memory]\nkind = "question"\nday = 5',
    )
    assert [one.key for one in folder.read().workshops] == ["age", "trust", "memory", "bye"]


def test_a_closing_word_comes_last_of_those_that_open_with_it(folder: Folder) -> None:
    folder.change("script.toml", 'day = 6\nat = "18:00"', 'day = 4\nat = "09:00"')
    text = (folder.path / "script.toml").read_text(encoding="utf-8")
    head, bye = text.split("[workshops.bye]")
    start, rest = head.split("[workshops.memory]")
    reordered = f"{start}[workshops.bye]{bye}\n[workshops.memory]{rest}"
    (folder.path / "script.toml").write_text(reordered, encoding="utf-8")
    assert [one.key for one in folder.read().workshops][-1] == "bye"


def test_a_time_may_be_written_the_way_toml_writes_times(folder: Folder) -> None:
    folder.change("script.toml", '"09:30"', "09:30:00")
    assert folder.read().workshops[0].at == time(9, 30)


def test_the_picture_is_known_by_its_absolute_path(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.path.parent)
    script = read_script(Path("phone"))
    assert script.picture == str((folder.path / "table.png").resolve())


def test_a_script_can_be_read_from_inside_its_folder(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.path)
    assert read_script(Path()).name == "phone"


def test_an_editor_that_adds_a_byte_order_mark_or_windows_line_ends_does_no_harm(folder: Folder) -> None:
    before = folder.read()
    for path in folder.path.glob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert folder.read() == before


def test_blanks_around_a_text_are_not_part_of_it(folder: Folder) -> None:
    folder.change("en.toml", '"What happened?"', '"""\n  What\nhappened?\n"""')
    assert folder.read().worded("en").workshops["memory"].question == "What\nhappened?"


def test_a_scale_needs_no_labels(folder: Folder) -> None:
    for file in ("fr.toml", "en.toml"):
        folder.change(file, 'min_label = "Never"\nmax_label = "Always"\n', "")
    assert folder.read().worded("fr").workshops["trust"].min_label == ""
