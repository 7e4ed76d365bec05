"""`cafe replay`: a conversation from a file, through the same door as live posts."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.host import Host
from tests.cli.conftest import CONVERSATION, Call, all_rows

WORKSHOPS = [{"id": "bye", "title": "Before we go"}, {"id": "lamp", "title": "An evening lamp", "theme": "home"}]


def flashback(folder: str = "cafe-out") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(folder) / "flashback.json").read_text(encoding="utf-8"))
    return found


def titles(folder: str = "cafe-out") -> list[tuple[str, str]]:
    return [(one["id"], one["title"]) for one in flashback(folder)["workshops"]]


def test_without_more_the_workshops_are_those_the_posts_name(call: Call, conversation: Path) -> None:
    said = call("replay", str(conversation))
    assert (said.status, said.err) == (0, "")
    assert titles() == [("lamp", "lamp"), ("bye", "bye")]
    assert flashback()["counts"]["posts"] == 3
    assert flashback()["cafe"]["title"] == "Evening tea :tea:"
    assert "Evening tea :tea:" in said.out
    assert said.out.endswith("  cafe-out/flashback.json\n  cafe-out/flashback.md\n  cafe-out/flashback.html\n")


def test_with_workshops_they_are_those_of_the_list(call: Call, conversation: Path) -> None:
    Path("workshops.json").write_text(json.dumps(WORKSHOPS))
    assert call("replay", str(conversation), "--workshops", "workshops.json").status == 0
    assert titles() == [("bye", "Before we go"), ("lamp", "An evening lamp")]


def test_with_a_script_they_are_the_scripts(call: Call, conversation: Path, script: Path) -> None:
    assert call("replay", str(conversation), "--script", "lamp").status == 0
    assert titles() == [("lamp", "Your lamp"), ("bye", "A word to close")]
    assert flashback()["counts"]["posts"] == 3


def test_a_script_of_a_week_takes_a_conversation_of_one_day(call: Call) -> None:
    line = {**CONVERSATION[1], "workshop": "last-word"}
    Path("one.jsonl").write_text(json.dumps(line))
    assert call("replay", "one.jsonl", "--script", "first-phone").status == 0
    assert flashback()["counts"]["posts"] == 1


def test_both_at_once_are_refused(call: Call, conversation: Path, script: Path) -> None:
    Path("workshops.json").write_text(json.dumps(WORKSHOPS))
    said = call("replay", str(conversation), "--script", "lamp", "--workshops", "workshops.json")
    assert said.status == 2
    assert "not both" in said.only_fault
    assert not Path("data").exists()


def test_a_workshop_that_is_not_on_the_list_is_a_fault(call: Call, conversation: Path) -> None:
    Path("workshops.json").write_text(json.dumps(WORKSHOPS[:1]))
    said = call("replay", str(conversation), "--workshops", "workshops.json")
    assert said.status == 1
    assert [line.partition(": ")[0] for line in said.faults] == ["tea.jsonl:2", "tea.jsonl:3"]
    assert not Path("data").exists()


def test_it_speaks_the_language_asked_for_else_the_conversations(call: Call, conversation: Path) -> None:
    call("replay", str(conversation), "--spoken", "fr", "--data", "french", "--out", "french")
    call("replay", str(conversation), "--language", "fr", "--data", "english", "--out", "english")
    assert flashback("french")["cafe"]["language"] == "fr"
    assert flashback("english")["cafe"]["language"] == "en"


def test_the_days_are_those_of_the_first_posts_clock_or_of_the_zone(call: Call, conversation: Path) -> None:
    call("replay", str(conversation), "--data", "one", "--out", "one")
    call("replay", str(conversation), "--data", "two", "--out", "two", "--zone", "Asia/Tokyo")
    assert flashback("one")["cafe"]["opened_at"] == "2026-03-01T23:00:00Z"
    assert flashback("one")["cafe"]["closed_at"] == "2026-03-03T23:00:00Z"
    assert flashback("two")["cafe"]["opened_at"] == "2026-03-01T15:00:00Z"
    assert flashback("two")["cafe"]["closed_at"] == "2026-03-03T15:00:00Z"


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("Europe/Pariss", "Europe/Paris"),
        ("tokyo", "Asia/Tokyo"),
        ("UTC+99:00", "?"),
        ("", "?"),
        ("../../etc", "?"),
        ("Europe", "?"),
        ("a" * 100_000, "?"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest(call: Call, conversation: Path, zone: str, near: str) -> None:
    said = call("replay", str(conversation), "--zone", zone)
    assert said.status == 2
    assert near in said.only_fault
    assert not Path("data").exists()


def test_a_second_time_is_refused_naming_the_café(call: Call, conversation: Path, kept: Path) -> None:
    before = all_rows(kept)
    said = call("replay", str(conversation), "--data", "data")
    assert (said.status, said.out) == (1, "")
    name = said.only_fault.partition("`cafe flashback ")[2].partition("`")[0]
    assert call("flashback", name, "--data", "data").status == 0
    assert all_rows(kept) == before


def test_another_data_folder_takes_it_and_gives_the_same_bytes(call: Call, conversation: Path, kept: Path) -> None:
    assert call("replay", str(conversation), "--data", "elsewhere", "--out", "again").status == 0
    for format in ("json", "md", "html"):
        assert Path(f"again/flashback.{format}").read_bytes() == Path(f"cafe-out/flashback.{format}").read_bytes()


def test_café_names_are_the_same_in_each_replay_and_are_kept(call: Call) -> None:
    lines: list[dict[str, Any]] = [CONVERSATION[0]]
    for number in range(1, 5):
        at, member = f"2026-03-02T09:{number}0:00+01:00", {"author": f"u{number}", "name": f"Guest {number}"}
        text = f"On evening number {number} I wanted a lamp and a book."
        lines.append({"type": "post", "id": f"n{number}", "at": at, "text": text, "workshop": "lamp", **member})
        lines.append({"type": "consent", "author": f"u{number}", "choice": "cafe_name", "at": at})
    Path("names.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    for folder in ("one", "other"):
        assert call("replay", "names.jsonl", "--data", f"data-{folder}", "--out", folder).status == 0
    assert Path("one/flashback.json").read_bytes() == Path("other/flashback.json").read_bytes()
    shown = {voice["author"] for voice in flashback("one")["voices"]}
    with closing(sqlite3.connect("data-one/cafe.db")) as file:
        drawn = {name for (name,) in file.execute("SELECT cafe_name FROM members")}
    assert len(drawn) == 4
    assert shown
    assert shown <= drawn


@pytest.mark.parametrize("beat", range(5))
def test_an_interrupted_replay_is_taken_up_where_it_stopped(
    call: Call, conversation: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, beat: int
) -> None:
    performed = 0
    perform = Host.perform

    async def dies(host: Host, *given: Any) -> None:
        nonlocal performed
        performed += 1
        if performed > beat:
            raise KeyboardInterrupt
        await perform(host, *given)

    with monkeypatch.context() as patch:
        patch.setattr(Host, "perform", dies)
        assert main(["replay", str(conversation), "--data", "broken", "--out", "again"]) == 130
    said = call("replay", str(conversation), "--data", "broken", "--out", "again")
    assert said.status == 0, said.err
    assert Path("again/flashback.json").read_bytes() == Path("cafe-out/flashback.json").read_bytes()
    assert call("replay", str(conversation), "--data", "broken").status == 1


def test_where_the_pages_cannot_be_written_nothing_is_taken(call: Call, conversation: Path) -> None:
    Path("file").write_text("in the way")
    for out in ("file", "file/inside", "x" * 5000, "/proc/nowhere"):
        said = call("replay", str(conversation), "--out", out)
        assert said.status == 2
        assert "--out" in said.only_fault
    assert not Path("data").exists()


def test_a_line_of_a_newer_version_is_named_and_skipped(call: Call, conversation: Path) -> None:
    lines = conversation.read_text().splitlines()
    lines[0] = lines[0].replace('"version": 1', '"version": 2')
    conversation.write_text("\n".join([*lines, '{"type": "song", "at": "2026-03-02T10:00:00Z"}']))
    said = call("replay", str(conversation))
    assert said.status == 0
    assert "tea.jsonl:6: “song”" in said.only_fault
    assert flashback()["counts"]["posts"] == 3


def test_two_conversations_in_one_folder_do_not_touch_each_other(call: Call, conversation: Path) -> None:
    other = [{**line, "id": f"other-{line['id']}"} for line in CONVERSATION if line["type"] == "post"]
    Path("other.jsonl").write_text("\n".join(json.dumps(line) for line in other))
    assert call("replay", str(conversation)).status == 0
    assert flashback()["counts"]["posts"] == 3
    assert call("replay", "other.jsonl").status == 0
    assert flashback()["counts"]["posts"] == 3
    assert flashback()["counts"]["participants"] > 0


def test_a_replay_leaves_the_cafes_of_the_room_alone(call: Call, conversation: Path) -> None:
    assert call("open", "first-phone").status == 0
    before = call("list").out
    assert call("replay", str(conversation)).status == 0
    assert before.strip() in call("list").out


def test_a_choice_in_a_conversation_without_a_script_makes_a_participant(call: Call) -> None:
    post = {
        "type": "post",
        "id": "m1",
        "author": "a",
        "at": "2026-03-02T09:00:00+01:00",
        "text": "Oui.",
        "workshop": "w",
    }
    choice = {"type": "choice", "author": "b", "at": "2026-03-02T09:05:00+01:00", "workshop": "w", "choices": ["1"]}
    Path("c.jsonl").write_text(json.dumps(post) + "\n" + json.dumps(choice))
    assert call("replay", "c.jsonl").status == 0
    assert flashback()["counts"]["participants"] == 2


def test_who_said_no_before_the_first_post_is_not_quoted(call: Call) -> None:
    no = {"type": "consent", "author": "a", "at": "2026-03-01T20:00:00+01:00", "choice": "none"}
    post = {
        "type": "post",
        "id": "m1",
        "author": "a",
        "at": "2026-03-02T09:00:00+01:00",
        "text": "Pas moi.",
        "workshop": "w",
    }
    Path("c.jsonl").write_text(json.dumps(no) + "\n" + json.dumps(post))
    assert call("replay", "c.jsonl").status == 0
    assert "Pas moi" not in Path("cafe-out/flashback.md").read_text(encoding="utf-8")


def test_an_offset_of_nearly_a_day_is_no_trouble(call: Call) -> None:
    post = {"type": "post", "id": "m1", "author": "a", "at": "2026-03-02T09:14:00+23:59:59", "text": "Loin."}
    Path("c.jsonl").write_text(json.dumps(post))
    assert call("replay", "c.jsonl").status == 0
