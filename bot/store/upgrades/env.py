"""How Alembic reaches the database: by the connection of the unit of work that calls it."""

from alembic import context

from bot.store import stage_tables, tables, voices_tables

# Every module of tables puts its own on the one metadata.
assert {stage_tables.metadata, voices_tables.metadata} == {tables.metadata}

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
)
context.run_migrations()
