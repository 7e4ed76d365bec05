"""Café names and the café's own ids: stable in one café, strangers to the next."""

from __future__ import annotations

import re
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from bot.cafe_names import invented_names, own_id
from bot.domain import MemberRef, PostRef

MEMBERS = [MemberRef("town", str(number)) for number in range(3000)]


def first(secret: bytes, member: MemberRef) -> str:
    return next(invented_names(secret, member))


def test_everybody_in_a_large_cafe_can_have_a_name_of_their_own() -> None:
    taken: set[str] = set()
    for member in MEMBERS:
        taken.add(next(name for name in invented_names(b"secret", member) if name not in taken))
    assert len(taken) == len(MEMBERS)
    assert all(re.fullmatch(r"[A-Z][a-z]{4,10}", name) for name in taken)


def test_the_next_cafe_gives_other_names() -> None:
    assert sum(first(b"one", member) == first(b"other", member) for member in MEMBERS) < 5


def test_a_member_has_the_same_names_to_draw_from_each_time_and_never_runs_out_of_them() -> None:
    names = list(islice(invented_names(b"secret", MEMBERS[0]), 200))
    assert names == list(islice(invented_names(b"secret", MEMBERS[0]), 200))
    assert len(set(names)) > 190


@given(st.binary(min_size=1), st.text(max_size=9), st.text(max_size=9))
def test_the_own_id_of_a_post_shows_nothing_of_the_platform(secret: bytes, platform: str, identity: str) -> None:
    drawn = own_id(secret, PostRef(platform, identity))
    assert re.fullmatch(r"p[0-9a-f]{12}", drawn)
    assert drawn == own_id(secret, PostRef(platform, identity))


def test_two_posts_whose_ids_read_alike_when_joined_have_different_own_ids() -> None:
    assert own_id(b"s", PostRef("a:b", "c")) != own_id(b"s", PostRef("a", "b:c"))
