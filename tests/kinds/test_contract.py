"""What every kind of workshop keeps to, whichever it is: one suite over all of them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.digest import flashback_of, from_json, proved, published, to_json
from bot.digest.in_results import quotations_in
from bot.domain import Attachment, Consent, Record, Workshop, WorkshopWords
from bot.kinds import KINDS, Reading, Setting, Unclear, explained, kind_of
from bot.markup import render, split
from bot.pages import html_page, markdown_page, message_blocks
from bot.wording import languages, wording
from tests.digest.schema import FLASHBACK
from tests.digest.story import Story

SETTING = Setting("cafe-1", date(2026, 3, 2), "Europe/Paris")
WORDS = WorkshopWords(
    "Le titre " * 8,
    "Une question ?\n\n" * 60,
    {"early": "Tôt " * 20, "late": "Plus tard " * 9},
    "Rien",
    "Tout",
    ("Un écran avec un bouton", "Un menu de neuf lignes"),
    "À la médiathèque",
    "Solène Kervadec, infirmière",
)
SAMPLES = {
    "question": Workshop("w", "question", 1, time(9)),
    "brainstorm": Workshop("w", "brainstorm", 1, time(9)),
    "poll": Workshop("w", "poll", 1, time(9), choices=("early", "late")),
    "scale": Workshop("w", "scale", 1, time(9)),
    "mission": Workshop("w", "mission", 1, time(9)),
    "mockup": Workshop("w", "mockup", 1, time(9), images=("/nowhere/1.png", "/nowhere/2.png")),
    "writing": Workshop("w", "writing", 1, time(9)),
    "meeting": Workshop("w", "meeting", 1, time(9), meets_day=2, meets_at=time(18), address="https://meet.example/1"),
    "closing_word": Workshop("w", "closing_word", 1, time(9)),
}
ANSWERS = {
    "poll": ("1, parce que le car part tôt", "la deuxième, car le soir est long"),
    "scale": ("7, parce que c’est lourd", "je dirais 3 car il grandit"),
    "mockup": ("image 2 : le bouton se cache", "La première est trop sombre pour lire"),
}
UNREADABLE = "❤️ … 👍"
LIMIT = 2_000


def answers(kind: str) -> tuple[str, str]:
    return ANSWERS.get(kind, ("Le car passe sous les platanes à six heures", "Une horloge arrêtée au-dessus du préau"))


def told(kind: str, *change: Callable[[Story], object]) -> Record:
    """A café in which three members answered a workshop of that kind, Ana twice, before and after a meeting."""
    story = Story(SAMPLES[kind])
    ana, ben, cleo = (story.member(name) for name in ("Ana", "Ben", "Cleo"))
    first, second = answers(kind)
    story.says("m1", ana, first, "w", hour=1)
    story.says("m2", ben, second, "w", hour=2)
    story.says("m3", cleo, first + " encore", "w", hour=2)
    story.says("m4", ana, second, "w", hour=50)
    for one in change:
        one(story)
    return story.record()


def result(record: Record) -> dict[str, object]:
    return dict(flashback_of(record, "1").workshops[0].result)


def test_the_suite_knows_every_kind() -> None:
    assert SAMPLES.keys() == KINDS.keys()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_it_asks_within_the_limit_of_a_message_and_shows_every_file(kind: str, language: str) -> None:
    say = wording(language)
    blocks = kind_of(kind).ask(SAMPLES[kind], WORDS, say, SETTING)
    for dialect in ("markdown", "html", "plain"):
        parts = split(list(blocks), dialect, LIMIT)
        assert parts
        assert all(0 < len(part) <= LIMIT for part in parts)
        assert WORDS.title.strip() in parts[0]
    for file in kind_of(kind).files(SAMPLES[kind], WORDS, say, SETTING):
        assert file.name
        assert file.alt
        assert bool(file.path) != (file.content is not None)


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=80), files=st.integers(0, 2))
def test_reading_raises_on_no_text_at_all(kind: str, text: str, files: int) -> None:
    workshop = SAMPLES[kind]
    read = kind_of(kind).read(workshop, {"fr": WORDS}, text, (Attachment("a.png"),) * files)
    assert read is None or isinstance(read, Reading | Unclear)
    if isinstance(read, Unclear):
        assert explained(read, workshop, WORDS, wording("fr"))


@pytest.mark.parametrize("kind", KINDS)
def test_its_own_answers_are_read_and_what_says_nothing_is_not(kind: str) -> None:
    for text in answers(kind):
        assert isinstance(kind_of(kind).read(SAMPLES[kind], {"fr": WORDS}, text), Reading)
    assert kind_of(kind).read(SAMPLES[kind], {"fr": WORDS}, UNREADABLE) is None


@pytest.mark.parametrize("text", ["1 ou 2", "pas 1", "99", "8,5", UNREADABLE])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].takes_choices])
def test_what_is_not_certain_is_never_counted(kind: str, text: str) -> None:
    def add(story: Story) -> None:
        story.says("m9", story.member("Dan"), text, "w", hour=3)

    assert result(told(kind, add)) == result(told(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_late_answer_counts_like_any_other(kind: str) -> None:
    record = told(kind)
    late = replace(record, posts=tuple(replace(post, late=True) for post in record.posts))
    assert result(late) == result(record)


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_answer_replaces_a_vote_and_adds_to_everything_else(kind: str) -> None:
    record = told(kind)
    once = replace(record, posts=tuple(post for post in record.posts if post.ref.id != "m4"))
    now, before = result(record), result(once)
    if KINDS[kind].takes_choices:
        assert now["voters"] == before["voters"] == 3
        assert now != before
    elif before:
        quoted = [one.posts for one in quotations_in(now)]
        assert sum(map(len, quoted)) == 1 + sum(len(one.posts) for one in quotations_in(before))


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_what_is_handed_in_changes_no_byte(kind: str, seed: int) -> None:
    record = told(kind, lambda story: story.chooses(story.member("Dan"), "w", "2", hour=4))
    mixed = list(record.posts)
    random.Random(seed).shuffle(mixed)
    again = replace(record, posts=tuple(mixed), members=dict(reversed(list(record.members.items()))))
    assert to_json(flashback_of(again, "1")) == to_json(flashback_of(record, "1"))


@pytest.mark.parametrize("leave", ["none", "withdrawn"])
@pytest.mark.parametrize("kind", KINDS)
def test_words_of_somebody_who_is_not_to_be_quoted_are_nowhere(kind: str, leave: str) -> None:
    secret = "les mots qui ne doivent aller nulle part"

    def add(story: Story) -> None:
        dan = story.member("Dan", Consent.NONE)
        story.says("m8", dan, f"{answers(kind)[0]}. {secret}", "w", hour=3)
        story.says("m9", dan, f"{answers(kind)[1]}. {secret}", "w", hour=51)
        story.posts[-1] = replace(story.posts[-1], attachments=(Attachment("dan.png", secret, "https://x.example"),))
        if leave == "withdrawn":
            story.withdraws(dan)

    record = told(kind, add)
    shown = to_json(proved(flashback_of(record, "1"), record).flashback).decode()
    assert "nulle part" not in shown
    assert "dan.png" not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_its_result_keeps_to_the_contract_through_proof_publishing_and_json(kind: str) -> None:
    record = told(kind)
    flashback = flashback_of(record, "1")
    proof = proved(flashback, record)
    assert proof.dropped == ()
    out = published(proof.flashback, record)
    shown = json.loads(to_json(out))
    Draft202012Validator(FLASHBACK).validate(shown)
    assert to_json(from_json(to_json(out))) == to_json(out)
    own = {post.own_id for post in record.posts}
    assert {post for one in quotations_in(out.workshops[0].result) for post in one.posts} <= own


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_workshop_keeps_to_the_contract_too(kind: str) -> None:
    record = Story(SAMPLES[kind]).record()
    Draft202012Validator(FLASHBACK).validate(json.loads(to_json(proved(flashback_of(record, "1"), record).flashback)))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_every_quotation_of_its_result_stands_in_all_three_renderings(kind: str, language: str) -> None:
    record = told(kind)
    flashback = proved(flashback_of(record, "1"), record).flashback
    flashback = replace(flashback, cafe=replace(flashback.cafe, language=language))
    chat = "\n".join(render(list(blocks), "plain") for blocks in message_blocks(flashback))
    html = re.sub(r"</?span[^>]*>", "", html_page(flashback))
    for one in quotations_in(flashback.workshops[0].result):
        for page in (html, markdown_page(flashback).replace("\\", ""), chat):
            assert one.text is None or one.text in page.replace("&#39;", "'")
