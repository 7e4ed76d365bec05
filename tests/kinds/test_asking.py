"""How a workshop opens: its title, its question, what to choose from, how to answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain import Visibility, Workshop, WorkshopWords
from bot.kinds import KINDS, Setting, kind_of
from bot.markup import Heading, Items, Paragraph
from bot.wording import languages, wording

SETTING = Setting("first-phone", date(2026, 3, 2), "Europe/Paris")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_can_ask_in_every_language(name: str, language: str) -> None:
    workshop = Workshop("w", name, 1, time(9), choices=("a",))
    words = WorkshopWords("Un titre", "Une question ?\n\nEt une précision.", {"a": "Le choix"})
    title, question, more, *rest = kind_of(name).ask(workshop, words, wording(language), SETTING)
    assert title == Heading("Un titre")
    assert (question, more) == (Paragraph(("Une question ?",)), Paragraph(("Et une précision.",)))
    assert isinstance(rest[-1], Paragraph)


def test_a_poll_numbers_its_choices_in_the_order_of_the_script() -> None:
    workshop = Workshop("w", "poll", 1, time(9), choices=("late", "early"))
    words = WorkshopWords("When", "?", {"early": "Early", "late": "Later"})
    assert Items((("Later",), ("Early",)), numbered=True) in kind_of("poll").ask(
        workshop, words, wording("en"), SETTING
    )


def test_a_scale_says_what_its_ends_mean_and_which_numbers_it_takes() -> None:
    workshop = Workshop("w", "scale", 1, time(9), minimum=1, maximum=5)
    words = WorkshopWords("How far", "?", min_label="Never", max_label="Always")
    blocks = kind_of("scale").ask(workshop, words, wording("en"), SETTING)
    assert Items((("1: Never",), ("5: Always",))) in blocks
    assert blocks[-1] == Paragraph(("Just reply here with a number from 1 to 5, and say why if you like.",))


@pytest.mark.parametrize(("language", "told"), [("en", "not even the hosts"), ("fr", "pas même les hôtes")])
def test_a_hidden_workshop_says_who_can_read_what_and_an_open_one_does_not(language: str, told: str) -> None:
    open_one = Workshop("w", "scale", 1, time(9))
    hidden = replace(open_one, visibility=Visibility.HIDDEN)
    shown = repr(kind_of("scale").ask(open_one, WorkshopWords("T"), wording(language), SETTING))
    assert told in repr(kind_of("scale").ask(hidden, WorkshopWords("T"), wording(language), SETTING))
    assert told not in shown
