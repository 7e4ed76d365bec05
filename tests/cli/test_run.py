"""`cafe run`: the bot itself, in a pipe and on a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pexpect
import pytest

from bot.wiring import alone
from tests.cli.conftest import STRUCTURE, Call, command, environment, opens_at_midnight, started

pytestmark = pytest.mark.usefixtures("script")


def typed(*lines: str) -> str:
    return "".join(line + "\n" for line in lines)


def test_a_whole_café_can_be_typed_into_a_pipe(call: Call) -> None:
    week = typed(
        "/as Vio",
        "/open lamp",
        "/next",
        "/wait 1 h",
        "/in 1",
        "The small one by the window.",
        "/wait 1 week",
        "/status",
        "/quit",
        "never said",
    )
    said = started("run", "--language", "en", typed=week)
    assert (said.status, said.err) == (0, "")
    for told in (
        "Welcome to the café.",
        "You are Vio now.",
        "The café “An evening lamp” is open.",
        "Which one do you light first?",
        "The small one by the window.",
        "The café is closed.",
        "No café is open",
        "See you soon!",
    ):
        assert told in said.out
    (told_where,) = [line for line in said.out.splitlines() if "cafe flashback lamp-" in line]
    assert told_where.endswith("--out DIR")
    assert "never said" not in said.out
    assert "\x1b" not in said.out
    counts = json.loads(call("flashback", "an", "--format", "json").out)["counts"]
    assert (counts["participants"], counts["workshops"], counts["posts"]) == (1, 2, 1)


def test_whoever_opens_a_café_finds_at_once_what_is_open_already(script: Path) -> None:
    opens_at_midnight(script)
    said = started("run", "--language", "en", typed=typed("/as Vio", "/open lamp", "/in 1", "The small one.", "/quit"))
    assert "Which one do you light first?" in said.out
    assert "The small one." in said.out
    assert said.err == ""


def test_where_nobody_is_named_whoever_is_called_host_hosts_in_whatever_language(script: Path) -> None:
    opens_at_midnight(script)
    lines = typed(
        "/as Vio", "/open lamp", "/cafe pause", "/as Hôte", "/cafe pause", "/as host", "/cafe resume", "/quit"
    )
    said = started("run", "--language", "en", typed=lines)
    assert (said.status, said.err) == (0, "")
    told = " ".join(said.out.split())
    assert "is not for you here, but for who hosts (host): type `/as host`" in told
    assert "is paused" in told, "a host pauses it"
    assert told.count("is not for you here") == 1


def test_where_hosts_are_named_a_refusal_names_them() -> None:
    Path("config.toml").write_text('[terminal]\nhosts = ["Claire", "Ruth"]\n', encoding="utf-8")
    lines = typed("/as host", "/cafe pause", "/as Claire", "/cafe script", "/quit")
    said = started("run", "--language", "en", typed=lines)
    assert "is not for you here, but for who hosts (Claire" in " ".join(said.out.split())
    assert "/as Claire" in said.out
    assert said.out.count("is not for you here") == 1


def test_the_clock_shows_the_zone_of_a_café_that_a_command_has_opened(script: Path) -> None:
    structure = script / "script.toml"
    structure.write_text(STRUCTURE.replace("Europe/Paris", "Pacific/Kiritimati"))
    Path("config.toml").write_text('zone = "Pacific/Pago_Pago"\n', encoding="utf-8")
    lines = typed("/as host", "/status", "/cafe open lamp", "/status", "/quit")
    said = started("run", "--language", "en", typed=lines)
    # Between the two it is another day, at whatever hour.
    days = [
        line for line in said.out.splitlines() if line.endswith(tuple(f":{n:02}" for n in range(60))) and "," in line
    ]
    assert len(days) >= 2
    assert days[0].rpartition(" at ")[0] != days[-1].rpartition(" at ")[0]


def test_after_a_restart_the_café_goes_on_where_it_was(call: Call) -> None:
    first = started("run", typed=typed("/as Vio", "/open lamp", "/next", "/wait 1 h", "/in 1", "The small one."))
    assert first.status == 0, first.err
    assert "1 participant, 1 contribution" in call("status").out
    second = started("run", typed=typed("/as Gus", "/in 1", "None, I wait for the moon.", "/wait 1 week"))
    assert second.status == 0, second.err
    # Before it, only how far ahead of the clock the room may be: that depends on the hour at which this is run.
    first_lines = second.out.splitlines()[:2]
    assert any("An evening lamp" in line for line in first_lines), "it says what is open before anything is typed"
    assert "Earlier in this room:" in second.out
    assert "The café is closed." in second.out
    counts = json.loads(call("flashback", "an", "--format", "json").out)["counts"]
    assert (counts["participants"], counts["posts"]) == (2, 2)
    third = started("run", typed=typed("/next"))
    assert "Nothing more is to come" in third.out


def test_a_café_opened_from_elsewhere_is_presented_by_the_bot(call: Call) -> None:
    assert call("open", "lamp").status == 0
    said = started("run", typed=typed("/next", "/next"))
    assert "Let's talk about lamps." in said.out


def test_a_second_bot_on_the_same_folder_is_refused(call: Call) -> None:
    with alone(Path("data")):
        said = call("run")
    assert (said.status, said.out) == (2, "")
    assert "already" in said.only_fault


def test_what_cannot_be_done_is_said_and_the_bot_goes_on() -> None:
    lines = typed("hello", "/frobnicate", "/open nothing", "/react 99 👍", "/wait a while")
    said = started("run", typed=lines + typed("/as Vio", "hello again"))
    assert (said.status, said.err) == (0, "")
    assert "Nobody is speaking yet" in said.out
    assert "“/frobnicate”" in said.out
    assert "There is no café script named “nothing”" in said.out
    assert "hello again" in said.out


def test_on_a_terminal_a_person_is_prompted() -> None:
    arguments = command("run", "--language", "en")
    terminal = pexpect.spawn(
        arguments[0], arguments[1:], env=environment(TERM="xterm"), encoding="utf-8", dimensions=(40, 120), timeout=30
    )
    terminal.expect_exact("Welcome to the café.")
    terminal.expect_exact("> ")
    terminal.sendline("/as Vio")
    terminal.expect_exact("You are Vio now.")
    terminal.expect_exact("Vio > ")
    terminal.sendline("/open lamp")
    terminal.expect_exact("The café “An evening lamp” is open.")
    second = started("run")
    assert second.status == 2
    assert "running on the folder data already" in second.only_fault
    terminal.sendline("/next")
    terminal.expect_exact("Let's talk about lamps.")
    terminal.sendline("/quit")
    terminal.expect_exact("See you soon!")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert started("run").status == 0, "once it has gone, another one may run"


def test_control_c_leaves_without_a_word_too_many() -> None:
    arguments = command("run", "--language", "en")
    terminal = pexpect.spawn(arguments[0], arguments[1:], env=environment(TERM="xterm"), encoding="utf-8", timeout=30)
    terminal.expect_exact("> ")
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    assert "Traceback" not in (terminal.before or "")
    terminal.close()
    assert terminal.exitstatus == 130


POLL = """
[workshops.lamp]
kind = "poll"
day = 1
at = "00:00"
choices = ["small", "tall", "none"]
anonymous = true
"""
CHOICES = """
[workshops.lamp.choices]
small = "The small one"
tall = "The tall one"
none = "None of these"
"""


@pytest.mark.parametrize(
    ("typed_vote", "votes"),
    [("2", [0, 1, 0]), ("the second one", [0, 1, 0]), ("1 none, thanks", [0, 0, 1]), ("1 the small one", [1, 0, 0])],
)
def test_a_private_vote_is_read_as_it_would_be_in_the_thread(
    call: Call, script: Path, typed_vote: str, votes: list[int]
) -> None:
    structure, words = script / "script.toml", script / "en.toml"
    old = STRUCTURE[STRUCTURE.index("[workshops.lamp]") : STRUCTURE.index("[workshops.bye]")]
    structure.write_text(STRUCTURE.replace(old, POLL).replace('opens_at = "09:00"', 'opens_at = "00:00"'))
    for file in (words, script / "fr.toml"):
        file.write_text(file.read_text() + CHOICES)
    three = [line for name in ("Vio", "Ana", "Gus") for line in (f"/as {name}", f"/vote {typed_vote}")]
    refused = ["/vote", "/vote hello there", "/vote the small one or the tall one"]
    said = started(
        "run", "--language", "en", typed=typed("/as Vio", "/open lamp", "/in 1", *refused, *three, "/wait 1 week")
    )
    assert said.out.count("Sent to the café alone.") == 3, said.out
    assert "No choice was recognised" in said.out
    assert "“The small one”" in said.out, "what was not certain is told, with how to say it"
    result = json.loads(call("flashback", "an", "--format", "json").out)["workshops"][0]["result"]
    assert [one["votes"] for one in result["options"]] == [3 * n for n in votes]
