"""Which answers stand for the others, and where people agree or pull apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest import flashback_of, proved
from bot.digest.compose import kind_for
from bot.digest.flashback import WorkshopFlashback
from bot.digest.links import addresses
from bot.digest.live import Live
from bot.digest.verbatim import Quoting, Verbatim
from bot.digest.voices import Candidate, candidates, workshop_voices
from bot.domain import Consent, MemberRef
from tests.digest.story import BRAINSTORM, CLOSING, POLL, QUESTION, Story


def only_workshop(story: Story) -> WorkshopFlashback:
    return flashback_of(story.record(), "1.0").workshops[0]


def crowd(story: Story, count: int) -> list[MemberRef]:
    return [story.member(f"Quelqu’un{number:02}") for number in range(count)]


def test_the_most_supported_answers_are_the_voices() -> None:
    story = Story(QUESTION)
    people = crowd(story, 6)
    posts = [story.says(f"m{place}", author, f"Réponse {place}.", "memory", 1) for place, author in enumerate(people)]
    story.reacts(posts[4], "👍", people[0], people[1])
    story.reacts(posts[2], "❤️", people[0])
    story.reacts(posts[5], "👎", *people[:4])
    assert [voice.post for voice in only_workshop(story).voices] == ["m4", "m2", "m0"]


def test_a_late_answer_is_not_beaten_by_the_mere_age_of_an_early_one() -> None:
    story = Story(QUESTION)
    early, late, *readers = crowd(story, 6)
    old = story.says("old", early, "Une réponse du premier jour.", "memory", 0)
    new = story.says("new", late, "Une réponse du dernier jour.", "memory", 90)
    story.reacts(old, "👍", *readers[:3])
    story.reacts(new, "👍", *readers[:2])
    assert [voice.post for voice in only_workshop(story).voices] == ["new", "old"]


def test_without_reactions_the_answer_of_median_length_speaks_first() -> None:
    story = Story(QUESTION)
    short, middle, long = crowd(story, 3)
    story.says("a", short, "Oui.", "memory")
    story.says("b", long, "Oui, et je vous raconte tout depuis le début, si vous avez le temps.", "memory")
    story.says("c", middle, "Oui, mais pas tous les jours.", "memory")
    assert [voice.post for voice in only_workshop(story).voices] == ["c", "a", "b"]


def test_one_author_speaks_once_while_there_are_others() -> None:
    story = Story(QUESTION)
    talkative, *others = crowd(story, 3)
    first = story.says("a", talkative, "Une première réponse.", "memory")
    second = story.says("b", talkative, "Une seconde réponse.", "memory")
    for place, other in enumerate(others):
        story.says(f"o{place}", other, "Ce que disent les autres, qui parlent moins.", "memory")
    story.reacts(first, "👍", *others)
    story.reacts(second, "👍", *others)
    assert sorted(voice.post for voice in only_workshop(story).voices) == ["a", "o0", "o1"]


def test_where_one_person_alone_answers_they_are_heard_up_to_three_times() -> None:
    story = Story(QUESTION)
    lea = story.member("Léa")
    for place in range(5):
        story.says(f"m{place}", lea, f"Souvenir numéro {place}.", "memory")
    assert [voice.post for voice in only_workshop(story).voices] == ["m0", "m1", "m2"]


def test_whoever_answers_alone_is_heard() -> None:
    story = Story(POLL)
    story.says("p", story.member("Léa"), "2", "moment")
    assert [voice.text for voice in only_workshop(story).voices] == ["2"]


def test_nobody_is_quoted_where_the_script_says_that_silence_means_no() -> None:
    story = Story(QUESTION, quotes=Consent.NONE)
    story.says("a", story.member("Léa"), "Sans avoir rien choisi.", "memory")
    story.says("b", story.member("Vio", Consent.ANONYMOUS), "En ayant dit oui.", "memory")
    assert [voice.post for voice in only_workshop(story).voices] == ["b"]


def test_an_anonymous_author_who_signs_in_the_text_is_not_given_away() -> None:
    story = Story(QUESTION)
    story.says("a", story.member("Léa"), "C’était un soir de grand hiver. Bises, Léa", "memory")
    story.says("b", story.member("Vio", Consent.NAMED), "Ici Vio, bonjour.", "memory")
    assert {voice.text for voice in only_workshop(story).voices} == {
        "C’était un soir de grand hiver.",
        "Ici Vio, bonjour.",
    }


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("C’était un soir d’hiver. — Ana", "C’était un soir d’hiver."),
        ("C’était un soir d’hiver\n— Ana M.", "C’était un soir d’hiver"),
        ("C’était un soir d’hiver — Ana", "C’était un soir d’hiver"),
        ("C’était, je crois — mais qui sait — en hiver.\n- Ana", "C’était, je crois — mais qui sait — en hiver."),
        ("C’était un soir d’hiver. Signé : Ana de Lille", "C’était un soir d’hiver."),
        ("C’était un soir d’hiver. Bises, Ana !", "C’était un soir d’hiver."),
        ("Le train de Lille - Paris", "Le train de Lille - Paris"),
        ("Une ville — la mienne — Paris", "Une ville — la mienne — Paris"),
        ("- Lampe\n- Bougie", "- Lampe\n- Bougie"),
        ("— Oui.\n— Non.", "— Oui.\n— Non."),
        ("C’était le soir — enfin", "C’était le soir — enfin"),
    ],
)
@pytest.mark.parametrize("consent", [Consent.NAMED, Consent.CAFE_NAME, Consent.ANONYMOUS])
def test_a_name_that_an_author_signs_with_goes_with_a_named_quotation_alone(
    text: str, quoted: str, consent: Consent
) -> None:
    story = Story(QUESTION)
    story.says("a", story.member("vio_42", consent), text, "memory")
    [voice] = proved(flashback_of(story.record(), "1.0"), story.record()).flashback.workshops[0].voices
    assert voice.text == (text if consent is Consent.NAMED else quoted)


def test_a_signature_that_is_handed_in_from_elsewhere_is_not_proved() -> None:
    story = Story(QUESTION)
    story.says("a", story.member("vio_42"), "C’était un soir d’hiver. — Ana", "memory")
    made = flashback_of(story.record(), "1.0")
    [workshop] = made.workshops
    forged = replace(workshop.voices[0], text="C’était un soir d’hiver. — Ana")
    proof = proved(replace(made, workshops=(replace(workshop, voices=(forged,)),)), story.record())
    assert proof.flashback.workshops[0].voices == ()
    assert "workshops.memory.voices a" in proof.dropped


def test_the_cafes_voices_come_from_different_workshops_and_authors() -> None:
    story = Story(QUESTION, BRAINSTORM, CLOSING)
    vio, lea = story.member("Vio"), story.member("Léa")
    long = "Voilà une réponse qui se comprend aussi sans sa question."
    story.says("m1", vio, long, "memory")
    story.says("m2", lea, long, "memory")
    story.says("r1", vio, long, "rules")
    story.says("c1", lea, "Merci.", "last")
    voices = flashback_of(story.record(), "1.0").voices
    assert [voice.post for voice in voices] == ["m1", "c1"]


def test_agreement_and_tension_are_told_apart_by_the_votes() -> None:
    story = Story(BRAINSTORM)
    author, *voters = crowd(story, 11)
    liked = story.says("liked", author, "Pas de téléphone à table.", "rules")
    torn = story.says("torn", author, "Un code connu des parents.", "rules")
    quiet = story.says("quiet", author, "Deux votes ne suffisent pas.", "rules")
    story.reacts(liked, "❤", *voters[:8])
    story.reacts(liked, "👍🏽", voters[0])
    story.reacts(liked, "👎", voters[8])
    story.reacts(torn, "👍", *voters[:5])
    story.reacts(torn, "👎", *voters[4:10])
    story.reacts(quiet, "👍", *voters[:2])
    given = only_workshop(story)
    assert [(one.post, one.score, one.for_, one.against) for one in given.agreements] == [("liked", 0.8182, 8, 1)]
    assert [(one.post, one.score, one.for_, one.against) for one in given.tensions] == [("torn", 0.9091, 4, 5)]


def test_likes_alone_are_no_agreement() -> None:
    story = Story(BRAINSTORM)
    author, *voters = crowd(story, 11)
    story.reacts(story.says("liked", author, "Pas de téléphone à table.", "rules"), "👍", *voters)
    given = only_workshop(story)
    assert (given.agreements, given.tensions) == ((), ())


def test_in_a_large_cafe_a_handful_of_votes_says_nothing() -> None:
    story = Story(BRAINSTORM)
    author, *voters = crowd(story, 90)
    few = story.says("few", author, "Une idée que quatre personnes ont vue.", "rules")
    most = story.says("most", author, "Une idée que tout le monde a vue.", "rules")
    story.reacts(few, "👍", *voters[:4])
    story.reacts(most, "👍", *voters[:80])
    story.reacts(most, "👎", *voters[80:])
    assert [one.post for one in only_workshop(story).agreements] == ["most"]


def test_an_author_does_not_vote_for_themselves() -> None:
    story = Story(BRAINSTORM)
    author, *voters = crowd(story, 4)
    own = story.says("own", author, "Mon idée à moi.", "rules")
    story.reacts(own, "👍", author, *voters[:2])
    story.reacts(story.says("other", voters[0], "Une autre idée.", "rules"), "👎", author)
    assert only_workshop(story).agreements == ()


def test_links_lose_their_punctuation_and_are_counted_by_posts() -> None:
    assert addresses("Voir (https://a.example/x_(y)), https://b.example/?q=1. Et http:// rien, http://[") == [
        "https://a.example/x_(y)",
        "https://b.example/?q=1",
    ]
    assert addresses("[ici](https://a.example) « https://a.example »") == ["https://a.example"]


def test_links_that_lead_to_people_or_come_from_the_silent_are_left_out() -> None:
    story = Story(QUESTION)
    lea, sam = story.member("Léa"), story.member("Sam", Consent.NONE)
    story.says("a", lea, "https://b.example https://a.example https://matrix.to/#/x https://blog.example/sam", "memory")
    story.says("b", lea, "https://b.example https://discord.com/users/3", None, 1)
    story.says("c", sam, "https://c.example", "memory")
    links = flashback_of(story.record(), "1.0").links
    assert [(link.url, link.posts) for link in links] == [
        ("https://b.example", ("a", "b")),
        ("https://a.example", ("a",)),
    ]


def test_several_emoji_by_one_member_count_once_in_the_ranking() -> None:
    story = Story(QUESTION)
    people = crowd(story, 5)
    loud = story.says("loud", people[0], "Celle qu’une personne couvre de signes.", "memory", 1)
    liked = story.says("liked", people[1], "Celle que deux personnes aiment bien.", "memory", 1)
    for emoji in "👍❤🎉🔥👏":
        story.reacts(loud, emoji, people[2])
    story.reacts(liked, "👍", people[3], people[4])
    workshop = only_workshop(story)
    assert [(voice.post, voice.reactions) for voice in workshop.voices] == [("liked", 2), ("loud", 5)]
    assert workshop.counts.reactions == 7


def test_each_author_has_a_closing_word_before_anybody_has_two() -> None:
    story = Story(CLOSING)
    lea, sam = crowd(story, 2)
    for post, author in (("a", lea), ("b", lea), ("c", lea), ("d", sam), ("e", sam)):
        story.says(post, author, f"Mon mot {post}.", "last", ord(post))
    assert [word.post for word in flashback_of(story.record(), "1.0").closing_words] == ["a", "d", "b", "e", "c"]


def test_voices_are_looked_for_only_as_far_as_it_takes() -> None:
    story = Story(QUESTION)
    for place, author in enumerate(crowd(story, 8)):
        story.says(f"m{place}", author, "Une réponse aussi longue que les autres.", "memory", 1)
    quoting = Quoting(Live(story.record()))
    found = candidates(quoting, QUESTION, kind_for(QUESTION), quoting.live.answers("memory"))
    assert [one.verbatim.id for one in workshop_voices(found)] == ["m0", "m1", "m2"]
    assert next(found).verbatim.id == "m3"


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=9))
def test_one_voice_an_author_while_there_are_others_and_bare_choices_only_alone(said: list[tuple[int, bool]]) -> None:
    story = Story(QUESTION)
    people = crowd(story, 4)
    for place, (who, _) in enumerate(said):
        story.says(f"m{place}", people[who], "Oui.", "memory", 1)
    posts = sorted(story.record().posts, key=lambda post: post.ref.id)
    ranked = [
        Candidate(Verbatim(post, post.ref.id, None, post.text, None), "memory", 1.0, 0.0, bare)
        for bare in (False, True)
        for post, (_, is_bare) in zip(posts, said, strict=True)
        if bare is is_bare
    ]
    chosen = workshop_voices(iter(ranked))
    pool = [one for one in ranked if not one.bare] or ranked[:1]
    authors = {one.author for one in pool}
    assert len(chosen) == min(3, len(pool))
    assert len({one.author for one in chosen}) == min(3, len(authors))
    assert chosen == [one for one in pool if one in chosen]
    assert chosen[:1] == pool[:1]
