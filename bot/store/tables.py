"""The tables of the store. Words of members stand in ``posts.text``, ``posts.attachments``, ``members.name``,
``deliveries.message`` (the flashback's messages), ``flashbacks.document`` and ``topics.text``, their pictures
in ``pictures.content``, and nowhere else.

A database may sort text as its country does; ours is sorted by code point, everywhere alike (`Name`), so that the
same record gives the same bytes on each of them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. SQLite gives datetimes back without a zone; this puts it back on."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: always UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: always aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Name(TypeDecorator[str]):
    """A short text: an id, a name, a word for a state. It is compared and sorted by code point."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """SQLite compares so by itself; PostgreSQL has to be told."""
        return dialect.type_descriptor(String(collation="C") if dialect.name == "postgresql" else String())


WITH_WORDS = (
    *("posts", "post_consents", "pictures", "reactions", "choices", "members", "deliveries", "flashbacks", "verbatims"),
    *("topics", "topic_supports", "wishes", "nudge_hours", "nudges", "visits"),
)
"""The tables that words of members, or what they did, are erased from."""


def _cafe_key() -> Column[str]:
    return Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), nullable=False)


cafes = Table(
    "cafes",
    metadata,
    Column("id", Name, primary_key=True),
    Column("script", JSON, nullable=False),
    Column("zone", Name, nullable=False),
    Column("language", Name, nullable=False),
    Column("opening_day", Name, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("publishes_at", Instant, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("state", Name, nullable=False),
    Column("source", Name, unique=True),
    Column("presented_at", Instant),
    Column("moved", JSON, nullable=False),
    Column("restored", Instant),
    Column("retention_days", Integer),
    Column("frozen_at", Instant),
    Column("changes", Integer, nullable=False, default=0),
    Column("paused_at", Instant),
    Column("plan_version", Integer, nullable=False, default=0),
    Column("plan_changed", Boolean, nullable=False, default=False),
    Index(None, "changes"),
    Index(None, "plan_changed"),
    Index(None, "state"),
)

homes = Table(
    "homes",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("room", Name, primary_key=True),
    Column("language", Name, nullable=False),
    Column("title", Text, nullable=False, default=""),
    Index(None, "platform", "room"),
)

listeners = Table(
    "listeners",
    metadata,
    Column("account", Name, primary_key=True),
    Column("worker", Name),
    Column("generation", Integer, nullable=False, default=0),
    Column("until", Instant),
)
"""Which worker listens to an account of a platform, and until when nobody else may."""

positions = Table(
    "positions",
    metadata,
    Column("platform", Name, primary_key=True),
    Column("room", Name, primary_key=True),
    Column("position", Name, nullable=False),
)

beats = Table(
    "beats",
    metadata,
    Column("key", Name, primary_key=True),
    _cafe_key(),
    Column("kind", Name, nullable=False),
    Column("workshop", Name),
    Column("ordinal", Integer, nullable=False),
    Column("due", Instant, nullable=False),
    Column("progress", Name, nullable=False),
    Column("generation", Integer, nullable=False, default=0),
    Column("claimed_by", Name),
    Column("lease_until", Instant),
    Column("aside", Boolean, nullable=False, default=False),
    Column("paused", Boolean, nullable=False, default=False),
    Column("refused_since", Instant),
    Column("refusals", Integer, nullable=False, default=0),
    Column("done_at", Instant),
    Column("why", Text),
    Index(None, "progress", "due"),
    Index(None, "progress", "lease_until", "due"),
    Index(None, "cafe", "due", "ordinal"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", Name, nullable=False, unique=True),
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE")),
    Column("beat", ForeignKey("beats.key", ondelete="CASCADE")),
    Column("platform", Name, nullable=False),
    Column("room", Name, nullable=False),
    Column("workshop", Name),
    Column("message", JSON, nullable=False),
    Column("progress", Name, nullable=False),
    Column("generation", Integer, nullable=False, default=0),
    Column("claimed_by", Name),
    Column("claimed_at", Instant),
    Column("lease_until", Instant),
    Column("read_from", Name),
    Column("until", Instant),
    Column("reworded", Boolean, nullable=False, default=False),
    Column("posted_message", Name),
    Column("posted_thread", Name),
    Column("done_at", Instant),
    Index(None, "cafe"),
    Index(None, "beat", "progress"),
    Index(None, "platform", "room", "posted_message"),
    Index(None, "progress"),
)

notices = Table(
    "notices",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", Name, nullable=False, unique=True),
    Column("kind", Name, nullable=False),
    Column("at", Instant, nullable=False),
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE")),
    Column("room", Name),
    Column("about", JSON, nullable=False),
    Column("told", Boolean, nullable=False, default=False),
    Index(None, "told"),
    Index(None, "room"),
)

places = Table(
    "places",
    metadata,
    Column("platform", Name, primary_key=True),
    Column("room", Name, primary_key=True),
    Column("thread", Name, primary_key=True),
    _cafe_key(),
    Column("workshop", Name),
    Index(None, "cafe", "workshop"),
)
"""Which thread is which workshop; without one, the café's own."""

members = Table(
    "members",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("member", Name, primary_key=True),
    Column("name", Name, nullable=False),
    Column("consent", Name),
    Column("decided_at", Instant),
    Column("withdrawn_at", Instant),
    Column("standing", Boolean, nullable=False, default=False),
    Column("cafe_name", Name),
    Index(None, "cafe", "cafe_name", unique=True),
)

held_decisions = Table(
    "held_decisions",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("mark", Name, primary_key=True),
    Column("choice", Name),
    Column("at", Instant, nullable=False),
)
"""What members have decided whom a backup that was put back does not know: by their marks, until they are met.
``choice`` is ``NULL`` for a withdrawal."""

posts = Table(
    "posts",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("post", Name, primary_key=True),
    Column("author", Name),
    Column("at", Instant),
    Column("text", Text),
    Column("workshop", Name),
    Column("answer", Boolean, nullable=False, default=False),
    Column("late", Boolean, nullable=False, default=False),
    Column("edited_at", Instant),
    Column("erased_at", Instant),
    Column("reply_to", Name),
    Column("attachments", JSON),
    Column("url", Name),
    Column("room", Name),
    Column("thread", Name),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Index(None, "cafe", "platform", "author"),
)

pictures = Table(
    "pictures",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("post", Name, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("room", Name, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("media_type", Name),
    Column("content", LargeBinary),
    Index(None, "media_type"),
)

reactions = Table(
    "reactions",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("post", Name, primary_key=True),
    Column("author", Name, primary_key=True),
    Column("emoji", Name, primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "cafe", "platform", "author"),
)

choices = Table(
    "choices",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("workshop", Name, primary_key=True),
    Column("platform", Name, primary_key=True),
    Column("author", Name, primary_key=True),
    Column("choices", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("late", Boolean, nullable=False, default=False),
    Column("polled_in", Name),
)

flashbacks = Table(
    "flashbacks",
    metadata,
    Column("cafe", ForeignKey("cafes.id", ondelete="CASCADE"), primary_key=True),
    Column("document", LargeBinary, nullable=False),
    Column("published_at", Instant, nullable=False),
)

occasions = Table(
    "occasions",
    metadata,
    Column("programme", Name, primary_key=True),
    Column("date", Name, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("script", Name, nullable=False),
    Column("rooms", JSON, nullable=False),
    Column("cafe", ForeignKey("cafes.id", ondelete="SET NULL")),
    Column("outcome", Name, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "cafe"),
)

programme_changes = Table(
    "programme_changes",
    metadata,
    Column("programme", Name, primary_key=True),
    Column("date", Name, primary_key=True),
    Column("skipped", Boolean, nullable=False),
    Column("script", Name),
    Column("day", Name),
    Column("hour", Name),
    Column("said_by", Name, nullable=False),
    Column("at", Instant, nullable=False),
)

programme_looks = Table(
    "programme_looks",
    metadata,
    Column("programme", Name, primary_key=True),
    Column("at", Instant, nullable=False),
)
