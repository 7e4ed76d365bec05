"""The line of each key, so that a fault can say where it is."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.toml_lines import key_lines, nearest_line

EXAMPLE = '''\
# title = "not a key"
title = "x" # days = 3

text = """
days = 1
[workshops.not]
a \\""" quote = 2"""
raw = \'\'\'
"""
also = "not a key"\'\'\'
many = [
  "a", # with = "a comment ]"
  "]",
]
inline = { a = 1, b = [2, 3] }
a.b . "c.d" = 1
"quoted \\u00e9" = 2
'literal \\' = 3

[workshops.first]
kind = "question"

[[homes]]
name = "one"
[[homes]]
name = "two"
[homes.room]
id = 1
[[homes.doors]]
id = 2
'''


def test_every_shape_of_key_has_its_line() -> None:
    tomllib.loads(EXAMPLE)
    assert key_lines(EXAMPLE) == {
        ("title",): 2,
        ("text",): 4,
        ("raw",): 8,
        ("many",): 11,
        ("inline",): 15,
        ("a",): 16,
        ("a", "b"): 16,
        ("a", "b", "c.d"): 16,
        ("quoted é",): 17,
        ("literal \\",): 18,
        ("workshops",): 20,
        ("workshops", "first"): 20,
        ("workshops", "first", "kind"): 21,
        ("homes",): 23,
        ("homes", "0"): 23,
        ("homes", "0", "name"): 24,
        ("homes", "1"): 25,
        ("homes", "1", "name"): 26,
        ("homes", "1", "room"): 27,
        ("homes", "1", "room", "id"): 28,
        ("homes", "1", "doors"): 29,
        ("homes", "1", "doors", "0"): 29,
        ("homes", "1", "doors", "0", "id"): 30,
    }


def test_a_place_inside_a_value_has_the_line_of_the_key_around_it() -> None:
    lines = key_lines(EXAMPLE)
    assert nearest_line(lines, ("inline", "b", "0")) == 15
    assert nearest_line(lines, ("nowhere", "at", "all")) is None


def test_quotes_right_before_the_end_of_a_long_text_belong_to_it() -> None:
    text = 'a = """x"""""\nb = 1\nc = \'\'\'\'y\'\'\'\'\'\nd = """\\"""\\\\"""\ne = ""\nf = 2'
    tomllib.loads(text)
    assert key_lines(text) == {("a",): 1, ("b",): 2, ("c",): 3, ("d",): 4, ("e",): 5, ("f",): 6}


def test_windows_line_ends_count_once() -> None:
    assert key_lines("a = 1\r\nb = 2\r\n[c]\r\nd = 3\r\n")[("c", "d")] == 4


def test_a_key_of_very_many_parts_takes_no_time() -> None:
    assert len(key_lines("a" + ".a" * 300_000 + " = 1\nb = 2")) == 101


NAMES = st.sampled_from(["{n}", '"{n}"', "'{n}'", '"{n} = # ["', '"{n}\\""', "'{n}.x'"])
VALUES = st.sampled_from(
    [
        "1",
        '"a = 1 # [x]"',
        '"""\nz = 1\n[z]\n"""',
        "'''\n\"\"\"\nz = 1'''",
        "[\n  1, # z = ]\n  2\n]",
        "{ z = [1, 2] }",
        "09:30:00 # x",
        '"\\"" ',
        '"""a""\\""""',
        '[[1], [\n"]"]]',
    ]
)
NOISE = st.sampled_from(["", "\n", "# z = 1\n", "  \t", "\n\n# [z]\n\t"])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[tuple[str, ...], int]]:
    """A TOML text of tables and keys that never collide, and the line of each."""
    text = ""
    expected: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number in range(draw(st.integers(0, 12))):
        text += draw(NOISE)
        line = text.count("\n") + 1
        written = draw(NAMES).replace("{n}", f"k{number}")
        name = next(iter(tomllib.loads(f"{written} = 1")))
        shape = draw(st.sampled_from(["pair", "dotted", "table", "array", "second"]))
        if shape in ("pair", "dotted"):
            dotted = shape == "dotted"
            text += f"{written}{' . sub' if dotted else ''} = {draw(VALUES)}\n"
            expected[(*table, name)] = line
            if dotted:
                expected[(*table, name, "sub")] = line
        elif shape == "table":
            text += f"[ {written} . deep ] # ]\n"
            table = (name, "deep")
            expected |= {(name,): line, table: line}
        else:
            text += f"[[{written}]]\n"
            expected |= {(name,): line, (name, "0"): line}
            table = (name, "0")
            if shape == "second":
                text += f"[[{written}]]\n"
                table = (name, "1")
                expected[table] = line + 1
    return text, expected


def paths(value: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every path of the tables that the standard reader finds, arrays of tables by number."""
    found: set[tuple[str, ...]] = set()
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= {(*path, key)} | paths(inner, (*path, key))
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value):
            found |= {(*path, str(number))} | paths(inner, (*path, str(number)))
    return found


@settings(max_examples=200, deadline=None)
@given(document=documents())
def test_the_lines_of_any_document_are_right(document: tuple[str, dict[tuple[str, ...], int]]) -> None:
    text, expected = document
    assert key_lines(text) == expected
    inside_values = {path for path in paths(tomllib.loads(text)) if path[-1] == "z"}
    assert paths(tomllib.loads(text)) - inside_values == set(expected)


@settings(max_examples=300, deadline=None)
@given(text=st.text() | st.text("ab.[]{}=\"'#\\\n\r\t ", max_size=60))
def test_no_text_whatever_breaks_the_scanner(text: str) -> None:
    count = text.count("\n") + 1
    assert all(1 <= line <= count and path for path, line in key_lines(text).items())
