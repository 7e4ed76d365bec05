"""What is said about a script.toml that is not right: which sentence, on which line, with which advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.script.conftest import Folder

# What stood there, what stands there now, the sentence, the passage on whose line it is, part of its values.
SPOILED = [
    ("days = 7", "dayz = 7", "script_unknown_key_near", "dayz", {"key": "dayz", "near": "days"}),
    ("days = 7", "days = 7\nqwxz = 1", "script_unknown_key", "qwxz", {"key": "qwxz"}),
    ("days = 7\n", "", "script_missing_key", None, {"key": "days", "example": "days = 7"}),
    ("days = 7", 'days = "7"', "script_not_number", "days", {"value": "7"}),
    ("days = 7", "days = true", "script_not_number", "days", {"value": "true"}),
    ("days = 7", "days = 7.0", "script_not_number", "days", {}),
    ("days = 7", "days = 367", "script_out_of_range", "days", {"low": 1, "high": 366}),
    ("days = 7", "days = 0", "script_out_of_range", "days", {}),
    ("days = 7", "days = 0x" + "f" * 9_000, "script_out_of_range", "days", {"value": "…"}),
    ("days = 7", "days = 7\npublishes_after_hours = -1", "script_out_of_range", "publishes", {"low": 0}),
    ('"09:00"\nclo', '"9h"\nclo', "script_bad_time", "opens_at", {"better": "09:00"}),
    ('"09:30"', '"9h30"', "script_bad_time", '"9h30"', {"key": "workshops.memory.at", "better": "09:30"}),
    ('"09:30"', '"9:30 PM"', "script_bad_time", "9:30 PM", {"better": "21:30"}),
    ('"09:30"', '"24:00"', "script_bad_time", "24:00", {"better": "23:59"}),
    ('"09:30"', '"soon"', "script_bad_time", "soon", {"better": "09:30"}),
    ('"09:30"', "930", "script_bad_time", "930", {"better": "09:30"}),
    ('"09:30"', "09:30:15", "script_bad_time", "09:30:15", {"better": "09:30"}),
    ('["fr", "en"]', '"fr"', "script_not_list", "languages", {"example": 'languages = ["fr", "en"]'}),
    ('["fr", "en"]', "[]", "script_no_language", "languages", {"known": "en, fr"}),
    ('["fr", "en"]', '["fr", "en", "tlh"]', "script_unknown_language", "languages", {"value": "tlh"}),
    ('["fr", "en"]', '["fr", "en", "fr"]', "script_twice", "languages", {"value": "fr"}),
    ('["fr", "en"]', '["fr", "en", 3]', "script_not_texts", "languages", {"value": "3"}),
    ("days = 7", 'days = 7\nquotes = "always"', "script_not_one_of", "quotes", {"allowed": '"anonymous", "none"'}),
    ("days = 7", 'days = 7\nquotes = "named"', "script_not_one_of", "quotes", {}),
    ("days = 7", 'days = 7\nyes = ["👎", "👍"]', "script_yes_and_no", "yes", {"value": "👎"}),
    ("days = 7", 'days = 7\nyes = ["👍", "👍"]', "script_twice", "yes", {"value": "👍"}),
    ("days = 7", 'days = 7\nno = [""]', "script_empty_text", "no =", {}),
    ("days = 7", "days = 7\nfollows = 2025", "script_not_text", "follows", {}),
    ('"question"', '"quizz"', "script_not_one_of", "quizz", {"key": "workshops.memory.kind"}),
    ('"question"', "[1]", "script_not_one_of", "[1]", {"value": "[…]"}),
    ('"hidden"', '"secret"', "script_not_one_of", "secret", {"allowed": '"open", "hidden", "blind"'}),
    ('kind = "question"', 'kind = "question"\nvisibility = "hidden"', "script_hidden_kind", "visibility", {}),
    ('kind = "question"', 'kind = "question"\nmin = 0', "script_key_of_other_kind", "min = 0\nday", {"owner": "scale"}),
    ('kind = "question"\n', "", "script_missing_key", "[workshops.memory]", {"key": "workshops.memory.kind"}),
    ("day = 1\n", "", "script_missing_key", "[workshops.memory]", {"key": "workshops.memory.day"}),
    ("day = 1\n", "dau = 1\n", "script_unknown_key_near", "dau", {"near": "day"}),
    ("day = 1\n", "day = 0\n", "script_out_of_range", "day = 0", {}),
    ("[workshops.memory]", "[workshops.Memory]", "script_bad_key", "[workshops.Memory]", {"better": "memory"}),
    (
        "[workshops.memory]",
        '[workshops."Mémoire d’été"]',
        "script_bad_key",
        '[workshops."M',
        {"better": "memoire-dete"},
    ),
    ('"09:30"', '"08:59"', "script_opens_too_early", "08:59", {"day": 1, "hour": "09:00"}),
    ("day = 1\n", "day = 8\n", "script_opens_too_late", "day = 8", {"day": 7, "hour": "20:00"}),
    ("ends_day = 3\n", "", "script_half_ending", "ends_at", {"lacking": "ends_day"}),
    ('ends_at = "20:00"\n', "", "script_half_ending", "ends_day", {"lacking": "ends_at"}),
    ("ends_day = 3", "ends_day = 1", "script_ends_too_early", "ends_day", {"day": 2, "hour": "09:00"}),
    ('3\nends_at = "20:00"', '2\nends_at = "09:00"', "script_ends_too_early", "ends_at", {}),
    ("ends_day = 3", "ends_day = 8", "script_ends_too_late", "ends_day", {"day": 7}),
    ('["ten", "twelve"]', '["ten", "twelve", "ten"]', "script_twice", "choices", {"value": "ten"}),
    ('choices = ["ten", "twelve"]\n', "", "script_missing_key", "[workshops.age]", {}),
    ("min = 0", "min = 10", "script_scale_order", "max", {"low": 10, "high": 10}),
    ("max = 10", "max = 21", "script_scale_span", "max", {"most": 20}),
    ("max = 10", "max = false", "script_not_number", "max", {}),
    ("day = 6", "day = 3", "script_closing_word_not_last", "[workshops.bye]", {"other": "trust"}),
    ('"question"', '"closing_word"', "script_two_closing_words", "[workshops.bye]", {"first": "memory"}),
    ('"Europe/Paris"', '"Europe/Pari"', "script_unknown_zone_near", "zone", {"near": "Europe/Paris"}),
    ('"Europe/Paris"', '"paris"', "script_unknown_zone_near", "zone", {"near": "Europe/Paris"}),
    ('"Europe/Paris"', '"Qwxzt"', "script_unknown_zone", "zone", {}),
    ('"Europe/Paris"', '"../../etc/passwd"', "script_unknown_zone", "zone", {}),
    ('"Europe/Paris"', '"/etc"', "script_unknown_zone", "zone", {}),
    ('"Europe/Paris"', '""', "script_empty_text", "zone", {}),
    ('"Europe/Paris"', '"a\\u0000b"', "script_nul", "zone", {}),
    ('"Europe/Paris"', "2", "script_not_text", "zone", {}),
    ('"table.png"', '"chair.png"', "script_picture_missing", "picture", {"value": "chair.png"}),
    ('"table.png"', '"../table.png"', "script_picture_elsewhere", "picture", {}),
    ('"table.png"', '"/etc/passwd"', "script_picture_elsewhere", "picture", {}),
    ('"table.png"', '".."', "script_picture_elsewhere", "picture", {}),
    ('"table.png"', '"' + "a" * 250 + '"', "script_too_long", "picture", {}),
]


@pytest.mark.parametrize(("old", "new", "sentence", "where", "values"), SPOILED)
def test_a_wrong_line_is_named_with_what_to_write_instead(
    folder: Folder, old: str, new: str, sentence: str, where: str | None, values: dict[str, object]
) -> None:
    folder.change("script.toml", old, new)
    fault = next(one for one in folder.faults() if one.key == sentence)
    assert fault.file == str(folder.path / "script.toml")
    assert fault.line == (None if where is None else folder.line_of("script.toml", where))
    assert values.items() <= fault.values.items()


@pytest.mark.parametrize("spoiled", [one for one in SPOILED if one[0] != '["fr", "en"]'], ids=lambda one: one[1])
def test_one_mistake_is_one_fault(folder: Folder, spoiled: tuple[str, str, str, str | None, dict[str, object]]) -> None:
    folder.change("script.toml", spoiled[0], spoiled[1])
    assert [one.key for one in folder.faults()] == [spoiled[2]]


def test_a_poll_has_from_two_to_twenty_choices(folder: Folder) -> None:
    folder.change("script.toml", '["ten", "twelve"]', '["ten"]')
    fault = folder.only_fault()
    assert (fault.key, fault.values["count"]) == ("script_choices_count", 1)
    many = ", ".join(f'"age-{number}"' for number in range(21))
    folder.change("script.toml", '["ten"]', f"[{many}]")
    assert folder.only_fault().values["count"] == 21


def test_a_café_of_one_day_closes_after_it_opens(folder: Folder) -> None:
    folder.change("script.toml", "days = 7", "days = 1")
    folder.change("script.toml", 'closes_at = "20:00"', 'closes_at = "09:00"')
    assert folder.only_fault().key == "script_closes_before_opening"


def test_a_workshop_does_not_open_at_the_very_close(folder: Folder) -> None:
    folder.change("script.toml", 'day = 6\nat = "18:00"', 'day = 7\nat = "20:00"')
    fault = folder.only_fault()
    assert (fault.key, fault.line) == ("script_opens_too_late", folder.line_of("script.toml", "[workshops.bye]") + 3)


def test_a_workshop_may_end_with_the_café(folder: Folder) -> None:
    folder.change("script.toml", "ends_day = 3", "ends_day = 7")
    assert folder.read().days == 7


def test_a_café_has_workshops(folder: Folder) -> None:
    text = (folder.path / "script.toml").read_text(encoding="utf-8")
    head = text.split("[workshops.memory]")[0]
    for tail, sentence in (("", "script_missing_key"), ("[workshops]", "script_no_workshop")):
        (folder.path / "script.toml").write_text(head + tail, encoding="utf-8")
        assert folder.faults()[-1].key == sentence
    (folder.path / "script.toml").write_text("workshops = 3\n" + head, encoding="utf-8")
    assert "script_not_table" in [one.key for one in folder.faults()]


def test_a_picture_does_not_lead_out_of_the_folder_by_a_link(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"a secret")
    (folder.path / "table.png").unlink()
    (folder.path / "table.png").symlink_to(tmp_path / "secret.png")
    assert folder.only_fault().key == "script_picture_elsewhere"


def test_a_link_within_the_folder_is_a_picture_like_another(folder: Folder) -> None:
    (folder.path / "table.png").rename(folder.path / "drawing.png")
    (folder.path / "table.png").symlink_to("drawing.png")
    assert folder.read().picture == str((folder.path / "drawing.png").resolve())


def test_links_that_lead_round_in_a_circle_are_no_picture(folder: Folder) -> None:
    (folder.path / "table.png").unlink()
    (folder.path / "table.png").symlink_to("chair.png")
    (folder.path / "chair.png").symlink_to("table.png")
    assert folder.only_fault().key == "script_picture_missing"


def test_a_folder_is_no_picture(folder: Folder) -> None:
    (folder.path / "table.png").unlink()
    (folder.path / "table.png").mkdir()
    assert folder.only_fault().key == "script_picture_missing"
