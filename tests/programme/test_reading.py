"""How a programme is read, and what is said of one that is wrong."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.programme import Change, Every, Recurrence, Skip
from bot.wording import languages, wording
from tests.conftest import ROOT
from tests.programme.reading import programme, read

WHOLE = """
[[programme]]
name = "monday-café"
every = "Two weeks"
on = "Mondays"
from = 2026-01-05
until = "2026-12-18"
scripts = ["first-phone", "screens"]
at = "10:30"
zone = "Europe/Paris"
rooms = "café"
skip = [2026-04-06, "2026-07-13 to 2026-08-24", { from = 2026-12-21, until = "2026-12-31" }]

[[programme.change]]
date = 2026-05-04
script = "summer"
day = 2026-05-05
at = 18:00:00

[[programme.change]]
date = "2026-06-01"
skip = true
"""


def test_a_programme_says_all_that_it_can_say() -> None:
    (made,), faults = read(WHOLE)
    assert not faults
    assert made.name == "monday-café"
    assert made.recurrence == Recurrence(Every.TWO_WEEKS, 0, date(2026, 1, 5))
    assert made.until == date(2026, 12, 18)
    assert made.scripts == ("first-phone", "screens")
    assert (made.at, made.zone, made.rooms) == (time(10, 30), "Europe/Paris", ("café",))
    assert made.skips == (
        Skip(date(2026, 4, 6), date(2026, 4, 6)),
        Skip(date(2026, 7, 13), date(2026, 8, 24)),
        Skip(date(2026, 12, 21), date(2026, 12, 31)),
    )
    assert made.changes == (
        Change(date(2026, 5, 4), script="summer", day=date(2026, 5, 5), at=time(18)),
        Change(date(2026, 6, 1), skipped=True),
    )
    assert (made.line, made.scripts_line) == (2, 8)


def test_the_example_of_the_configuration_and_that_of_the_guide_are_programmes() -> None:
    example = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    commented = example[example.index("# [[programme]]") :].splitlines()
    guides = [(ROOT / "docs" / one).read_text(encoding="utf-8") for one in ("WRITING-CAFES.md", "fr/ECRIRE-UN-CAFE.md")]
    shown = [guide[guide.index("[[programme]]") :].partition("```")[0] for guide in guides]
    for text in ("\n".join(line.removeprefix("# ") for line in commented), *shown):
        made, faults = read(text)
        assert not faults
        assert [(one.name, len(one.changes)) for one in made] == [("monday-café", 1)]


def test_the_least_that_a_programme_says() -> None:
    made = programme('every = "week"\nfrom = 2026-03-04\nscripts = ["a"]')
    assert made.recurrence == Recurrence(Every.WEEK, 2, date(2026, 3, 4))


GOOD = {
    "name": 'name = "m"',
    "every": 'every = "week"',
    "from": "from = 2026-03-02",
    "scripts": 'scripts = ["a"]',
}

WRONG = {
    "no name": ({"name": ""}, "programme_missing", 1),
    "a name on two lines": ({"name": 'name = "a\\nb"'}, "programme_value", 2),
    "an endless name": ({"name": f'name = "{"m" * 61}"'}, "programme_long_name", 2),
    "no script": ({"scripts": ""}, "programme_missing", 1),
    "no script in the list": ({"scripts": "scripts = []"}, "programme_missing", 5),
    "a number for a script": ({"scripts": 'scripts = ["a", 3]'}, "programme_value", 5),
    "no day": ({"every": "", "from": ""}, "programme_no_dates", 1),
    "no first day": ({"from": ""}, "programme_missing", 1),
    "another rhythm": ({"every": 'every = "fortnight"'}, "programme_every", 3),
    "a number for a rhythm": ({"every": "every = 2"}, "programme_every", 3),
    "no such weekday": ({"on": 'on = "lundi"'}, "programme_on", 6),
    "a month without its day": ({"every": 'every = "month"'}, "programme_on_month_missing", 1),
    "a fifth monday": ({"every": 'every = "month"', "on": 'on = "fifth monday"'}, "programme_on_month", 6),
    "no such date": ({"from": 'from = "2026-02-30"'}, "programme_date", 4),
    "a moment for a date": ({"from": "from = 2026-03-02T10:00:00"}, "programme_date", 4),
    "a year long gone": ({"from": "from = 0001-01-01"}, "programme_date", 4),
    "an end before the beginning": ({"until": "until = 2026-03-01"}, "programme_order", 6),
    "an hour that is none": ({"at": 'at = "25:00"'}, "programme_hour", 6),
    "a zone that is none": ({"zone": 'zone = "Europe/Pariss"'}, "config_zone", 6),
    "a number for a zone": ({"zone": "zone = 3"}, "config_zone", 6),
    "a skip that is no date": ({"skip": 'skip = ["easter"]'}, "programme_skip", 6),
    "a skip that ends before it begins": ({"skip": 'skip = ["2026-04-06 to 2026-04-01"]'}, "programme_order", 6),
    "a skip that is no list": ({"skip": "skip = 2026-04-06"}, "programme_value", 6),
    "a key misspelt": ({"rom": 'rom = ["café"]'}, "programme_unknown_near", 6),
    "a key like no other": ({"x": "xyzzy = 1"}, "programme_unknown", 6),
    "both ways": ({"dates": "dates = [2026-03-02]", "from": ""}, "programme_dates_alone", 3),
    "a change of nothing": ({"c": "[[programme.change]]\ndate = 2026-03-09"}, "programme_change_empty", 6),
    "a change of no date": ({"c": '[[programme.change]]\nscript = "b"'}, "programme_missing", 6),
    "a change that is no section": ({"c": "change = 3"}, "programme_change_not_section", 6),
    "one date changed twice": (
        {"c": "[[programme.change]]\ndate = 2026-03-09\nskip = true\n" * 2},
        "programme_date_twice",
        10,
    ),
}


@pytest.mark.parametrize("story", WRONG)
def test_what_is_wrong_is_named_with_its_line(story: str) -> None:
    changes, sentence, line = WRONG[story]
    made, faults = read("[[programme]]\n" + "\n".join({**GOOD, **changes}.values()))
    assert not made
    assert [(one.key, one.line, one.file) for one in faults] == [(sentence, line, "config.toml")]
    for language in languages():
        assert wording(language).say(f"fault.{sentence}", **faults[0].values)


def test_everything_that_is_wrong_is_named_at_once_and_the_others_are_read() -> None:
    text = '[[programme]]\nevery = 3\nscripts = 4\nat = "noon"\n[[programme]]\n' + "\n".join(GOOD.values())
    made, faults = read(text)
    assert [one.name for one in made] == ["m"]
    assert [one.key for one in faults] == ["programme_missing", "programme_value", "programme_every", "programme_hour"]


def test_two_programmes_have_two_names() -> None:
    made, faults = read(("[[programme]]\n" + "\n".join(GOOD.values()) + "\n") * 2)
    assert len(made) == 1
    assert [(one.key, one.line) for one in faults] == [("programme_name_twice", 7)]


@pytest.mark.parametrize("text", ["programme = 3", 'programme = ["monday"]', "[programme]\nname = 1"])
def test_a_programme_is_a_section_of_its_own(text: str) -> None:
    _, faults = read(text)
    assert [one.key for one in faults] == ["programme_not_section"]
