"""The guide to writing a café is the same one in both languages: in as many parts, with the same keys, and what it
names is there."""

from __future__ import annotations

import re

import pytest

from bot.kinds import KINDS
from tests.conftest import ROOT
from tests.house.test_written_for_hosts import SPAN, meant

GUIDES = [(ROOT / "docs" / one).read_text(encoding="utf-8") for one in ("WRITING-CAFES.md", "fr/ECRIRE-UN-CAFE.md")]
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=["en", "fr"])
BLOCK = re.compile(r"^```(?:toml)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"#+ |- |\| |```")
FIRST_CELL = re.compile(r"^\| (`.+?`|[^`|]+) \|", re.MULTILINE)
WORDED = frozenset(("title", "presentation", "for_whom", "guests", "question"))
"""Keys of which the value is in the language of the guide."""


def shape(guide: str) -> list[str]:
    """The headings, the rows, the items and the samples of a guide, in their order."""
    return [found[0] for line in guide.splitlines() if (found := LINE.match(line))]


def settings(guide: str) -> list[str]:
    """The lines of the samples, without comments; of what is in the guide's language, the key alone."""
    lines = [re.sub(r"\s+# .*", "", line).strip() for block in BLOCK.findall(guide) for line in block.splitlines()]
    return [line.partition(" =")[0] if line.partition(" =")[0] in WORDED else line for line in lines if "=" in line]


def test_both_have_the_same_parts_and_the_same_keys() -> None:
    english, french = GUIDES
    assert shape(french) == shape(english)
    assert settings(french) == settings(english)
    named = [[cell for cell in FIRST_CELL.findall(guide) if "`" in cell] for guide in GUIDES]
    assert named[0] == named[1]
    commands = [[meant(one) for one in SPAN.findall(guide)] for guide in GUIDES]
    assert commands[0] == commands[1] != []


@each_guide
def test_every_kind_and_every_shipped_café_is_told_of(guide: str) -> None:
    first = {cell.strip("`") for cell in FIRST_CELL.findall(guide)}
    assert set(KINDS) <= first
    assert {folder.name for folder in (ROOT / "prompts").iterdir() if folder.is_dir()} <= first


@each_guide
def test_each_leads_to_the_other(guide: str) -> None:
    assert ("fr/ECRIRE-UN-CAFE.md" if "# Writing" in guide else "../WRITING-CAFES.md") in guide
