"""What hosts pick and say in a flashback, and what no pick can do."""

from __future__ import annotations

from hypothesis import given, settings

from bot.digest import flashback_of, proved
from bot.digest.compose import quoted_ids
from bot.digest.live import Live
from bot.digest.notes import quotes_somebody
from bot.digest.rules import VOICES
from bot.digest.verbatim import Quoting
from bot.domain import Consent, Pick, Record
from tests.digest.story import BRAINSTORM, CLOSING, POLL, QUESTION, Story
from tests.digest.test_always_true import records


@given(records())
@settings(max_examples=100, deadline=None)
def test_what_is_left_out_is_nowhere_and_what_is_starred_is_first_if_it_may_be_quoted(record: Record) -> None:
    flashback, quoting = flashback_of(record, "1.0"), Quoting(Live(record))
    left_out = {one.post.id for one in record.picks if one.pick is Pick.LEAVE_OUT}
    ideas = {id for one in flashback.workshops for idea in one.result.get("ideas") or () for id in idea["posts"][1:]}
    assert not left_out & (set(quoted_ids(flashback)) - ideas)
    assert not left_out & {id for link in flashback.links for id in link.posts}
    stars = sorted((one for one in record.picks if one.pick is Pick.STAR), key=lambda one: one.at, reverse=True)
    for workshop in flashback.workshops:
        there = [post for one in stars if (post := quoting.live.by_id[one.post.id]).workshop == workshop.id]
        wanted = {quoting.live.id_of(post) for post in there if quoting.quote(post)}
        first = [voice.post for voice in workshop.voices[: min(len(wanted), VOICES)]]
        assert set(first) <= wanted
        assert len(set(first)) == min(len(wanted), VOICES)


def test_a_starred_bare_choice_and_two_stars_of_one_author_come_before_all_others() -> None:
    story = Story(POLL)
    vio, sam = story.member("Vio"), story.member("Sam")
    story.says("m1", vio, "1", "moment")
    story.says("m2", vio, "Tôt, car il y a la route.", "moment")
    story.says("m3", sam, "Plus tard, sans hésiter une seconde.", "moment")
    story.picks_out(story.posts[1].ref, Pick.STAR, 1)
    story.picks_out(story.posts[0].ref, Pick.STAR, 2)
    voices = flashback_of(story.record(), "1.0").workshops[0].voices
    assert [one.post for one in voices] == ["m1", "m2", "m3"]


def test_a_starred_closing_word_is_the_first_one() -> None:
    story = Story(CLOSING)
    for number, name in enumerate(("Vio", "Sam", "Léa")):
        story.says(f"c{number}", story.member(name), f"Je repars avec {number} idées.", "last", hour=60 + number)
    story.picks_out(story.posts[2].ref, Pick.STAR)
    assert [one.post for one in flashback_of(story.record(), "1.0").closing_words] == ["c2", "c0", "c1"]


def test_an_idea_that_is_left_out_is_told_in_the_words_of_who_said_it_too() -> None:
    story = Story(BRAINSTORM)
    vio, sam = story.member("Vio"), story.member("Sam")
    left_out = story.says("i1", vio, "Pas de téléphone à table le soir", "rules")
    story.says("i2", sam, "Pas de téléphone à table, le soir", "rules")
    story.picks_out(left_out, Pick.LEAVE_OUT)
    [idea] = flashback_of(story.record(), "1.0").workshops[0].result["ideas"]
    assert idea["text"] == "Pas de téléphone à table, le soir"


def test_a_note_that_names_somebody_without_their_yes_does_not_stand_and_one_with_it_does() -> None:
    for consent, stands in ((Consent.NAMED, True), (Consent.CAFE_NAME, False), (Consent.NONE, False), (None, False)):
        story = Story(QUESTION)
        story.says("m1", story.member("Violaine", consent), "Un panier.", "memory")
        story.notes_down("Merci à Violaine !", "memory")
        story.notes_down("Merci à tout le monde.")
        flashback = flashback_of(story.record(), "1.0")
        assert (flashback.workshops[0].note is not None) is stands
        assert flashback.note == "Merci à tout le monde."


def test_the_proof_lets_no_other_note_through_and_a_sealed_workshop_shows_none() -> None:
    story = Story(QUESTION)
    story.notes_down("Un beau café.", "memory")
    true = flashback_of(story.record(), "1.0")
    assert flashback_of(story.record(), "1.0", {"memory"}).workshops[0].note is None
    story.notes.clear()
    story.notes_down("Autre chose.", "memory")
    proof = proved(true, story.record())
    assert proof.flashback.workshops[0].note is None
    assert "workshops.memory.note" in proof.dropped


def test_a_note_quotes_somebody_from_six_words_in_a_row_on() -> None:
    story = Story(QUESTION)
    story.says("m1", story.member("Vio"), "C’était l’été, et nous avions un panier plein.", "memory")
    assert quotes_somebody("On a lu : c'ÉTAIT l'été et nous avions un panier !", story.record())
    assert not quotes_somebody("C’était un bel été, et nous avions un café plein.", story.record())
