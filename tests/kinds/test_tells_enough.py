"""What says enough of one's own for the others' answers to be read: a few words, something brought, or a vote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Attachment, Post
from bot.kinds import KINDS, kind_of
from tests.store.scene import a_post

IN_WORDS = ("question", "brainstorm", "writing", "meeting", "closing_word", "mission", "mockup")
BY_CHOICE = ("poll", "scale")


def said(*texts: str) -> list[Post]:
    return [replace(a_post(str(number), text=text), attachments=()) for number, text in enumerate(texts)]


def test_each_kind_is_one_or_the_other() -> None:
    assert {*IN_WORDS, *BY_CHOICE} == set(KINDS)
    assert {name for name in KINDS if kind_of(name).takes_choices} == set(BY_CHOICE)


@pytest.mark.parametrize("kind", IN_WORDS)
@pytest.mark.parametrize(
    "text",
    ["ok", "OK !", "d’accord", "+1", "Oui, oui.", "pareil", "haha haha ha", "…", "👍👍👍👍👍👍👍👍", "1234", "a" * 400],
)
def test_a_word_in_passing_is_not_enough(kind: str, text: str) -> None:
    assert not kind_of(kind).tells_enough(said(text))


@pytest.mark.parametrize("kind", IN_WORDS)
@pytest.mark.parametrize(
    "text", ["À la maison.", "In the hall.", "Il était rouge.", "Jamais eu de téléphone", "赤い電話が玄関にありました"]
)
def test_a_short_sentence_is_enough(kind: str, text: str) -> None:
    assert kind_of(kind).tells_enough(said(text))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_never_enough(kind: str) -> None:
    assert not kind_of(kind).tells_enough([])


@pytest.mark.parametrize("kind", IN_WORDS)
def test_who_writes_in_short_lines_says_it_in_several(kind: str) -> None:
    lines = ("Rouge.", "Un fil.", "Au mur.")
    assert [kind_of(kind).tells_enough(said(*lines[: number + 1])) for number in range(3)] == [False, True, True]


def test_what_is_brought_to_a_mission_needs_no_words() -> None:
    brought = [replace(a_post("1", text=""), attachments=(Attachment("a.png"),))]
    assert kind_of("mission").tells_enough(brought)
    assert not kind_of("question").tells_enough(brought)


@pytest.mark.parametrize("kind", BY_CHOICE)
def test_a_vote_is_a_vote(kind: str) -> None:
    assert kind_of(kind).tells_enough(said("1"))


@given(texts=st.lists(st.text(max_size=12), max_size=4), more=st.text(max_size=12))
def test_saying_more_takes_nothing_away(texts: list[str], more: str) -> None:
    question = kind_of("question")
    assert question.tells_enough(said(*texts, more)) >= question.tells_enough(said(*texts))
    assert question.tells_enough(said(*texts)) == question.tells_enough(said(*reversed(texts)))
