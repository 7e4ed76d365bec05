"""A member's words in a message of the bot: nothing in them does anything, and they are read back exactly."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord_platform._carrying import carried, escaped, name_in, unescaped, words_in

WORDS = st.text(alphabet=st.sampled_from("ab é\n\\*_~`|<>[]()#-+.@:/1https"), max_size=80) | st.text(max_size=80)


@given(WORDS)
def test_what_is_escaped_is_read_back_character_for_character(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(WORDS, st.text(min_size=1, max_size=40))
def test_a_message_that_passes_words_on_tells_whose_they_are_and_what_they_said(text: str, name: str) -> None:
    content = carried(name, text)
    assert words_in(content) == text
    assert name_in(content) == " ".join(name.split())


@given(WORDS)
def test_no_sign_that_formats_or_mentions_stands_alone(text: str) -> None:
    outside = re.sub(r"https?://\S+", "", escaped(text))
    assert re.search(r"[*_~`|<\[]", re.sub(r"\\.", "", outside, flags=re.DOTALL)) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Du pain, bien sûr.", "Du pain, bien sûr."),
        ("**fort** et `code`", r"\*\*fort\*\* et \`code\`"),
        ("# Titre\n> cité\n- un\n1. deux", "\\# Titre\n\\> cité\n\\- un\n1\\. deux"),
        ("<@123> et <#4>", r"\<@123> et \<#4>"),
        ("[ici](https://example.org/a_b)", r"\[ici](https://example.org/a_b)"),
        ("https://example.org/a_b_c", "https://example.org/a_b_c"),
        (r"C:\temp", r"C:\\temp"),
    ],
)
def test_plain_words_stay_as_they_are(text: str, shown: str) -> None:
    assert escaped(text) == shown
