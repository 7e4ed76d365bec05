"""How Alembic reaches the database: by the connection of the unit of work that calls it."""

from alembic import context

from bot.store import stage_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=stage_tables.metadata,
    render_as_batch=True,
)
context.run_migrations()
