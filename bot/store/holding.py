"""Claims that hold longer, because their worker is still at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Table, bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Progress
from bot.store import tables


class SqlHolding:
    """Renewing claims; `bot.ports.Writing` says what it means."""

    _connection: AsyncConnection

    async def renew_claims(self, beats: Mapping[str, int], deliveries: Mapping[str, int], until: datetime) -> None:
        for table, held in ((tables.beats, beats), (tables.deliveries, deliveries)):
            await self._renew(table, held, until)

    async def _renew(self, table: Table, held: Mapping[str, int], until: datetime) -> None:
        if not held:
            return
        renewed = (
            update(table)
            .where(
                table.c.key == bindparam("held"),
                table.c.generation == bindparam("claim"),
                table.c.progress == Progress.CLAIMED.value,
            )
            .values(lease_until=until)
        )
        claims = [{"held": key, "claim": generation} for key, generation in held.items()]
        await self._connection.execute(renewed, claims)
