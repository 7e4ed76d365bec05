"""The hosts' own words: marked as theirs in every form, never like a quotation, and nothing in them comes alive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.markup import Paragraph, Quotation, render
from bot.pages import html_page, markdown_page, message_blocks, terminal_page
from tests.pages.samples import ENGLISH, FRENCH, FRENCH_WORDS, NOTE, flashback_of


def test_each_form_says_whose_words_they_are_once_a_note() -> None:
    [*messages] = message_blocks(FRENCH, FRENCH_WORDS)
    said = "\n".join(render(list(blocks), "plain") for blocks in messages)
    forms = html_page(FRENCH, FRENCH_WORDS), markdown_page(FRENCH, FRENCH_WORDS), terminal_page(FRENCH, FRENCH_WORDS)
    for form in (*forms, said):
        assert form.count("Un mot de l’équipe") == 3
        for words in (NOTE.split("\n")[1], "C’est ici que la semaine a commencé.", "On les a affichés dans la salle"):
            assert words in " ".join(form.split())
    english = replace(ENGLISH, note="See you in May.")
    assert "**A word from the hosts**: See you in May." in markdown_page(english)


def test_no_form_shows_them_as_a_quotation() -> None:
    for blocks in message_blocks(FRENCH, FRENCH_WORDS):
        assert not [one for one in blocks if isinstance(one, Quotation) and "semaine a commencé" in one.text]
    assert "> C’est ici" not in markdown_page(FRENCH, FRENCH_WORDS)
    assert "│ C’est ici" not in terminal_page(FRENCH, FRENCH_WORDS)
    page = html_page(FRENCH, FRENCH_WORDS)
    quoted = [one.split("</blockquote>")[0] for one in page.split("<blockquote>")[1:]]
    assert not [one for one in quoted if "semaine a commencé" in one]


@pytest.mark.parametrize("note", [None, "", "  \n "])
def test_where_there_is_none_nothing_is_shown(note: str | None) -> None:
    flashback = flashback_of("Un café", note=note)
    assert "Un mot de l’équipe" not in html_page(flashback) + markdown_page(flashback) + terminal_page(flashback)
    assert [type(one) for one in message_blocks(flashback)[0]].count(Paragraph) == 2


def test_a_café_that_is_empty_shows_them_too() -> None:
    flashback = flashback_of("Un café", note="On recommencera au printemps.")
    assert "On recommencera au printemps." in terminal_page(flashback)
    assert "On recommencera au printemps." in render(list(message_blocks(flashback)[0]), "plain")
