"""Homes compared: what each said more, what all of them said, and when nothing of that is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.digest import flashback_of, proved, published, to_json
from bot.digest.audit import audited
from bot.digest.flashback import Homes, HomeWord
from bot.domain import Home, MemberRef, Pick, PostRef, Record, RoomRef
from tests.digest.story import QUESTION, Story

SQUARE, HARBOUR = Home(RoomRef("town", "square"), "fr", "Place du marché"), Home(RoomRef("town", "harbour"), "fr")


class TwoHomes(Story):
    """A café on the square and at the harbour."""

    def __init__(self) -> None:
        super().__init__(QUESTION)
        self.cafe = replace(self.cafe, homes=(SQUARE, HARBOUR))
        self.people: dict[str, list[MemberRef]] = {
            place: [self.member(f"{name} {place.title()}") for name in ("Vio", "Nora", "Lucie", "Marc", "Ondine")]
            for place in ("square", "harbour")
        }

    def tells(self, place: str, who: int, text: str) -> PostRef:
        ref = self.says(f"m{len(self.posts)}", self.people[place][who], text, "memory")
        self.posts[-1] = replace(self.posts[-1], room=place)
        return ref


def homes_of(record: Record) -> Homes | None:
    made = flashback_of(record, "1.0")
    assert proved(made, record).dropped == ()
    assert audited(to_json(made), record).differences == ()
    return made.homes


@pytest.fixture
def told() -> TwoHomes:
    story = TwoHomes()
    for who in range(5):
        story.tells("square", who, "Le téléphone avait un CADRAN, dans l’entrée.")
        story.tells("harbour", who, "Notre téléphone était dans la cabine du port.")
    return story


def test_what_each_said_more_and_what_both_said(told: TwoHomes) -> None:
    liked = told.tells("harbour", 0, "Encore https://cadran.example/cadran")
    told.reacts(liked, "👍", told.people["square"][0], told.people["square"][1])
    homes = homes_of(told.record())
    assert homes is not None
    square, harbour = homes.each
    assert (square.name, square.participants, square.posts, square.reactions) == ("Place du marché", 5, 5, 0)
    assert (harbour.name, harbour.participants, harbour.posts, harbour.reactions) == ("harbour", 5, 6, 2)
    assert [one.word for one in square.more] == ["cadran", "entrée"]
    assert square.more[0].authors == (5, 0), "an address is no word"
    assert [one.word for one in harbour.more] == ["cabine", "port"]
    assert homes.both == (HomeWord("téléphone", (5, 5)),)


def test_one_person_says_a_word_once_however_often(told: TwoHomes) -> None:
    for who in (0, 0, 0, 1):
        told.tells("square", who, "Bakélite, bakélite, bakélite !")
    assert "akélite" not in to_json(flashback_of(told.record(), "1.0")).decode().partition('"homes"')[2]
    told.tells("square", 2, "De la bakélite.")
    homes = homes_of(told.record())
    assert homes is not None
    assert HomeWord("bakélite", (3, 0)) in homes.each[0].more


def test_no_home_is_compared_in_which_fewer_than_five_people_wrote(told: TwoHomes) -> None:
    told.withdraws(told.people["harbour"][4])
    assert homes_of(told.record()) is None


def test_a_cafe_with_one_home_compares_nothing(told: TwoHomes) -> None:
    told.cafe = replace(told.cafe, homes=(SQUARE,))
    assert homes_of(told.record()) is None


def test_what_only_the_bot_can_read_is_in_no_home(told: TwoHomes) -> None:
    told.tells("harbour", 0, "En privé.")
    told.posts[-1] = replace(told.posts[-1], room=None)
    homes = homes_of(told.record())
    assert homes is not None
    assert homes.each[1].posts == 5


def test_a_name_is_no_word_of_a_home(told: TwoHomes) -> None:
    for who in range(4):
        told.tells("square", who, "ondine l’a dit à une ondine")
        told.tells("harbour", who, "et ondine encore")
    homes = homes_of(told.record())
    assert homes is not None
    words = [one.word for one in (*homes.both, *homes.each[0].more, *homes.each[1].more)]
    assert "ondine" not in words
    assert "téléphone" in words


def test_homes_that_speak_two_languages_are_compared_by_their_figures_alone(told: TwoHomes) -> None:
    told.cafe = replace(told.cafe, homes=(SQUARE, replace(HARBOUR, language="en")))
    homes = homes_of(told.record())
    assert homes is not None
    assert [one.participants for one in homes.each] == [5, 5]
    assert homes.both == homes.each[0].more == homes.each[1].more == ()


def test_nothing_is_told_of_what_is_sealed_or_was_left_out(told: TwoHomes) -> None:
    draft = flashback_of(told.record(), "1.0", ["memory"])
    assert draft.homes is not None
    assert draft.homes.both == draft.homes.each[0].more == ()
    for post in [one.ref for one in told.posts if one.room == "square"][:3]:
        told.picks_out(post, Pick.LEAVE_OUT)
    homes = homes_of(told.record())
    assert homes is not None
    assert homes.each[0].more == ()


def test_the_proof_takes_away_what_nobody_wrote_and_counts_again(told: TwoHomes) -> None:
    record = told.record()
    made = flashback_of(record, "1.0")
    assert made.homes is not None
    square, harbour = made.homes.each
    false = replace(square, posts=99, more=(HomeWord("invented", (4, 0)), *square.more))
    forged = replace(made, homes=replace(made.homes, each=(false, harbour), both=(HomeWord("port", (1, 5)),)))
    proof = proved(forged, record)
    assert proof.flashback.homes == replace(made.homes, both=())
    assert proof.dropped == ("homes.0.more", "homes.0", "homes.both")
    assert {one.figure for one in audited(to_json(forged), record).differences} == {
        "homes.0.posts",
        "homes.both.0.authors",
        "homes.0.more.0.authors",
    }


def test_what_is_published_holds_no_id_of_a_platform(told: TwoHomes) -> None:
    record = told.record()
    shown = json.loads(to_json(published(flashback_of(record, "1.0"), record)))["homes"]
    assert set(shown) == {"each", "both"}
    assert set(shown["each"][0]) == {"name", "participants", "posts", "reactions", "words", "more"}
