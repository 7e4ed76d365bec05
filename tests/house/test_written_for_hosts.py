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
from bot.wording import Wording, wording
from tests.conftest import ROOT

GUIDES = {
    language: (ROOT / "docs" / name).read_text(encoding="utf-8")
    for language, name in (("en", "HOSTS.md"), ("fr", "fr/HOTES.md"))
}
SPAN = re.compile(r"`(/(?!me say)[^`]+)`")
"""A command of the guide, but for the one that Discord alone has in another group."""
EVERYTHING = (*COMMANDS, *map(_help_in, GROUPS))
BLOCK = re.compile(r"^```\n(.+?)^```", re.MULTILINE | re.DOTALL)
SAID = re.compile(r"^(?!/|cafe |#|│| )")
"""A line of a sample that the bot has said by itself: no command, no member's words."""
NUMBERED, A_NUMBER = "care.morning.numbered", re.compile(r"\s\(message n\S+\s\d+\)$")
each_guide = pytest.mark.parametrize("language", GUIDES)
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


@pytest.mark.parametrize("line", sorted({line for guide in GUIDES.values() for line in SPAN.findall(guide)}))
def test_a_command_of_the_guide_is_there(line: str) -> None:
    assert meant(line)


@each_guide
def test_each_row_of_the_guide_means_the_same_in_both_languages(language: str) -> None:
    rows = ROW.findall(GUIDES[language])
    assert len(rows) > 25
    for first, second in rows:
        # A second way to type the same may stand beside it.
        assert list(dict.fromkeys(commands_in(first))) == list(dict.fromkeys(commands_in(second))), (first, second)


@each_guide
def test_what_is_said_in_the_guide_is_what_the_bot_says(language: str) -> None:
    say = wording(language, "/")
    sentences = [_as_pattern(form, say.prefix) for key in sorted(say.keys() - {NUMBERED}) for form in _forms(say, key)]
    said = [line for block in BLOCK.findall(GUIDES[language]) for line in block.splitlines() if SAID.match(line)]
    assert len(said) > 8
    for line in said:
        assert any(one.fullmatch(A_NUMBER.sub("", line.removeprefix("• "))) for one in sentences), line


def _forms(say: Wording, key: str) -> list[str]:
    sentence = say._sentences[key]
    return [sentence] if isinstance(sentence, str) else list(sentence.values())


def _as_pattern(sentence: str, prefix: str) -> re.Pattern[str]:
    """A sentence as whatever it may be filled with, whatever its spaces. One that is a name alone fits nothing."""
    pieces = re.split(r"\{\w+\}", sentence.replace("{prefix}", prefix).replace("`", ""))
    if len("".join(pieces).strip()) < 5:
        return re.compile(r"(?!)")
    return re.compile(".+".join(re.sub(r"(?:\\\s|\s)+", r"\\s+", re.escape(one)) for one in pieces))


@each_guide
def test_every_command_of_the_cafe_is_in_the_guide(language: str) -> None:
    named = {meant(one) for one in SPAN.findall(GUIDES[language])}
    missing = {f"{one.group} {one.name}" for one in COMMANDS} - named
    # These four stand in one row, by their endings.
    assert missing == {f"cafe programme-{one}" for one in ("skip", "move", "script", "restore")}


def test_a_command_that_is_not_there_is_noticed() -> None:
    with pytest.raises(CafeError):
        meant("/café reformulez house-rules titre X")
