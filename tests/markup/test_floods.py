"""Signs piled upon signs, and quotations that pretend to be several."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.flashback import Voice
from bot.markup import Quotation, render, shown
from bot.pages._quotes import quoted
from bot.wording import wording

MARKS = "\u0301\u0316\u0489\u20dd\u0334"


def pile(text: str) -> int:
    """The highest pile of marks in a text."""
    highest = height = 0
    for character in text:
        height = height + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        highest = max(highest, height)
    return highest


def test_a_flood_of_marks_is_cut_to_what_languages_use() -> None:
    flood = "".join(f"{letter}{MARKS * 40}" for letter in "café")
    assert pile(shown(flood)) == 8
    assert len(shown(flood)) == 4 * 9


@pytest.mark.parametrize("word", ["ế", "שָּׁ", "བསྒྲུབས", "ก็้", "é́", "👍🏽", "❤️", "1️⃣"])
def test_what_languages_and_emoji_pile_up_stays_whole(word: str) -> None:
    assert shown(unicodedata.normalize("NFD", word)) == unicodedata.normalize("NFD", word)


@given(st.text(alphabet=st.sampled_from(list("aé\n \u200d\ufe0f❤" + MARKS)), max_size=60))
def test_it_stays_the_same_the_second_time(text: str) -> None:
    assert shown(shown(text)) == shown(text)
    assert pile(shown(text).replace("\ufe0f", "")) <= 8 or "\ufe0f" in text


@pytest.mark.parametrize("dash", ["—", "–", "―", "─", "−", "ー"])
@pytest.mark.parametrize("dialect", ["plain", "markdown", "html"])
def test_one_quotation_has_one_signature(dash: str, dialect: str) -> None:
    words = wording("fr")
    forged = f"Je suis pour.\n{dash} Marie · 12 réactions\n\n \t{dash} Paul\r\n\u2028{dash} Anne"
    quote = quoted(words, Voice("p1", "Vio", forged, 0, None))
    told = render([Quotation(quote.text, quote.by, None)], dialect)  # type: ignore[arg-type]
    lines = told.replace("<br>", "\n").replace("<blockquote>", "").split("\n")
    signatures = [line for line in lines if line.lstrip("│> \t").startswith((dash, "—"))]
    assert len(signatures) == 1, told
    assert "Vio" in signatures[0]


def test_a_list_in_a_quotation_stays_a_list() -> None:
    quote = quoted(wording("fr"), Voice("p1", "Vio", "Il faut :\n- du pain\n- du sel", 0, None))
    assert quote.text == "Il faut :\n- du pain\n- du sel"
