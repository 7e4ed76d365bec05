"""A room as Element writes it, read as a conversation."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Conversation, read_conversation, size_of
from bot.domain import Attachment, PostEdited, PostErased, PostMade, RoomRef
from bot.errors import FaultsFound
from tests.conversation.element import MONDAY, edited, event, in_thread, joins, notice, redacted, room, words
from tests.conversation.exported import write

ROOM = RoomRef("file", "conversation")


def read(path: Path, content: object, **how: Any) -> Conversation:
    return read_conversation(write(path / "room.json", content), ROOM, **how)


def posts_of(conversation: Conversation) -> list[PostMade]:
    return [one for one in conversation.events if isinstance(one, PostMade)]


def faults(path: Path, content: object) -> list[tuple[str, int | None]]:
    file = path / "room.json"
    file.write_bytes(content) if isinstance(content, bytes) else write(file, content)
    with pytest.raises(FaultsFound) as raised:
        read_conversation(file, ROOM)
    assert {one.file for one in raised.value.faults} == {str(file)}
    return [(one.key, one.line) for one in raised.value.faults]


def test_what_people_wrote_is_a_post_under_the_name_they_went_by(tmp_path: Path) -> None:
    conversation = read(
        tmp_path,
        room(
            [
                joins("vio", "Vio"),
                event("topic", "vio", {"topic": "x"}, type="m.room.topic", state_key=""),
                notice("q", "What do you light first?"),
                words("1", "vio", "A lamp.\0"),
                joins("vio", "Violette"),
                words("2", "vio", "And a candle.", minutes=1),
                words(
                    "3",
                    "gus",
                    "> <@vio:example.org> A lamp.\n\nThe moon.",
                    relates={"m.in_reply_to": {"event_id": "$1"}},
                ),
                event("s", "gus", {"body": "tea", "url": "mxc://example.org/s"}, type="m.sticker"),
                event("p", "gus", {"m.poll.start": {"question": {}}}, type="m.poll.start"),
            ]
        ),
    )
    by_id = {one.post: one for one in posts_of(conversation)}
    assert set(by_id) == {"$1", "$2", "$3"}
    assert (by_id["$1"].author, by_id["$1"].name, by_id["$1"].text) == ("@vio:example.org", "Vio", "A lamp.")
    assert by_id["$2"].name == "Violette"
    assert (by_id["$3"].text, by_id["$3"].reply_to, by_id["$3"].workshop) == ("The moon.", "$1", None)
    assert by_id["$1"].at == datetime(2026, 3, 2, 8, 14, tzinfo=UTC)
    assert conversation.title == "Café"
    assert [one.key for one in conversation.skipped] == ["element_without_reactions"]


def test_an_edit_is_the_latest_words_and_only_its_authors(tmp_path: Path) -> None:
    mine, others = words("1", "vio", "A lmap."), words("2", "gus", "The moon.")
    conversation = read(tmp_path, room([edited(mine, "A lamp."), edited(others, "Nothing.", by="@eve:example.org")]))
    assert [one.text for one in posts_of(conversation)] == ["A lamp.", "The moon."]
    [edit] = [one for one in conversation.events if isinstance(one, PostEdited)]
    assert (edit.post, edit.text, edit.at) == ("$1", "A lamp.", datetime(2026, 3, 2, 8, 19, tzinfo=UTC))


def test_what_was_redacted_is_gone_and_an_older_export_does_not_bring_it_back(tmp_path: Path) -> None:
    write(tmp_path / "all" / "a.json", room([words("1", "vio", "My secret."), words("2", "gus", "Hello.")]))
    write(tmp_path / "all" / "b.json", room([redacted("1", "vio"), words("2", "gus", "Hello.")]))
    conversation = read_conversation(tmp_path / "all", ROOM)
    [erased] = [one for one in conversation.events if isinstance(one, PostErased)]
    assert (erased.post, erased.at) == ("$1", datetime(2026, 3, 2, 8, 24, tzinfo=UTC))
    alone = read_conversation(tmp_path / "all" / "b.json", ROOM)
    assert [one.text for one in posts_of(alone)] == ["Hello."]


def test_of_one_room_each_thread_is_a_workshop_called_after_what_a_bot_began_it_with(tmp_path: Path) -> None:
    messages = [
        notice("q", "\nYour lamp\n\nWhat do you light first?"),
        words("1", "vio", "Small.", relates=in_thread("q")),
        words("2", "gus", "Yes!", minutes=1, relates=in_thread("q", answers="1")),
        words("3", "vio", "I am Vio of Lille.", minutes=2),
        words("4", "gus", "Me too.", minutes=3, relates=in_thread("3")),
        words("5", "gus", "Talk.", minutes=4),
    ]
    conversation = read(tmp_path, room(messages))
    told = [(one.post, one.workshop, one.reply_to) for one in posts_of(conversation)]
    assert told == [("$1", "$q", None), ("$2", "$q", "$1"), ("$3", None, None), ("$4", "$3", None), ("$5", None, None)]
    # What a member wrote is nobody's title.
    assert conversation.titles == {"$q": "Your lamp", "$3": "Café, 2"}


def test_of_several_rooms_each_is_a_workshop(tmp_path: Path) -> None:
    write(tmp_path / "all" / "a.json", room([words("1", "vio", "One")], name="Your lamp"))
    threads = [words("2", "gus", "Two"), words("3", "vio", "Three", minutes=1, relates=in_thread("2"))]
    write(tmp_path / "all" / "b.json", room(threads, name="A word"))
    write(tmp_path / "all" / "other.json", [1])
    conversation = read_conversation(tmp_path / "all", ROOM)
    assert [(one.post, one.workshop) for one in posts_of(conversation)] == [
        ("$1", "Your lamp"),
        ("$2", "A word"),
        ("$3", "A word"),
    ]
    assert conversation.title == "all"
    assert "export_not_one" in [one.key for one in conversation.skipped]
    assert size_of(tmp_path / "all") == sum((tmp_path / "all" / f"{name}.json").stat().st_size for name in "ab")


def test_with_workshops_given_rooms_and_threads_are_known_by_title_or_key(tmp_path: Path) -> None:
    messages = [
        words("h", "camille", "Your  LAMP\nWhat do you light?"),
        words("1", "vio", "Small.", minutes=1, relates=in_thread("h")),
        words("2", "gus", "Elsewhere.", minutes=2, relates=in_thread("x")),
    ]
    how: dict[str, Any] = {"workshops": ["lamp", "bye"], "titles": {"Your lamp": "lamp"}}
    asked = read(tmp_path, room(messages), **how)
    assert [one.workshop for one in posts_of(asked)] == [None, "lamp", None]
    assert asked.titles == {}
    asked = read(tmp_path, room(messages, name="bye"), **how)
    assert [one.workshop for one in posts_of(asked)] == ["bye", "lamp", "bye"]


def test_a_picture_keeps_its_caption_and_its_description(tmp_path: Path) -> None:
    plain = {"msgtype": "m.image", "body": "boat.png", "url": "mxc://example.org/a", "info": {"size": 3}}
    said = {**plain, "filename": "boat.png", "body": "My boat", "info": {"alt": "a red boat"}}
    locked = {"msgtype": "m.file", "body": "plan.pdf", "file": {"url": "mxc://example.org/b", "key": {}}}
    strange = {**plain, "url": "https://elsewhere.example/a.png"}
    sent = [plain, said, locked, strange]
    posts = posts_of(read(tmp_path, room([event(str(n), "vio", one) for n, one in enumerate(sent)])))
    assert [(one.text, one.attachments) for one in posts] == [
        ("", (Attachment("boat.png", "boat.png", "mxc://example.org/a"),)),
        ("My boat", (Attachment("boat.png", "a red boat", "mxc://example.org/a"),)),
        ("", (Attachment("plan.pdf", "plan.pdf", "mxc://example.org/b"),)),
        ("boat.png", ()),
    ]


def test_what_could_not_be_decrypted_is_left_out_and_counted(tmp_path: Path) -> None:
    unread = {"msgtype": "m.bad.encrypted", "body": "** Unable to decrypt: missing key **"}
    sealed = event("3", "gus", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}, type="m.room.encrypted")
    conversation = read(tmp_path, room([words("1", "vio", "One"), event("2", "gus", unread), sealed]))
    assert [one.post for one in posts_of(conversation)] == ["$1"]
    assert [(one.key, one.values.get("n")) for one in conversation.skipped] == [
        ("element_encrypted", 2),
        ("element_without_reactions", None),
    ]


def test_content_that_anybody_may_have_sent_breaks_nothing(tmp_path: Path) -> None:
    strange: list[dict[str, Any]] = [
        {"msgtype": "m.text", "body": 3},
        {"msgtype": "m.text", "body": "a\ud800b", "m.relates_to": []},
        {"msgtype": "m.text", "body": "c", "m.relates_to": {"rel_type": "m.thread", "event_id": {"a": 1}}},
        {"msgtype": "m.text", "body": "d", "m.relates_to": {"m.in_reply_to": {"event_id": "x" * 400}}},
        {"msgtype": ["m.text"], "body": "e"},
        {"msgtype": "m.image", "body": "n" * 900, "url": "mxc://" + "x" * 5_000},
    ]
    messages = [event(str(n), "vio", one) for n, one in enumerate(strange)]
    messages[0]["unsigned"] = {"m.relations": {"m.replace": "x"}}
    messages[1]["unsigned"] = None
    (tmp_path / "room.json").write_bytes(json.dumps(room(messages)).encode())
    posts = posts_of(read_conversation(tmp_path / "room.json", ROOM))
    assert [one.text for one in posts] == ["", "ab", "c", "d", "n" * 900]


def test_what_a_homeserver_always_says_and_is_wrong_is_a_fault(tmp_path: Path) -> None:
    one = words("1", "vio", "x")
    wrong: list[Any] = [
        {**one, "event_id": None},
        {**one, "sender": 3},
        {key: value for key, value in one.items() if key != "type"},
        {**one, "origin_server_ts": "today"},
        {**one, "origin_server_ts": 10**30},
        {**one, "origin_server_ts": True},
        {**one, "content": {"msgtype": "m.text", "body": "a" * 40_001}},
        "words",
    ]
    assert [key for key, _ in faults(tmp_path, room(wrong))] == [
        "conversation_missing_field",
        "conversation_not_text",
        "conversation_missing_field",
        "element_time",
        "element_time",
        "element_time",
        "conversation_too_long",
        "export_shape",
    ]
    same = [one, words("1", "vio", "y")]
    assert [key for key, _ in faults(tmp_path, room(same))] == ["export_same_id"]


GOOD = json.dumps(room([words("1", "vio", "Hello"), words("2", "gus", "é" * 5)]), indent=2, ensure_ascii=False).encode()
SECOND = GOOD[: GOOD.index(b'"$2"')].count(b"\n") + 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD[: GOOD.index(b'"$2"')], ("conversation_cut_off", SECOND)),
        (GOOD[: GOOD.index(b"\xc3") + 1], ("conversation_cut_off", None)),
        (GOOD.replace(b'"event_id": "$2"', b'"event_id": ' + b"[" * 200_000), ("export_too_deep", None)),
        (GOOD.replace(b'"event_id": "$2"', b'"event_id" "$2"'), ("export_not_json", SECOND)),
        (GOOD.replace(b'"room_name": "Caf\xc3\xa9",', b""), ("export_place_first", None)),
        (b'{"room_name": "x"}', ("conversation_empty", None)),
        (b'{"room_name": "x", "messages": 3}', ("export_shape", 1)),
        (b'{"room_name": 3, "messages": []}', ("conversation_not_text", 1)),
        (json.dumps(room([])).encode(), ("conversation_empty", None)),
    ],
)
def test_what_cannot_be_read_is_one_sentence_with_its_line(
    tmp_path: Path, content: bytes, expected: tuple[str, int | None]
) -> None:
    [(key, line)] = faults(tmp_path, content)
    assert key == expected[0]
    assert expected[1] is None or line == expected[1]


@settings(deadline=None, max_examples=80)
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.binary(max_size=30))
def test_no_bytes_make_anything_but_a_conversation_or_faults(
    tmp_path_factory: pytest.TempPathFactory, at: int, without: int, noise: bytes
) -> None:
    file = tmp_path_factory.mktemp("noise") / "c.json"
    file.write_bytes(GOOD[:at] + noise + GOOD[at + without :])
    try:
        found: object = posts_of(read_conversation(file, ROOM))
    except FaultsFound as error:
        found = [one for one in error.faults if one.file]
    assert found


def test_the_instant_is_the_homeservers(tmp_path: Path) -> None:
    late = words("1", "vio", "x", minutes=90)
    [post] = posts_of(read(tmp_path, room([late])))
    assert post.at == datetime.fromtimestamp(MONDAY / 1000 + 90 * 60, UTC)
