"""What a café is, what it is going to do, and what it owes to its rooms."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables."""
    _cafes()
    _homes()
    _beats()
    _deliveries()
    _flashbacks()
    _notices()


def _cafes() -> None:
    op.create_table(
        "cafes",
        sa.Column("id", tables.Name(), nullable=False),
        sa.Column("script", sa.JSON(), nullable=False),
        sa.Column("zone", tables.Name(), nullable=False),
        sa.Column("language", tables.Name(), nullable=False),
        sa.Column("opening_day", tables.Name(), nullable=False),
        sa.Column("opens_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("closes_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("publishes_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("state", tables.Name(), nullable=False),
        sa.Column("source", tables.Name(), nullable=True),
        sa.Column("presented_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("restored", tables.Instant(timezone=True), nullable=True),
        sa.Column("retention_days", sa.Integer(), nullable=True),
        sa.Column("frozen_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("paused_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("plan_changed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafes")),
        sa.UniqueConstraint("source", name=op.f("uq_cafes_source")),
    )
    op.create_index(op.f("ix_cafes_changes"), "cafes", ["changes"], unique=False)
    op.create_index(op.f("ix_cafes_plan_changed"), "cafes", ["plan_changed"], unique=False)
    op.create_index(op.f("ix_cafes_state"), "cafes", ["state"], unique=False)


def _homes() -> None:
    """Where cafés live, and how far each room was read."""
    op.create_table(
        "homes",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("language", tables.Name(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_homes_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "room", name=op.f("pk_homes")),
    )
    op.create_index(op.f("ix_homes_platform_room"), "homes", ["platform", "room"], unique=False)
    op.create_table(
        "places",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("thread", tables.Name(), nullable=False),
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_places_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("platform", "room", "thread", name=op.f("pk_places")),
    )
    op.create_index(op.f("ix_places_cafe_workshop"), "places", ["cafe", "workshop"], unique=False)
    op.create_table(
        "positions",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("position", tables.Name(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", name=op.f("pk_positions")),
    )
    op.create_table(
        "listeners",
        sa.Column("account", tables.Name(), nullable=False),
        sa.Column("worker", tables.Name(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("until", tables.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_listeners")),
    )


def _beats() -> None:
    op.create_table(
        "beats",
        sa.Column("key", tables.Name(), nullable=False),
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("kind", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("due", tables.Instant(timezone=True), nullable=False),
        sa.Column("progress", tables.Name(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("claimed_by", tables.Name(), nullable=True),
        sa.Column("lease_until", tables.Instant(timezone=True), nullable=True),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("refused_since", tables.Instant(timezone=True), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("done_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_beats_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_beats")),
    )
    op.create_index(op.f("ix_beats_cafe_due_ordinal"), "beats", ["cafe", "due", "ordinal"], unique=False)
    op.create_index(op.f("ix_beats_progress_due"), "beats", ["progress", "due"], unique=False)
    op.create_index(
        op.f("ix_beats_progress_lease_until_due"), "beats", ["progress", "lease_until", "due"], unique=False
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", tables.Name(), nullable=False),
        sa.Column("cafe", tables.Name(), nullable=True),
        sa.Column("beat", tables.Name(), nullable=True),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=True),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("progress", tables.Name(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("claimed_by", tables.Name(), nullable=True),
        sa.Column("claimed_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("lease_until", tables.Instant(timezone=True), nullable=True),
        sa.Column("read_from", tables.Name(), nullable=True),
        sa.Column("until", tables.Instant(timezone=True), nullable=True),
        sa.Column("reworded", sa.Boolean(), nullable=False),
        sa.Column("posted_message", tables.Name(), nullable=True),
        sa.Column("posted_thread", tables.Name(), nullable=True),
        sa.Column("done_at", tables.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["beat"], ["beats.key"], name=op.f("fk_deliveries_beat"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_deliveries_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
    )
    op.create_index(op.f("ix_deliveries_beat_progress"), "deliveries", ["beat", "progress"], unique=False)
    op.create_index(op.f("ix_deliveries_cafe"), "deliveries", ["cafe"], unique=False)
    op.create_index(
        op.f("ix_deliveries_platform_room_posted_message"),
        "deliveries",
        ["platform", "room", "posted_message"],
        unique=False,
    )
    op.create_index(op.f("ix_deliveries_progress"), "deliveries", ["progress"], unique=False)


def _flashbacks() -> None:
    op.create_table(
        "flashbacks",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_flashbacks_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", name=op.f("pk_flashbacks")),
    )


def _notices() -> None:
    """What the desk is told."""
    op.create_table(
        "notices",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", tables.Name(), nullable=False),
        sa.Column("kind", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("cafe", tables.Name(), nullable=True),
        sa.Column("room", tables.Name(), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_notices_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    )
    op.create_index(op.f("ix_notices_room"), "notices", ["room"], unique=False)
    op.create_index(op.f("ix_notices_told"), "notices", ["told"], unique=False)
