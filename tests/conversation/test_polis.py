"""A Polis export read as a conversation: comments are posts, votes are reactions."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import MOST_FAULTS, STATEMENTS, Conversation, read_conversation
from bot.domain import PostMade, Reacted, RoomRef
from bot.errors import FaultsFound
from tests.conversation.polis import COMMENTS, SUMMARY, VOTES, counted, write_export

ROOM = RoomRef("file", "conversation")
EXPORTS = (
    "15-per-hour-seattle",
    "brexit-consensus",
    "scoop-hivemind.freshwater",
    "scoop-hivemind.taxes",
    "scoop-hivemind.ubi",
)


def read(folder: Path, **files: str | bytes | None) -> Conversation:
    return read_conversation(write_export(folder, **files), ROOM)


def faults(folder: Path, **files: str | bytes | None) -> list[tuple[str, str, int | None]]:
    """What is wrong with the small export so changed: key, file, line."""
    with pytest.raises(FaultsFound) as raised:
        read(folder, **files)
    return [(one.key, Path(one.file or "").name, one.line) for one in raised.value.faults]


def posts_of(conversation: Conversation) -> list[PostMade]:
    return [event for event in conversation.events if isinstance(event, PostMade)]


def votes_of(conversation: Conversation) -> list[tuple[str, str, str]]:
    return [(one.author, one.post, one.emoji) for one in conversation.events if isinstance(one, Reacted)]


def test_comments_are_posts_in_order_and_what_was_moderated_away_is_not_there(tmp_path: Path) -> None:
    conversation = read(tmp_path)
    assert [(one.post, one.author, one.text) for one in posts_of(conversation)] == [
        ("0", "7", "A bench\nin every street"),
        ("1", "0", "More trams, fewer cars."),
    ]
    assert {one.workshop for one in posts_of(conversation)} == {STATEMENTS}
    assert posts_of(conversation)[1].at == datetime(2017, 7, 17, 9, 10, 15, 559_000, UTC)
    assert (conversation.title, conversation.titles) == ("Streets for people", {STATEMENTS: "Streets for people"})
    assert conversation.skipped == ()


def test_votes_are_reactions_at_the_last_comments_time(tmp_path: Path) -> None:
    conversation = read(tmp_path)
    assert votes_of(conversation) == [("0", "0", "👍"), ("7", "1", "👎"), ("12", "0", "👎")]
    last = posts_of(conversation)[-1].at
    assert {one.at for one in conversation.events if isinstance(one, Reacted)} == {last}
    assert conversation.last_at == last
    assert [one.position for one in conversation.events] == [f"{place:012}" for place in range(1, 6)]


def test_with_other_workshops_given_the_comments_name_none(tmp_path: Path) -> None:
    conversation = read_conversation(write_export(tmp_path), ROOM, workshops=["w1"])
    assert (conversation.workshops, conversation.titles) == ((), {})


def test_a_column_without_a_comment_is_named_and_skipped(tmp_path: Path) -> None:
    votes = "participant,40,0,1,2,39\n0,1,1,,,-1\n"
    conversation = read(tmp_path, votes=votes)
    named = [(one.key, one.line, one.values["column"]) for one in conversation.skipped]
    assert named == [("polis_no_comment", 1, "40"), ("polis_no_comment", 1, "39")]
    assert votes_of(conversation) == [("0", "0", "👍")]


def test_a_topic_that_is_too_long_for_a_title_is_cut(tmp_path: Path) -> None:
    assert read(tmp_path / "long", summary=f"topic,{'a' * 300}\n").title == "a" * 199 + "…"
    assert read(tmp_path / "none", summary="topic,\n").title is None


@pytest.mark.parametrize("name", ["comments", "votes", "summary"])
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, name: str) -> None:
    content: dict[str, str] = {
        "comments": COMMENTS.replace("A bench\nin", "A bench in"),
        "votes": VOTES,
        "summary": SUMMARY,
    }
    plain = read(tmp_path / "plain", **content)
    bytes_ = b"\xef\xbb\xbf" + content[name].replace("\n", "\r\n").encode()
    changed: dict[str, str | bytes | None] = {**content, name: bytes_}
    other = read(tmp_path / "windows", **changed)
    assert (other.events, other.title) == (plain.events, plain.title)


def test_a_file_that_is_missing_is_a_fault(tmp_path: Path) -> None:
    for number, name in enumerate(("comments", "votes", "summary")):
        [(key, file, line)] = faults(tmp_path / str(number), **{name: None})
        assert (key, line) == ("polis_missing_file", None)
        assert name in file


def test_a_folder_of_something_else_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(FaultsFound) as raised:
        read_conversation(tmp_path, ROOM)
    assert [one.key for one in raised.value.faults] == ["conversation_folder"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("comments", COMMENTS.replace("moderated", "kept"), [("polis_header", 1)]),
        ("comments", COMMENTS.replace("agrees", "author-id"), [("polis_same_column", 1)]),
        ("comments", "", [("polis_header", 1)] * 5),
        ("votes", "", [("polis_header", 1)]),
        ("comments", COMMENTS.splitlines()[0], [("conversation_empty", None)]),
        ("comments", COMMENTS.replace("1500282615559", "soon"), [("polis_timestamp", 2)]),
        ("comments", COMMENTS.replace("1500282615559", "9" * 18), [("polis_timestamp", 2)]),
        ("comments", COMMENTS.replace(",1,0,9,", ",x,0,9,"), [("polis_number", 2)]),
        ("comments", COMMENTS.replace(",1,0,9,", ",1,,9,"), [("conversation_empty_field", 2)]),
        ("comments", COMMENTS.replace("-1,Buy", "-7,Buy"), [("polis_value", 5)]),
        ("comments", COMMENTS.replace(",2,7,", ",1,7,"), [("conversation_same_id", 5)]),
        ("comments", COMMENTS[: COMMENTS.index("-1,Buy")], [("conversation_cut_off", 5)]),
        ("comments", COMMENTS[: COMMENTS.index("in every")], [("conversation_cut_off", 3)]),
        ("comments", COMMENTS.replace('trams, fewer cars."', 'trams," fewer cars.'), [("conversation_not_csv", 2)]),
        ("comments", COMMENTS.replace("Buy my", "Buy, my"), [("conversation_columns", 5)]),
        ("comments", COMMENTS.replace("Buy", "Achète").encode("latin-1"), [("conversation_not_utf8", 5)]),
        ("comments", COMMENTS.replace("Buy", "Buy\0"), [("conversation_nul", 5)]),
        ("comments", COMMENTS.replace("Buy", "B" * 40_001), [("conversation_too_long", 5)]),
        ("comments", COMMENTS.replace("Buy", "B" * 200_000), [("conversation_not_csv", 5)]),
        ("votes", VOTES.replace("participant", "member"), [("polis_header", 1)]),
        ("votes", VOTES.replace(",0,1,2\n", ",0,1,two\n"), [("polis_column", 1)]),
        ("votes", VOTES.replace(",0,1,2\n", ",0,1,1\n"), [("polis_same_column", 1)]),
        ("votes", VOTES.replace("\n7,0", "\n0,0"), [("polis_same_participant", 3)]),
        ("votes", VOTES.replace("\n7,0", "\nx,0"), [("polis_number", 3)]),
        ("votes", VOTES.replace("9,,-1,", "9,,-,"), [("polis_value", 3)]),
        ("votes", VOTES.replace("9,,-1,", "9,,2,"), [("polis_value", 3)]),
        ("votes", VOTES[:-6], [("conversation_cut_off", 4)]),
        ("votes", VOTES.replace("9,,-1,", "9,,-1"), [("conversation_columns", 3)]),
        ("votes", VOTES.encode("utf-16"), None),
        ("summary", SUMMARY.replace("people", "peuplé").encode("latin-1"), [("conversation_not_utf8", 1)]),
        ("summary", SUMMARY.replace("people", "peop\0le"), [("conversation_nul", 1)]),
        ("summary", SUMMARY[: SUMMARY.index("yours")], [("conversation_cut_off", 3)]),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(
    tmp_path: Path, name: str, content: str | bytes, expected: list[tuple[str, int | None]] | None
) -> None:
    found = faults(tmp_path, **{name: content})
    assert all(name in file for _, file, _ in found)
    if expected is not None:
        assert [(key, line) for key, _, line in found] == expected


def test_everything_that_is_wrong_in_the_three_files_is_named_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        comments=COMMENTS.replace("1500282615559", "soon").replace("-1,Buy", "no,Buy"),
        votes=VOTES.replace("9,,-1,", "9,,x,"),
        summary=SUMMARY + "one,two,three\n",
    )
    assert [(file, line) for _, file, line in found] == [
        ("comments.csv", 2),
        ("comments.csv", 5),
        ("participants-votes.csv", 3),
        ("summary.csv", 5),
    ]


def test_thousands_of_faults_are_told_as_many_and_no_more_is_read(tmp_path: Path) -> None:
    votes = "participant,0\n" + "x,1\n" * 5_000
    found = faults(tmp_path, votes=votes)
    assert len(found) == MOST_FAULTS
    assert found[-1][0] == "many_faults"


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_make_anything_but_a_conversation_or_faults(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes
) -> None:
    folder = tmp_path_factory.mktemp("noise")
    for name in ("comments", "votes", "summary"):
        good = {"comments": COMMENTS, "votes": VOTES, "summary": SUMMARY}[name].encode()
        try:
            conversation = read(folder, **{name: good + noise})
        except FaultsFound as error:
            found: object = [one for one in error.faults if one.file]
        else:
            found = posts_of(conversation)
        assert found


@pytest.mark.shared
@pytest.mark.parametrize("export", EXPORTS)
def test_a_real_export_is_read_as_the_csv_module_counts_it(shared_data: Path, export: str) -> None:
    folder = shared_data / "polis" / export
    conversation = read_conversation(folder, ROOM)
    expected = counted(folder)
    assert {one.post: one.text for one in posts_of(conversation)} == expected.texts
    assert {one.post: one.author for one in posts_of(conversation)} == expected.authors
    emoji = {"1": "👍", "-1": "👎"}
    assert Counter(votes_of(conversation)) == Counter(
        (voter, post, emoji[vote]) for (voter, post), vote in expected.votes.items()
    )
    assert conversation.title == expected.topic
    instants = [one.at for one in conversation.events]
    assert instants == sorted(instants)
    assert conversation.first_offset == timedelta()
