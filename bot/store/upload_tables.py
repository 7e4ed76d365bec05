"""The table of the scripts that hosts have uploaded. No word of a member stands in it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table

from bot.store.tables import Instant, Name, metadata

uploads = Table(
    "uploads",
    metadata,
    Column("name", Name, primary_key=True),
    Column("file", Name, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("said_by", Name, nullable=False),
    Column("room", Name),
)
"""The files of each; ``room``, with its platform, is that of the community whose script it is, none for everybody's.
``version`` and ``at`` say how often, and when last, the script was uploaded."""
