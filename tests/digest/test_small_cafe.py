"""One small café, each of its numbers counted by hand."""

from __future__ import annotations

import json

import jsonschema
import pytest

from bot.digest import Flashback, flashback_of, from_json, published, to_json
from bot.digest.flashback import Counts, Coverage, Voice
from bot.domain import Consent
from tests.digest.schema import FLASHBACK
from tests.digest.story import BRAINSTORM, CLOSING, POLL, QUESTION, SCALE, Story


@pytest.fixture
def story() -> Story:
    """Five members: Vio by name, Ange by café name, Léa silent about it, Sam never; Noé only reacts."""
    story = Story(QUESTION, POLL, SCALE, BRAINSTORM, CLOSING)
    vio = story.member("Vio", Consent.NAMED)
    ange = story.member("Ange", Consent.CAFE_NAME)
    lea = story.member("Léa")
    sam = story.member("Sam", Consent.NONE)
    noe = story.member("Noé")
    m1 = story.says("m1", vio, "J’avais peut-être douze ans.", "memory", 1)
    m2 = story.says("m2", ange, "Ma grand-mère me l'a offert. Merci Vio !", "memory", 2)
    story.says("m3", sam, "Jamais eu.", "memory", 3)
    story.says("m4", lea, "Ah bon ?", "memory", 4, talk=True)
    story.says("m5", lea, "Bonjour à toutes, https://cafe.example/a).", None, 0.5)
    story.reacts(m1, "👍", lea, lea, sam, vio)
    story.reacts(m1, "🎉", noe)
    story.reacts(m2, "👎", noe)
    story.says("p1", lea, "1 parce que tout le monde en a un", "moment", 5)
    story.says("p2", sam, "Plus tard", "moment", 5)
    story.says("p3", ange, "2", "moment", 5)
    story.chooses(ange, "moment", "1", hour=6)
    story.chooses(noe, "far", "7", hour=7)
    story.says("s1", vio, "8/10", "far", 7)
    r1 = story.says("r1", lea, "Pas de téléphone à table", "rules", 8)
    r2 = story.says("r2", vio, "Le poser dans l’entrée", "rules", 8)
    story.says("r3", sam, "Un code", "rules", 8)
    story.reacts(r2, "❤", lea, noe)
    story.reacts(r2, "👍", noe)
    story.reacts(r1, "👎", vio)
    story.says("c1", lea, "Je repars plus calme.", "last", 60)
    story.says("c2", sam, "Bof.", "last", 61)
    return story


@pytest.fixture
def flashback(story: Story) -> Flashback:
    return flashback_of(story.record(), "1.0")


def test_the_five_figures_are_counted(flashback: Flashback) -> None:
    assert flashback.counts == Counts(participants=5, workshops=5, posts=14, reactions=8, words=52)
    memory = flashback.workshops[0]
    assert memory.counts == Counts(participants=4, workshops=1, posts=4, reactions=4, words=15)
    assert flashback.workshops[2].counts == Counts(participants=2, workshops=1, posts=1, reactions=0, words=2)


def test_a_button_pressed_later_counts_in_place_of_the_number_written_before(flashback: Flashback) -> None:
    assert flashback.workshops[1].result == {
        "options": [{"id": "1", "label": "Tôt", "votes": 2}, {"id": "2", "label": "Plus tard", "votes": 1}],
        "voters": 3,
        "several": 1,
        "anonymous": False,
    }


def test_the_scale_gives_each_number_and_the_middle_one(flashback: Flashback) -> None:
    assert flashback.workshops[2].result == {
        "min": 0,
        "max": 10,
        "values": {"7": 1, "8": 1},
        "median": 7.5,
        "voters": 2,
    }


def test_ideas_come_by_support_and_without_those_that_may_not_be_quoted(flashback: Flashback) -> None:
    assert flashback.workshops[3].result == {
        "ideas": [
            {"posts": ["r2"], "text": "Le poser dans l’entrée", "author": "Vio", "support": 2},
            {"posts": ["r1"], "text": "Pas de téléphone à table", "author": None, "support": 0},
        ]
    }


def test_each_voice_is_signed_as_its_author_said(story: Story, flashback: Flashback) -> None:
    ange = next(ref for ref, member in story.members.items() if member.name == "Ange")
    vio, other = flashback.workshops[0].voices
    assert vio == Voice("m1", "Vio", "J’avais peut-être douze ans.", 3, "https://town.example/m1")
    invented = story.members[ange].cafe_name
    assert other == Voice("m2", invented, "Ma grand-mère me l'a offert.", 1, None)


def test_a_bare_number_is_a_voice_only_where_there_is_nothing_else(flashback: Flashback) -> None:
    assert [voice.post for voice in flashback.workshops[1].voices] == ["p1"]
    assert [voice.text for voice in flashback.workshops[2].voices] == ["8/10"]
    assert "8/10" not in [voice.text for voice in flashback.voices]


def test_every_answer_is_unplaced_even_one_that_is_never_quoted(flashback: Flashback) -> None:
    assert flashback.workshops[0].unplaced == ("m1", "m2", "m3")


def test_closing_words_and_links_come_from_those_who_may_be_quoted(flashback: Flashback) -> None:
    assert [(one.post, one.author, one.text) for one in flashback.closing_words] == [
        ("c1", None, "Je repars plus calme.")
    ]
    assert [(link.url, link.title, link.posts) for link in flashback.links] == [
        ("https://cafe.example/a", None, ("m5",))
    ]


def test_the_coverage_says_whom_the_flashback_heard(flashback: Flashback) -> None:
    assert flashback.coverage == Coverage(participants_heard=5, participants=5, posts_used=7, posts=14)


def test_sam_is_counted_and_never_quoted(flashback: Flashback) -> None:
    shown = to_json(flashback).decode()
    for words in ("Jamais eu", "Un code", "Bof", "Sam"):
        assert words not in shown


def test_the_json_keeps_to_the_contract_and_comes_back_the_same(flashback: Flashback) -> None:
    raw = to_json(flashback)
    shown = json.loads(raw)
    jsonschema.validate(shown, FLASHBACK)
    assert list(shown) == list(FLASHBACK["properties"])
    assert list(shown["workshops"][0]) == list(FLASHBACK["properties"]["workshops"]["items"]["properties"])
    assert shown["cafe"] == {
        "id": "cafe-1",
        "title": "Le premier téléphone",
        "language": "fr",
        "opened_at": "2026-03-02T08:00:00Z",
        "closed_at": "2026-03-06T08:00:00Z",
        "follows": None,
    }
    assert raw.endswith(b"}\n")
    assert "Léa" not in raw.decode()
    assert from_json(raw) == flashback
    assert to_json(from_json(raw)) == raw


def test_what_is_published_knows_no_id_of_the_platform(story: Story, flashback: Flashback) -> None:
    public = published(flashback, story.record())
    jsonschema.validate(json.loads(to_json(public)), FLASHBACK)
    own = {post.ref.id: post.own_id for post in story.posts}
    assert [voice.post for voice in public.workshops[0].voices] == [own["m1"], own["m2"]]
    assert public.workshops[0].unplaced == (own["m1"], own["m2"], own["m3"])
    assert [idea["posts"] for idea in public.workshops[3].result["ideas"]] == [[own["r2"]], [own["r1"]]]
    assert public.links[0].posts == (own["m5"],)
    assert [voice.url for voice in public.workshops[0].voices] == ["https://town.example/m1", None]
    assert public.counts == flashback.counts


def test_a_draft_before_the_close_shows_nothing_of_a_sealed_workshop(story: Story) -> None:
    draft = flashback_of(story.record(), "1.0", sealed={"moment", "last"})
    shown = json.loads(to_json(draft))
    moment = shown["workshops"][1]
    jsonschema.validate(shown, FLASHBACK)
    assert moment["result"] is None
    assert (moment["voices"], moment["unplaced"], shown["closing_words"]) == ([], [], [])
    assert moment["counts"]["participants"] == 3
    assert from_json(to_json(draft)) == draft
    assert "tout le monde en a un" not in to_json(draft).decode()
