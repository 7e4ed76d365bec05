"""What a script says of a mission, a mockup, a text written together, a meeting, and of polls that take more."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path

import pytest

from bot.script import from_snapshot, to_snapshot
from tests.script.conftest import Folder, draw, sayable

STRUCTURE = """
[workshops.look]
kind = "mission"
day = 2
at = "10:00"

[workshops.screens]
kind = "mockup"
day = 2
at = "11:00"
images = ["home.png", "menu.webp"]

[workshops.tale]
kind = "writing"
day = 3
at = "10:00"

[workshops.talk]
kind = "meeting"
day = 3
at = "11:00"
meets_day = 5
meets_at = "18:30"
minutes = 90
address = "https://meet.example/phone"

[workshops.days]
kind = "poll"
day = 3
at = "12:00"
choices = ["monday", "tuesday", "friday"]
several = 2
anonymous = true
"""

WORDS = """
[workshops.look]
title = "Go and see"
question = "What is on the school gate?"

[workshops.screens]
title = "Two screens"
question = "What strikes you?"
image_alts = ["A screen with one button", "A menu of nine lines"]

[workshops.tale]
title = "A letter"
question = "Let us write it together."

[workshops.talk]
title = "With the nurse"
question = "What would you ask her?"
place = "By video"
guest = "Helen, nurse"

[workshops.days]
title = "Which evenings"
question = "Two at most."

[workshops.days.choices]
monday = "Monday"
tuesday = "Tuesday"
friday = "Friday"
"""

SPOILED = [
    ('meets_at = "18:30"\n', "", "script_missing_key", "[workshops.talk]", {"example": 'meets_at = "18:00"'}),
    ("meets_day = 5", "meets_days = 5", "script_unknown_key_near", "meets_days", {"near": "meets_day"}),
    ("meets_day = 5", "meets_day = 2", "script_meets_too_early", "meets_day", {"day": 3, "hour": "11:00"}),
    ("meets_day = 5", "meets_day = 8", "script_meets_too_late", "meets_day", {"day": 7, "hour": "20:00"}),
    ('meets_day = 5\nmeets_at = "18:30"', 'meets_day = 7\nmeets_at = "20:00"', "script_meets_too_late", "meets_at", {}),
    ("minutes = 90", "minutes = 0", "script_out_of_range", "minutes", {"low": 1, "high": 1440}),
    ("several = 2", "several = 4", "script_out_of_range", "several", {"low": 1, "high": 3}),
    ("several = 2", "several = true", "script_not_number", "several", {}),
    ("anonymous = true", 'anonymous = "yes"', "script_not_flag", "anonymous", {"example": "anonymous = true"}),
    ("anonymous = true", "anonimous = true", "script_unknown_key_near", "anonimous", {"near": "anonymous"}),
    ('kind = "mission"', 'kind = "mission"\nseveral = 2', "script_key_of_other_kind", "several", {"owner": "poll"}),
    ('kind = "mission"', 'kind = "mision"', "script_not_one_of", "mision", {}),
    (
        'kind = "mission"',
        'kind = "mission"\nvisibility = "hidden"',
        "script_hidden_kind",
        'visibility = "hidden"\nday = 2',
        {},
    ),
    ('["home.png", "menu.webp"]', "[]", "script_images_count", "images", {"count": 0, "high": 10}),
    ('["home.png", "menu.webp"]', '["home.png", "home.png"]', "script_twice", "images", {"value": "home.png"}),
    ('"home.png"', '"hom.png"', "script_picture_missing", "images", {"value": "hom.png"}),
    ('"home.png"', '"../home.png"', "script_picture_elsewhere", "images", {}),
    ('images = ["home.png", "menu.webp"]\n', "", "script_missing_key", "[workshops.screens]", {}),
]


@pytest.fixture
def full(folder: Folder) -> Folder:
    """A script with a workshop of each kind."""
    for name in ("home.png", "menu.webp"):
        draw(folder.path / name)
    for file, more in (("script.toml", STRUCTURE), ("fr.toml", WORDS), ("en.toml", WORDS)):
        path = folder.path / file
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return folder


def test_every_key_of_every_kind_is_read(full: Folder) -> None:
    script = full.read()
    screens, talk, days = (script.workshop(key) for key in ("screens", "talk", "days"))
    assert screens is not None
    assert talk is not None
    assert days is not None
    assert [Path(image).name for image in screens.images] == ["home.png", "menu.webp"]
    assert (talk.meets_day, talk.meets_at, talk.minutes) == (5, time(18, 30), 90)
    assert talk.address == "https://meet.example/phone"
    assert (days.several, days.anonymous) == (2, True)
    words = script.worded("en").workshops
    assert words["screens"].image_alts == ("A screen with one button", "A menu of nine lines")
    assert (words["talk"].place, words["talk"].guest) == ("By video", "Helen, nurse")


def test_a_cafe_keeps_all_of_it(full: Folder) -> None:
    script = full.read()
    assert from_snapshot(json.loads(json.dumps(to_snapshot(script)))) == script


@pytest.mark.parametrize(("old", "new", "sentence", "where", "values"), SPOILED)
def test_a_wrong_line_is_the_only_fault_and_says_what_to_write(
    full: Folder, old: str, new: str, sentence: str, where: str, values: dict[str, object]
) -> None:
    full.change("script.toml", old, new)
    faults = [one for one in full.faults() if one.file == str(full.path / "script.toml")]
    assert [one.key for one in faults] == [sentence]
    assert faults[0].line == full.line_of("script.toml", where)
    assert values.items() <= faults[0].values.items()


def test_images_are_pictures_that_everybody_can_see(full: Folder) -> None:
    (full.path / "home.png").write_bytes(b"<svg/>")
    fault = full.only_fault()
    assert (fault.key, fault.values["value"]) == ("script_picture_type", "home.png")
    (full.path / "home.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 8_000_001)
    assert full.only_fault().key == "script_picture_too_big"


def test_the_picture_of_the_cafe_is_a_picture_too(folder: Folder) -> None:
    (folder.path / "table.png").write_bytes(b"a picture")
    assert folder.only_fault().key == "script_picture_type"


def test_each_image_is_described_in_each_language(full: Folder) -> None:
    full.change("fr.toml", ', "A menu of nine lines"]', "]")
    fault = full.only_fault()
    assert (fault.key, fault.values["count"], fault.values["images"]) == ("script_image_alts_count", 1, 2)
    full.change("fr.toml", 'image_alts = ["A screen with one button"]\n', "")
    assert full.only_fault().key == "script_missing_key"


def test_a_meeting_has_a_place_or_an_address(full: Folder) -> None:
    for file in ("fr.toml", "en.toml"):
        full.change(file, 'place = "By video"\n', "")
    assert full.read().worded("fr").workshops["talk"].place == ""
    full.change("script.toml", 'address = "https://meet.example/phone"\n', "")
    assert [one.key for one in sayable(tuple(full.faults()))] == ["script_missing_key"] * 2


def test_a_guest_is_there_in_every_language_or_in_none(full: Folder) -> None:
    full.change("fr.toml", 'guest = "Helen, nurse"\n', "")
    fault = full.only_fault()
    assert (fault.key, fault.values["other"]) == ("script_only_in_other", "en.toml")
