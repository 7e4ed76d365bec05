"""The tables of hosts and guests: who may speak in the café's name, and what people have changed. No word of a member
stands in them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table

from bot.store.tables import Instant, Name, metadata

guests = Table(
    "guests",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("workshop", Name, primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Index(None, "platform", "member"),
)

sayings = Table(
    "sayings",
    metadata,
    Column("delivery", ForeignKey("deliveries.key", ondelete="CASCADE"), primary_key=True),
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), nullable=False),
    Column("token", Name, nullable=False),
    Column("platform", Name),
    Column("member", Name),
    Index(None, "cafe"),
    Index(None, "platform", "member"),
)
"""Whose the messages are that were said in a café's name; one without a member has been taken back, and is still to
leave its room. Its words stand in ``deliveries``."""

history = Table(
    "history",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("platform", Name),
    Column("member", Name),
    Column("what", Name, nullable=False),
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE")),
    Column("about", JSON, nullable=False),
    Column("room", Name),
    Index(None, "cafe"),
    Index(None, "platform", "member"),
)
"""``room`` is given for what belongs to no café: where it was done, with its platform."""
