"""How Alembic reaches the database: by the connection of the unit of work that calls it."""

from alembic import context

# Each module of tables adds its own to the metadata.
from bot.store import people_tables, stage_tables, tables, voices_tables  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
)
context.run_migrations()
