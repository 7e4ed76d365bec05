"""``docs/PRIVACY.md`` tells of every table and column there is, and how long each is kept, as the program does it."""

from __future__ import annotations

import re

import pytest

from bot.config import Settings
from bot.store.every_table import metadata
from bot.store.keeping import UNTIL_RETENTION
from bot.store.tables import WITH_WORDS
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "PRIVACY.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
NAMED = re.compile(r"`(\w+)`")


def told() -> dict[str, list[str]]:
    """The rows of the document's table of tables, by the table's name: people, other, why, until."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in TEXT.splitlines() if line[:3] == "| `"
    ]
    return {NAMED.findall(row[0])[0]: row[1:] for row in rows if len(row) == 5}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_of_every_table_is_told(table: object) -> None:
    name, columns = table.name, {one.name for one in table.columns}  # type: ignore[attr-defined]
    assert name in told(), (
        f"docs/PRIVACY.md does not tell of the table `{name}`: add its line below “Where: every table”, "
        f"with its columns ({', '.join(sorted(columns))}), why, and until when"
    )
    people, other, why, until = told()[name]
    named = NAMED.findall(people) + NAMED.findall(other)
    missing, strange = sorted(columns - set(named)), sorted(set(named) - columns)
    assert not missing, f"docs/PRIVACY.md does not tell of {missing} in the table `{name}`"
    assert not strange, f"docs/PRIVACY.md tells of {strange}, which the table `{name}` does not have"
    assert len(named) == len(set(named)), f"docs/PRIVACY.md tells of a column of `{name}` twice"
    assert why
    assert until, f"docs/PRIVACY.md has to say why and until when `{name}` is kept"


def test_no_table_is_told_that_is_not_there() -> None:
    assert sorted(told().keys() - metadata.tables.keys()) == []


def test_what_goes_with_retention_is_told_so() -> None:
    ends = {name for name, cells in told().items() if cells[3] == "retention"}
    assert ends == {one.name for one in UNTIL_RETENTION}, (
        "docs/PRIVACY.md and bot/store/keeping.py (UNTIL_RETENTION) have to agree on what goes when retention ends"
    )


def test_what_has_words_of_members_is_told_to_be_about_people() -> None:
    for name in WITH_WORDS:
        assert NAMED.findall(told()[name][0]), (
            f"docs/PRIVACY.md has to name the columns of `{name}` that are about people"
        )


def test_the_length_is_the_one_of_the_settings() -> None:
    days = Settings().retention_days
    assert f"{days} jours après le flashback" in TEXT
    assert f"{days} days after the flashback" in TEXT
