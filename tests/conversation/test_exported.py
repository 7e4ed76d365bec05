"""A channel as DiscordChatExporter writes it, read as a conversation."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Conversation, read_conversation, size_of
from bot.domain import Attachment, PostEdited, PostMade, Reacted, RoomRef
from bot.errors import FaultsFound
from tests.conftest import ROOT
from tests.conversation.exported import export, message, reaction, thread, user, write

ROOM = RoomRef("file", "conversation")
VIO, GUS, BOT = user("7", "vio", nickname="Vio"), user("9", "gus"), user("99", "café", bot=True)


def read(path: Path, content: object, **how: Any) -> Conversation:
    return read_conversation(write(path / "channel.json", content), ROOM, **how)


def faults(path: Path, content: object) -> list[tuple[str, int | None]]:
    """What is wrong with that export, or with those bytes of one."""
    file = path / "channel.json"
    file.write_bytes(content) if isinstance(content, bytes) else write(file, content)
    with pytest.raises(FaultsFound) as raised:
        read_conversation(file, ROOM)
    assert {one.file for one in raised.value.faults} == {str(file)}
    return [(one.key, one.line) for one in raised.value.faults]


def posts_of(conversation: Conversation) -> list[PostMade]:
    return [event for event in conversation.events if isinstance(event, PostMade)]


def test_messages_of_people_are_posts_and_nothing_else_is(tmp_path: Path) -> None:
    told = ["ChannelPinnedMessage", "GuildMemberJoin", "ThreadCreated", "21", 46]
    conversation = read(
        tmp_path,
        export(
            [
                message("1", BOT, "What do you light first?"),
                message("2", VIO, "@Gus, a lamp."),
                message("3", GUS, "The moon.", type="Reply", reference={"messageId": "2", "channelId": "20"}),
                *(message(str(number), GUS, "…", type=kind) for number, kind in enumerate(told, 4)),
            ]
        ),
    )
    first, second = posts_of(conversation)
    assert (first.post, first.author, first.name, first.text, first.reply_to) == (
        "2",
        "7",
        "Vio",
        "@Gus, a lamp.",
        None,
    )
    assert (second.name, second.reply_to, second.workshop) == ("gus", "2", None)
    assert first.at == datetime(2026, 3, 2, 8, 14, 0, 123_000, UTC)
    assert (conversation.title, conversation.first_offset) == ("café", timedelta(hours=1))
    assert conversation.skipped == ()


def test_files_edits_and_reactions_come_with_their_post(tmp_path: Path) -> None:
    files = [
        {"id": "5", "url": "https://cdn.example/a.png", "fileName": "a.png", "fileSizeBytes": 3},
        {"id": "6", "url": "channel.json_Files/b.png", "fileName": "b.png", "alt": "a boat"},
    ]
    given = [reaction("👍", GUS, BOT, GUS), reaction("tea", VIO, own="500")]
    one = message("2", VIO, "Here", attachments=files, reactions=given, timestampEdited="2026-03-02T10:00:00+01:00")
    post, *others = read(tmp_path, export([one])).events
    assert isinstance(post, PostMade)
    assert post.attachments == (
        Attachment("a.png", None, "https://cdn.example/a.png"),
        Attachment("b.png", "a boat", "channel.json_Files/b.png", fetchable=True),
    )
    assert [(one.author, one.emoji, one.at) for one in others if isinstance(one, Reacted)] == [
        ("9", "👍", post.at),
        ("7", ":tea:", post.at),
    ]
    [edited] = [one for one in others if isinstance(one, PostEdited)]
    assert (edited.text, edited.at) == ("Here", datetime(2026, 3, 2, 9, tzinfo=UTC))


def test_an_older_export_only_counts_reactions_and_that_is_told_once(tmp_path: Path) -> None:
    old = {"emoji": {"id": "", "name": "👍"}, "count": 3}
    posts = [message("2", VIO, "One", reactions=[old, reaction("🔥", GUS)]), message("3", VIO, "Two", reactions=[old])]
    conversation = read(tmp_path, export(posts))
    assert [(one.key, one.values) for one in conversation.skipped] == [("export_reactions_without_people", {"n": 6})]
    assert sum(isinstance(one, Reacted) for one in conversation.events) == 1


def test_a_type_that_nobody_knows_yet_is_named_once(tmp_path: Path) -> None:
    posts = [message("2", VIO, "One"), *(message(str(n), VIO, "", type="Whisper") for n in (3, 4))]
    conversation = read(tmp_path, export(posts))
    assert [(one.key, one.values["type"]) for one in conversation.skipped] == [("export_skipped_type", "Whisper")]


def test_each_thread_of_a_folder_is_a_workshop_called_after_it(tmp_path: Path) -> None:
    write(tmp_path / "all" / "a.json", export([message("1", VIO, "Hello")]))
    write(tmp_path / "all" / "b.json", thread("31", "Your lamp", message("2", VIO, "Small", type="Reply")))
    write(tmp_path / "all" / "c.json", thread("32", "A word", message("3", GUS, "Bye")), indent=None)
    write(tmp_path / "all" / "workshops.json", [{"id": "w"}])
    conversation = read_conversation(tmp_path / "all", ROOM)
    assert [(one.post, one.workshop) for one in posts_of(conversation)] == [("1", None), ("2", "31"), ("3", "32")]
    assert conversation.titles == {"31": "Your lamp", "32": "A word"}
    assert conversation.title == "café"
    assert [(one.key, Path(one.file or "").name) for one in conversation.skipped] == [
        ("export_not_one", "workshops.json")
    ]
    assert size_of(tmp_path / "all") == sum((tmp_path / "all" / f"{name}.json").stat().st_size for name in "abc")


def test_with_workshops_given_a_thread_is_the_one_whose_title_or_key_it_has(tmp_path: Path) -> None:
    for number, name in enumerate(["your  LAMP", "bye", "Something else"]):
        write(tmp_path / "all" / f"{number}.json", thread(str(number), name, message(f"1{number}", VIO, "x")))
    conversation = read_conversation(tmp_path / "all", ROOM, workshops=["lamp", "bye"], titles={"Your lamp": "lamp"})
    assert [one.workshop for one in posts_of(conversation)] == ["lamp", "bye", None]
    assert conversation.titles == {}


def test_two_channels_are_called_after_their_server(tmp_path: Path) -> None:
    write(tmp_path / "all" / "a.json", export([message("1", VIO, "Hello")]))
    write(tmp_path / "all" / "b.json", thread("31", "Lamp", message("2", VIO, "Small"), parent="garden"))
    assert read_conversation(tmp_path / "all", ROOM).title == "The house"


def test_a_message_in_two_files_counts_once_and_another_one_of_its_id_is_a_fault(tmp_path: Path) -> None:
    one = message("2", VIO, "One", reactions=[reaction("👍", GUS)])
    write(tmp_path / "all" / "a.json", export([one]))
    write(tmp_path / "all" / "b.json", export([{**one, "isPinned": True}, message("3", GUS, "Two")]))
    assert len(read_conversation(tmp_path / "all", ROOM).events) == 3
    write(tmp_path / "all" / "c.json", export([message("2", VIO, "Three")]))
    with pytest.raises(FaultsFound) as raised:
        read_conversation(tmp_path / "all", ROOM)
    assert [(one.key, Path(one.file or "").name) for one in raised.value.faults] == [("export_same_id", "c.json")]


def test_a_post_is_refused_for_what_a_line_is_refused_for(tmp_path: Path) -> None:
    wrong: list[Any] = [
        message("1", VIO, "a" * 40_001),
        message("2", VIO, "a\0b"),
        message("3", VIO, "", timestamp="day 2 18:05"),
        message("4", VIO, "", timestamp="2026-03-02T09:14:00"),
        message("", VIO, ""),
        message("6", {**VIO, "id": None}, ""),
        {**message("7", VIO, ""), "author": "Vio"},
        message("8", VIO, "", reactions=[{"emoji": "👍"}]),
        message("9", VIO, "", attachments=[{"url": "a"}]),
        {**message("10", VIO, ""), "type": None},
        "words",
    ]
    keys = [key for key, _ in faults(tmp_path, export(wrong))]
    assert keys == [
        "conversation_too_long",
        "conversation_nul",
        "export_time",
        "export_time",
        "conversation_empty_field",
        "conversation_missing_field",
        "export_shape",
        "export_shape",
        "conversation_missing_field",
        "conversation_missing_field",
        "export_shape",
    ]
    half = json.dumps(export([message("1", VIO, "\ud800")])).encode()
    assert faults(tmp_path, half) == [("conversation_surrogate", 1)]


GOOD = json.dumps(
    export([message("1", VIO, "Hello"), message("2", GUS, "é" * 5)]), indent=1, ensure_ascii=False
).encode()
SECOND = GOOD[: GOOD.index(b'"2"')].count(b"\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD.replace(b'"id": "2"', b'"id": NaN'), ("conversation_number", SECOND)),
        (GOOD.replace(b'"id": "2"', b'"id": ' + b"9" * 5_000), ("conversation_number", SECOND)),
        (GOOD.replace(b'"id": "2"', b'"id": ' + b"[" * 200_000), ("export_too_deep", SECOND)),
        (GOOD.replace(b'"id": "2"', b'"id" "2"'), ("export_not_json", SECOND + 1)),
        (
            GOOD.replace("é".encode(), b"\xe9", 1),
            ("conversation_not_utf8", GOOD[: GOOD.index(b"\xc3")].count(b"\n") + 1),
        ),
        (GOOD[: GOOD.index(b'"2"')], ("conversation_cut_off", SECOND + 1)),
        (GOOD[: GOOD.index(b"\xc3") + 1], ("conversation_cut_off", GOOD[: GOOD.index(b"\xc3")].count(b"\n") + 1)),
        (GOOD + b"more", ("export_not_json", GOOD.count(b"\n") + 1)),
        (GOOD.replace(b'"Hello"', b'"' + b"a" * 10_200_000 + b'"'), ("export_long", None)),
        (b'{"messages": [], "guild": {}}', ("conversation_missing_field", None)),
        (b'{"messages": [{}], "guild": {}}', ("export_place_first", 1)),
        (b'{"guild": {"name": "x"}, "messages": []}', ("conversation_missing_field", None)),
        (b'{"guild": {"name": "x"}, "channel": {"id": "3"}, "messages": 3}', ("export_shape", 1)),
        (json.dumps(export([])).encode(), ("conversation_empty", None)),
    ],
)
def test_what_cannot_be_read_is_one_sentence_with_its_line(
    tmp_path: Path, content: bytes, expected: tuple[str, int | None]
) -> None:
    [(key, line)] = faults(tmp_path, content)
    assert key == expected[0]
    assert expected[1] is None or line == expected[1]


def test_a_byte_order_mark_changes_nothing_and_a_line_of_json_lines_is_no_export(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_bytes(GOOD)
    plain = read_conversation(file, ROOM).events
    file.write_bytes(b"\xef\xbb\xbf" + GOOD)
    assert read_conversation(file, ROOM).events == plain
    line = {"guild": "x", "type": "post", "id": "a", "author": "b", "at": "2026-03-02T09:14:00Z", "text": "c"}
    file.write_text(json.dumps(line) + "\n")
    assert [one.post for one in posts_of(read_conversation(file, ROOM))] == ["a"]


members = st.sampled_from([VIO, GUS, user("12", "Zoé", nickname="Zo")])
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
times = st.integers(0, 90_000).map(lambda s: (datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(seconds=s)).isoformat())


@st.composite
def channels(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A thread's export, and the same conversation line by line."""
    messages: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 6))):
        identifier, author, text, at = str(number), draw(members), draw(texts), draw(times)
        fans = draw(st.lists(members, max_size=3, unique_by=lambda one: str(one["id"])))
        edited = draw(st.none() | times)
        answered = draw(st.none() | st.integers(0, 7).map(str))
        messages.append(
            message(
                identifier,
                author,
                text,
                timestamp=at,
                timestampEdited=edited,
                type="Reply" if answered else "Default",
                reference={"messageId": answered} if answered else None,
                reactions=[reaction("👍", *fans)] if fans else [],
            )
        )
        name = author["nickname"] or author["name"]
        post = {"type": "post", "id": identifier, "author": author["id"], "name": name, "at": at, "text": text}
        lines.append(post | {"workshop": "31", "reply_to": answered})
        if edited:
            lines.append({"type": "edit", "post": identifier, "at": edited, "text": text})
        for fan in fans:
            lines.append({"type": "reaction", "post": identifier, "author": fan["id"], "emoji": "👍", "at": at})
    return thread("31", "Lamp", *messages), lines


@settings(deadline=None, max_examples=60)
@given(channels(), st.sampled_from([None, 2]))
def test_an_export_says_what_the_same_conversation_says_line_by_line(
    tmp_path_factory: pytest.TempPathFactory, both: tuple[dict[str, Any], list[dict[str, Any]]], indent: int | None
) -> None:
    folder = tmp_path_factory.mktemp("both")
    exported, lines = both
    (folder / "lines.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
    one = read_conversation(write(folder / "c.json", exported, indent=indent), ROOM)
    other = read_conversation(folder / "lines.jsonl", ROOM)
    assert one.events == other.events
    assert one.first_offset == other.first_offset


@settings(deadline=None, max_examples=150)
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


MEASURE = """
import sys, tracemalloc
from pathlib import Path
from bot.conversation import read_conversation
from bot.domain import RoomRef

room = RoomRef("file", "conversation")
read_conversation(Path(sys.argv[1]), room)
tracemalloc.start()
events = read_conversation(Path(sys.argv[2]), room).events
assert sum(1 for _ in events) == int(sys.argv[3])
print(tracemalloc.get_traced_memory()[1])
"""


def test_ten_times_the_messages_take_no_more_memory(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        start = datetime(2026, 3, 2, tzinfo=UTC)
        posts = [
            message(str(n), VIO, f"Evening {n}. " * 20, timestamp=(start + timedelta(seconds=n)).isoformat())
            for n in range(count)
        ]
        path = write(tmp_path / f"{count}.json", export(posts))
        first = write(tmp_path / "first.json", export(posts[:10]))
        command = [sys.executable, "-c", MEASURE, str(first), str(path), str(count)]
        return int(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)

    few, many = peak(800), peak(8_000)
    assert many < few * 2
