"""What the bot needs to be allowed, and what is missing."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord_platform._rights import NEEDED, Right, Shape, invitation, missing, needed_permissions
from bot.wording import languages, wording


@pytest.mark.parametrize("shape", Shape)
def test_with_what_the_invitation_asks_for_nothing_is_missing(shape: Shape) -> None:
    assert missing(needed_permissions(), shape) == []


@given(st.sampled_from(list(Shape)), st.sets(st.sampled_from(list(Right))))
def test_each_missing_right_is_named_and_none_that_is_not_needed(shape: Shape, taken: set[Right]) -> None:
    has = discord.Permissions(**{one.value: one not in taken for one in Right})
    lacks = missing(has.value, shape)
    if Right.VIEW in taken:
        assert lacks == [Right.VIEW]
    else:
        assert lacks == [one for one in NEEDED[shape] if one in taken]


def test_an_administrator_lacks_nothing_and_the_bot_never_asks_to_be_one() -> None:
    assert missing(discord.Permissions(administrator=True).value, Shape.TEXT) == []
    assert not discord.Permissions(needed_permissions()).administrator


def test_the_invitation_asks_for_exactly_that() -> None:
    asked = parse_qs(urlsplit(invitation(123)).query)
    assert asked["client_id"] == ["123"]
    assert sorted(asked["scope"][0].split()) == ["applications.commands", "bot"]
    wanted = discord.Permissions(**{one.value: True for one in Right})
    followed = parse_qs(urlsplit(invitation(123, gives_roles=True)).query)
    assert int(followed["permissions"][0]) == wanted.value
    wanted.manage_roles = False
    assert int(asked["permissions"][0]) == wanted.value, "a role is given where there is one to be given"


def test_every_right_has_its_sentence() -> None:
    for language in languages():
        for right in Right:
            assert wording(language).names(f"fault.discord_lacks_{right.value}") == {"channel"}
