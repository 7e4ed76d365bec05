"""What stays of a café once its retention has ended."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables; the cafés are there."""
    op.create_table(
        "verbatims",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("own_id", tables.Name(), nullable=False),
        sa.Column("place", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("author", tables.Name(), nullable=False),
        sa.Column("post", tables.Name(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_verbatims_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "number", name=op.f("pk_verbatims")),
    )
    op.create_index(
        op.f("ix_verbatims_cafe_platform_author"), "verbatims", ["cafe", "platform", "author"], unique=False
    )
    op.create_table(
        "freezes",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_freezes_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", name=op.f("pk_freezes")),
    )
