"""A week of conversation, written as JSON Lines, comes in as what happened."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from bot.conversation import Conversation, read_conversation
from bot.domain import (
    Attachment,
    Chosen,
    Consent,
    ConsentGiven,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    RoomRef,
    Unreacted,
    Withdrew,
)

Read: TypeAlias = Callable[..., Conversation]

ROOM = RoomRef("file", "conversation")
NINE = "2026-03-02T09:00:00+01:00"
TEN = "2026-03-02T10:00:00+01:00"
ELEVEN = "2026-03-02T11:00:00+01:00"


def post(key: str, at: str = NINE, **more: Any) -> dict[str, Any]:
    return {"type": "post", "id": key, "author": "u7", "name": "Vio", "at": at, "text": f"Said in {key}.", **more}


def said(conversation: Conversation) -> list[str]:
    return [event.post for event in conversation.events if isinstance(event, PostMade)]


def test_every_kind_of_line_becomes_an_event(read: Read) -> None:
    conversation = read(
        {"type": "conversation", "version": 1, "title": "Winter café", "language": "fr"},
        post(
            "m1",
            workshop="w1",
            reply_to=None,
            attachments=[{"name": "a.png", "alt": "A plan", "url": "https://x.test/a"}],
        ),
        {"type": "choice", "workshop": "w3", "author": "u7", "choices": ["2"], "at": "2026-03-02T09:01:00+01:00"},
        {"type": "reaction", "post": "m1", "author": "u9", "emoji": "👍", "at": "2026-03-02T09:02:00+01:00"},
        {"type": "unreaction", "post": "m1", "author": "u9", "emoji": "👍", "at": "2026-03-02T09:03:00+01:00"},
        {"type": "edit", "post": "m1", "text": "Said better.", "at": "2026-03-02T09:04:00+01:00"},
        {"type": "erase", "post": "m1", "at": "2026-03-02T09:05:00+01:00"},
        {"type": "consent", "author": "u7", "choice": "cafe_name", "at": "2026-03-02T09:06:00+01:00"},
        {"type": "withdraw", "author": "u7", "at": "2026-03-02T09:07:00+01:00"},
    )

    def at(minute: int) -> datetime:
        return datetime(2026, 3, 2, 8, minute, tzinfo=UTC)

    def place(number: int) -> str:
        return f"{number:012}"

    assert (conversation.title, conversation.language, conversation.room) == ("Winter café", "fr", ROOM)
    assert conversation.events == (
        PostMade(
            room=ROOM,
            at=at(0),
            position=place(1),
            post="m1",
            author="u7",
            name="Vio",
            text="Said in m1.",
            workshop="w1",
            attachments=(Attachment("a.png", "A plan", "https://x.test/a"),),
        ),
        Chosen(room=ROOM, at=at(1), position=place(2), workshop="w3", author="u7", name="Vio", choices=("2",)),
        Reacted(room=ROOM, at=at(2), position=place(3), post="m1", author="u9", emoji="👍"),
        Unreacted(room=ROOM, at=at(3), position=place(4), post="m1", author="u9", emoji="👍"),
        PostEdited(room=ROOM, at=at(4), position=place(5), post="m1", text="Said better."),
        PostErased(room=ROOM, at=at(5), position=place(6), post="m1"),
        ConsentGiven(room=ROOM, at=at(6), position=place(7), author="u7", name="Vio", choice=Consent.CAFE_NAME),
        Withdrew(room=ROOM, at=at(7), position=place(8), author="u7", name="Vio"),
    )


def test_a_conversation_needs_no_header(read: Read) -> None:
    conversation = read(post("m1"))
    assert (conversation.title, conversation.language, said(conversation)) == (None, None, ["m1"])


def test_posts_are_sorted_by_time_and_then_by_line(read: Read) -> None:
    assert said(read(post("late", TEN), post("second"), post("third"))) == ["second", "third", "late"]


def test_times_in_different_offsets_are_compared_as_instants(read: Read) -> None:
    conversation = read(post("paris", "2026-03-02T09:00:00+01:00"), post("montreal", "2026-03-02T02:30:00-05:00"))
    assert said(conversation) == ["montreal", "paris"]
    assert conversation.first_offset == timedelta(hours=-5)


def test_the_first_and_last_instants_and_the_first_offset_are_those_of_posts(read: Read) -> None:
    conversation = read(
        {"type": "consent", "author": "u7", "choice": "named", "at": "2026-03-01T00:00:00Z"},
        post("m1"),
        post("m2", TEN),
    )
    assert conversation.first_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert conversation.last_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert conversation.first_offset == timedelta(hours=1)


def test_a_vote_without_any_post_is_a_conversation_too(read: Read) -> None:
    conversation = read({"type": "choice", "workshop": "w3", "author": "u7", "choices": ["2"], "at": NINE})
    assert conversation.first_at == conversation.last_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert conversation.first_offset == timedelta(hours=1)
    assert conversation.workshops == ("w3",)


def test_workshops_are_listed_as_they_first_come_up(read: Read) -> None:
    conversation = read(
        post("m3", ELEVEN, workshop="w1"),
        post("m2", TEN, workshop="w9"),
        {"type": "choice", "workshop": "w5", "author": "u7", "choices": ["1"], "at": NINE},
        post("m4", ELEVEN),
        post("m5", ELEVEN, workshop="w5"),
    )
    assert conversation.workshops == ("w5", "w9", "w1")


def test_a_reaction_that_comes_before_its_post_follows_it(read: Read) -> None:
    conversation = read(
        {"type": "reaction", "post": "m1", "author": "u9", "emoji": "👍", "at": NINE}, post("m0", TEN), post("m1", TEN)
    )
    assert [type(event).__name__ for event in conversation.events] == ["PostMade", "PostMade", "Reacted"]
    assert conversation.events[-1].at == conversation.events[-2].at


def test_edits_before_their_post_keep_their_own_order(read: Read) -> None:
    conversation = read(
        {"type": "edit", "post": "m1", "text": "The last word.", "at": TEN},
        {"type": "edit", "post": "m1", "text": "The first word.", "at": NINE},
        post("m1", ELEVEN),
        post("m2", ELEVEN),
    )
    assert [getattr(event, "text", None) for event in conversation.events] == [
        "Said in m1.",
        "The first word.",
        "The last word.",
        "Said in m2.",
    ]


def test_a_line_at_the_same_instant_before_its_post_follows_it(read: Read) -> None:
    conversation = read({"type": "erase", "post": "m1", "at": NINE}, post("m1"))
    assert isinstance(conversation.events[-1], PostErased)


def test_the_same_line_twice_counts_once(read: Read) -> None:
    reaction = {"type": "reaction", "post": "m1", "author": "u9", "emoji": "👍", "at": TEN}
    once = read({"type": "conversation", "title": "Café"}, post("m1"), reaction)
    turned = dict(reversed(post("m1").items()))
    twice = read({"type": "conversation", "title": "Café"}, post("m1"), reaction, turned, reaction)
    header_too = read(
        {"type": "conversation", "title": "Café"}, post("m1"), {"type": "conversation", "title": "Café"}, reaction
    )
    assert twice.events == header_too.events == once.events


def test_an_emoji_put_taken_and_put_again_within_a_second_is_there(read: Read) -> None:
    reaction = {"type": "reaction", "post": "m1", "author": "u9", "emoji": "👍", "at": TEN}
    conversation = read(post("m1"), reaction, {**reaction, "type": "unreaction"}, reaction)
    assert [type(event).__name__ for event in conversation.events[1:]] == ["Reacted", "Unreacted", "Reacted"]


def test_a_reply_to_a_post_that_is_not_there_is_kept(read: Read) -> None:
    (event,) = read(post("m1", reply_to="elsewhere")).events
    assert isinstance(event, PostMade)
    assert event.reply_to == "elsewhere"


def test_unknown_keys_are_ignored(read: Read) -> None:
    assert read(post("m1", mood="sunny", deep=[[{"er": None}]])).events


def test_who_has_no_name_goes_by_the_id(read: Read) -> None:
    conversation = read(post("m1", name=None, author="u1"), post("m2", name=" ", author="u2"))
    assert [event.name for event in conversation.events if isinstance(event, PostMade)] == ["u1", "u2"]


def test_who_gives_a_name_once_keeps_it(read: Read) -> None:
    conversation = read(
        {"type": "consent", "author": "u7", "choice": "named", "at": NINE},
        post("m1", TEN, name="Vio"),
        post("m2", ELEVEN, name="Violette"),
        {"type": "withdraw", "author": "u7", "at": "2026-03-03T09:00:00Z"},
    )
    names = [event.name for event in conversation.events if isinstance(event, PostMade | ConsentGiven | Withdrew)]
    assert names == ["Vio", "Vio", "Violette", "Violette"]


def test_a_newer_version_has_its_new_types_named_and_skipped(read: Read) -> None:
    conversation = read({"type": "conversation", "version": 2}, post("m1"), {"type": "applause", "post": "m1"})
    assert said(conversation) == ["m1"]
    (skipped,) = conversation.skipped
    assert (skipped.key, skipped.line, skipped.values) == ("conversation_skipped_type", 3, {"type": "applause"})


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_change_nothing(read: Read, tmp_path: Path) -> None:
    plain = read(post("m1"), post("m2", TEN))
    bytes_of_it = (tmp_path / "week.jsonl").read_bytes()
    file = tmp_path / "from-windows.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + bytes_of_it.replace(b"\n", b"\r\n\r\n  \r\n").rstrip())
    assert read_conversation(file, ROOM).events == plain.events


def test_the_fingerprint_is_that_of_the_bytes(read: Read, tmp_path: Path) -> None:
    conversation = read(post("m1"), "", post("m2"))
    assert conversation.fingerprint == hashlib.sha256((tmp_path / "week.jsonl").read_bytes()).hexdigest()


def test_a_post_may_be_as_long_as_the_limit(read: Read) -> None:
    (event,) = read(post("m1", text="é" * 40_000)).events
    assert isinstance(event, PostMade)
    assert event.text == "é" * 40_000


def test_the_conversation_of_lille_is_read_as_it_was(lille: Path) -> None:
    conversation = read_conversation(lille, ROOM)
    posts = [event for event in conversation.events if isinstance(event, PostMade)]
    assert Counter(type(event) for event in conversation.events) == {PostMade: 693}
    assert len({event.author for event in posts}) == 118
    assert len(conversation.workshops) == 29
    assert conversation.workshops[0] == "w15"
    assert conversation.first_at == datetime(2019, 1, 17, 7, 5, 30, tzinfo=UTC)
    assert conversation.first_offset == timedelta(hours=1)
    assert [event.position for event in posts] == sorted(event.position or "" for event in posts)


def test_a_choice_by_its_key_becomes_its_position(read: Read) -> None:
    choice = {"type": "choice", "workshop": "w3", "author": "u7", "at": "2026-03-02T09:00:00+01:00"}
    told = [{**choice, "choices": [one]} for one in ("late", "1", "12")]
    keys = ["early", "late", "12"]
    events = read(*told, choices={"w3": keys}).events
    assert [one.choices for one in events if isinstance(one, Chosen)] == [("2",), ("1",), ("3",)]


def test_a_workshop_of_which_nothing_is_known_takes_any_choice(read: Read) -> None:
    choice = {"type": "choice", "workshop": "w4", "author": "u7", "at": "2026-03-02T09:00:00+01:00", "choices": ["x"]}
    (event,) = read(choice, choices={"w3": ["early"]}).events
    assert isinstance(event, Chosen)
    assert event.choices == ("x",)
