"""What the documents tell people to type can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from bot.cli._program import program
from bot.wording import wording
from tests.conftest import ROOT

DOCUMENTS = sorted(
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "config.example.toml",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs" / "fr").glob("*.md"),
    ]
)
SPAN = re.compile(r"`(?:\.venv/bin/|/opt/cafe/bin/)?cafe ([a-z][^`]*)`")
LINE = re.compile(r"^(?:\.venv/bin/)?cafe (.+)$", re.MULTILINE)


def written() -> Iterator[tuple[str, str]]:
    """Each call of the command line that a document shows, with the document's name."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        fenced = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
        for call in (*SPAN.findall(text), *LINE.findall(fenced)):
            yield document.name, call


def fault_of(call: str) -> str | None:
    """What is wrong with a call, as far as its command and its options go."""
    known: click.Command = program(wording("en"))
    words = shlex.split(call.partition("#")[0].replace("[", "").replace("]", ""))
    while isinstance(known, click.Group):
        if not words or words[0] not in known.commands:
            return f"there is no command {' '.join(words[:1])}"
        known = known.commands[words.pop(0)]
    options = {name for one in known.params if isinstance(one, click.Option) for name in one.opts}
    unknown = {word.partition("=")[0] for word in words if word.startswith("--")} - options
    return f"{known.name} has no {unknown}" if unknown else None


def test_the_documents_show_most_commands() -> None:
    named = {call.split()[0] for _, call in written()}
    assert {
        "init",
        "check",
        "rehearse",
        "run",
        "open",
        "list",
        "status",
        "replay",
        "flashback",
        "export",
        "forget",
    } <= named


@pytest.mark.parametrize("call", sorted({call for _, call in written()}))
def test_a_command_that_a_document_shows_is_there(call: str) -> None:
    where = [name for name, one in written() if one == call]
    assert fault_of(call) is None, f"{where}: {call}: {fault_of(call)}"


@pytest.mark.parametrize("call", ["begin my-cafes", "db repair", "rehearse first-phone --fast"])
def test_a_command_that_is_not_there_is_noticed(call: str) -> None:
    assert fault_of(call) is not None
