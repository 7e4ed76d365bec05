"""The table of what a platform has posted, in its own name, of what members said by a form. No word stands in it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from bot.store.tables import Name, metadata

carried = Table(
    "carried",
    metadata,
    Column("platform", Name, primary_key=True),
    Column("post", Name, primary_key=True),
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE")),
    Column("room", Name, nullable=False),
    Column("thread", Name),
    Column("member", Name),
    Index(None, "cafe"),
    Index(None, "platform", "member"),
)
"""Whose those messages are; one without a member has been taken back, and is still to leave its room."""
