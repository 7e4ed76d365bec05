"""What counts as an answer, and what is left alone because nobody can be sure."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import time
from functools import partial
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Workshop, WorkshopWords
from bot.kinds import KINDS, Read, Reading, Unclear, kind_of

POLL = Workshop("moment", "poll", 1, time(9), choices=("start", "depends", "never"))
POLL_WORDS = {
    "fr": WorkshopWords(
        "Le bon moment", "", {"start": "À l'entrée au collège", "depends": "Ça dépend", "never": "Jamais"}
    ),
    "en": WorkshopWords("The right time", "", {"start": "In year 7", "depends": "It depends", "never": "Never"}),
}
SCALE = Workshop("far", "scale", 1, time(9))


def poll(text: str) -> Read:
    return kind_of("poll").read(POLL, POLL_WORDS, text)


def scale(text: str) -> Read:
    return kind_of("scale").read(SCALE, {}, text)


@pytest.mark.parametrize("kind", ["question", "brainstorm", "closing_word"])
def test_any_word_answers_a_question_a_brainstorm_and_the_closing_word(kind: str) -> None:
    workshop = Workshop("w", kind, 1, time(9))
    assert kind_of(kind).read(workshop, {}, "Oui.") == Reading()
    assert kind_of(kind).read(workshop, {}, "❤️ ...") is None
    assert kind_of(kind).read(workshop, {}, "") is None


@pytest.mark.parametrize(
    "text",
    [
        "2",
        " 2. ",
        "2)",
        "2 !",
        "**2**",
        "2️⃣",
        "2 🙂",
        "02",
        "2 parce que voilà",
        "2 - because",
        "2, c’est mieux",
        "2: pour moi",
        "2\nEt voilà pourquoi",
        "ça  DEPEND",
        "Ca dépend !",
        "it depends",
    ],
)
def test_a_poll_is_answered_by_the_number_or_the_label_of_a_choice(text: str) -> None:
    assert poll(text) == Reading(("2",))


def test_an_apostrophe_of_either_sort_is_the_same_label() -> None:
    assert poll("à l’entrée au collège") == poll("A l'entree au college") == Reading(("1",))


@pytest.mark.parametrize(
    "text",
    [
        "2 ou 3",
        "2, ou 3",
        "2, 3",
        "2, et 3",
        "2,, 3",
        "2-3",
        "2 - 3",
        "2/3",
        "2.5",
        "2,5",
        "-2",
        "−2",
        "0",
        "4",
        "22",
        "2?",
        "2 %",
        "2 €",
        "2 enfants sur 3 en ont un",
        "j’hésite",
        "",
        "²",
    ],
)
def test_a_poll_counts_nothing_where_there_is_a_doubt(text: str) -> None:
    assert not isinstance(poll(text), Reading)


def test_a_label_that_is_the_number_of_another_choice_is_read_as_neither() -> None:
    children = Workshop("children", "poll", 1, time(9), choices=("none", "one", "two"))
    words = {"fr": WorkshopWords("Enfants", "", {"none": "0", "one": "1", "two": "Deux et plus"})}
    assert kind_of("poll").read(children, words, "1") == Unclear("between", ("1", "2"))
    assert kind_of("poll").read(children, words, "3") == Reading(("3",))
    assert kind_of("poll").read(children, words, "deux et plus") == Reading(("3",))


def test_an_emoji_can_be_a_label() -> None:
    pets = Workshop("pets", "poll", 1, time(9), choices=("dog", "cat"))
    words = {"en": WorkshopWords("Pets", "", {"dog": "🐶", "cat": "🐱"})}
    assert kind_of("poll").read(pets, words, " 🐱 ") == Reading(("2",))


@pytest.mark.parametrize(
    "text",
    [
        "7",
        "7.",
        "7/10",
        "7 / 10",
        "7 sur 10",
        "7 out of 10",
        "7 parce que",
        "7, because",
        "7/10 - why not",
        "7 I think",
        "007",
    ],
)
def test_a_scale_is_answered_by_a_number_alone_or_before_a_reason(text: str) -> None:
    assert scale(text) == Reading(("7",))


@pytest.mark.parametrize(
    "text",
    ["11", "-3", "7.5", "7,5", "7/20", "7/100", "7 %", "7 ans, c’est trop tôt", "entre 6 et 7", "6 ou 7", "7 for 3"],
)
def test_a_scale_counts_no_number_of_a_sentence_and_none_beyond_its_ends(text: str) -> None:
    assert not isinstance(scale(text), Reading)


def test_a_scale_that_begins_below_zero_reads_the_numbers_it_shows() -> None:
    mood = Workshop("mood", "scale", 1, time(9), minimum=-5, maximum=5)
    assert kind_of("scale").read(mood, {}, "-3") == Reading(("-3",))
    assert kind_of("scale").read(mood, {}, "-6") == Unclear("out_of_range", values={"number": -6})


@pytest.mark.parametrize(
    ("text", "bare"), [("7/10", True), ("7 !", True), ("7, sans hésiter", True), ("7, il a douze ans", False)]
)
def test_a_bare_number_is_told_from_one_with_words(text: str, bare: bool) -> None:
    reading = scale(text)
    assert isinstance(reading, Reading)
    assert reading.bare is bare


@given(st.integers(min_value=-1000, max_value=1000))
def test_a_whole_number_is_read_exactly_between_the_ends(number: int) -> None:
    outside = Unclear("out_of_range", values={"number": number})
    assert scale(str(number)) == (Reading((str(number),)) if 0 <= number <= 10 else outside)


@given(st.text(max_size=60))
def test_no_text_at_all_makes_a_kind_stumble(text: str) -> None:
    for kind in KINDS.values():
        reading = kind.read(POLL if kind.name == "poll" else SCALE, POLL_WORDS, text)
        assert (
            reading is None
            or isinstance(reading, Unclear)
            or set(reading.choices) <= {str(place) for place in range(11)}
        )


@pytest.mark.parametrize("ask", [poll, scale])
@pytest.mark.parametrize("piece", ["\n>", "> a\n", "tôt ", "pas tôt ", "non ", "\t", "a ", "1 ", "? "])
def test_a_long_text_is_read_no_longer_than_the_longest_vote(ask: Callable[[str], Read], piece: str) -> None:
    """Counted in steps of the interpreter, not in seconds: ten times the text is not even twice the work."""
    short, long = (_steps(partial(ask, (piece * size)[:size])) for size in (400, 4_000))
    assert long < 4 * short + 20_000


def _steps(deed: Callable[[], object]) -> int:
    steps = 0

    def count(_frame: FrameType, event: str, _value: object) -> Any:
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        deed()
    finally:
        sys.settrace(before)
    return steps


def test_of_a_long_text_only_its_beginning_can_be_a_vote() -> None:
    story = "Et puis nous avons parlé de tout autre chose. " * 20
    assert scale(f"7, sans hésiter. {story}") == Reading(("7",))
    assert scale(f"{story} Je vote 7.") is None
    reading = scale("7.\n" + "vraiment " * 100)
    assert isinstance(reading, Reading)
    assert not reading.bare
    filling = "Nous avons parlé. " * 32
    assert scale(f"{filling}Je vote 7 et {'puis ' * 20}plutôt non.") is None


def test_an_unknown_kind_is_said_to_be_unknown() -> None:
    with pytest.raises(KeyError):
        kind_of("karaoke")
