"""Which tables hold rows that are a member's own, over all cafés: whoever is forgotten, their rows there go.

A table that is erased from in another way is no part of it: `tests/store/test_of_members.py` says which, and why.
"""

from __future__ import annotations

from sqlalchemy import Table

from bot.store import tables
from bot.store.card_tables import cards
from bot.store.care_tables import nudge_hours, nudges, topic_supports, visits, wishes
from bot.store.linking_tables import link_codes, links
from bot.store.people_tables import guests, history
from bot.store.upload_tables import uploads
from bot.store.voices_tables import host_picks, releases

OF_MEMBERS: list[tuple[Table, str, str]] = [
    (tables.members, "platform", "member"),
    (guests, "platform", "member"),
    (topic_supports, "platform", "member"),
    (wishes, "platform", "member"),
    (nudge_hours, "platform", "member"),
    (nudges, "platform", "member"),
    (visits, "platform", "member"),
    (links, "platform", "member"),
    (link_codes, "platform", "member"),
]
"""A table, its column of the platform, its column of the member's id."""

NAMELESS: list[tuple[Table, str, str]] = [(history, "platform", "member")]
"""Tables whose rows stay, without saying any more whose they are: what a host has changed was changed all the same."""

SAID_BY: list[Table] = [tables.programme_changes, host_picks, cards, releases, uploads]
"""The same, where whose they are stands as ``platform:id`` in ``said_by``. A host's notes are not among these: those
go with their words."""
