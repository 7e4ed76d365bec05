"""PostgreSQL keeps the store contract, and what goes wrong on a server is said in a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.errors import NotTaken, StoreError
from bot.store.engine import Database, ServerUrl, _postgresql
from bot.store.every_table import metadata
from bot.store.schema import HEAD, prepare, revision_of
from bot.store.sql_store import SqlStore
from bot.store.tables import WITH_WORDS, Name
from tests.postgresql import Postgresql
from tests.store.contract import StoreContract
from tests.store.postgresql_stand import PostgresqlStand
from tests.store.scene import MONDAY, SQUARE, VIO, Stand, a_cafe, a_post, opened
from tests.store.test_schema import differences_in


class TestPostgresql(StoreContract):
    @pytest.fixture
    async def stand(self, server_database: ServerUrl) -> AsyncIterator[Stand]:
        stand = PostgresqlStand(server_database)
        yield stand
        await stand.close()


@pytest.fixture
async def bare(postgresql: Postgresql) -> AsyncIterator[ServerUrl]:
    """A database of somebody's, with nothing in it."""
    yield await postgresql.make_bare("bare")
    await postgresql.drop("bare")


@pytest.fixture
async def database(server_database: ServerUrl) -> AsyncIterator[Database]:
    database = Database(server_database)
    yield database
    await database.close()


def name_of(url: ServerUrl) -> str:
    """The name of the database at an address."""
    return url.place.rpartition("/")[2]


def key_of(raised: pytest.ExceptionInfo[StoreError]) -> str:
    [fault] = raised.value.faults
    return fault.key


# --- the schema -----------------------------------------------------------------------------------------------


async def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    assert await differences_in(database, metadata) == []


async def test_every_name_is_sorted_by_code_point_whatever_the_server_sorts_by(
    postgresql: Postgresql, server_database: ServerUrl
) -> None:
    name = server_database.place.rpartition("/")[2]
    rows = await postgresql.command(
        "SELECT table_name, column_name, collation_name FROM information_schema.columns", name
    )
    sorted_by = {(row["table_name"], row["column_name"]): row["collation_name"] for row in rows}
    names = [
        (table.name, one.name) for table in metadata.sorted_tables for one in table.c if isinstance(one.type, Name)
    ]
    assert len(names) > 40
    assert {sorted_by[one] for one in names} == {"C"}


async def test_two_workers_that_start_at_once_make_one_database(bare: ServerUrl) -> None:
    databases = [Database(bare) for _ in range(3)]
    assert await revision_of(databases[0]) is None
    await asyncio.gather(*(prepare(one) for one in databases))
    assert await revision_of(databases[0]) == HEAD
    assert await differences_in(databases[0], metadata) == []
    for one in databases:
        await one.close()


async def test_a_database_of_something_else_is_not_touched(postgresql: Postgresql, bare: ServerUrl) -> None:
    await postgresql.command("CREATE TABLE recipes (name text)", "bare")
    database = Database(bare)
    with pytest.raises(StoreError) as raised:
        await prepare(database)
    assert key_of(raised) == "store_foreign"
    await database.close()
    assert (
        len(await postgresql.command("SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'", "bare"))
        == 1
    )


async def test_a_database_of_a_newer_version_is_refused(postgresql: Postgresql, bare: ServerUrl) -> None:
    database = Database(bare)
    await prepare(database)
    await postgresql.command("UPDATE alembic_version SET version_num = '0999'", "bare")
    with pytest.raises(StoreError) as raised:
        await prepare(database)
    assert key_of(raised) == "store_newer"
    await database.close()


# --- what goes wrong ------------------------------------------------------------------------------------------


async def fails(url: ServerUrl) -> StoreError:
    database = Database(url)
    with pytest.raises(StoreError) as raised:
        await revision_of(database)
    await database.close()
    assert (
        "s3cret" not in f"{raised.value!r} {raised.value.faults} {raised.getrepr(showlocals=True)} {url!r} {database!r}"
    )
    return raised.value


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("/data", "/elsewhere"), "store_unreachable"),
        (("postgres:", "nobody:"), "store_refused"),
        (("/postgres?", "/nothing?"), "store_refused"),
        (("postgresql://", "postgresql://["), "store_address"),
        (("?host", "?sslmode=maybe&host"), "store_address"),
    ],
    ids=["no server", "no such user", "no such database", "no address", "an option that is none"],
)
async def test_a_server_that_cannot_be_used_is_told_without_the_password(
    postgresql: Postgresql, change: tuple[str, str], key: str
) -> None:
    secret = postgresql.url("postgres").secret.replace(*change).replace(":@", ":s3cret@")
    assert "s3cret" in secret
    [fault] = (await fails(ServerUrl(secret))).faults
    assert fault.key == key


async def test_a_connection_that_went_between_two_units_of_work_is_made_again(
    postgresql: Postgresql, database: Database
) -> None:
    store = SqlStore(database)
    await opened(store, a_cafe(), MONDAY)
    await hang_up(postgresql, database)
    async with store.writing() as work:
        await work.keep_position(SQUARE, "1")
    await hang_up(postgresql, database)
    async with store.reading() as reading:
        assert await reading.position(SQUARE) == "1"


async def test_a_connection_that_goes_within_a_unit_of_work_leaves_nothing_half_written(
    postgresql: Postgresql, database: Database
) -> None:
    store = SqlStore(database)
    await opened(store, a_cafe(), MONDAY)

    async def half() -> None:
        async with store.writing() as work:
            await work.keep_position(SQUARE, "1")
            await hang_up(postgresql, database)
            await work.meet("phones", VIO, "Vio")

    with pytest.raises(StoreError) as raised:
        await half()
    assert key_of(raised) == "store_lost"
    async with store.reading() as reading:
        assert await reading.position(SQUARE) is None


async def hang_up(postgresql: Postgresql, database: Database) -> None:
    """Have the server end every connection to a database."""
    name = database.place.rpartition("/")[2]
    ended = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    assert await postgresql.command(ended)


async def test_a_write_lock_that_nobody_gives_back_is_told(
    server_database: ServerUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_postgresql, "WAIT_FOR_LOCK", 20)
    database = Database(server_database)
    other = Database(server_database)
    async with other.writing():
        with pytest.raises(StoreError) as raised:
            await SqlStore(database).writing().__aenter__()
        assert key_of(raised) == "store_locked"
        async with database.reading():
            """Reading waits for nobody."""
    await database.close()
    await other.close()


async def test_a_database_that_may_only_be_read_is_told(postgresql: Postgresql, server_database: ServerUrl) -> None:
    await postgresql.command(f"ALTER DATABASE {name_of(server_database)} SET default_transaction_read_only = on")
    database = Database(server_database)
    with pytest.raises(StoreError) as raised:
        await opened(SqlStore(database), a_cafe(), MONDAY)
    assert key_of(raised) == "store_read_only"
    await database.close()


async def test_what_the_server_says_of_a_row_is_not_repeated(database: Database) -> None:

    async def into_no_cafe() -> None:
        async with SqlStore(database).writing() as work:
            await work.keep_post(a_cafe("nowhere"), a_post("p1", text="a word of a member"))

    with pytest.raises(StoreError) as raised:
        await into_no_cafe()
    assert isinstance(raised.value, NotTaken)
    assert "nowhere" not in str(raised.value.faults)
    assert "word" not in str(raised.value.faults)


# --- erased words ---------------------------------------------------------------------------------------------


async def test_after_an_erasure_the_server_is_told_to_give_its_room_free(
    postgresql: Postgresql, server_database: ServerUrl
) -> None:
    database = Database(server_database)
    store = SqlStore(database)
    cafe = await opened(store, a_cafe(), MONDAY)
    async with store.writing() as work:
        await work.keep_post(cafe, a_post("p1"))
        await work.erase_post(cafe.id, a_post("p1").ref, MONDAY)
    await database.close()
    swept = "SELECT relname FROM pg_stat_user_tables WHERE vacuum_count > 0"
    rows = await postgresql.command(swept, name_of(server_database))
    assert {row["relname"] for row in rows} == set(WITH_WORDS)


def test_an_address_is_shown_without_who_signs_in() -> None:
    url = ServerUrl("postgresql://vio:s3cret@db.example:5433/cafe?sslmode=require")
    assert url.place == "postgresql://db.example:5433/cafe"
    assert "s3cret" not in repr(url)
    assert "s3cret" not in ServerUrl("postgresql://vio:s3cret@[").place
