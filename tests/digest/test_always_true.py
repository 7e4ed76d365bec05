"""What holds for any café whatever happens in it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TypeVar

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest import flashback_of, from_json, proved, published, to_json
from bot.digest.compose import quoted_ids
from bot.domain import Consent, Pick, PostRef, Record
from tests.digest.schema import FLASHBACK
from tests.digest.story import BRAINSTORM, CLOSING, POLL, QUESTION, SCALE, Story

_Item = TypeVar("_Item")
NAMES = ("Vio", "Léa", "Sam", "Noé", "Ange Petit")
WORKSHOPS = (QUESTION, POLL, SCALE, BRAINSTORM, CLOSING)
WORDS = st.lists(
    st.sampled_from(["2", "7", "oui", "merci", "Vio", "léa.", "l’été", "@x", "https://a.example", "👍", "Non !", "\n"]),
    min_size=1,
    max_size=12,
).map(" ".join)
CONSENTS = st.one_of(st.none(), st.sampled_from(list(Consent)))


@st.composite
def records(draw: st.DrawFn) -> Record:
    story = Story(*WORKSHOPS, quotes=draw(st.sampled_from([Consent.ANONYMOUS, Consent.NONE])))
    people = [story.member(name, draw(CONSENTS)) for name in NAMES]
    someone, places = st.sampled_from(people), st.sampled_from([None, *(one.key for one in WORKSHOPS)])
    hours = st.integers(min_value=0, max_value=96)
    posts: list[PostRef] = []
    for number in range(draw(st.integers(min_value=0, max_value=12))):
        said = draw(someone), draw(WORDS), draw(places), draw(hours), draw(st.booleans())
        to = draw(st.sampled_from([None, *posts]))
        posts.append(story.says(f"m{number}", *said, to))
    for post in draw(st.lists(st.sampled_from(posts), unique=True)) if posts else ():
        story.picks_out(post, draw(st.sampled_from(Pick)), draw(hours))
    for workshop in draw(st.lists(st.sampled_from([None, *(one.key for one in WORKSHOPS)]), unique=True)):
        story.notes_down(draw(WORDS), workshop)
    emoji = st.sampled_from(["👍", "❤", "👎", "🎉"])
    for _ in range(draw(st.integers(min_value=0, max_value=20)) if posts else 0):
        story.reacts(draw(st.sampled_from(posts)), draw(emoji), draw(someone))
    for person in draw(st.lists(someone, unique=True)):
        story.chooses(person, draw(st.sampled_from(["moment", "far"])), draw(st.sampled_from(["1", "2", "9"])))
    return story.record()


@given(records())
@settings(max_examples=60, deadline=None)
def test_it_keeps_to_the_contract_proves_itself_and_comes_back_the_same(record: Record) -> None:
    given_back = flashback_of(record, "1.0")
    raw = to_json(given_back)
    jsonschema.validate(json.loads(raw), FLASHBACK)
    assert from_json(raw) == given_back
    proof = proved(given_back, record)
    assert (proof.flashback, proof.dropped) == (given_back, ())
    jsonschema.validate(json.loads(to_json(published(given_back, record))), FLASHBACK)


@given(records(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_things_are_handed_in_changes_no_byte(record: Record, chance: random.Random) -> None:
    def shuffled(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
        return tuple(chance.sample(items, len(items)))

    other = replace(
        record,
        posts=shuffled(record.posts),
        reactions=shuffled(record.reactions),
        choices=shuffled(record.choices),
        picks=shuffled(record.picks),
        notes=shuffled(record.notes),
        members=dict(shuffled(tuple(record.members.items()))),
    )
    assert to_json(flashback_of(other, "1.0")) == to_json(flashback_of(record, "1.0"))


@given(records())
@settings(max_examples=40, deadline=None)
def test_the_same_reaction_handed_in_twice_changes_nothing(record: Record) -> None:
    twice = replace(record, reactions=record.reactions * 2)
    assert flashback_of(twice, "1.0") == flashback_of(record, "1.0")


@given(records())
@settings(max_examples=40, deadline=None)
def test_a_reaction_on_a_post_that_is_not_there_changes_nothing(record: Record) -> None:
    lost = tuple(replace(one, post=PostRef("town", "gone")) for one in record.reactions)
    assert flashback_of(replace(record, reactions=record.reactions + lost), "1.0") == flashback_of(record, "1.0")


@given(records(), st.integers(min_value=0, max_value=len(NAMES) - 1))
@settings(max_examples=40, deadline=None)
def test_of_a_member_whose_posts_are_erased_no_word_is_left(record: Record, place: int) -> None:
    gone = list(record.members)[place]
    marked = tuple(replace(post, text=f"{post.text} xyzzy") if post.author == gone else post for post in record.posts)
    erased = replace(record, posts=tuple(post for post in marked if post.author != gone))
    withdrawn = replace(
        record,
        posts=marked,
        members={**record.members, gone: replace(record.members[gone], withdrawn=True)},
    )
    for after in (erased, withdrawn):
        assert "xyzzy" not in to_json(flashback_of(after, "1.0")).decode()
    stale = proved(flashback_of(replace(record, posts=marked), "1.0"), erased)
    assert "xyzzy" not in to_json(stale.flashback).decode()


@given(records())
@settings(max_examples=40, deadline=None)
def test_nobody_is_quoted_whom_consent_does_not_allow(record: Record) -> None:
    silence = record.cafe.script.quotes
    never = {post.ref.id for post in record.posts if (record.members[post.author].consent or silence) is Consent.NONE}
    assert not never & set(quoted_ids(flashback_of(record, "1.0")))


@given(records())
@settings(max_examples=40, deadline=None)
def test_wherever_somebody_may_be_quoted_there_are_one_to_three_voices(record: Record) -> None:
    allowed = {Consent.NAMED, Consent.ANONYMOUS, Consent.CAFE_NAME}
    left_out = {one.post for one in record.picks if one.pick is Pick.LEAVE_OUT}
    for given_back in flashback_of(record, "1.0").workshops:
        assert len(given_back.voices) <= 3
        plain = [
            post
            for post in record.posts
            if post.workshop == given_back.id
            and post.answer
            and post.ref not in left_out
            and (record.members[post.author].consent or record.cafe.script.quotes) in allowed
            and any(word in post.text for word in ("oui", "merci", "2", "7"))
            and not any(name in post.text for name in ("Vio", "léa", "@x"))
        ]
        assert bool(given_back.voices) or not plain
