"""How Alembic reaches the database: by the connection of the unit of work that calls it."""

from alembic import context

from bot.store import every_table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_table.metadata,
    render_as_batch=True,
)
context.run_migrations()
