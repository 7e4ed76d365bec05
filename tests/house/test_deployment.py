"""The files of the deployment are what docs/OPERATING.md says they are."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNIT = ROOT / "deployment/cafe-host.service"


def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, in order, each with what follows it."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    return [
        (word, " ".join(rest.split()))
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def last_stage() -> list[tuple[str, str]]:
    made = steps()
    begins = max(number for number, (word, _) in enumerate(made) if word == "FROM")
    return made[begins:]


def only(word: str) -> str:
    (found,) = [rest for one, rest in last_stage() if one == word]
    return found


# --- the image --------------------------------------------------------------------------------------------------


def test_it_is_built_in_one_stage_and_run_in_another_from_plain_pinned_images() -> None:
    images = [rest.split()[0] for word, rest in steps() if word == "FROM"]
    assert len(images) == 2
    for image in images:
        assert re.fullmatch(r"python:3\.\d+-slim", image), "no registry's address, and no moving tag"


def test_it_runs_as_a_user_with_a_number_and_without_rights() -> None:
    words = [word for word, _ in last_stage()]
    assert re.fullmatch(r"\d{4,}:\d{4,}", only("USER"))
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert only("VOLUME") == "/data"
    assert json.loads(only("ENTRYPOINT")) == ["cafe"], "signals reach the bot, not a shell"
    assert json.loads(only("CMD"))[0] == "run"


def test_what_is_installed_is_pinned_and_nothing_is_fetched_from_elsewhere() -> None:
    assert "ADD" not in [word for word, _ in steps()]
    for word, rest in steps():
        if word == "RUN":
            assert not re.search(r"curl|wget|apt|https?:", rest)
            for call in re.findall(r"pip install [^&]*", rest):
                assert "-r requirements/" in call or "--no-deps" in call, call
    for file in ("run.txt", "build.txt"):
        lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
        assert all("==" in line for line in lines if line and not line.startswith("#"))


def test_what_is_copied_is_there_and_is_let_in_and_nothing_else_is() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        source for word, rest in steps() if word == "COPY" and "--from" not in rest for source in rest.split()[:-1]
    }
    assert all((ROOT / source).exists() for source in copied)
    assert {source.split("/")[0] for source in copied} == let_in
    assert not let_in & {"data", "config.toml", ".git"}


def test_its_health_check_is_a_call_that_can_be_made_and_fails_where_nobody_answers() -> None:
    check = json.loads(only("HEALTHCHECK").split("CMD ", 1)[1])
    assert check[0] == "python"
    done = subprocess.run([sys.executable, *check[1:]], env={"CAFE_HEALTH__PORT": "1"}, capture_output=True)
    assert done.returncode != 0
    assert b"refused" in done.stderr


# --- the unit ---------------------------------------------------------------------------------------------------


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(UNIT.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Type", "notify"),
        ("DynamicUser", "yes"),
        ("StateDirectory", "cafe"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("Restart", "on-failure"),
        ("RestartPreventExitStatus", "2"),
        ("CapabilityBoundingSet", ""),
        ("StandardInput", "null"),
    ],
)
def test_the_unit_gives_the_bot_no_more_than_it_needs(key: str, value: str) -> None:
    assert unit()["Service"][key] == value


def test_the_unit_lets_the_bot_stop_in_its_own_time() -> None:
    from bot.wiring import GRACE

    assert int(unit()["Service"]["TimeoutStopSec"]) > GRACE.total_seconds()


def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here: the unit is not verified")
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/cafe/bin/cafe", sys.executable), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert (done.returncode, said) == (0, []), done.stderr
