"""The tables of what hosts say about a flashback."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from bot.store.tables import Instant, Name, metadata

host_picks = Table(
    "host_picks",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("post", Name, primary_key=True),
    Column("pick", Name, nullable=False),
    Column("said_by", Name, nullable=False),
    Column("at", Instant, nullable=False),
)
"""Which posts hosts have starred or left out. A row goes with its post."""

host_notes = Table(
    "host_notes",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("workshop", Name, primary_key=True),
    Column("text", Text, nullable=False),
    Column("said_by", Name, nullable=False),
    Column("at", Instant, nullable=False),
)
"""The hosts' own words, no member's; ``workshop`` is empty for the whole café's."""

releases = Table(
    "releases",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("said_by", Name, nullable=False),
    Column("at", Instant, nullable=False),
)
"""The cafés of which a host has said that the flashback be published."""
