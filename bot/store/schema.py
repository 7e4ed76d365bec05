"""The schema of the database: made, brought up to date, or refused where it is newer than this program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError, fault
from bot.showing import shown
from bot.store.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
"""The revision this program works with: the newest in ``upgrades/versions``."""

_UPGRADES = Path(__file__).parent / "upgrades"


async def prepare(database: Database, *, by_hand: bool = False) -> None:
    """Bring the schema up to this program's. Raises `StoreError` for one that is newer or not ours, and for an older
    one that is only to be upgraded by hand."""
    revision = await revision_of(database)
    if revision == HEAD:
        return
    if by_hand and revision is not None:
        _require_known(database.place, revision)
        raise StoreError(fault("store_older", path=database.place, revision=shown(revision), known=HEAD))
    async with database.writing() as connection:
        await connection.run_sync(_upgrade, database.place, revision)


async def known_revision(database: Database) -> str | None:
    """The schema's revision, as long as this program knows it; changes nothing. Raises `StoreError` as `prepare`
    does, and for a database that is not whole."""
    revision = await revision_of(database)
    _require_known(database.place, revision)
    async with database.reading() as connection:
        whole = connection.dialect.name != "sqlite" or (
            (await connection.execute(text("PRAGMA integrity_check(1)"))).scalar() == "ok"
        )
        if not whole:
            raise StoreError(fault("store_corrupt", path=database.place))
    return revision


async def revision_of(database: Database) -> str | None:
    """The schema's revision; ``None`` for an empty database. Raises `StoreError` for a database of something else."""
    async with database.reading() as connection:
        names = await connection.run_sync(lambda there: set(inspect(there).get_table_names()))
        if not names:
            return None
        if "alembic_version" not in names or (names != {"alembic_version"} and "cafes" not in names):
            raise StoreError(fault("store_foreign", path=database.place))
        found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
        return None if found is None else str(found)


def _upgrade(connection: Connection, place: str, revision: str | None) -> None:
    from alembic import command

    _require_known(place, revision)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _require_known(place: str, revision: str | None) -> None:
    from alembic.script import ScriptDirectory

    if revision in (None, HEAD):
        return
    known = {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision not in known:
        raise StoreError(fault("store_newer", path=place, revision=shown(revision), known=HEAD))


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_UPGRADES).replace("%", "%%"))
    return config
