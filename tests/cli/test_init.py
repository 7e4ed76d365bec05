"""`cafe init`: a folder to begin with, which runs as it is."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import RealClock
from bot.config import read_settings
from bot.script import read_script
from bot.wording import languages
from tests.cli.conftest import Call, environment, started
from tests.conftest import ROOT

WRITTEN = {"config.toml", "prompts/first-cafe/script.toml", "prompts/first-cafe/en.toml", "prompts/first-cafe/fr.toml"}


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", languages())
def test_what_it_writes_can_be_checked_rehearsed_and_run_as_it_is(
    call: Call, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = call("init", "ours", "--language", language)
    assert (begun.status, begun.err) == (0, "")
    assert files(Path("ours")) == WRITTEN
    assert "cd ours" in begun.out
    monkeypatch.chdir("ours")
    checked = call("check")
    assert (checked.status, checked.err) == (0, "")
    assert call("rehearse", "first-cafe", "--language", language).status == 0
    assert "flashback.html" in os.listdir("cafe-out")
    assert read_settings(None).language == language
    assert read_script(Path("prompts/first-cafe")).languages[0] == language
    run = started(
        "run",
        typed="/as host\n/desk\n/as Vio\n/open first-cafe\n/next\n/in 1\nThe bench by the old mill.\n/wait 1 week\n",
    )
    assert (run.status, run.err) == (0, "")
    assert "There is nothing for the hosts." in run.out
    assert "Un coin à nous" in run.out or "A corner of our own" in run.out


def test_without_a_folder_it_begins_where_one_stands(call: Call) -> None:
    said = call("init")
    assert said.status == 0
    assert files(Path()) == WRITTEN
    assert "cd " not in said.out


@pytest.mark.parametrize("there", ["config.toml", "prompts/first-cafe/en.toml"])
def test_nothing_that_is_there_is_overwritten_and_nothing_is_written_beside_it(call: Call, there: str) -> None:
    Path(there).parent.mkdir(parents=True, exist_ok=True)
    Path(there).write_text("mine", encoding="utf-8")
    said = call("init")
    assert said.status == 2
    assert "there already" in said.only_fault
    assert files(Path()) == {there}
    assert Path(there).read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_way_is_one_sentence(call: Call) -> None:
    Path("ours").write_text("", encoding="utf-8")
    assert call("init", "ours").status in (1, 2)
    assert Path("ours").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("language", languages())
def test_its_programme_opens_the_first_café_next_month_once_somebody_wants_it(call: Call, language: str) -> None:
    assert call("init", "--language", language).status == 0
    assert read_settings(None).programme == ()
    config = Path("config.toml")
    lines = config.read_text(encoding="utf-8").splitlines()
    first = lines.index("# [[programme]]")
    lines[first : first + 6] = [line.removeprefix("# ") for line in lines[first : first + 6]]
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (programme,) = read_settings(None).programme
    assert programme.scripts == ("first-cafe",)
    assert programme.recurrence is not None
    today = RealClock().now().date()
    assert programme.recurrence.first.day == 1
    assert timedelta(0) < programme.recurrence.first - today <= timedelta(days=31)
    months = started("run", typed="/wait 10 weeks\n/status\n")
    assert (months.status, months.err) == (0, "")
    assert call("list").out.count("first-cafe") >= 1, "it has opened by itself"


INSTALLED = Path(sys.executable).parent / "cafe"


@pytest.mark.parametrize("folder", ["ours", "our cafés/of spring", None])
@pytest.mark.parametrize(
    ("typed", "on_path"),
    [
        (str(INSTALLED), False),
        ("near/cafe", False),
        ("./cafe", False),
        ("cafe", True),
        (f"{sys.executable} -m bot", False),
    ],
    ids=["absolute", "relative", "here", "by its name", "as a module"],
)
def test_what_it_says_to_type_next_works_as_it_was_called(typed: str, on_path: bool, folder: str | None) -> None:
    Path("near").symlink_to(INSTALLED.parent)
    Path("cafe").symlink_to(INSTALLED)
    path = f"{INSTALLED.parent}:{os.environ['PATH']}" if on_path else "/usr/bin:/bin"
    env = environment(PATH=path, LANG="en")

    def typing(line: str) -> str:
        done = subprocess.run(["/bin/sh", "-c", line], env=env, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}: {done.stderr}"
        return done.stdout

    begun = typing(f"{typed} init" + (f" {shlex.quote(folder)}" if folder else ""))
    steps = [line.strip() for line in begun.partition("next:")[2].splitlines() if line.strip()]
    go, check = (steps[0] if folder else "true"), steps[-3]
    assert typing(f"{go} && {check}") != ""
    assert check == "cafe check" if on_path else "/" in check
    assert [line.replace(" rehearse first-cafe", " check").replace(" run", " check") for line in steps[-3:]] == [
        check
    ] * 3


def test_an_installed_wheel_brings_all_that_it_writes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    begun = subprocess.run(
        [sys.executable, "-m", "bot", "init", "ours"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        check=True,
    )
    assert b" -m bot rehearse first-cafe" in begun.stdout
    assert files(tmp_path / "ours") == WRITTEN
