"""Standard output, as other programs meet it: cut short, closed, full, or without accents."""

from __future__ import annotations

import os
import select
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Call, command, environment, started


@pytest.mark.parametrize(
    "arguments",
    [["flashback", "Evening", "--format", "html"], ["list"], ["demo"]],
    ids=lambda arguments: str(arguments[0]),
)
def test_a_reader_that_has_had_enough_is_no_fault(kept: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(command(*arguments), stdout=out, stderr=subprocess.PIPE, env=environment())
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_a_reader_of_one_line_gets_it(kept: Path) -> None:
    process = subprocess.Popen(
        command("flashback", "Evening"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout
    assert process.stderr
    with process.stdout as out, process.stderr as err:
        assert "Evening tea" in out.readline().decode()
        out.close()
        assert err.read() == b""
    assert process.wait() == 0


def test_a_full_disk_behind_standard_output_is_a_sentence(kept: Path) -> None:
    for arguments in (["flashback", "Evening"], ["list", "--help"]):
        with open("/dev/full", "wb") as out:
            done = subprocess.run(command(*arguments), stdout=out, stderr=subprocess.PIPE, env=environment(LANG="fr"))
        assert done.returncode == 1
        assert done.stderr.decode().startswith("Il n’y a plus de place")
        assert done.stderr.count(b"\n") == 1


def test_closed_streams_are_no_fault(kept: Path) -> None:
    for closed in (">&-", "<&- >&- 2>&-"):
        line = f'exec "$@" {closed}'
        done = subprocess.run(["sh", "-c", line, "sh", *command("list")], capture_output=True, env=environment())
        assert (done.returncode, done.stderr.decode()) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_encoding_without_our_letters_loses_them_and_nothing_else(kept: Path, encoding: str) -> None:
    for arguments, status in ((["list"], 0), (["--help"], 0), (["lits"], 2)):
        environ = environment(PYTHONIOENCODING=encoding, LANG="fr")
        done = subprocess.run(command(*arguments), capture_output=True, env=environ)
        assert done.returncode == status
        assert b"Traceback" not in done.stderr
        assert "é".encode() not in done.stdout + done.stderr


def test_names_that_are_no_text_are_taken_as_the_system_gives_them(kept: Path) -> None:
    data, out = os.fsdecode(b"data-\xff"), os.fsdecode(b"out-\xff")
    assert started("replay", "tea.jsonl", "--data", data, "--out", out).status == 0
    assert os.path.exists(b"out-\xff/flashback.json")
    assert started("list", "--data", data).out.startswith("conversation-")
    assert started("status", os.fsdecode(b"\xff")).status == 2
    assert started("replay", os.fsdecode(b"\xff")).status == 1


def test_progress_is_not_shown_in_a_pipe(kept: Path) -> None:
    assert started("replay", "tea.jsonl", "--data", "more").err == ""


def test_progress_is_shown_on_a_terminal_up_to_the_flashback(kept: Path) -> None:
    near, far = os.openpty()
    drawn = b""
    try:
        arguments = command("replay", "tea.jsonl", "--data", "more", "--language", "en")
        done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=far, env=environment(TERM="xterm"))
        # A terminal hands out what was drawn piece by piece, and the more of it the slower the machine is.
        while select.select([near], [], [], 0)[0]:
            drawn += os.read(near, 100_000)
    finally:
        os.close(near)
        os.close(far)
    shown = drawn.decode()
    assert done.returncode == 0
    assert "Checking the conversation" in shown
    assert "Making the flashback" in shown
    assert b"Making" not in done.stdout


def test_a_fault_is_told_apart_from_what_is_piped(call: Call) -> None:
    said = call("flashback", "nothing", "--format", "json")
    assert (said.out, said.status) == ("", 2)
