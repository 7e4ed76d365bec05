"""Long runs of one sign: what is read with patterns takes a time that grows with the length, not with its square.

The sizes would take minutes, or for ever, if a pattern tried each beginning with each end.
"""

from __future__ import annotations

import pytest

from bot.digest.names import Names
from bot.digest.quote import passage
from bot.errors import Fault
from bot.kinds.reading._tokens import tokens_of
from bot.markup import Code, Strong, paragraph, render, shown, split
from bot.script._file import read_toml
from bot.script._table import Sheet, Table
from bot.toml_lines import key_lines, line_too_deep

LONG = 100_000
RUNS = (" ", "`", "[", "]", ".", "1", "a", "=", '"', "'", "\\", "#", "*", "<", "(", "\t", "-", ":", "[](", "a.", ". ")
BEFORE = ("", "[", "a = ")
AFTER = ("", '"', "=")


@pytest.mark.parametrize("run", RUNS)
def test_a_line_of_toml(run: str) -> None:
    for before in BEFORE:
        for after in AFTER:
            read_toml(f'languages = ["fr"]\n{before}{run * (LONG // len(run))}{after}\n', "script.toml", [])


@pytest.mark.parametrize("line", [" " * 40 + '"', "é" + " " * 40 + "=1", "at =" + " " * 40 + "9:30", "[é" + " " * 40])
def test_one_such_line_after_the_other(line: str) -> None:
    faults: list[Fault] = []
    read_toml(f"{line}\n" * 4_000, "script.toml", faults)
    assert faults


def test_a_time_with_a_gulf_in_it() -> None:
    faults: list[Fault] = []
    table = Table(Sheet("script.toml", {}, faults), (), {"at": "9" + " " * LONG + "x"})
    assert table.hour("at") is None
    assert [one.key for one in faults] == ["script_bad_time"]


@pytest.mark.parametrize("text", ['a=\\"""\n' * (LONG // 8) + "\\", "a='''\n" * LONG, 'a="\\' * LONG, "a.b" * LONG])
def test_the_lines_of_a_text_that_is_no_toml(text: str) -> None:
    key_lines(text)
    line_too_deep(text)


@pytest.mark.parametrize("run", RUNS)
def test_what_a_member_wrote(run: str) -> None:
    text = "a" + run * (LONG // len(run)) + "x"
    shown(text)
    tokens_of(text)
    passage(text, lambda _: True)
    for dialect in ("markdown", "html", "plain"):
        render([paragraph(text), paragraph(Code(text))], dialect)
    Names([]).in_passage(text)


@pytest.mark.parametrize("run", [" ", ".", "`", "a"])
def test_a_long_message_is_cut_in_its_time(run: str) -> None:
    assert split([paragraph("a" + run * 20_000 + "x")], "markdown", 2_000)


def test_a_message_of_very_many_pieces_is_cut_in_its_time() -> None:
    line = ("Write ", Code("a"), " and ", Strong("b"), ".\n")
    parts = split([paragraph(*line * 2_000)], "markdown", 2_000)
    assert sum(part.count("`a`") for part in parts) == 2_000
    assert split([paragraph(*line * 2_000)], "markdown", 2_000, 3) == parts[:3]
