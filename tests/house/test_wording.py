"""The bot says the same things in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.cli._program import program
from bot.commands import GROUPS, shown_name
from bot.commands._registry import COMMANDS
from bot.wording import At, Wording, languages, wording
from tests.conftest import ROOT

SAID = re.compile(
    r"""(?:(?:\bsay|\bsaid|words|_words|wording)\.say|self\._say|(?<![.\w])say|\b(?:described|label|title|name|name_after))"""
    r"""\(\s*f?["']([a-z_]+\.[a-z_.]*)["'{]"""
)
"""A call that says a sentence, with its key as far as it is written there."""


def test_french_and_english_are_spoken() -> None:
    assert languages() == ("en", "fr")


def test_every_language_has_the_same_keys() -> None:
    keys = {language: wording(language).keys() for language in languages()}
    everything = frozenset().union(*keys.values())
    missing = {language: sorted(everything - has) for language, has in keys.items()}
    assert all(not keys for keys in missing.values()), missing


def test_every_sentence_is_filled_with_the_same_names_in_every_language() -> None:
    for key in wording("en").keys():  # noqa: SIM118 - keys() is a method of ours
        names = {language: wording(language).names(key) for language in languages()}
        assert len(set(names.values())) == 1, f"{key}: {names}"


def test_every_plural_has_the_form_for_anything_else() -> None:
    for language in languages():
        for key, sentence in wording(language)._sentences.items():
            assert isinstance(sentence, str) or "other" in sentence, f"{language}: {key}"


def python_files() -> list[Path]:
    return sorted(path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_sentence_that_the_code_says_is_there(path: Path) -> None:
    known = wording("en").keys()
    for key in SAID.findall(path.read_text(encoding="utf-8")):
        begun = key.endswith((".", "_")) and any(one.startswith(key) for one in known)
        assert key in known or begun, f"{path}: {key} is in no locale"


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_fault_that_the_code_names_has_its_sentence(path: Path) -> None:
    known = wording("en")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fault" and node.args
        ):
            continue
        key = node.args[0]
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            continue
        assert known.has(f"fault.{key.value}"), f"{path}:{node.lineno}: no sentence for {key.value}"
        given = {one.arg for one in node.keywords}
        if None not in given:
            needed = known.names(f"fault.{key.value}")
            assert needed <= given, (
                f"{path}:{node.lineno}: {key.value} needs {sorted(needed - {str(one) for one in given})}"
            )


def test_a_number_is_written_as_the_language_writes_it() -> None:
    assert wording("en").number(1034) == "1,034"
    assert wording("fr").number(1034) == "1\u202f034"


def test_a_plural_follows_the_language() -> None:
    def people(words: Wording, n: int) -> str:
        return words.say("status.people", n=n)

    assert [people(wording("en"), n) for n in (0, 1, 2)] == ["0 participants", "1 participant", "2 participants"]
    assert [people(wording("fr"), n) for n in (0, 1, 2)] == ["0 participant·e", "1 participant·e", "2 participant·es"]


def test_a_members_words_are_never_read_as_a_template() -> None:
    said = wording("en").say("cafe.follows", title="{n} {__class__} {{")
    assert "{n} {__class__} {{" in said


def test_the_first_of_a_month_is_written_as_the_language_writes_it() -> None:
    assert wording("fr").day(date(2026, 4, 1)) == "mercredi 1er avril 2026"
    assert wording("fr").day(date(2026, 4, 21)) == "mardi 21 avril 2026"
    assert wording("en").day(date(2026, 4, 1)) == "Wednesday, April 1, 2026"


COMMAND = re.compile(r"`([^`]+)`")
OF_THE_BOT = re.compile(r"\{prefix\}([\w-]+) ([\w-]+)")


def forms_of(language: str) -> Iterator[tuple[str, str]]:
    for key, sentence in wording(language)._sentences.items():
        for form in [sentence] if isinstance(sentence, str) else sentence.values():
            yield key, form


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sentence_names_a_command_as_its_reader_types_it(language: str) -> None:
    """With the prefix, group and name that are shown in that language; one of the command line without a prefix."""
    say = wording(language, "/")
    shown = {shown_name(one, say) for one in COMMANDS}
    of_the_line = {f"cafe {name}" for name in program(say).commands} | {"cafe --help", "cafe …"}
    groups = {say.say(f"command.group.{group}").split()[0] for group in GROUPS}
    named = 0
    for key, form in forms_of(language):
        for group, name in OF_THE_BOT.findall(form):
            assert f"/{group} {name}" in shown, f"{key}: {form}"
            named += 1
        for one in COMMAND.findall(form):
            if one.split()[0] in groups | {"cafe"}:
                assert " ".join(one.split()[:2]) in of_the_line or "{" in one, f"{key}: {one}"
    assert named > 20


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_desk_is_told_nothing_with_signs_that_a_room_would_show(language: str) -> None:
    """What is said in a room is escaped: a backtick stays one that everybody sees."""
    assert [key for key, form in forms_of(language) if key.startswith("desk.") and "`" in form] == []


def test_the_same_sentences_name_commands_of_the_bot_in_every_language() -> None:
    naming = {language: {key for key, form in forms_of(language) if "{prefix}" in form} for language in languages()}
    assert naming["fr"] == naming["en"]


def test_a_day_an_hour_and_a_moment_are_written_in_words() -> None:
    instant = datetime(2026, 4, 1, 16, 0, tzinfo=UTC)
    said = wording("fr").say("fault.command_past", moment=At(instant, "Europe/Paris"))
    assert said == "Ce moment (mercredi 1er avril 2026 à 18:00) est passé : donnez-en un à venir."
    assert "(jeudi 2 avril 2026)" in wording("fr").say("fault.command_past", moment=date(2026, 4, 2))
