"""How the command line is called, and what it says of a call that is wrong."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.cli import main
from bot.wording import languages, wording
from tests.cli.conftest import Call, environment

COMMANDS = (
    "init",
    "demo",
    "check",
    "rehearse",
    "run",
    "open",
    "list",
    "status",
    "logout",
    "replay",
    "flashback",
    "export",
    "forget",
    "audit",
)
GROUPS = ("db",)

HEAVY = ("sqlalchemy", "rich", "pydantic", "babel", "jinja2", "alembic", "apscheduler")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_same_four_options_and_an_example(call: Call, name: str) -> None:
    said = call(name, "--help")
    assert said.status == 0
    assert all(option in said.out for option in ("--config", "--data", "--language", "--help"))
    assert f"Example:  {wording('en').say(f'cli.{name}.example')}\n" in said.out, "the example can be copied as it is"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_french_from_end_to_end(call: Call, name: str) -> None:
    said = call(name, "--language", "fr", "--help")
    assert wording("fr").say(f"cli.{name}.example") in said.out
    for english in ("Usage", "default", "Show", "Example", "required"):
        assert english not in said.out


def test_the_help_lists_every_command_with_its_first_sentence(call: Call) -> None:
    said = call("--help")
    assert said.status == 0
    listed = [line.split()[0] for line in said.out.splitlines() if line[:4].strip()]
    assert listed[-len(COMMANDS + GROUPS) :] == [*COMMANDS, *GROUPS]
    assert "..." not in said.out


def test_no_command_at_all_shows_the_help(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    said = call()
    assert (said.status, said.err) == (0, "")
    assert "Commandes" in said.out
    assert "Usage" not in said.out


def test_help_is_answered_without_importing_anything_heavy() -> None:
    asks = (
        "import sys; from bot.cli import main; status = main(['--help']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], status, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, env=environment(), check=True)
    assert done.stderr.decode().strip() == "[] 0"


def test_the_version_is_said(call: Call) -> None:
    assert call("--version").out.startswith("cafe-host ")


# --- the program's voice ----------------------------------------------------------------------------------

THERE_IS_NONE = {"fr": "Il n’y a pas encore de café", "en": "There is no café yet"}


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr@euro"}, "fr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_CA.UTF-8"}, "fr"),
        ({"LC_ALL": "", "LANG": "fr_FR.UTF-8"}, "fr"),
    ],
)
def test_the_voice_is_the_environments(
    call: Call, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert THERE_IS_NONE[language] in call("list").out


def test_the_language_asked_for_wins(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert THERE_IS_NONE["en"] in call("list", "--language", "en").out
    assert THERE_IS_NONE["en"] in call("list", "--language=en").out


def test_the_language_may_stand_before_the_command(call: Call) -> None:
    assert call("--language", "fr", "list").out == call("list", "--language", "fr").out
    assert call("--language", "de", "list").only_fault == "--language takes one of these: en, fr."


def test_a_language_that_is_not_spoken_is_refused_with_those_that_are(call: Call) -> None:
    said = call("list", "--language", "de")
    assert said.status == 2
    assert said.only_fault == "--language takes one of these: en, fr."


# --- calls that are wrong ---------------------------------------------------------------------------------

WRONG = {
    "an unknown command": (["frobnicate"], "“frobnicate”"),
    "a command misspelt": (["lits"], "`cafe list`"),
    "an unknown option": (["list", "--frobnicate"], "`cafe list --help`"),
    "an option misspelt": (["list", "--languag", "fr"], "--language"),
    "a short option": (["list", "-x"], "-x"),
    "an option before the command": (["--data", "here", "list"], "`cafe list --data …`"),
    "a missing argument": (["replay"], "FILE"),
    "a missing script": (["open"], "SCRIPT"),
    "a missing value": (["list", "--data"], "--data"),
    "a value too many": (["check", "--online=yes"], "--online"),
    "an argument too many": (["list", "one", "two"], "one two"),
    "a format that is none": (["flashback", "tea", "--format", "pdf"], "md, html, json"),
    "an unknown café": (["status", "tea"], "“tea”"),
    "an unknown café again": (["flashback", "tea"], "“tea”"),
    "an unknown script": (["open", "second-phone"], "first-phone"),
    "an empty name": (["status", ""], "“”"),
    "a null in a path": (["list", "--data", "a\0b"], "null"),
    "a null in a file": (["replay", "a\0b"], "null"),
    "half a character in a name": (["open", "\udcff"], "first-phone"),
    "half a character in a command": (["\udcff"], "--help"),
    "half a character in an option": (["list", "--\udcff"], "--help"),
}


@pytest.mark.parametrize("story", WRONG)
def test_a_wrong_call_is_one_sentence_and_status_2(call: Call, story: str) -> None:
    arguments, named = WRONG[story]
    said = call(*arguments)
    assert (said.status, said.out) == (2, "")
    assert named in said.only_fault


@pytest.mark.parametrize("story", WRONG)
def test_a_wrong_call_is_said_in_french_too(call: Call, monkeypatch: pytest.MonkeyPatch, story: str) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    said = call(*WRONG[story][0])
    assert (said.status, said.out) == (2, "")
    for english in ("There is", "Option", "requires", "shows", "argument"):
        assert english not in said.only_fault


def test_a_very_long_name_is_refused_as_briefly_as_any_other(call: Call) -> None:
    for arguments in (["open", "x" * 100_000], ["status", "x" * 100_000], ["list", "--config", "x" * 100_000]):
        said = call(*arguments)
        assert said.status == 2
        assert len(said.only_fault) < 300


def test_every_fault_that_a_call_can_have_is_spoken_in_each_language() -> None:
    for language in languages():
        keys = {key for key in wording(language).keys() if key.startswith("fault.call_")}  # noqa: SIM118
        assert len(keys) >= 10


def test_a_fault_of_ours_is_told_by_its_type_and_place_without_what_it_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import bot.cli._asking

    def fail(*_given: object) -> bool:
        raise ValueError("words of a member")

    monkeypatch.setattr(bot.cli._asking, "is_kept", fail)
    assert main(["list"]) == 1
    told = capsys.readouterr().err
    assert "(ValueError, at " in told
    assert "words of a member" not in told
    assert len(told.splitlines()) == 1
