"""One rule for text, at the door: no NUL, no half of a character, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import clean_text

ANYTHING = st.text(st.characters(exclude_categories=()) | st.sampled_from("\0\ud83d\ude00\ud800\udfff"))


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("bre\0ad", "bread"),
        ("bread\ud800", "bread"),
        ("\udc00bread", "bread"),
        ("\ud83d\ude00", "😀"),
        ("\ud83d\0\ude00", "😀"),
        ("\u202eé\r\n\x1b[31m ❤️", "\u202eé\r\n\x1b[31m ❤️"),
    ],
)
def test_what_no_database_takes_goes_and_the_rest_stays(given_text: str, kept: str) -> None:
    assert clean_text(given_text) == kept


@given(ANYTHING)
def test_any_text_can_be_kept_afterwards_and_cleaning_twice_changes_nothing(text: str) -> None:
    kept = clean_text(text)
    assert "\0" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept == clean_text(kept)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_sound_text_is_kept_character_for_character(text: str) -> None:
    assert clean_text(text) == text
