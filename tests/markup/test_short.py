"""A text shortened for a narrow place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.markup import shortened


@given(st.text(), st.integers(2, 120))
def test_it_is_never_longer_than_that_and_on_one_line(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert "\n" not in short


@given(st.text(max_size=40))
def test_a_short_text_loses_nothing_but_its_spaces(text: str) -> None:
    assert shortened(text, 45) == " ".join(text.split())


def test_a_long_one_is_cut_between_words() -> None:
    assert shortened("À quel âge un premier téléphone, et pourquoi ?", 34) == "À quel âge un premier téléphone…"


def test_no_visible_character_is_torn() -> None:
    family = "👨‍👩‍👧"
    assert shortened(family * 3, 12) == family * 2 + "…"
