"""What members ask of the bot."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables; the cafés are there."""
    _topics()
    _nudges()
    _visits()


def _topics() -> None:
    op.create_table(
        "topics",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("author", tables.Name(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("taken_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("erased_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("script", tables.Name(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_topics")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_topics_platform_author"), "topics", ["platform", "author"], unique=False)
    op.create_index(op.f("ix_topics_platform_room"), "topics", ["platform", "room"], unique=False)
    op.create_table(
        "topic_supports",
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["topic"], ["topics.number"], name=op.f("fk_topic_supports_topic"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("topic", "platform", "member", name=op.f("pk_topic_supports")),
    )
    op.create_index(op.f("ix_topic_supports_platform_member"), "topic_supports", ["platform", "member"], unique=False)


def _nudges() -> None:
    op.create_table(
        "wishes",
        sa.Column("kind", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "platform", "room", "member", name=op.f("pk_wishes")),
    )
    op.create_index(op.f("ix_wishes_platform_member"), "wishes", ["platform", "member"], unique=False)
    op.create_table(
        "nudge_hours",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("zone", tables.Name(), nullable=True),
        sa.Column("quiet_from", tables.Name(), nullable=False),
        sa.Column("quiet_until", tables.Name(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "member", name=op.f("pk_nudge_hours")),
    )
    op.create_table(
        "nudges",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("day", tables.Name(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_nudges_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "workshop", "platform", "member", name=op.f("pk_nudges")),
        sa.UniqueConstraint("platform", "member", "day", name=op.f("uq_nudges_platform_member_day")),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", "member", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_platform_member"), "visits", ["platform", "member"], unique=False)
    op.create_table(
        "mornings",
        sa.Column("day", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_mornings")),
    )
