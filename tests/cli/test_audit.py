"""`cafe audit`: 0 where every figure can be counted again, 1 with what differs, and no word of anybody."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Call


def test_figures_that_agree_and_one_that_was_changed(call: Call, kept: Path) -> None:
    agreed = call("audit", "Evening tea")
    assert agreed.status == 0, agreed
    assert agreed.out.splitlines()[-1] == "Everything agrees."
    assert "figures counted again" in agreed.out
    assert "cannot be read from here" in agreed.out
    with closing(sqlite3.connect(kept)) as file:
        file.execute("DELETE FROM reactions")
        file.execute("UPDATE posts SET text = 'A hippopotamus.' WHERE post = 'm3'")
        file.commit()
    differing = call("audit", "Evening tea")
    assert differing.status == 1
    told = differing.out.splitlines()
    assert "  counts.reactions: 1 told, 0 counted (3 contributions, among them m1, m2, and m3)" in told
    assert any("voices" in line and "stands" in line for line in told)
    assert "hippopotamus" not in differing.out + differing.err


def test_a_café_that_nobody_knows_is_refused(call: Call) -> None:
    refused = call("audit", "nowhere")
    assert refused.status == 2
    assert "There is no café “nowhere”" in refused.only_fault
    assert not Path("data").exists()


def test_the_only_café_needs_no_name_and_several_do(call: Call, kept: Path) -> None:
    assert call("audit").out == call("audit", "Evening tea").out
    with closing(sqlite3.connect(kept)) as file:
        columns = ", ".join(
            row[1] for row in file.execute("PRAGMA table_info(cafes)") if row[1] not in ("id", "source")
        )
        file.execute(f"INSERT INTO cafes (id, {columns}) SELECT 'another', {columns} FROM cafes")
        file.commit()
    refused = call("audit")
    assert refused.status == 2
    assert "There are several cafés (" in refused.only_fault
    assert "another" in refused.only_fault


def test_where_there_is_no_café_yet_it_is_said(call: Call) -> None:
    refused = call("audit")
    assert refused.status == 2
    assert refused.only_fault == "There is no café yet: `cafe open` opens one."
