"""The tables of the terminal's rooms, in the same database. Words of members stand in ``stage_messages.text``,
``stage_messages.attachments``, ``stage_messages.paths`` and ``stage_members.name``, and nowhere else; the log has none.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.store.tables import Instant, Name, metadata

__all__ = [
    "metadata",
    "stage_events",
    "stage_let_in",
    "stage_members",
    "stage_messages",
    "stage_reactions",
    "stage_rooms",
]

stage_rooms = Table(
    "stage_rooms",
    metadata,
    Column("room", Name, primary_key=True),
    Column("opened_at", Instant, nullable=False),
)

stage_members = Table(
    "stage_members",
    metadata,
    Column("member", Name, primary_key=True),
    Column("name", Name, nullable=False),
)

stage_messages = Table(
    "stage_messages",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("room", ForeignKey("stage_rooms.room", ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("from_bot", Boolean, nullable=False),
    Column("author", Name),
    Column("text", Text),
    Column("attachments", JSON),
    Column("paths", JSON),
    Column("thread", ForeignKey("stage_messages.number", ondelete="CASCADE")),
    Column("reply_to", Integer),
    Column("private_with", Name),
    Column("begins", Text),
    Column("locked_at", Instant),
    Column("sealed", Boolean, nullable=False, default=False),
    Column("pinned", Boolean, nullable=False, default=False),
    Column("carried", Boolean, nullable=False, default=False),
    Column("key", Name),
    Column("edited_at", Instant),
    Column("erased_at", Instant),
    UniqueConstraint("room", "key"),
    Index(None, "room", "number"),
    Index(None, "thread"),
    Index(None, "author"),
    # An id that was erased with its row must not come back as another message.
    sqlite_autoincrement=True,
)

stage_reactions = Table(
    "stage_reactions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("message", ForeignKey("stage_messages.number", ondelete="CASCADE"), nullable=False),
    Column("author", Name, nullable=False),
    Column("emoji", Name, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("message", "author", "emoji"),
    Index(None, "author"),
)

stage_let_in = Table(
    "stage_let_in",
    metadata,
    Column("thread", ForeignKey("stage_messages.number", ondelete="CASCADE"), primary_key=True),
    Column("member", Name, primary_key=True),
    Index(None, "member"),
)

stage_events = Table(
    "stage_events",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("room", ForeignKey("stage_rooms.room", ondelete="CASCADE"), nullable=False),
    Column("kind", Name, nullable=False),
    Column("at", Instant, nullable=False),
    Column("message", ForeignKey("stage_messages.number", ondelete="CASCADE")),
    Column("member", Name),
    Column("emoji", Name),
    Column("workshop", Name),
    Column("choices", JSON),
    Column("consent", Name),
    Index(None, "room", "position"),
    Index(None, "member"),
    Index(None, "message"),
    # A position that was read must never mean another event later.
    sqlite_autoincrement=True,
)
