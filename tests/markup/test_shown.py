"""What is shown of a member's words can neither reorder, nor hide, nor drive a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import shown

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.mark.parametrize("control", BIDI)
def test_a_quote_cannot_reorder_what_follows_it(control: str) -> None:
    assert shown(f"oui{control}non") == "ouinon"


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 en route",
        "❤️ et 1️⃣",
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿 à Cardiff",
        "می‌خواهم",
        "« Voilà ! » dit-elle… 12 °C",
        "deux\nlignes",
        "नमस्ते",
        "👍🏽",
    ],
)
def test_what_people_really_write_is_shown_as_they_wrote_it(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\x1b[31mb", "a[31mb"),
        ("a\x9b2Jb", "a2Jb"),
        ("a\r\nb\u2028c\x85d", "a\nb\nc\nd"),
        ("un\tdeux", "un deux"),
        ("@every\u200bone", "@everyone"),
        ("a\u200db", "ab"),
        ("p\u00ada\ufefft\u2060h", "path"),
        ("\ufe0f\ufe0f!", "!"),
        ("bad \ud800 half", "bad \ufffd half"),
        ("caché \U000e0041\U000e0042", "caché "),
    ],
)
def test_what_hides_or_drives_is_taken_away(text: str, seen: str) -> None:
    assert shown(text) == seen


@given(st.text())
def test_nothing_unseen_is_left_and_a_second_time_changes_nothing(text: str) -> None:
    once = shown(text)
    assert shown(once) == once
    assert not [one for one in once if unicodedata.category(one) in ("Cc", "Cs") and one != "\n"]
    assert not set(once) & set(BIDI)
    once.encode("utf-8")
