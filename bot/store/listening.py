"""Which worker listens to which account."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, or_, select, update

from bot.lateness import CLOCKS_AGREE
from bot.store import tables
from bot.store.foreseeing import SqlForeseen


class SqlListening(SqlForeseen):
    """Claims to listen; `bot.ports.Writing` says what each step means."""

    async def claim_listener(self, account: str, worker: str, now: datetime, lease: timedelta) -> int | None:
        known = tables.listeners.c
        ours = self._into(tables.listeners).values(account=account, worker=worker, generation=1, until=now + lease)
        claimed = await self._connection.execute(
            ours.on_conflict_do_update(
                index_elements=[known.account],
                set_={
                    "generation": case((known.worker == worker, known.generation), else_=known.generation + 1),
                    "worker": worker,
                    "until": now + lease,
                },
                # An end further ahead than any lease can reach is void: the clock was set back since.
                where=or_(
                    known.worker == worker,
                    known.until.is_(None),
                    known.until <= now,
                    known.until > now + lease + CLOCKS_AGREE,
                ),
            ).returning(known.generation)
        )
        generation: int | None = claimed.scalar()
        return generation

    async def listens(self, account: str, worker: str, generation: int) -> bool:
        known = tables.listeners.c
        query = select(known.account).where(
            known.account == account, known.worker == worker, known.generation == generation
        )
        return (await self._connection.execute(query)).first() is not None

    async def release_listener(self, account: str, worker: str, generation: int) -> None:
        known = tables.listeners.c
        await self._connection.execute(
            update(tables.listeners)
            .where(known.account == account, known.worker == worker, known.generation == generation)
            .values(worker=None, until=None, generation=known.generation + 1)
        )
