"""The bot says the same things in every language."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from bot.wording import Wording, languages, wording
from tests.conftest import ROOT

SAID = re.compile(r"""(?:\bsay|\bsaid|words|_words|wording)\.say\(\s*f?["']([a-z_.]+)["']""")


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
    return sorted((ROOT / "bot").rglob("*.py"))


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_sentence_that_the_code_says_is_there(path: Path) -> None:
    known = wording("en").keys()
    for key in SAID.findall(path.read_text(encoding="utf-8")):
        assert key in known or key.endswith("."), f"{path}: {key} is in no locale"


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
