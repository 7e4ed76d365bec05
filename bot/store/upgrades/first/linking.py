"""Linked accounts, and the codes by which they are linked."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables."""
    op.create_table(
        "links",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("person", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "member", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_person"), "links", ["person"], unique=False)
    op.create_table(
        "link_codes",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("name", tables.Name(), nullable=False),
        sa.Column("code", tables.Name(), nullable=False),
        sa.Column("until", tables.Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "member", name=op.f("pk_link_codes")),
        sa.UniqueConstraint("name", name=op.f("uq_link_codes_name")),
    )
