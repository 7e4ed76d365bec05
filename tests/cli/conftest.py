"""What the stories about the command line share: a way to call it, and small things to call it with."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.conftest import ROOT

STRUCTURE = """\
languages = ["en", "fr"]
days = 2
zone = "Europe/Paris"
opens_at = "09:00"
closes_at = "20:00"
publishes_after_hours = 1

[workshops.lamp]
kind = "question"
day = 1
at = "09:30"

[workshops.bye]
kind = "closing_word"
day = 2
at = "18:00"
"""

WORDS = """\
title = "An evening lamp"
presentation = "Let's talk about lamps."

[workshops.lamp]
title = "Your lamp"
question = "Which one do you light first?"

[workshops.bye]
title = "A word to close"
question = "What are you leaving with?"
"""

CAST = """\
{"type": "post", "id": "a", "author": "vio", "name": "Vio", "at": "day 1 10:00", "text": "The small one by the window.", "workshop": "lamp"}
{"type": "post", "id": "b", "author": "gus", "name": "Gus", "at": "day 1 11:00", "text": "None, I wait for the moon.", "workshop": "lamp"}
{"type": "reaction", "post": "b", "author": "vio", "emoji": "👍", "at": "day 1 11:05"}
{"type": "post", "id": "c", "author": "vio", "name": "Vio", "at": "day 2 18:30", "text": "I leave with a candle.", "workshop": "bye"}
"""  # noqa: E501 - a cast has one line for each event

CONVERSATION: list[dict[str, Any]] = [
    {"type": "conversation", "version": 1, "title": "Evening tea :tea:", "language": "en"},
    {
        "type": "post",
        "id": "m1",
        "author": "u1",
        "name": "Vio",
        "at": "2026-03-02T09:14:00+01:00",
        "text": "On the first evening I wanted a lamp and a book.",
        "workshop": "lamp",
    },
    {
        "type": "post",
        "id": "m2",
        "author": "u2",
        "name": "Noé",
        "at": "2026-03-02T10:14:00+01:00",
        "text": "At ours the table stays laid until the morning.",
        "workshop": "lamp",
        "reply_to": "m1",
    },
    {"type": "reaction", "post": "m1", "author": "u2", "emoji": "👍", "at": "2026-03-02T10:15:00+01:00"},
    {
        "type": "post",
        "id": "m3",
        "author": "u3",
        "name": "Ana",
        "at": "2026-03-03T08:00:00+01:00",
        "text": "I come by, I read, I am back tomorrow.",
        "workshop": "bye",
    },
]

_VOICE = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")
_LOOKS = ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS", "LINES", "PYTHONIOENCODING")
_KEPT = ("CAFE_SHARED_DATA", "CAFE_REQUIRE_SHARED")


@dataclass(frozen=True)
class Said:
    """What a call came to."""

    status: int
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        return self.err.splitlines()

    @property
    def only_fault(self) -> str:
        assert len(self.faults) == 1, self.err
        return self.faults[0]


Call = Callable[..., Said]


def sound(said: Said) -> Said:
    """What a call came to, after a look at whether its faults are told as they should be."""
    assert "Traceback" not in said.err, said.err
    assert "Something failed that should not have" not in said.err, said.err
    assert said.status in (0, 1, 2)
    assert len(said.faults) <= 11, said.err
    for line in said.faults:
        assert line.rstrip("…").endswith((".", "?")), line
        assert "\N{REPLACEMENT CHARACTER}" not in line or "{" not in line, line
    return said


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder to stand in, and nothing in the environment that would be heard."""
    for name in [*_VOICE, *_LOOKS, *(one for one in os.environ if one.startswith("CAFE_") and one not in _KEPT)]:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in this process."""

    def made(*arguments: str) -> Said:
        capsys.readouterr()
        status = main(arguments)
        captured = capsys.readouterr()
        return sound(Said(status, captured.out, captured.err))

    return made


def command(*arguments: str) -> list[str]:
    """The same, as a process of its own."""
    return [sys.executable, "-m", "bot", *arguments]


def environment(**more: str) -> dict[str, str]:
    """The environment of such a process."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def started(*arguments: str, typed: str = "", **more: str) -> Said:
    """Call the command line as a process of its own, with these lines typed into it."""
    done = subprocess.run(command(*arguments), input=typed.encode(), capture_output=True, env=environment(**more))
    return sound(Said(done.returncode, done.stdout.decode(), done.stderr.decode()))


def write_script(folder: Path, structure: str = STRUCTURE, words: str = WORDS) -> Path:
    """A small script, of two days and two workshops."""
    folder.mkdir(parents=True)
    for file, text in (("script.toml", structure), ("en.toml", words), ("fr.toml", words)):
        (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def script() -> Path:
    """A small script without a cast, where scripts are looked for."""
    return write_script(Path("prompts/lamp"))


def opens_at_midnight(script: Path) -> None:
    """Have that script's café open at once, at whatever time of the day the test is run."""
    (script / "script.toml").write_text(STRUCTURE.replace('"09:00"', '"00:00"').replace('"09:30"', '"00:00"'))


@pytest.fixture
def conversation() -> Path:
    """A small conversation."""
    file = Path("tea.jsonl")
    file.write_text("".join(json.dumps(line) + "\n" for line in CONVERSATION), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def replayed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which that conversation was replayed, with its data and its pages."""
    folder = tmp_path_factory.mktemp("replayed")
    (folder / "tea.jsonl").write_text("".join(json.dumps(line) + "\n" for line in CONVERSATION), encoding="utf-8")
    subprocess.run(command("replay", "tea.jsonl"), cwd=folder, env=environment(), check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture
def kept(replayed_once: Path) -> Path:
    """The database of a data folder in which that conversation was replayed, with its pages and itself beside it."""
    shutil.copytree(replayed_once, ".", dirs_exist_ok=True)
    return Path("data/cafe.db")


def all_rows(database: Path) -> list[str]:
    """Everything that a database holds."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())
