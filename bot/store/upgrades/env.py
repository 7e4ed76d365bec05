"""How Alembic reaches the database: by the connection of the unit of work that calls it."""

from alembic import context

from bot.store import consent_tables, people_tables, stage_tables  # noqa: F401 - each module of tables adds its own

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=stage_tables.metadata,
    render_as_batch=True,
)
context.run_migrations()
