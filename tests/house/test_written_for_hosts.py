"""What the host's guide tells people to type in the chat can be typed, and means the same in both languages."""

from __future__ import annotations

import re

import pytest

from bot.commands import GROUPS
from bot.commands._commands import _help_in
from bot.commands._registry import COMMANDS
from bot.commands._typed import read_line
from bot.errors import CafeError
from bot.terminal_front._typed import understood
from bot.wording import wording
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "HOSTS.md").read_text(encoding="utf-8")
SPAN = re.compile(r"`(/(?!me say)[^`]+)`")
"""A command of the guide, but for the one that Discord alone has in another group."""
EVERYTHING = (*COMMANDS, *map(_help_in, GROUPS))
ROW = re.compile(r"^\| (`/.+?) \| (`/.+?) \| ", re.MULTILINE)


def meant(line: str) -> str:
    """The command that is typed so: the café's own by its group and name, one of the terminal by its name. Raises
    `CafeError` for what can be neither."""
    typed = understood(line)
    if typed.group is None:
        assert typed.command is not None, line
        return typed.command
    name = typed.rest.partition(" ")[0] or "help"
    command = read_line(EVERYTHING, EVERYTHING, typed.group, name, wording("en")).command
    return f"{typed.group} {command.name}"


def commands_in(cell: str) -> list[str]:
    return [meant(one) for one in SPAN.findall(cell)]


@pytest.mark.parametrize("line", sorted(set(SPAN.findall(GUIDE))))
def test_a_command_of_the_guide_is_there(line: str) -> None:
    assert meant(line)


def test_each_row_of_the_guide_means_the_same_in_both_languages() -> None:
    rows = ROW.findall(GUIDE)
    assert len(rows) > 25
    for english, french in rows:
        meanings = commands_in(english)
        # A second way to type the same may stand beside it.
        assert list(dict.fromkeys(commands_in(french))) == list(dict.fromkeys(meanings)), (english, french)


def test_every_command_of_the_cafe_is_in_the_guide() -> None:
    named = {meant(one) for one in SPAN.findall(GUIDE)}
    missing = {f"{one.group} {one.name}" for one in COMMANDS} - named
    # These four stand in one row, by their endings.
    assert missing == {f"cafe programme-{one}" for one in ("skip", "move", "script", "restore")}


def test_a_command_that_is_not_there_is_noticed() -> None:
    with pytest.raises(CafeError):
        meant("/café reformulez house-rules titre X")
