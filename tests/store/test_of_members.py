"""Every table that says whose a row is is known to forgetting: a new one cannot be overlooked."""

from __future__ import annotations

from bot.store.of_members import NAMELESS, OF_MEMBERS, SAID_BY
from bot.store.schema import HEAD
from bot.store.tables import metadata

WHOSE = ("member", "author", "by", "said_by", "mark", "whose", "to", "private_with", "invited_by", "owner")
"""What a column is called that says whose a row is."""

OTHERWISE = {
    "posts": "erased one by one, and keep their ids without words",
    "reactions": "erased with each café",
    "choices": "erased with each café, the veiled ones by their veils",
    "topics": "erased with their words, and keep their numbers",
    "carried": "nameless with their posts, until they have left the rooms",
    "sayings": "erased with each café, and nameless until they have left the rooms",
    "verbatims": "erased with each café",
    "held_decisions": "marks under a café's secret, for a backup that does not know them",
    "name_marks": "marks under a café's secret, so that nobody is quoted who names them",
    "standing_consents": "a mark, deleted",
    "absences": "the mark that keeps them out",
    "rooms_to_clear": "gone once their rooms are cleared",
    "host_notes": "a host's own words, erased with each café",
    "stage_members": "erased in the terminal's rooms",
    "stage_messages": "erased in the terminal's rooms",
    "stage_reactions": "erased in the terminal's rooms",
    "stage_let_in": "erased in the terminal's rooms",
    "stage_events": "erased in the terminal's rooms",
}


def test_forgetting_knows_every_table_that_says_whose_a_row_is() -> None:
    assert HEAD, "with the schema all tables are known"
    known = {table.name for table, _, _ in (*OF_MEMBERS, *NAMELESS)} | {one.name for one in SAID_BY} | OTHERWISE.keys()
    whose = {
        table.name for table in metadata.sorted_tables if not {column.name for column in table.c}.isdisjoint(WHOSE)
    }
    assert whose <= known, "add these to `bot/store/of_members.py`"
    assert known <= whose
