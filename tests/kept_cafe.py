"""What is kept of the one café of a story, wherever it lives."""

from __future__ import annotations

from sqlalchemy import select

from bot.digest import from_json
from bot.digest.flashback import Flashback
from bot.domain import Cafe, Record
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.store.tables import metadata


class KeptCafe:
    """A story that has a database and knows its café's id."""

    database: Database
    store: SqlStore
    cafe_id: str

    async def cafe(self) -> Cafe:
        async with self.store.reading() as store:
            found = await store.cafe(self.cafe_id)
        assert found is not None
        return found

    async def record(self) -> Record:
        async with self.store.reading() as store:
            return await store.record(self.cafe_id)

    async def published(self) -> Flashback:
        async with self.store.reading() as store:
            document = await store.flashback(self.cafe_id)
        assert document is not None, "no flashback is published yet"
        return from_json(document)

    async def everything_kept(self) -> str:
        """Every value of every table of the café's own, as one text: the terminal's rooms are another's."""
        kept: list[str] = []
        async with self.database.reading() as connection:
            for table in metadata.sorted_tables:
                if not table.name.startswith("stage_"):
                    kept += [str(tuple(row)) for row in await connection.execute(select(table))]
        return "\n".join(kept)
