"""What the bot's messages carry: short enough for Discord, and read back as it was written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord_platform._marks import Opens, Pressed, Said, cafe_of, mark_in, mark_of, means

NAMES = st.text(min_size=1, max_size=200)
MARK = mark_of("1", None, "k1")


def test_a_mark_is_drawn_from_the_room_the_thread_and_the_key() -> None:
    marks = {
        mark_of(room, thread, key) for room in ("1", "2") for thread in (None, "3") for key in ("a/present", "a/close")
    }
    assert len(marks) == 8
    assert all(len(one) <= 25 and one.isalnum() for one in marks)


@given(NAMES, NAMES | st.just(""))
def test_a_button_says_what_it_does_in_at_most_100_characters(cafe: str, about: str) -> None:
    written = Pressed("answer", cafe, about, MARK).custom_id
    assert len(written) <= 100
    read = Pressed.read(written)
    assert read is not None
    assert (read.action, read.mark, mark_in(written)) == ("answer", MARK, MARK)
    assert means(read.cafe, cafe)
    assert means(read.about, about)
    assert not means(read.cafe, f"{cafe}2")


def test_words_passed_on_name_their_author_and_what_opens_a_thread_names_it() -> None:
    for author in ("123", "77/Vio"):
        assert Said.read(Said(author, MARK).custom_id) == Said(author, MARK)
    assert Opens.read(Opens("123", MARK).custom_id) == Opens("123", MARK)
    assert mark_in(Said("123", MARK).custom_id) == mark_in(Opens("123", MARK).custom_id) == MARK


def test_what_others_carry_is_none_of_ours() -> None:
    for other in ("", "cafe", "said/123/x", f"other/123/{MARK}", f"read/vio/{MARK}", f"cafe/answer/a/{MARK}"):
        assert mark_in(other) is None


def test_a_deliverys_key_begins_with_its_café() -> None:
    assert cafe_of("mars-2026-03-02/open_workshop/memory/discord:1/1") == "mars-2026-03-02"
