"""The scripts that hosts have uploaded."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make this table."""
    op.create_table(
        "uploads",
        sa.Column("name", tables.Name(), nullable=False),
        sa.Column("file", tables.Name(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("said_by", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=True),
        sa.PrimaryKeyConstraint("name", "file", name=op.f("pk_uploads")),
    )
