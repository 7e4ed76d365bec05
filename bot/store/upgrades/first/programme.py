"""Which cafés the programme has planned, and what hosts changed of it."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables; the cafés are there."""
    op.create_table(
        "occasions",
        sa.Column("programme", tables.Name(), nullable=False),
        sa.Column("date", tables.Name(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("script", tables.Name(), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("cafe", tables.Name(), nullable=True),
        sa.Column("outcome", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_occasions_cafe"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("programme", "date", name=op.f("pk_occasions")),
    )
    op.create_index(op.f("ix_occasions_cafe"), "occasions", ["cafe"], unique=False)
    op.create_table(
        "programme_changes",
        sa.Column("programme", tables.Name(), nullable=False),
        sa.Column("date", tables.Name(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("script", tables.Name(), nullable=True),
        sa.Column("day", tables.Name(), nullable=True),
        sa.Column("hour", tables.Name(), nullable=True),
        sa.Column("said_by", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("programme", "date", name=op.f("pk_programme_changes")),
    )
    op.create_table(
        "programme_looks",
        sa.Column("programme", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("programme", name=op.f("pk_programme_looks")),
    )
