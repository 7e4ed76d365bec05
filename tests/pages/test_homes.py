"""Homes compared, in every form that a flashback has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.digest.flashback import HomeFlashback, Homes, HomeWord
from tests.pages.samples import FRENCH
from tests.pages.test_said_once import EVERY_TELLING, TELLINGS, Telling

COMPARED = replace(
    FRENCH,
    homes=Homes(
        (
            HomeFlashback("#café", 12, 40, 9, 800, (HomeWord("cadran", (6, 0)), HomeWord("entrée", (4, 1)))),
            HomeFlashback("terrasse", 5, 7, 0, 90),
        ),
        (HomeWord("fil", (5, 3)),),
    ),
)


@EVERY_TELLING
def test_every_form_tells_what_each_home_said(told: Telling) -> None:
    page = " ".join(told(COMPARED).replace("\N{NO-BREAK SPACE}", " ").replace("**", "").replace("\\", "").split())
    assert "D’un salon à l’autre" in page
    assert "#café : 12 personnes, 40 messages, 9 réactions et 800 mots." in page
    assert "On y a parlé davantage de « cadran » et « entrée »." in page
    assert "terrasse : 5 personnes, 7 messages et 90 mots." in page
    assert "Partout, on a parlé de « fil »." in page


@EVERY_TELLING
def test_nothing_of_it_where_homes_are_not_compared(told: Telling) -> None:
    assert "D’un salon à l’autre" not in told(FRENCH)


@pytest.mark.parametrize("form", ["chat", "terminal"])
def test_in_english(form: str) -> None:
    page = TELLINGS[form](replace(COMPARED, cafe=replace(COMPARED.cafe, language="en")))
    assert "From one room to the other" in page
    assert "Spoken of everywhere: “fil”." in page
