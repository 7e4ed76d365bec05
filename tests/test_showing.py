"""How a value stands in a sentence."""

from __future__ import annotations

import pytest

from bot.showing import shown


@pytest.mark.parametrize("title", ["Qui reste dehors\u202f?", "n°\u00a07", "\u3000"])
def test_every_kind_of_space_stays(title: str) -> None:
    assert shown(title) == title


@pytest.mark.parametrize("bad", ["\n", "\u2028", "\x00", "\u202e", "\ud800"])
def test_what_cannot_be_seen_is_replaced(bad: str) -> None:
    assert shown(f"a{bad}b") == "a\N{REPLACEMENT CHARACTER}b"
