"""Ideas that say the same in nearly the same words are one idea; the one that is shown is somebody's own."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest import flashback_of
from bot.domain import Consent
from bot.kinds import _likeness
from bot.kinds._likeness import alike
from tests.digest.story import BRAINSTORM, Story

SAME = [
    ("Pas de téléphone à table.", "pas de telephone à table !"),
    ("Le téléphone dort dans la cuisine", "Le téléphone dort dans la cuisine, le téléphone."),
    ("Il faut prendre en compte le vote blanc", "il faut bien prendre en compte le vote blanc !"),
    ("capital punishment helps deter serious crime", "Capital punishment helps to deter serious crimes"),
    ("A tax on sugar, and a tax on salt", "A tax on salt and a tax on sugar"),
]
DIFFERENT = [
    ("There is a freshwater crisis in New Zealand", "There is not a freshwater crisis in New Zealand"),
    ("Une heure par jour, pas plus de 10 messages", "Une heure par jour, pas plus de 20 messages"),
    ("Pas de téléphone à table", "Un téléphone à table"),
    ("Le soir, tout le monde lit", "Le matin, tout le monde court"),
    ("we should abolish it because it is expensive", "we should not abolish it because it is expensive"),
]
SAID = [text for pair in (*SAME, *DIFFERENT) for text in pair]


@pytest.mark.parametrize("pair", SAME)
def test_the_same_words_in_another_order_case_or_number_are_one_idea(pair: tuple[str, str]) -> None:
    assert alike(pair) == [[0, 1]]


@pytest.mark.parametrize("pair", DIFFERENT)
def test_a_negation_or_a_number_makes_another_idea(pair: tuple[str, str]) -> None:
    assert alike(pair) == [[0], [1]]


@given(st.permutations(range(len(SAID))))
def test_in_whatever_order_ideas_come_the_same_ones_are_together(order: list[int]) -> None:
    def together(texts: list[str]) -> set[frozenset[str]]:
        return {frozenset(texts[place] for place in group) for group in alike(texts)}

    assert together([SAID[place] for place in order]) == together(SAID)


@given(st.lists(st.text(max_size=20), max_size=12), st.randoms(use_true_random=False))
def test_every_idea_is_in_one_group_whatever_it_says(texts: list[str], chance: random.Random) -> None:
    groups = alike(texts)
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
    mixed = list(range(len(texts)))
    chance.shuffle(mixed)
    again = [sorted(mixed[place] for place in group) for group in alike([texts[place] for place in mixed])]
    assert sorted(again) == sorted(map(sorted, groups))


def test_a_thousand_ideas_are_compared_with_few_others() -> None:

    words = [f"mot{number}" for number in range(400)]
    chance = random.Random(7)
    texts = [" ".join(chance.sample(words, 12)) for _ in range(500)] + ["Pas de téléphone à table le soir"] * 500
    compared = sum(1 for _ in _likeness._neighbours([_likeness._folded(text) for text in texts]))
    assert compared < 200 * len(texts)


def test_the_most_supported_wording_is_shown_with_everybody_who_is_behind_it() -> None:
    story = Story(BRAINSTORM)
    ana, ben, cleo, dan = (story.member(name, Consent.NAMED) for name in ("Ana", "Ben", "Cleo", "Dan"))
    story.says("m1", ana, "Le téléphone dort dans la cuisine.", "rules", hour=1)
    second = story.says("m2", ben, "Le téléphone dort dans la cuisine !", "rules", hour=2)
    story.says("m3", cleo, "On relit les règles à Noël.", "rules", hour=3)
    story.reacts(second, "👍", cleo, dan, ana)
    first, other = flashback_of(story.record(), "1").workshops[0].result["ideas"]
    assert first == {
        "posts": ["m2", "m1"],
        "text": "Le téléphone dort dans la cuisine !",
        "author": "Ben",
        "support": 3,
    }
    assert other["posts"] == ["m3"]


def test_an_idea_of_somebody_who_is_not_quoted_is_in_no_group() -> None:
    story = Story(BRAINSTORM)
    story.says("m1", story.member("Ana", Consent.NONE), "Le téléphone dort dans la cuisine.", "rules", hour=1)
    story.says("m2", story.member("Ben"), "Le téléphone dort dans la cuisine !", "rules", hour=2)
    (idea,) = flashback_of(story.record(), "1").workshops[0].result["ideas"]
    assert (idea["posts"], idea["support"]) == (["m2"], 0)
