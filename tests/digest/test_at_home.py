"""In each home a voice links to its post only where it stands there."""

from __future__ import annotations

from dataclasses import replace

from bot.digest import flashback_of, published
from bot.digest.at_home import at_home
from bot.domain import Consent, Home, RoomRef
from tests.digest.story import QUESTION, Story

SQUARE, HARBOUR = RoomRef("town", "square"), RoomRef("town", "harbour")


def test_a_link_is_given_in_the_home_where_the_post_stands_and_in_no_other() -> None:
    story = Story(QUESTION)
    story.cafe = replace(story.cafe, homes=(Home(SQUARE, "fr"), Home(HARBOUR, "fr")))
    for name, room in (("Vio", "square"), ("Nora", "harbour")):
        story.says(room, story.member(name, Consent.NAMED), f"Le mien venait de là, du côté {room}.", "memory")
        story.posts[-1] = replace(story.posts[-1], room=room)
    record = story.record()
    whole = published(flashback_of(record, "1.0"), record)
    links = [
        {one.url for one in (*made.voices, *made.workshops[0].voices)}
        for made in (at_home(whole, record, SQUARE), at_home(whole, record, HARBOUR), whole)
    ]
    assert links == [
        {None, "https://town.example/square"},
        {None, "https://town.example/harbour"},
        {"https://town.example/square", "https://town.example/harbour"},
    ]


def test_where_there_is_one_home_every_link_leads_there() -> None:
    story = Story(QUESTION)
    story.says("m1", story.member("Vio", Consent.NAMED), "Le mien avait un fil.", "memory")
    record = story.record()
    whole = published(flashback_of(record, "1.0"), record)
    assert at_home(whole, record, SQUARE) == whole
    assert whole.workshops[0].voices[0].url
