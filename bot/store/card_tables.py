"""The table of what hosts wish to show to a café's other homes. No word stands in it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Table

from bot.store.tables import Instant, Name, metadata

cards = Table(
    "cards",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("post", Name, primary_key=True),
    Column("said_by", Name, nullable=False),
    Column("at", Instant, nullable=False),
    Column("allowed", Boolean),
)
"""Which posts are to cross, and whether their authors let them; ``allowed`` is empty as long as they have not said. A
row goes with its post. What stands in the other homes is among the ``sayings``, as the author's."""
