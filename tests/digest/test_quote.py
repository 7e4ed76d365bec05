"""The passage that stands in quotation marks."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.digest.names import Names
from bot.digest.quote import LONGEST, passage
from bot.domain import Member, MemberRef

NAMES = Names([Member(MemberRef("town", "1"), "Vio"), Member(MemberRef("town", "2"), "Marie Dupont")])


def clean(text: str) -> bool:
    return not NAMES.in_passage(text)


def test_a_short_post_is_quoted_whole_without_the_space_around_it() -> None:
    assert passage("  Oui ! Et encore…\n", clean) == "Oui ! Et encore…"


def test_a_long_post_is_quoted_by_its_whole_leading_sentences() -> None:
    sentence = "Une phrase de trente lettres." + " "
    assert passage(sentence * 20, clean) == (sentence * 13).strip()


def test_a_sentence_without_end_is_cut_after_a_whole_word() -> None:
    found = passage("mot " * 200, clean)
    assert found is not None
    assert found == ("mot " * 100).strip()


def test_a_passage_that_names_somebody_gives_way_to_the_longest_run_of_sentences_that_does_not() -> None:
    text = "Oui. Vio a raison. Le soir, on le pose dans l’entrée. Personne n’y touche. Merci Marie !"
    assert passage(text, clean) == "Le soir, on le pose dans l’entrée. Personne n’y touche."


def test_a_post_that_names_somebody_all_along_is_not_quoted() -> None:
    assert passage("Vio l’a dit et je le pense aussi", clean) is None


def test_an_initial_does_not_end_a_sentence() -> None:
    assert passage("Merci Vio. M. Untel dort. 1. Rien.", clean) == "M. Untel dort. 1. Rien."


def test_french_quotation_marks_stay_with_their_sentence() -> None:
    text = "Elle nous a dit : « Non\u202f! » Et Vio rit."
    assert passage(text, clean) == "Elle nous a dit : « Non\u202f! »"


@pytest.mark.parametrize(
    "short", ["Mr.", "Mrs.", "Ms.", "Dr.", "M.", "Mme.", "St.", "B.", "e.g.", "p. ex.", "cf.", "etc.", "n°.", "Mr.\n"]
)
def test_an_abbreviation_does_not_end_a_sentence(short: str) -> None:
    text = f"I buy today the egg timer of {short} Vio and two spoons. It rang all through the long evening."
    assert passage(text, clean) == "It rang all through the long evening."


def test_a_word_that_ends_like_an_abbreviation_ends_its_sentence() -> None:
    assert passage("We met again at the old forest. Vio was there.", clean) == "We met again at the old forest."


def test_what_is_left_without_the_sentence_of_a_name_is_quoted_from_five_words_up() -> None:
    assert passage("Merci à Vio. Oui, c’est bien vrai.", clean) is None
    assert passage("Merci à Vio. Oui, c’est bien vrai ça.", clean) == "Oui, c’est bien vrai ça."
    assert passage("Oui, bien.", clean) == "Oui, bien.", "a whole post may be as short as it likes"


@pytest.mark.parametrize("sign", ["e\u0301", "👩\u200d👩\u200d👧", "❤\ufe0f", "👍🏽", "🇫🇷"])
def test_a_cut_never_goes_through_a_character(sign: str) -> None:
    found = passage("a" + sign * LONGEST, lambda _: True)
    assert found is not None
    assert len(found) <= LONGEST
    assert (len(found) - 1) % len(sign) == 0


SIGNS = st.sampled_from(
    [*"aé. !?…\n\r\u202f«»\u0301\u200d\ufe0f👍\U0001f3fd🇫", "Vio", "marie dupont", "Marie", " mot ", "@x", "mot. "]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(SIGNS, max_size=300).map("".join))


@given(TEXTS)
@example("\u0301a. b")
@example("Oui. \u0301x " + "y" * 500)
def test_a_verbatim_is_a_substring_within_the_limit_that_names_nobody(text: str) -> None:
    found = passage(text, clean, limit=60)
    if found is None:
        return
    assert found in text
    assert found == found.strip()
    assert 0 < len(found) <= 60
    assert not re.search(r"(?:^|[\s«».!?…])(?:Vio|Marie)(?=$|[\s«».!?…])|@x", found)
    assert text.startswith(found) or not unicodedata.category(found[0]).startswith("M")


@given(st.lists(st.sampled_from(["Oui.", "mot", "Vio", "et", "Non !"]), min_size=1, max_size=60))
def test_where_a_sentence_names_nobody_something_is_quoted(words: list[str]) -> None:
    text = " ".join(words)
    if "Vio" not in text:
        assert passage(text, clean) is not None


def test_a_flood_of_marks_is_read_in_one_go() -> None:
    flood = "!" * 40_000 + "x"
    assert passage(flood, lambda text: len(text) < 100) is None
