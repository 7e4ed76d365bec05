"""What members decide about themselves, and the secret that their marks are drawn from."""

import sqlalchemy as sa
from alembic import op

from bot.store import consent_tables, tables


def make() -> None:
    """Make these tables; the cafés are there."""
    op.create_table(
        "house",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_house")),
    )
    op.bulk_insert(consent_tables.house, [consent_tables.new_house()])
    op.create_table(
        "post_consents",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("post", tables.Name(), nullable=False),
        sa.Column("choice", tables.Name(), nullable=True),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_post_consents_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "post", name=op.f("pk_post_consents")),
    )
    op.create_table(
        "standing_consents",
        sa.Column("mark", tables.Name(), nullable=False),
        sa.Column("choice", tables.Name(), nullable=True),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_standing_consents")),
    )
    op.create_table(
        "absences",
        sa.Column("mark", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("back_at", tables.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_absences")),
    )
    op.create_table(
        "rooms_to_clear",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("what", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "member", "what", name=op.f("pk_rooms_to_clear")),
    )
