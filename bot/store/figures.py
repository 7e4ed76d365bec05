"""How much there is and how far it has come: the figures that an operator watches. No words, no member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import CafeState, Progress
from bot.store import tables
from bot.store.due import OPEN_PROGRESS
from bot.store.engine import Database

LATE = timedelta(minutes=2)
"""A beat that has been due for so long is late: more than a look at the table and a retry apart."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts at one moment. ``beats`` and ``deliveries`` by `bot.domain.Progress`, ``cafes`` by `CafeState`, each
    with all its keys; ``late`` counts beats due for more than `LATE`; ``posts`` are those with words."""

    beats: Mapping[str, int]
    late: int
    deliveries: Mapping[str, int]
    cafes: Mapping[str, int]
    posts: int


class SqlFigures:
    """Counts what is kept in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def at(self, now: datetime) -> Figures:
        """The figures of this moment. Raises `bot.errors.StoreError`."""
        beats, posts = tables.beats, tables.posts
        async with self._database.reading() as connection:
            late = select(func.count()).where(beats.c.progress.in_(OPEN_PROGRESS), beats.c.due < now - LATE)
            kept = select(func.count()).where(posts.c.text.is_not(None))
            return Figures(
                beats=await _by(connection, beats, "progress", Progress),
                late=(await connection.execute(late)).scalar_one(),
                deliveries=await _by(connection, tables.deliveries, "progress", Progress),
                cafes=await _by(connection, tables.cafes, "state", CafeState),
                posts=(await connection.execute(kept)).scalar_one(),
            )


async def _by(
    connection: AsyncConnection, table: Table, column: str, values: type[Progress] | type[CafeState]
) -> dict[str, int]:
    query = select(table.c[column], func.count()).group_by(table.c[column])
    found = {row[0]: row[1] for row in await connection.execute(query)}
    return {one.value: found.get(one.value, 0) for one in values}
