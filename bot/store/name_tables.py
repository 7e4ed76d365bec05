"""The table of what people are or were called, without the names."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from bot.store.tables import Name, metadata

name_marks = Table(
    "name_marks",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("whose", Name, primary_key=True),
    Column("name", Name, primary_key=True),
    Column("mark", Name, primary_key=True),
    Column("number", Integer, nullable=False),
    Index(None, "cafe", "mark"),
)
"""Marks of names that no quotation may hold. ``name`` is the mark of the whole name, empty for a handle; the larger the
``number``, the later its owner took that name."""
