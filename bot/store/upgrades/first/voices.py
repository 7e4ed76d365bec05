"""What hosts say of a flashback before it comes out."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables; the cafés are there."""
    op.create_table(
        "host_picks",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("post", tables.Name(), nullable=False),
        sa.Column("pick", tables.Name(), nullable=False),
        sa.Column("said_by", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_host_picks_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "post", name=op.f("pk_host_picks")),
    )
    op.create_table(
        "cards",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("post", tables.Name(), nullable=False),
        sa.Column("said_by", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_cards_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "post", name=op.f("pk_cards")),
    )
    op.create_table(
        "host_notes",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_host_notes_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "workshop", name=op.f("pk_host_notes")),
    )
    op.create_table(
        "releases",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("said_by", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_releases_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", name=op.f("pk_releases")),
    )
