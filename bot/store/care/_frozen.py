"""The cafés of a database whose retention has ended, to be ended in a backup of it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Freeze, KeptVerbatim
from bot.store.keeping_tables import freezes
from bot.store.reading import SqlReading


@dataclass(frozen=True, slots=True)
class Frozen:
    """What stays of one café."""

    cafe: str
    freeze: Freeze
    verbatims: Sequence[KeptVerbatim]
    flashback: bytes | None


async def frozen_in(connection: AsyncConnection) -> list[Frozen]:
    """What stays of each of them, by the café's id."""
    reading, found = SqlReading(connection), list[Frozen]()
    for cafe in (await connection.execute(select(freezes.c.cafe).order_by(freezes.c.cafe))).scalars().all():
        freeze = await reading.frozen(cafe)
        if freeze is not None:
            found.append(Frozen(cafe, freeze, await reading.verbatims(cafe), await reading.flashback(cafe)))
    return found
