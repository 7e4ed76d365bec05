"""The migrations make exactly the tables that the program works with."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, MetaData, String, Text

from bot.store import schema
from bot.store.engine import Database
from bot.store.every_table import metadata
from bot.store.schema import HEAD, prepare, revision_of
from bot.store.tables import Name


def differences(connection: Connection, wanted: MetaData) -> list[object]:
    """What a further migration would have to change."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, wanted))


async def differences_in(database: Database, wanted: MetaData) -> list[object]:
    async with database.reading() as connection:
        return await connection.run_sync(differences, wanted)


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as file:
        version = file.execute("PRAGMA schema_version").fetchone()
        return [*file.iterdump(), str(version)]


async def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    database = Database(tmp_path / "cafe.db")
    await prepare(database)
    assert await differences_in(database, metadata) == []
    further = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(further)
    further.tables["posts"].append_column(Column("stars", Integer))
    assert await differences_in(database, further), "a column that lacks its migration is seen"
    await database.close()


def test_the_program_works_with_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "upgrades"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_every_short_text_is_a_name_so_that_each_database_sorts_it_alike() -> None:
    columns = [one for table in metadata.sorted_tables for one in table.c]
    bare = [str(one) for one in columns if isinstance(one.type, String) and not isinstance(one.type, Text)]
    assert bare == [], "these are to be of the type bot.store.tables.Name"
    assert sum(isinstance(one.type, Name) for one in columns) > 40


async def test_preparing_twice_is_preparing_once(tmp_path: Path) -> None:
    path = tmp_path / "cafe.db"
    database = Database(path)
    assert await revision_of(database) is None
    await prepare(database)
    once = dump(path)
    await prepare(database)
    assert await revision_of(database) == HEAD
    assert dump(path) == once
    await database.close()


async def test_two_processes_that_prepare_at_once_make_one_database(tmp_path: Path) -> None:
    databases = [Database(tmp_path / "cafe.db") for _ in range(2)]
    await revision_of(databases[0])
    await asyncio.gather(*(prepare(one) for one in databases))
    assert await differences_in(databases[0], metadata) == []
    for one in databases:
        await one.close()
