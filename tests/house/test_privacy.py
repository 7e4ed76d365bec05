"""``docs/PRIVACY.md`` and its French twin tell of every table and column there is, and how long each is kept, as the
program does it."""

from __future__ import annotations

import re

import pytest

from bot.config import Settings
from bot.store.every_table import metadata
from bot.store.keeping import UNTIL_RETENTION
from bot.store.tables import WITH_WORDS
from tests.conftest import ROOT

TEXTS = {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("PRIVACY.md", "fr/CONFIDENTIALITE.md")}
RETENTION = {"PRIVACY.md": "retention", "fr/CONFIDENTIALITE.md": "conservation"}
NAMED = re.compile(r"`(\w+)`")

each_document = pytest.mark.parametrize("document", TEXTS)


def told(document: str) -> dict[str, list[str]]:
    """The rows of a document's table of tables, by the table's name: people, other, why, until."""
    lines = TEXTS[document].splitlines()
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line[:3] == "| `"]
    return {NAMED.findall(row[0])[0]: row[1:] for row in rows if len(row) == 5}


@each_document
@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_of_every_table_is_told(document: str, table: object) -> None:
    name, columns = table.name, {one.name for one in table.columns}  # type: ignore[attr-defined]
    assert name in told(document), (
        f"docs/{document} does not tell of the table `{name}`: add its line below “Where: every table”, "
        f"with its columns ({', '.join(sorted(columns))}), why, and until when"
    )
    people, other, why, until = told(document)[name]
    named = NAMED.findall(people) + NAMED.findall(other)
    missing, strange = sorted(columns - set(named)), sorted(set(named) - columns)
    assert not missing, f"docs/{document} does not tell of {missing} in the table `{name}`"
    assert not strange, f"docs/{document} tells of {strange}, which the table `{name}` does not have"
    assert len(named) == len(set(named)), f"docs/{document} tells of a column of `{name}` twice"
    assert why
    assert until, f"docs/{document} has to say why and until when `{name}` is kept"


@each_document
def test_no_table_is_told_that_is_not_there(document: str) -> None:
    assert sorted(told(document).keys() - metadata.tables.keys()) == []


@each_document
def test_what_goes_with_retention_is_told_so(document: str) -> None:
    ends = {name for name, cells in told(document).items() if cells[3] == RETENTION[document]}
    assert ends == {one.name for one in UNTIL_RETENTION}, (
        f"docs/{document} and bot/store/keeping.py (UNTIL_RETENTION) have to agree on what goes when retention ends"
    )


@each_document
def test_what_has_words_of_members_is_told_to_be_about_people(document: str) -> None:
    for name in WITH_WORDS:
        assert NAMED.findall(told(document)[name][0]), (
            f"docs/{document} has to name the columns of `{name}` that are about people"
        )


def test_the_length_is_the_one_of_the_settings() -> None:
    days = Settings().retention_days
    assert f"{days} jours après le flashback" in TEXTS["fr/CONFIDENTIALITE.md"]
    assert f"{days} days after the flashback" in TEXTS["PRIVACY.md"]


def test_both_say_the_same_in_as_many_parts() -> None:
    shapes = [
        [
            line[:2] if line.startswith(("- ", "| ")) else "##"
            for line in text.splitlines()
            if line[:2] in ("##", "- ", "| ")
        ]
        for text in TEXTS.values()
    ]
    assert shapes[0] == shapes[1]
