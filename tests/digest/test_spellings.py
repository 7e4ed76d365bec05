"""A name that is spelled otherwise names all the same, and an ordinary sentence stays one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.names import Names
from bot.domain import MemberRef
from bot.lettering import plain
from bot.naming import MOST_SPELLED, marks_of, words_of
from bot.wording import wording
from tests.conftest import ROOT
from tests.digest.test_names import SECRET, names

GIVEN = re.findall(
    r"\S+",
    "Huguette Jean-Luc Müller Marie-Claude Björn Søren Lætitia Élodie Zoë Ångström Anne-Sophie Joël Gwenaëlle "
    "Timothée Saïd Iñaki Łukasz Wilhelmine Maximilian",
)
"""Names with everything in them that can be spelled in two ways."""

LIKE_WORDS = re.findall(
    r"\S+",
    "Estelle Laura Laure Maya Ana Isa Ona Léa Noé Théo Carmen Toby Noa Ina Ida Ella Ada Amy Ali Leo Lana Lena Milan "
    "Lori Dora Alain Denis Lisa Sam Tom Marc Ines Louis Lami Anna Elise Dina Mona Tina Sara Nora Vera Alma Cléa Ila",
)
"""Names that two ordinary words make, put side by side."""


def sentences() -> Iterator[str]:
    """Every sentence of the bot's own and of the cafés that ship, in both languages."""
    for language in ("fr", "en"):
        for sentence in wording(language)._sentences.values():
            yield from [sentence] if isinstance(sentence, str) else sentence.values()
        for path in sorted((ROOT / "prompts").glob(f"*/{language}.toml")):
            yield from texts_in(tomllib.loads(path.read_text(encoding="utf-8")))


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def parted(word: str, cuts: list[int], joiner: str) -> str:
    """A word with a joiner at some of the places inside it."""
    places = sorted({1 + cut % (len(word) - 1) for cut in cuts})
    pieces = [word[start:end] for start, end in zip([0, *places], [*places, len(word)], strict=True)]
    return joiner.join(pieces)


TWO = {"ü": "ue", "ö": "oe", "ø": "oe", "å": "aa", "Å": "Aa", "æ": "ae"}

spellings = st.one_of(
    st.sampled_from([" ", "-", ".", "_", " - ", "·", "*"]).map(lambda between: lambda name: between.join(name)),
    st.tuples(st.lists(st.integers(0, 30), min_size=1, max_size=4), st.sampled_from(["-", "_", ".", "·"])).map(
        lambda how: lambda name: parted(name, *how)
    ),
    st.just(lambda name: name.replace("-", "")),
    st.sampled_from(["`", "**", "||", "~~"]).map(lambda mark: lambda name: f"{mark}{name[:2]}{mark}{name[2:]}"),
    st.just(lambda name: "".join(TWO.get(letter, letter) for letter in name)),
)


@given(
    st.sampled_from(GIVEN),
    spellings,
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(["{}", "comme disait {}, hier", "à {} !", "I saw {}."]),
    st.booleans(),
)
def test_a_name_is_found_however_it_is_spelled(name, spell, cased, around, by_marks) -> None:  # type: ignore[no-untyped-def]
    member = MemberRef("town", "1")
    known = Names((), marks_of(SECRET, member, name), SECRET) if by_marks else names(name)
    assert known.in_passage(around.format(cased(spell(name)))), (name, spell(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Huguette", "merci H u g u e t t e"),
        ("Huguette", "merci Hu-guette"),
        ("Jean-Luc", "merci Jeanluc"),
        ("Jean-Luc Picard", "JeanLucPicard l’a dit"),
        ("Müller", "Herr Mueller"),
        ("Mueller", "Herr Müller"),
        ("Lætitia", "Laetitia"),
        ("O’Brien", "merci obrien"),
        ("marie_dupont", "Marie Dupont a raison"),
        ("MarieDupont", "merci marie dupont"),
        ("MarieDupont", "comme Marie"),
        ("marie_dupont", "marie_dupont a raison"),
        ("Rose", "R-o-s-e"),
        ("Vio", "v. i. o."),
    ],
)
def test_another_spelling_of_a_name_names(name: str, text: str) -> None:
    assert names(name).in_passage(text)


@pytest.mark.parametrize(
    "text",
    [
        "`Hu`guette a raison",
        "H`u``g`uette a raison",
        "[Hu](https://a.example/b)guette a raison",
        '[Hu](<https://a.example/b_(c)> "d")[gu](https://a.example)ette a raison',
        "[**Hu**](https://a.example)guette a raison",
        "**Hu**guette a raison",
        "Hu<!-- -->guette a raison",
        "Hu<!--x--><!---->guette a raison",
        "~~**__Hu__**~~guette a raison",
        "||Hu||guette a raison",
    ],
)
def test_markup_that_is_not_shown_hides_no_name(text: str) -> None:
    assert names("Huguette", "Marie").in_passage(text)
    assert not names("Marie").in_passage(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Estelle", "Où est-elle ?"),
        ("Laura", "Il l’aura demain."),
        ("Maya", "As a member may a host."),
        ("Jo Li", "C’est joli."),
        ("Estelle", "Où **est** _elle_ ? Où [est](https://a.example) elle ?"),
        ("DeLa", "Il vient de la ville."),
        ("PetitNuage", "un petit ciel gris"),
        ("Ba", "a, b, a"),
        ("Rose", "r o s e"),
    ],
)
def test_words_side_by_side_are_no_name(name: str, text: str) -> None:
    assert not names(name).in_passage(text)


def test_no_ordinary_sentence_is_silenced_by_a_name_that_does_not_stand_in_it() -> None:
    called = [*GIVEN, *LIKE_WORDS]
    known, words = names(*called), {word for name in called for word in words_of(plain(name).casefold())}
    heard = list(sentences())
    assert len(heard) > 1_000
    for sentence in heard:
        if known.in_passage(sentence.replace("@", "")):
            assert words & set(words_of(plain(sentence).casefold())), sentence


def test_letters_without_end_are_no_quotation_and_take_no_time() -> None:
    assert names("Vio").in_passage("a b " * MOST_SPELLED)
    assert not names("Vio").in_passage("a b " * 20)
    assert not names("Vio").in_passage("a-" + "b" * 40_000)
    assert not names("Vio").in_passage("ab-" * 13_000)
    assert names("Vio").in_passage("ab-" * 13_000 + "V-io")
    assert not names("Vio").in_passage("[aa](bb(" * 6_000 + "[" * 6_000 + "`*" * 6_000)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana", "4na a raison"),
        ("Ana", "merci Annna"),
        ("Anna", "merci Annna"),
        ("Huguette", "Huguuuuette !"),
        ("Leo", "Oui, le0."),
    ],
)
def test_figures_for_letters_and_letters_drawn_out_hide_no_name(name: str, text: str) -> None:
    assert names(name).in_passage(text)


@pytest.mark.parametrize(
    "text", ["le 4e étage", "à 18h30", "la 2e, en 1998", "noooon", "c’est 4 fois non", "1er avril"]
)
def test_figures_and_cries_are_no_names(text: str) -> None:
    assert not names("Ana", "Anna", "Leo", "Isa", "Lea", "Estelle").in_passage(text)
