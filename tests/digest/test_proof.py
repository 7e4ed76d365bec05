"""The last step before publishing: what the record does not prove is taken out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.digest import Flashback, flashback_of, proved
from bot.digest.flashback import ClosingWord, NextStep, SharedLink, Thanks, Theme, Voice
from bot.domain import Consent
from tests.digest.story import BRAINSTORM, CLOSING, POLL, QUESTION, Story


@pytest.fixture
def story() -> Story:
    story = Story(QUESTION, POLL, BRAINSTORM, CLOSING)
    vio, lea = story.member("Vio", Consent.NAMED), story.member("Léa")
    sam = story.member("Sam", Consent.NONE)
    story.says("m1", vio, "Une cabine au coin de la rue. https://a.example", "memory")
    story.says("m2", lea, "Merci Vio ! Moi, c’était en hiver.", "memory")
    story.says("m3", sam, "Jamais.", "memory")
    story.says("p1", lea, "1 parce que c’est mieux", "moment")
    r1 = story.says("r1", vio, "Un panier dans l’entrée", "rules")
    story.says("c1", lea, "Un peu plus calme.", "last", 60)
    story.reacts(r1, "👍", lea, sam, story.member("Noé"))
    story.reacts(r1, "👎", story.member("Zoé"))
    return story


def flashback(story: Story) -> Flashback:
    return flashback_of(story.record(), "1.0")


def with_voice(given: Flashback, voice: Voice) -> Flashback:
    first, *others = given.workshops
    return replace(given, workshops=(replace(first, voices=(voice,)), *others))


def test_what_is_true_passes_unchanged(story: Story) -> None:
    given = flashback(story)
    proof = proved(given, story.record())
    assert proof.flashback == given
    assert proof.dropped == ()


@pytest.mark.parametrize(
    "voice",
    [
        Voice("m1", "Vio", "Une cabine au coin de la place.", 0),
        Voice("m1", "Vio", "une cabine", 0),
        Voice("m1", None, "Une cabine", 0),
        Voice("m1", "Léa", "Une cabine", 0),
        Voice("m1", "Vio", "Une cabine", 0, "https://elsewhere.example/m1"),
        Voice("m1", "Vio", "", 0),
        Voice("m2", "Léa", "Moi, c’était en hiver.", 0),
        Voice("m2", None, "Moi, c’était en hiver.", 0, "https://town.example/m2"),
        Voice("m2", None, "Merci Vio !", 0),
        Voice("m3", None, "Jamais.", 0),
        Voice("m9", "Vio", "Une cabine", 0),
    ],
    ids=["invented", "changed", "unsigned", "another", "elsewhere", "empty", "outed", "traced", "naming", "no", "gone"],
)
def test_a_voice_that_does_not_stand_is_dropped_without_repeating_its_words(story: Story, voice: Voice) -> None:
    proof = proved(with_voice(flashback(story), voice), story.record())
    assert proof.flashback.workshops[0].voices == ()
    assert f"workshops.memory.voices {voice.post}" in proof.dropped


def test_figures_and_results_are_counted_again(story: Story) -> None:
    true = flashback(story)
    memory, moment, rules, last = true.workshops
    wrong = replace(
        true,
        counts=replace(true.counts, words=1),
        coverage=replace(true.coverage, participants_heard=99),
        workshops=(
            replace(memory, voices=tuple(replace(voice, reactions=9) for voice in memory.voices)),
            replace(moment, result={"options": [], "voters": 3}),
            replace(rules, agreements=tuple(replace(one, for_=9) for one in rules.agreements)),
            last,
        ),
    )
    proof = proved(wrong, story.record())
    assert proof.flashback.counts == true.counts
    assert proof.flashback.coverage == true.coverage
    assert proof.flashback.workshops[0].voices == memory.voices
    assert proof.flashback.workshops[1].result == moment.result
    assert proof.flashback.workshops[2].agreements == ()
    assert "counts" in proof.dropped
    assert "workshops.moment.result" in proof.dropped
    assert "coverage" in proof.dropped


def test_everything_else_that_points_to_posts_is_held_against_the_record(story: Story) -> None:
    true = flashback(story)
    memory, *others = true.workshops
    theme = Theme("cabines", ("cabine",), ("m1", "m9"), 7, (Voice("m1", "Vio", "Un panier", 0),))
    given = replace(
        true,
        workshops=(replace(memory, themes=(theme,), unplaced=("m2", "m3", "c1")), *others),
        closing_words=(ClosingWord("c1", None, "Un peu moins calme."),),
        links=(SharedLink("https://a.example", None, ("m1", "m2")), SharedLink("https://b.example", None, ("m1",))),
        thanks=(Thanks("Vio", "first"), Thanks("Sam", "first")),
        next=(NextStep("La suite", ("m1", "m9")),),
    )
    found = proved(given, story.record()).flashback
    assert found.workshops[0].themes == (Theme("cabines", ("cabine",), ("m1",), 1, ()),)
    assert found.workshops[0].unplaced == ("m2", "m3")
    assert found.closing_words == ()
    assert found.links == (SharedLink("https://a.example", None, ("m1",)),)
    assert found.thanks == (Thanks("Vio", "first"),)
    assert found.next == (NextStep("La suite", ("m1",)),)


def test_a_yes_taken_back_after_the_draft_takes_the_words_out(story: Story) -> None:
    draft = flashback(story)
    vio = next(ref for ref, member in story.members.items() if member.name == "Vio")
    story.withdraws(vio)
    found = proved(draft, story.record()).flashback
    assert all(voice.post != "m1" for voice in (*found.voices, *found.workshops[0].voices))
    assert found.workshops[2].result == {"ideas": []}
    assert found.links == ()
    assert found == proved(found, story.record()).flashback


def test_a_draft_with_a_sealed_workshop_stays_sealed(story: Story) -> None:
    draft = flashback_of(story.record(), "1.0", sealed={"moment"})
    assert proved(draft, story.record()).flashback.workshops[1].result == {}
