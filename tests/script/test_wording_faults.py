"""What is said about words that are missing, empty, too long, or that belong to nothing."""

from __future__ import annotations

import pytest

from tests.script.conftest import Folder

SPOILED = [
    ('title = "A first phone"\n', "", "script_missing_key", None, {"key": "title"}),
    ('title = "A first phone"', 'titel = "A first phone"', "script_unknown_key_near", "titel", {"near": "title"}),
    ('"A first phone"', '"  "', "script_empty_text", "title", {"key": "title"}),
    ('"A first phone"', '"' + "x" * 101 + '"', "script_too_long", "title", {"length": 101, "most": 100}),
    ('"A first phone"', '"a\\nb"', "script_one_line", "title", {}),
    ('"A first phone"', '"a\\u0000b"', "script_nul", "title", {}),
    ('"A first phone"', "3", "script_not_text", "title", {}),
    ('"Let\'s talk it over."', '"' + "x" * 4_001 + '"', "script_too_long", "presentation", {"most": 4_000}),
    ('picture_alt = "A kitchen table"\n', "", "script_missing_key", None, {"key": "picture_alt"}),
    ('["Helen, nurse", "Gus, driver"]', '"Helen"', "script_not_list", "guests", {}),
    ('["Helen, nurse", "Gus, driver"]', '["Helen", ""]', "script_empty_text", "guests", {}),
    ('"What happened?"', '"' + "x" * 4_001 + '"', "script_too_long", "question", {"most": 4_000}),
    ('question = "What happened?"\n', "", "script_missing_key", "[workshops.memory]", {}),
    ('"Ten years"', '"' + "x" * 101 + '"', "script_too_long", "ten =", {"key": "workshops.age.choices.ten"}),
    ('twelve = "Twelve years"\n', "", "script_missing_key", "[workshops.age.choices]", {}),
    ('"Twelve years"', '"ten  Years"', "script_same_label", "twelve =", {"value": "ten  Years"}),
    ("twelve =", "twelwe =", "script_unknown_key_near", "twelwe", {"near": "twelve"}),
    ('"Twelve years"', '"Twelve years"\nseven = "7"', "script_unknown_key", "seven", {}),
    ("[workshops.trust]", "[workshops.thrust]", "script_words_stray_near", "[workshops.thrust]", {"near": "trust"}),
    ('"Always"\n', '"Always"\n[workshops.qqqq]\n', "script_words_stray", "[workshops.qqqq]", {}),
    ('"What happened?"', '"What?"\nmin_label = "x"', "script_key_of_other_kind", "min_label", {"owner": "scale"}),
]


@pytest.mark.parametrize(("old", "new", "sentence", "where", "values"), SPOILED)
def test_a_wrong_word_is_named_with_its_file_and_line(
    folder: Folder, old: str, new: str, sentence: str, where: str | None, values: dict[str, object]
) -> None:
    folder.change("fr.toml", old, new)
    fault = folder.only_fault()
    assert fault.key == sentence
    assert fault.file == str(folder.path / "fr.toml")
    assert fault.line == (None if where is None else folder.line_of("fr.toml", where))
    assert values.items() <= fault.values.items()


def test_a_title_of_exactly_a_hundred_characters_is_fine(folder: Folder) -> None:
    folder.change("fr.toml", '"A first phone"', '"' + "é" * 100 + '"')
    assert folder.read().worded("fr").title == "é" * 100


def test_a_workshop_without_words_is_named(folder: Folder) -> None:
    text = (folder.path / "en.toml").read_text(encoding="utf-8")
    (folder.path / "en.toml").write_text(text.split("[workshops.bye]")[0], encoding="utf-8")
    fault = folder.only_fault()
    assert (fault.key, fault.values["workshop"]) == ("script_words_missing", "bye")
    (folder.path / "en.toml").write_text(text.split("[workshops.memory]")[0], encoding="utf-8")
    assert [one.values["workshop"] for one in folder.faults()] == ["memory", "age", "trust", "bye"]


def test_a_poll_without_any_label_is_shown_how_to_write_them(folder: Folder) -> None:
    folder.change("en.toml", '[workshops.age.choices]\nten = "Ten years"\ntwelve = "Twelve years"\n', "")
    fault = folder.only_fault()
    assert fault.key == "script_labels_missing"
    assert fault.values["header"] == "workshops.age.choices"
    assert fault.line == folder.line_of("en.toml", "[workshops.age]")


def test_each_language_names_the_same_guests(folder: Folder) -> None:
    folder.change("en.toml", '"Helen, nurse", ', "")
    fault = folder.only_fault()
    assert (fault.key, fault.file) == ("script_guests_differ", str(folder.path / "en.toml"))
    assert (fault.values["here"], fault.values["there"], fault.values["other"]) == (1, 2, "fr.toml")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('for_whom = "Anyone who has been a child."\n', "for_whom"),
        ('guests = ["Helen, nurse", "Gus, driver"]\n', "guests"),
        ('max_label = "Always"\n', "workshops.trust.max_label"),
    ],
)
def test_what_one_language_says_the_other_says_too(folder: Folder, line: str, key: str) -> None:
    folder.change("en.toml", line, "")
    fault = folder.only_fault()
    assert (fault.key, fault.file) == ("script_only_in_other", str(folder.path / "en.toml"))
    assert (fault.values["key"], fault.values["other"]) == (key, "fr.toml")


def test_a_language_without_a_file_is_named(folder: Folder) -> None:
    (folder.path / "en.toml").unlink()
    fault = folder.only_fault()
    assert (fault.key, fault.file) == ("script_language_missing", str(folder.path / "en.toml"))


def test_all_faults_of_all_files_come_at_once_by_file_then_line(folder: Folder) -> None:
    folder.change("script.toml", "days = 7", "days = 0")
    folder.change("script.toml", "min = 0", "min = 99")
    folder.change("fr.toml", '"A first phone"', '""')
    folder.change("en.toml", '"Never"', '""')
    folder.change("en.toml", '"A kitchen table"', "1")
    places = [(file_name(one.file), one.line) for one in folder.faults()]
    assert places == sorted(places)
    assert [file for file, _ in places] == ["en.toml", "en.toml", "fr.toml", "script.toml", "script.toml"]


def test_the_words_are_looked_at_even_where_the_structure_cannot_be_read(folder: Folder) -> None:
    folder.change("script.toml", "days = 7", "days = = 7")
    folder.change("fr.toml", '"A first phone"', '""')
    assert [one.key for one in folder.faults()] == ["script_empty_text", "script_toml"]


def file_name(file: str | None) -> str:
    return (file or "").rpartition("/")[2]


# --- one reading is enough ------------------------------------------------------------------------------------------


def test_behind_a_misspelled_name_the_rest_is_read_too(folder: Folder) -> None:
    folder.change("en.toml", "[workshops.trust]", "[workshops.thrust]")
    folder.change("en.toml", 'question = "From 0 to 10?"', 'question = ""')
    folder.change("en.toml", 'min_label = "Never"', 'mon_label = ""')
    found = [(one.key, one.line) for one in folder.faults()]
    assert found == [
        ("script_words_stray_near", folder.line_of("en.toml", "[workshops.thrust]")),
        ("script_empty_text", folder.line_of("en.toml", 'question = ""')),
        ("script_unknown_key_near", folder.line_of("en.toml", "mon_label")),
        ("script_empty_text", folder.line_of("en.toml", "mon_label")),
    ]


def test_behind_a_misspelled_kind_its_choices_and_their_labels_are_read_too(folder: Folder) -> None:
    folder.change("script.toml", 'kind = "poll"', 'kind = "pol"')
    folder.change("script.toml", "ends_day = 3", "several = 9")
    folder.change("script.toml", 'ends_at = "20:00"\n', "")
    folder.change("fr.toml", 'ten = "Ten years"\n', "")
    found = [(one.key, (one.file or "").rpartition("/")[2]) for one in folder.faults()]
    assert found == [
        ("script_missing_key", "fr.toml"),
        ("script_not_one_of", "script.toml"),
        ("script_out_of_range", "script.toml"),
    ]


def test_the_words_of_a_workshop_that_has_to_be_renamed_are_read_too(folder: Folder) -> None:
    folder.change("script.toml", "[workshops.bye]", "[workshops.Bye]")
    for language in ("fr", "en"):
        folder.change(f"{language}.toml", "[workshops.bye]", "[workshops.Bye]")
    folder.change("en.toml", '"What are you leaving with?"', '""')
    assert [one.key for one in folder.faults()] == ["script_empty_text", "script_bad_key"]
