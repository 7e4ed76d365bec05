"""Whom a flashback thanks: who helped others, who reached several people, and only by a name they said yes to."""

from __future__ import annotations

import pytest

from bot.digest import flashback_of
from bot.digest.flashback import Thanks
from bot.digest.verbatim import Credits
from bot.domain import Consent, MemberRef, Pick
from tests.digest.story import QUESTION, Story


@pytest.fixture
def story() -> Story:
    return Story(QUESTION)


def thanked(story: Story) -> list[tuple[str, str]]:
    return [(one.author, one.why) for one in flashback_of(story.record(), "1.0").thanks]


def asks_and_is_answered(story: Story, helper: MemberRef, number: int = 1, *, glad: bool = True) -> MemberRef:
    """Somebody asks something, the helper answers, and the asker is glad of it."""
    asker = story.member(f"Demandeur {number}")
    asked = story.says(f"q{number}", asker, "Comment fait-on ?", "memory")
    answer = story.says(f"a{number}", helper, "On demande au voisin.", "memory", 1, True, asked)
    if glad:
        story.reacts(answer, "👍", asker)
    return asker


def test_an_answer_that_helped_is_thanked(story: Story) -> None:
    asks_and_is_answered(story, story.member("Vio", Consent.NAMED))
    assert thanked(story) == [("Vio", "helped")]


@pytest.mark.parametrize("consent", [None, Consent.ANONYMOUS, Consent.NONE])
def test_nobody_is_thanked_who_has_not_said_yes_to_a_name(story: Story, consent: Consent | None) -> None:
    asks_and_is_answered(story, story.member("Vio", consent))
    assert thanked(story) == []


def test_a_café_name_is_thanked_as_one(story: Story) -> None:
    vio = story.member("Vio", Consent.CAFE_NAME)
    asks_and_is_answered(story, vio)
    credit = Credits(story.record()).of(vio)
    assert credit is not None
    assert thanked(story) == [(credit.author, "helped")]
    assert "Vio" not in str(thanked(story))


def test_where_the_asker_says_nothing_two_others_have_to_be_glad_and_a_no_is_no_gladness(story: Story) -> None:
    vio, sam, léa = story.member("Vio", Consent.NAMED), story.member("Sam"), story.member("Léa")
    asks_and_is_answered(story, vio, glad=False)
    answer = story.posts[-1].ref
    story.reacts(answer, "👍", sam, vio)
    story.reacts(answer, "👎", léa)
    assert thanked(story) == []
    story.reacts(answer, "❤️", léa)
    assert thanked(story) == [("Vio", "helped")]


def test_a_reply_to_no_question_to_oneself_or_to_an_address_helps_nobody(story: Story) -> None:
    vio, sam = story.member("Vio", Consent.NAMED), story.member("Sam")
    for number, (who, text) in enumerate([(sam, "Un panier."), (vio, "Et toi ?"), (sam, "https://a.example/?b=1")]):
        asked = story.says(f"q{number}", who, text, "memory")
        story.reacts(story.says(f"a{number}", vio, "Ah oui.", "memory", 1, True, asked), "👍", sam)
    assert thanked(story) == []


def test_reactions_from_three_people_to_one_post_are_thanked_and_volume_never_is(story: Story) -> None:
    vio, loud = story.member("Vio", Consent.NAMED), story.member("Bruno", Consent.NAMED)
    readers = [story.member(f"Lecteur {number}") for number in range(4)]
    story.reacts(story.says("m1", vio, "Un panier.", "memory"), "❤️", *readers[:3])
    for number in range(30):
        post = story.says(f"n{number}", loud, "Encore un message.", "memory")
        story.reacts(post, "👍", readers[number % 4], readers[(number + 1) % 4])
    assert thanked(story) == [("Vio", "reached")]


def test_who_helped_comes_first_then_who_reached_most_people_and_five_are_enough(story: Story) -> None:
    people = [story.member(f"Personne {letter}", Consent.NAMED) for letter in "ABCDEFG"]
    readers = [story.member(f"Lecteur {number}") for number in range(9)]
    for number, (person, most) in enumerate(zip(people[:5], (3, 5, 4, 3, 3), strict=True)):
        story.reacts(story.says(f"m{number}", person, "Un panier.", "memory"), "👍", *readers[:most])
    asks_and_is_answered(story, people[5], 1)
    for number in (2, 3):
        asks_and_is_answered(story, people[6], number)
    assert [name[-1] for name, _ in thanked(story)] == ["G", "F", "B", "C", "A"]
    assert [why for _, why in thanked(story)] == ["helped", "helped", "reached", "reached", "reached"]


def test_what_is_sealed_or_left_out_earns_no_thanks(story: Story) -> None:
    asks_and_is_answered(story, story.member("Vio", Consent.NAMED))
    assert flashback_of(story.record(), "1.0").thanks == (Thanks("Vio", "helped"),)
    assert flashback_of(story.record(), "1.0", {"memory"}).thanks == ()
    story.picks_out(story.posts[-1].ref, Pick.LEAVE_OUT)
    assert thanked(story) == []
