"""What people do as guests and as hosts."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables; the cafés are there."""
    op.create_table(
        "guests",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_guests_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "workshop", "platform", "member", name=op.f("pk_guests")),
    )
    op.create_index(op.f("ix_guests_platform_member"), "guests", ["platform", "member"], unique=False)
    op.create_table(
        "sayings",
        sa.Column("delivery", tables.Name(), nullable=False),
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("token", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=True),
        sa.Column("member", tables.Name(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_sayings_cafe"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.key"], name=op.f("fk_sayings_delivery"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("delivery", name=op.f("pk_sayings")),
    )
    op.create_index(op.f("ix_sayings_cafe"), "sayings", ["cafe"], unique=False)
    op.create_index(op.f("ix_sayings_platform_member"), "sayings", ["platform", "member"], unique=False)
    op.create_table(
        "carried",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("post", tables.Name(), nullable=False),
        sa.Column("cafe", tables.Name(), nullable=True),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("thread", tables.Name(), nullable=True),
        sa.Column("member", tables.Name(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_carried_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("platform", "post", name=op.f("pk_carried")),
    )
    op.create_index(op.f("ix_carried_cafe"), "carried", ["cafe"], unique=False)
    op.create_index(op.f("ix_carried_platform_member"), "carried", ["platform", "member"], unique=False)
    op.create_table(
        "history",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("platform", tables.Name(), nullable=True),
        sa.Column("member", tables.Name(), nullable=True),
        sa.Column("what", tables.Name(), nullable=False),
        sa.Column("cafe", tables.Name(), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("room", tables.Name(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_history_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_history")),
    )
    op.create_index(op.f("ix_history_cafe"), "history", ["cafe"], unique=False)
    op.create_index(op.f("ix_history_platform_member"), "history", ["platform", "member"], unique=False)
