"""What members say in a café, and under which names."""

import sqlalchemy as sa
from alembic import op

from bot.store import tables


def make() -> None:
    """Make these tables; the cafés are there."""
    _members()
    _posts()
    _answers()


def _members() -> None:
    """Who takes part, and what they chose."""
    op.create_table(
        "members",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("name", tables.Name(), nullable=False),
        sa.Column("consent", tables.Name(), nullable=True),
        sa.Column("decided_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("withdrawn_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("cafe_name", tables.Name(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_members_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "member", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_cafe_cafe_name"), "members", ["cafe", "cafe_name"], unique=True)
    op.create_table(
        "held_decisions",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("mark", tables.Name(), nullable=False),
        sa.Column("choice", tables.Name(), nullable=True),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_held_decisions_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "mark", name=op.f("pk_held_decisions")),
    )
    op.create_table(
        "name_marks",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("whose", tables.Name(), nullable=False),
        sa.Column("name", tables.Name(), nullable=False),
        sa.Column("mark", tables.Name(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_name_marks_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "whose", "name", "mark", name=op.f("pk_name_marks")),
    )
    op.create_index(op.f("ix_name_marks_cafe_mark"), "name_marks", ["cafe", "mark"], unique=False)


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("post", tables.Name(), nullable=False),
        sa.Column("author", tables.Name(), nullable=True),
        sa.Column("at", tables.Instant(timezone=True), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("workshop", tables.Name(), nullable=True),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("edited_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("erased_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("reply_to", tables.Name(), nullable=True),
        sa.Column("attachments", sa.JSON(), nullable=True),
        sa.Column("url", tables.Name(), nullable=True),
        sa.Column("room", tables.Name(), nullable=True),
        sa.Column("thread", tables.Name(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_posts_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "post", name=op.f("pk_posts")),
    )
    op.create_index(op.f("ix_posts_cafe_platform_author"), "posts", ["cafe", "platform", "author"], unique=False)
    op.create_table(
        "pictures",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("post", tables.Name(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("media_type", tables.Name(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_pictures_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "post", "number", name=op.f("pk_pictures")),
    )
    op.create_index(op.f("ix_pictures_media_type"), "pictures", ["media_type"], unique=False)


def _answers() -> None:
    """What is pressed, not written."""
    op.create_table(
        "reactions",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("post", tables.Name(), nullable=False),
        sa.Column("author", tables.Name(), nullable=False),
        sa.Column("emoji", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_reactions_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "post", "author", "emoji", name=op.f("pk_reactions")),
    )
    op.create_index(
        op.f("ix_reactions_cafe_platform_author"), "reactions", ["cafe", "platform", "author"], unique=False
    )
    op.create_table(
        "choices",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("author", tables.Name(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("polled_in", tables.Name(), nullable=True),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_choices_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "workshop", "platform", "author", name=op.f("pk_choices")),
    )
