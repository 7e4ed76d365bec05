"""The tables of what stays of a café once its retention has ended. Words of members stand in ``verbatims.text`` and
nowhere else.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, Text

from bot.store.tables import Instant, Name, metadata

__all__ = ["freezes", "verbatims"]

verbatims = Table(
    "verbatims",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("own_id", Name, nullable=False),
    Column("place", Name, nullable=False),
    Column("platform", Name, nullable=False),
    Column("author", Name, nullable=False),
    Column("post", Name),
    Column("text", Text, nullable=False),
    Column("begins", Integer),
    Index(None, "cafe", "platform", "author"),
)
"""The published verbatims of cafés whose posts have gone: whose they are, and the proof that they were said."""

freezes = Table(
    "freezes",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("differences", JSON, nullable=False),
)
"""The last audit of each café whose retention has ended; ids and numbers, no words."""
