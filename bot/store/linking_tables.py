"""The tables of linked accounts. No word of anybody stands in them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from bot.store.tables import Instant, Name, metadata

links = Table(
    "links",
    metadata,
    Column("platform", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("person", Name, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "person"),
)
"""Which accounts are one person's: those with the same ``person``, which is drawn by lot."""

link_codes = Table(
    "link_codes",
    metadata,
    Column("platform", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("name", Name, nullable=False, unique=True),
    Column("code", Name, nullable=False),
    Column("until", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
)
"""The code by which an account may be linked: its beginning, by which it is found, and a keyed digest of all of it."""
