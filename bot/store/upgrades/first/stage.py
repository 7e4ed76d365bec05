"""The terminal's rooms."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables."""
    _rooms()
    _messages()
    _events()


def _rooms() -> None:
    op.create_table(
        "stage_rooms",
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("opened_at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_stage_rooms")),
    )
    op.create_table(
        "stage_members",
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("name", tables.Name(), nullable=False),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_stage_members")),
    )


def _messages() -> None:
    op.create_table(
        "stage_messages",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("from_bot", sa.Boolean(), nullable=False),
        sa.Column("author", tables.Name(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("attachments", sa.JSON(), nullable=True),
        sa.Column("paths", sa.JSON(), nullable=True),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("private_with", tables.Name(), nullable=True),
        sa.Column("begins", sa.Text(), nullable=True),
        sa.Column("locked_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.Column("key", tables.Name(), nullable=True),
        sa.Column("edited_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("erased_at", tables.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["room"], ["stage_rooms.room"], name=op.f("fk_stage_messages_room"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread"], ["stage_messages.number"], name=op.f("fk_stage_messages_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stage_messages")),
        sa.UniqueConstraint("room", "key", name=op.f("uq_stage_messages_room_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stage_messages_author"), "stage_messages", ["author"], unique=False)
    op.create_index(op.f("ix_stage_messages_room_number"), "stage_messages", ["room", "number"], unique=False)
    op.create_index(op.f("ix_stage_messages_thread"), "stage_messages", ["thread"], unique=False)
    op.create_table(
        "stage_reactions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("author", tables.Name(), nullable=False),
        sa.Column("emoji", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message"], ["stage_messages.number"], name=op.f("fk_stage_reactions_message"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stage_reactions")),
        sa.UniqueConstraint("message", "author", "emoji", name=op.f("uq_stage_reactions_message_author_emoji")),
    )
    op.create_index(op.f("ix_stage_reactions_author"), "stage_reactions", ["author"], unique=False)
    op.create_table(
        "stage_let_in",
        sa.Column("thread", sa.Integer(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread"], ["stage_messages.number"], name=op.f("fk_stage_let_in_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("thread", "member", name=op.f("pk_stage_let_in")),
    )
    op.create_index(op.f("ix_stage_let_in_member"), "stage_let_in", ["member"], unique=False)


def _events() -> None:
    op.create_table(
        "stage_events",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("kind", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("message", sa.Integer(), nullable=True),
        sa.Column("member", tables.Name(), nullable=True),
        sa.Column("emoji", tables.Name(), nullable=True),
        sa.Column("workshop", tables.Name(), nullable=True),
        sa.Column("choices", sa.JSON(), nullable=True),
        sa.Column("consent", tables.Name(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message"], ["stage_messages.number"], name=op.f("fk_stage_events_message"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room"], ["stage_rooms.room"], name=op.f("fk_stage_events_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_stage_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stage_events_member"), "stage_events", ["member"], unique=False)
    op.create_index(op.f("ix_stage_events_message"), "stage_events", ["message"], unique=False)
    op.create_index(op.f("ix_stage_events_room_position"), "stage_events", ["room", "position"], unique=False)
