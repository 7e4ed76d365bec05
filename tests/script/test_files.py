"""Files that are no text, no TOML, or not there: a sentence for each, whatever the bytes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import FaultsFound
from bot.script import read_script
from tests.script.conftest import STRUCTURE, WORDS, Folder, sayable


@pytest.mark.parametrize(
    ("content", "sentence", "line"),
    [
        (b"days = 7\ndays = = 7\n", "script_toml", 2),
        (b"days = 7\nopens_at = 9h30 # early\n", "script_toml_time", 2),
        (b"days = 7\nopens_at = 9:30\n", "script_toml_time", 2),
        (b"days = 7\ndays = 8\n", "script_toml_twice", 2),
        (b"[workshops.a]\n[workshops.a]\n", "script_toml_twice", 2),
        ("days = 7\n[workshops.idées]\n".encode(), "script_toml_key", 2),
        (b"days = 7\nopens at = 9\n", "script_toml_key", 2),
        (b'days = 7\ntitle = """never closed\n', "script_toml_end", 2),
        (b"days = 7\nlanguages = [\n", "script_toml_end", 2),
        (b'days = 7\ntitle = "caf\xe9"\n', "script_file_not_utf8", 2),
        ("days = 7".encode("utf-16"), "script_file_not_utf8", 1),
        (bytes(range(256)), "script_file_not_utf8", 2),
        (b"days = 7\n\0\n", "script_file_nul", 2),
        (b"x = " + b"[" * 200_000, "script_file_deep", None),
        (b"\nx" + b".x" * 400_000 + b" = 1", "script_file_deep", 2),
        (b"\nx = {" + b"x." * 400_000 + b"x = 1}", "script_file_deep", 2),
        (b"days = " + b"7" * 5_000, "script_toml", None),
        (b"# " + b"x" * 1_000_000, "script_file_too_big", None),
    ],
)
def test_a_broken_file_is_one_sentence(folder: Folder, content: bytes, sentence: str, line: int | None) -> None:
    (folder.path / "script.toml").write_bytes(content)
    [fault] = [one for one in folder.faults() if one.key == sentence]
    assert (fault.key, fault.line) == (sentence, line)
    assert fault.file == str(folder.path / "script.toml")


def test_an_unquoted_time_is_shown_as_it_should_be_written(folder: Folder) -> None:
    folder.change("script.toml", '"09:30"', "9h30")
    assert folder.only_fault().values["better"] == "09:30"


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("[workshops.idées]", "[workshops.idees]"),
        ("[ workshops . Mon idée ]", "[workshops.mon-idee]"),
        ("[[workshops.été]]", "[[workshops.ete]]"),
        ("choix préféré = 3", "choix-prefere"),
    ],
)
def test_a_name_with_accents_or_spaces_is_shown_as_it_should_be_written(
    folder: Folder, written: str, better: str
) -> None:
    folder.change("script.toml", "[workshops.memory]", written)
    [fault] = [one for one in folder.faults() if one.key == "script_toml_key"]
    assert fault.values["better"] == better


@pytest.mark.parametrize("file", ["script.toml", "fr.toml"])
def test_a_name_with_an_accent_hides_no_other_fault(folder: Folder, file: str) -> None:
    folder.change("script.toml", "[workshops.memory]", "[workshops.memoire]")
    folder.change("en.toml", "[workshops.memory]", "[workshops.memoire]")
    folder.change("fr.toml", "[workshops.memory]", "[workshops.memoire]")
    folder.change(file, "[workshops.memoire]", "[workshops.mémoire]")
    folder.change("script.toml", '"18:00"', "18h")
    folder.change("script.toml", "day = 4", "day = 400")
    folder.change("fr.toml", 'title = "How far to look"', "title = 3")
    folder.change("fr.toml", "ten =", "tén =")
    assert [(Path(one.file or "").name, one.key, one.line) for one in folder.faults() if one.file] == sorted(
        [
            (file, "script_toml_key", folder.line_of(file, "[workshops.mémoire]")),
            ("fr.toml", "script_toml_key", folder.line_of("fr.toml", "tén")),
            ("fr.toml", "script_not_text", folder.line_of("fr.toml", "title = 3")),
            ("script.toml", "script_toml_time", folder.line_of("script.toml", "18h")),
            ("script.toml", "script_out_of_range", folder.line_of("script.toml", "day = 400")),
        ],
        key=lambda one: (one[0], one[2]),
    )


def test_there_is_no_such_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(FaultsFound) as found:
            read_script(path)
        assert [one.key for one in sayable(found.value.faults)] == ["script_no_folder"]
        assert found.value.status == 1


def test_a_folder_without_a_script_still_has_its_words_read(folder: Folder) -> None:
    (folder.path / "script.toml").unlink()
    folder.change("en.toml", 'title = "A first phone"', "title = 3")
    assert [one.key for one in folder.faults()] == ["script_not_text", "script_file_missing"]


def test_a_folder_in_the_place_of_a_file_is_named(folder: Folder) -> None:
    (folder.path / "en.toml").unlink()
    (folder.path / "en.toml").mkdir()
    assert folder.only_fault().key == "script_file_not_a_file"


def test_a_folder_whose_name_no_database_takes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / b"caf\xe9".decode("utf-8", "surrogateescape")
    folder = Folder(path)
    assert folder.only_fault().key == "script_folder_name"


def read_files(files: dict[str, bytes]) -> None:
    """Read a script with those files; faults are well, and can be said, and anything else is not."""
    with TemporaryDirectory() as place:
        folder = Folder(Path(place) / "phone")
        for file, content in files.items():
            (folder.path / file).write_bytes(content)
        try:
            folder.read()
        except FaultsFound as found:
            sayable(found.faults)


def test_a_script_with_very_many_faults_is_told_a_thousand_sentences(folder: Folder) -> None:
    folder.change("script.toml", "days = 7\n", "days = 7\n" + "".join(f"k{number} = 1\n" for number in range(5_000)))
    *told, last = folder.faults()
    assert len(told) == 999
    assert [one.line for one in told] == sorted(one.line or 0 for one in told)
    assert (last.key, last.values["n"]) == ("many_faults", 999)


@settings(max_examples=60, deadline=None)
@given(structure=st.binary(max_size=200), words=st.binary(max_size=200))
def test_no_bytes_whatever_break_the_reading(structure: bytes, words: bytes) -> None:
    read_files({"script.toml": structure, "fr.toml": words})


@st.composite
def spoiled(draw: st.DrawFn, text: str) -> bytes:
    """The text with one passage replaced by something that TOML may hold."""
    begin = draw(st.integers(0, len(text)))
    end = draw(st.integers(begin, min(len(text), begin + 30)))
    odd = st.sampled_from(
        [
            "",
            '"',
            "[",
            "]",
            "{",
            "}",
            "=",
            ".",
            "\n",
            "true",
            "-1",
            "1e9",
            "nan",
            "[[x]]",
            "{a.b = 1}",
            "1979-05-27",
            "#",
        ]
    )
    return (text[:begin] + draw(odd | st.text(max_size=5)) + text[end:]).encode("utf-8", "replace")


@settings(max_examples=120, deadline=None)
@given(structure=spoiled(STRUCTURE), words=spoiled(WORDS))
def test_no_slip_of_the_hand_breaks_the_reading(structure: bytes, words: bytes) -> None:
    read_files({"script.toml": structure})
    read_files({"en.toml": words})


VALUES = st.recursive(
    st.sampled_from(['"x"', '""', "1", "-1", "true", "1.5", "nan", "09:30:00", "1979-05-27", "1979-05-27T07:32:00Z"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda values: "[" + ", ".join(values) + "]")
        | inner.map(lambda value: "{ten = " + value + "}")
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), value=VALUES)
def test_no_type_of_value_breaks_the_reading(data: st.DataObject, value: str) -> None:
    file, text = data.draw(st.sampled_from([("script.toml", STRUCTURE), ("en.toml", WORDS)]))
    lines = text.splitlines()
    number = data.draw(st.sampled_from([at for at, line in enumerate(lines) if " = " in line]))
    lines[number] = lines[number].split(" = ")[0] + " = " + value
    read_files({file: "\n".join(lines).encode()})
