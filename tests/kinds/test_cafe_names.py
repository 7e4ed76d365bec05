"""Café names and the café's own ids: stable in one café, strangers to the next."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.cafe_names import cafe_name, cafe_names, own_id
from bot.domain import MemberRef, PostRef

MEMBERS = [MemberRef("town", str(number)) for number in range(3000)]


def test_everybody_in_a_large_cafe_has_a_name_of_their_own() -> None:
    names = cafe_names(b"secret", MEMBERS)
    assert len(set(names.values())) == len(MEMBERS)
    assert all(re.fullmatch(r"[A-Z][a-z]{4,10}", name) for name in names.values())


def test_the_same_cafe_gives_the_same_names_in_whatever_order_members_come() -> None:
    assert cafe_names(b"secret", MEMBERS[:300]) == cafe_names(b"secret", reversed(MEMBERS[:300]))


def test_the_next_cafe_gives_other_names() -> None:
    one, other = cafe_names(b"one", MEMBERS), cafe_names(b"other", MEMBERS)
    assert sum(one[member] == other[member] for member in MEMBERS) < 5


def test_a_name_that_is_taken_is_not_given_again() -> None:
    first = cafe_name(b"secret", MEMBERS[0])
    assert cafe_name(b"secret", MEMBERS[0], {first}) != first


@given(st.binary(min_size=1), st.text(max_size=9), st.text(max_size=9))
def test_the_own_id_of_a_post_shows_nothing_of_the_platform(secret: bytes, platform: str, identity: str) -> None:
    drawn = own_id(secret, PostRef(platform, identity))
    assert re.fullmatch(r"p[0-9a-f]{12}", drawn)
    assert drawn == own_id(secret, PostRef(platform, identity))


def test_two_posts_whose_ids_read_alike_when_joined_have_different_own_ids() -> None:
    assert own_id(b"s", PostRef("a:b", "c")) != own_id(b"s", PostRef("a", "b:c"))
