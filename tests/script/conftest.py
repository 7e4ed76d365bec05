"""A small café script to be read as it is, or spoiled in one place to see what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from bot.domain import Script
from bot.errors import Fault, FaultsFound
from bot.script import read_script
from bot.wording import languages, wording

STRUCTURE = """\
languages = ["fr", "en"]
days = 7
zone = "Europe/Paris"
opens_at = "09:00"
closes_at = "20:00"
picture = "table.png"

[workshops.memory]
kind = "question"
day = 1
at = "09:30"

[workshops.age]
kind = "poll"
day = 2
at = "09:00"
choices = ["ten", "twelve"]
ends_day = 3
ends_at = "20:00"

[workshops.trust]
kind = "scale"
day = 4
at = "09:00"
visibility = "hidden"
min = 0
max = 10

[workshops.bye]
kind = "closing_word"
day = 6
at = "18:00"
"""

WORDS = """\
title = "A first phone"
presentation = "Let's talk it over."
for_whom = "Anyone who has been a child."
guests = ["Helen, nurse", "Gus, driver"]
picture_alt = "A kitchen table"

[workshops.memory]
title = "The day it came up"
question = "What happened?"

[workshops.age]
title = "The right age"
question = "Which one?"

[workshops.age.choices]
ten = "Ten years"
twelve = "Twelve years"

[workshops.trust]
title = "How far to look"
question = "From 0 to 10?"
min_label = "Never"
max_label = "Always"

[workshops.bye]
title = "Closing word"
question = "What are you leaving with?"
"""


def draw(path: Path) -> None:
    """Make a small picture of the type that the name says."""
    Image.new("RGB", (4, 3), "teal").save(path)


class Folder:
    """A script's folder that can be spoiled, and read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        for file, text in (("script.toml", STRUCTURE), ("fr.toml", WORDS), ("en.toml", WORDS)):
            (path / file).write_text(text, encoding="utf-8")
        draw(path / "table.png")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a passage that stands exactly once in a file."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (self.path / file).write_text(text.replace(old, new), encoding="utf-8")

    def line_of(self, file: str, passage: str) -> int:
        """The line on which a passage first begins."""
        text = (self.path / file).read_text(encoding="utf-8")
        return text.count("\n", 0, text.index(passage)) + 1

    def read(self) -> Script:
        return read_script(self.path)

    def faults(self) -> list[Fault]:
        """The faults of the script, each of which can be said in every language of the bot."""
        with pytest.raises(FaultsFound) as found:
            self.read()
        return sayable(found.value.faults)

    def only_fault(self) -> Fault:
        """The one fault of the script."""
        faults = self.faults()
        assert len(faults) == 1, faults
        return faults[0]


def sayable(faults: tuple[Fault, ...]) -> list[Fault]:
    """The faults, after saying each of them in each language, on one line."""
    for one in faults:
        for language in languages():
            assert "\n" not in wording(language).say(f"fault.{one.key}", **one.values)
    return list(faults)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with a script that has no fault."""
    return Folder(tmp_path / "prompts" / "phone")
