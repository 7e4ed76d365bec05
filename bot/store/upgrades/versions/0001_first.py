"""The first schema: cafés, their beats and deliveries, what members say, and the terminal's rooms."""

import sqlalchemy as sa
from alembic import op

from bot.store import consent_tables, tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of an empty database."""
    _first()
    _keeping()
    _make_voices()


def _keeping() -> None:
    """What stays of a café once its retention has ended."""
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


def _make_voices() -> None:
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
    op.create_table(
        "uploads",
        sa.Column("name", tables.Name(), nullable=False),
        sa.Column("file", tables.Name(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("said_by", tables.Name(), nullable=False),
        sa.PrimaryKeyConstraint("name", "file", name=op.f("pk_uploads")),
    )


def _first() -> None:
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
    op.create_table(
        "listeners",
        sa.Column("account", tables.Name(), nullable=False),
        sa.Column("worker", tables.Name(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("until", tables.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_listeners")),
    )
    op.create_table(
        "positions",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("position", tables.Name(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", name=op.f("pk_positions")),
    )
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
    op.create_table(
        "stage_members",
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("name", tables.Name(), nullable=False),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_stage_members")),
    )
    op.create_table(
        "stage_rooms",
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("opened_at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_stage_rooms")),
    )
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
    op.create_table(
        "choices",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("author", tables.Name(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_choices_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "workshop", "platform", "author", name=op.f("pk_choices")),
    )
    op.create_table(
        "flashbacks",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_flashbacks_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", name=op.f("pk_flashbacks")),
    )
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
        "homes",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("language", tables.Name(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_homes_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "platform", "room", name=op.f("pk_homes")),
    )
    op.create_index(op.f("ix_homes_platform_room"), "homes", ["platform", "room"], unique=False)
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
    op.create_index(op.f("ix_deliveries_progress"), "deliveries", ["progress"], unique=False)
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
    _people()
    _care()
    _decisions()


def _decisions() -> None:
    """What members decide about themselves, and the secret that their marks are drawn from."""
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
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "member", name=op.f("pk_rooms_to_clear")),
    )


def _people() -> None:
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
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_history_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_history")),
    )
    op.create_index(op.f("ix_history_cafe"), "history", ["cafe"], unique=False)
    op.create_index(op.f("ix_history_platform_member"), "history", ["platform", "member"], unique=False)


def _care() -> None:
    """What members ask of the bot."""
    op.create_table(
        "topics",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("author", tables.Name(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("taken_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("erased_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("script", tables.Name(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_topics")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_topics_platform_author"), "topics", ["platform", "author"], unique=False)
    op.create_index(op.f("ix_topics_platform_room"), "topics", ["platform", "room"], unique=False)
    op.create_table(
        "topic_supports",
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["topic"], ["topics.number"], name=op.f("fk_topic_supports_topic"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("topic", "platform", "member", name=op.f("pk_topic_supports")),
    )
    op.create_index(op.f("ix_topic_supports_platform_member"), "topic_supports", ["platform", "member"], unique=False)
    op.create_table(
        "wishes",
        sa.Column("kind", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "platform", "room", "member", name=op.f("pk_wishes")),
    )
    op.create_index(op.f("ix_wishes_platform_member"), "wishes", ["platform", "member"], unique=False)
    op.create_table(
        "nudge_hours",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("zone", tables.Name(), nullable=True),
        sa.Column("quiet_from", tables.Name(), nullable=False),
        sa.Column("quiet_until", tables.Name(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "member", name=op.f("pk_nudge_hours")),
    )
    op.create_table(
        "nudges",
        sa.Column("cafe", tables.Name(), nullable=False),
        sa.Column("workshop", tables.Name(), nullable=False),
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("day", tables.Name(), nullable=False),
        sa.ForeignKeyConstraint(["cafe"], ["cafes.id"], name=op.f("fk_nudges_cafe"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cafe", "workshop", "platform", "member", name=op.f("pk_nudges")),
        sa.UniqueConstraint("platform", "member", "day", name=op.f("uq_nudges_platform_member_day")),
    )
    op.create_table(
        "visits",
        sa.Column("platform", tables.Name(), nullable=False),
        sa.Column("room", tables.Name(), nullable=False),
        sa.Column("member", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", "member", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_platform_member"), "visits", ["platform", "member"], unique=False)
    op.create_table(
        "mornings",
        sa.Column("day", tables.Name(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_mornings")),
    )
