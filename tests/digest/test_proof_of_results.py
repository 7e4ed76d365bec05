"""What stands in a workshop's result is proved like any voice, and so is every text made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.digest import flashback_of, proved
from bot.digest.flashback import Flashback
from bot.digest.proof import _Check
from bot.domain import Consent, Workshop
from tests.digest.story import Story

TALE = Workshop("tale", "writing", 1, time(9))


@pytest.fixture
def story() -> Story:
    story = Story(TALE)
    story.says("m1", story.member("Vio", Consent.NAMED), "Cher téléphone,", "tale", hour=1)
    story.says("m2", story.member("Léa"), "tu dors dans la cuisine.", "tale", hour=2)
    story.says("m3", story.member("Sam", Consent.NONE), "Et moi au grenier.", "tale", hour=3)
    return story


def told(story: Story, **change: Any) -> Flashback:
    flashback = flashback_of(story.record(), "1")
    (one,) = flashback.workshops
    return replace(flashback, workshops=(replace(one, result={**one.result, **change}),))


def test_words_put_into_a_text_written_together_do_not_stay(story: Story) -> None:
    proof = proved(told(story, text="Cher téléphone,\n\ntu dors au grenier."), story.record())
    assert proof.flashback.workshops[0].result["text"] == "Cher téléphone,\n\ntu dors dans la cuisine."
    assert "workshops.tale.result" in proof.dropped


@pytest.mark.parametrize(
    "passage",
    [
        {"post": "m2", "author": None, "text": "tu dors dans le grenier."},
        {"post": "m2", "author": "Léa", "text": "tu dors dans la cuisine."},
        {"post": "m3", "author": None, "text": "Et moi au grenier."},
        {"post": "m9", "author": None, "text": "tu dors dans la cuisine."},
        {"post": "m2", "author": None, "text": ""},
    ],
)
def test_a_result_keeps_no_passage_that_does_not_stand_whoever_put_it_there(
    story: Story, passage: dict[str, Any]
) -> None:
    first = {"post": "m1", "author": "Vio", "text": "Cher téléphone,"}
    given = {"text": f"Cher téléphone,\n\n{passage['text']}", "parts": ["m1"], "passages": [first, passage]}
    check = _Check(story.record())
    kept = check.quoting_only("workshops.tale.result", given)
    assert (kept["passages"], kept["text"]) == ([first], "Cher téléphone,")
    assert f"workshops.tale.result.passages {passage['post']}" in check.dropped


def test_a_text_whose_words_are_erased_is_made_anew_without_them(story: Story) -> None:
    before = flashback_of(story.record(), "1")
    story.posts = [post for post in story.posts if post.ref.id != "m2"]
    after = proved(before, story.record()).flashback
    assert after.workshops[0].result["text"] == "Cher téléphone,"
