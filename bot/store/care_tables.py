"""The tables of what members ask of the bot. Words of members stand in ``topics.text``, and nowhere else."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.store.tables import Instant, Name, metadata

topics = Table(
    "topics",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("platform", Name, nullable=False),
    Column("room", Name, nullable=False),
    Column("author", Name),
    Column("text", Text),
    Column("at", Instant, nullable=False),
    Column("taken_at", Instant),
    Column("erased_at", Instant),
    Column("script", Name),
    Index(None, "platform", "room"),
    Index(None, "platform", "author"),
    # A number that people have used is not given to another topic.
    sqlite_autoincrement=True,
)

topic_supports = Table(
    "topic_supports",
    metadata,
    Column("topic", ForeignKey("topics.number", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "platform", "member"),
)

wishes = Table(
    "wishes",
    metadata,
    Column("kind", Name, primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("room", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "platform", "member"),
)

nudge_hours = Table(
    "nudge_hours",
    metadata,
    Column("platform", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("zone", Name),
    Column("quiet_from", Name, nullable=False),
    Column("quiet_until", Name, nullable=False),
)

nudges = Table(
    "nudges",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("workshop", Name, primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("day", Name, nullable=False),
    UniqueConstraint("platform", "member", "day"),
)

visits = Table(
    "visits",
    metadata,
    Column("platform", Name, primary_key=True),
    Column("room", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "platform", "member"),
)
"""When a member last caught up in a room."""

mornings = Table(
    "mornings",
    metadata,
    Column("day", Name, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""The mornings on which the desk was given its list."""
