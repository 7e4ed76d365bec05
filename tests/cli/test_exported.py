"""A channel exported from elsewhere, replayed to its flashback by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Call
from tests.conversation.element import in_thread, notice, room, words
from tests.conversation.exported import export, message, reaction, thread, user, write

VIO, GUS, ZOE = (user(str(number), name) for number, name in enumerate(["Vio", "Gus", "Zoé"], 7))


def write_all(folder: Path) -> Path:
    """A channel and the two threads begun in it."""
    write(folder / "café.json", export([message("1", VIO, "Hello to you all, and to the lamps.")]))
    lamp = [
        message("2", VIO, "The small one by the window.", reactions=[reaction("👍", GUS, ZOE)]),
        message("3", GUS, "None at all, I wait for the moon.", type="Reply", reference={"messageId": "2"}),
    ]
    write(folder / "lamp.json", thread("31", "Your lamp", *lamp))
    write(folder / "bye.json", thread("32", "A word", message("4", ZOE, "I leave with a candle.")))
    return folder


def flashback() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path("cafe-out/flashback.json").read_text(encoding="utf-8"))
    return found


def test_a_folder_of_threads_comes_to_its_flashback_once(call: Call) -> None:
    write_all(Path("all"))
    said = call("replay", "all")
    assert (said.status, said.err) == (0, "")
    made = flashback()
    assert made["cafe"]["title"] == "café"
    assert [(one["title"], one["counts"]["posts"]) for one in made["workshops"]] == [("A word", 1), ("Your lamp", 2)]
    counts = {"participants": 3, "workshops": 2, "posts": 4, "reactions": 2}
    assert counts.items() <= made["counts"].items()
    again = call("replay", "all")
    assert again.status == 1
    assert "cafe flashback" in again.only_fault


def test_it_gives_the_flashback_of_the_same_conversation_line_by_line(call: Call) -> None:
    write_all(Path("all"))
    assert call("replay", "all", "--out", "one").status == 0
    at = "2026-03-02T09:14:00.123+01:00"
    lines: list[dict[str, Any]] = [{"type": "conversation", "version": 1, "title": "café"}]
    for workshop, name in ((None, "café"), ("32", "bye"), ("31", "lamp")):
        for one in json.loads((Path("all") / f"{name}.json").read_text(encoding="utf-8"))["messages"]:
            who, reply = one["author"], one.get("reference", {}).get("messageId")
            post = {"type": "post", "id": one["id"], "author": who["id"], "name": who["name"], "at": at}
            lines.append(post | {"text": one["content"], "workshop": workshop, "reply_to": reply})
            for by in (fan for given in one["reactions"] for fan in given["users"]):
                lines.append({"type": "reaction", "post": one["id"], "author": by["id"], "emoji": "👍", "at": at})
    Path("lines.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    Path("workshops.json").write_text('[{"id": "32", "title": "A word"}, {"id": "31", "title": "Your lamp"}]')
    said = call("replay", "lines.jsonl", "--workshops", "workshops.json", "--out", "two")
    assert (said.status, said.err) == (0, "")
    one, two = (json.loads((Path(name) / "flashback.json").read_text(encoding="utf-8")) for name in ("one", "two"))
    assert one["cafe"].pop("id") != two["cafe"].pop("id")
    assert one == two


def test_a_thread_called_as_in_the_list_is_that_workshop(call: Call) -> None:
    write_all(Path("all"))
    Path("workshops.json").write_text('[{"id": "w1", "title": "Your lamp"}, {"id": "w2", "title": "Else"}]')
    assert call("replay", "all", "--workshops", "workshops.json").status == 0
    posts = {one["id"]: one["counts"]["posts"] for one in flashback()["workshops"]}
    assert (posts["w1"], posts["w2"]) == (2, 0)


def test_a_channel_by_itself_is_talk_that_is_counted(call: Call) -> None:
    write(Path("one.json"), export([message("1", VIO, "Hello to you all."), message("2", GUS, "Good evening.")]))
    assert call("replay", "one.json").status == 0
    counts = flashback()["counts"]
    assert (counts["participants"], counts["posts"], counts["workshops"]) == (2, 2, 0)


def test_what_is_only_counted_is_told_and_the_rest_is_taken(call: Call) -> None:
    old = {"emoji": {"id": "", "name": "👍"}, "count": 3}
    write(Path("one.json"), export([message("1", VIO, "Hello to you all.", reactions=[old])]))
    said = call("replay", "one.json")
    assert said.status == 0
    assert "3 reactions" in said.only_fault
    assert flashback()["counts"]["reactions"] == 0


def test_a_broken_export_is_named_in_both_languages_and_nothing_of_it_is_taken(call: Call) -> None:
    write_all(Path("all"))
    cut = (Path("all") / "lamp.json").read_text(encoding="utf-8")[:700]
    (Path("all") / "lamp.json").write_text(cut, encoding="utf-8")
    for language in ("fr", "en"):
        said = call("replay", "all", "--language", language)
        assert said.status == 1
        assert said.only_fault.startswith("all/lamp.json:")
    assert not Path("data").exists()


def test_the_formats_are_named_in_the_help(call: Call) -> None:
    said = call("replay", "--help")
    for name in ("JSON Lines", "Polis", "DiscordChatExporter", "Element"):
        assert name in " ".join(said.out.split())


def test_a_channel_that_is_exported_again_later_is_another_café_and_says_so(call: Call) -> None:
    first = message("1", VIO, "Hello to you all.")
    write(Path("one.json"), export([first]))
    assert call("replay", "one.json", "--out", "one").status == 0
    write(Path("two.json"), export([first, message("2", GUS, "Good evening.")], exportedAt="2026-03-10T10:00:00+01:00"))
    said = call("replay", "two.json", "--out", "two")
    assert (said.status, said.err) == (0, "")
    assert "“café” was replayed before from another file that begins on the same day" in said.out
    counts = [json.loads(Path(one, "flashback.json").read_text(encoding="utf-8"))["counts"] for one in ("one", "two")]
    assert [one["posts"] for one in counts] == [1, 2]
    write(Path("three.json"), export([message("3", GUS, "Elsewhere.")], channel={"name": "elsewhere"}))
    assert "replayed before" not in call("replay", "three.json", "--out", "three").out


def test_a_room_that_element_has_exported_becomes_a_flashback(call: Call) -> None:
    said = [notice("q", "Your lamp"), words("1", "vio", "A small lamp.", relates=in_thread("q"))]
    write(Path("room.json"), room([*said, words("2", "gus", "Good evening.")]))
    told = call("replay", "room.json", "--zone", "Europe/Paris", "--language", "en")
    assert told.status == 0
    assert "neither reactions nor votes" in told.err
    flashback = json.loads(Path("cafe-out/flashback.json").read_text(encoding="utf-8"))
    assert (flashback["cafe"]["title"], flashback["counts"]["posts"]) == ("Café", 2)
    [workshop] = flashback["workshops"]
    assert workshop["title"] == "Your lamp"
    assert "@vio" not in Path("cafe-out/flashback.md").read_text(encoding="utf-8")
