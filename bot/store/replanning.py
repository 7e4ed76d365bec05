"""Cafés planned anew, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, delete, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Beat, BeatKind, Cafe, Progress
from bot.store import due as what_is_due
from bot.store import rows, tables
from bot.store.foreseeing import nothing_begun
from bot.store.inserting import into_for


class SqlReplanned:
    """Questions about changed plans; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def plan_version(self, cafe: str) -> int:
        query = select(tables.cafes.c.plan_version).where(tables.cafes.c.id == cafe)
        return (await self._connection.execute(query)).scalar() or 0

    async def changed_plans(self, platforms: Collection[str]) -> Sequence[str]:
        query = what_is_due.replanned(platforms).order_by(tables.cafes.c.id)
        return (await self._connection.execute(query)).scalars().all()

    async def is_pending(self, cafe: str) -> bool:
        kept, cafes = tables.occasions, tables.cafes
        query = select(
            exists(
                select(kept.c.cafe).join(cafes, cafes.c.id == kept.c.cafe).where(kept.c.cafe == cafe, nothing_begun())
            )
        )
        return bool((await self._connection.execute(query)).scalar())


class SqlReplanning(SqlReplanned):
    """The steps of a change; `bot.ports.Writing` says what each means."""

    async def hold_beats(self, cafe: str) -> Sequence[Beat]:
        beats = tables.beats
        # SQLite has no such lock: it has one writer at a time. The keys' order keeps two changes from a deadlock.
        held = select(beats).where(beats.c.cafe == cafe).order_by(beats.c.key).with_for_update()
        found = (await self._connection.execute(held)).mappings().all()
        return [rows.beat_of(row) for row in sorted(found, key=lambda row: int(row["ordinal"]))]

    async def keep_plan(self, cafe: Cafe) -> int:
        cafes, beats = tables.cafes, tables.beats
        row = rows.cafe_row(cafe)
        kept = await self._connection.execute(
            update(cafes)
            .where(cafes.c.id == cafe.id)
            .values(
                **{name: row[name] for name in ("script", "closes_at", "publishes_at", "paused_at")},
                plan_version=cafes.c.plan_version + 1,
                plan_changed=True,
            )
            .returning(cafes.c.plan_version)
        )
        paused = cafe.paused_at is not None
        await self._connection.execute(
            update(beats)
            .where(
                beats.c.cafe == cafe.id,
                beats.c.progress.in_(what_is_due.OPEN_PROGRESS),
                beats.c.paused.is_not(paused),
                # What members were promised does not wait for a café that is never taken up again.
                beats.c.kind != BeatKind.END_RETENTION.value,
            )
            .values(paused=paused)
        )
        version: int = kept.scalar_one()
        return version

    async def move_beats(self, cafe: str, due: Mapping[str, datetime], why: str | None) -> int:
        if not due:
            return 0
        beats = tables.beats
        instants = {key: literal(at, tables.Instant()) for key, at in due.items()}
        changed = await self._connection.execute(
            update(beats)
            .where(beats.c.cafe == cafe, beats.c.key.in_(list(due)), beats.c.progress == Progress.DUE.value)
            .values(
                due=case(instants, value=beats.c.key),
                lease_until=None,
                aside=False,
                why=why,
                refusals=0,
                refused_since=None,
            )
        )
        return changed.rowcount

    async def order_beats(self, cafe: str, keys: Sequence[str]) -> None:
        beats = tables.beats
        places = {key: place for place, key in enumerate(keys)}
        await self._connection.execute(
            update(beats)
            .where(beats.c.cafe == cafe)
            .values(ordinal=case(places, value=beats.c.key, else_=beats.c.ordinal))
        )

    async def add_beats(self, cafe: str, beats: Sequence[Beat], *, paused: bool) -> None:
        if beats:
            added = [rows.beat_row(cafe, -1, one) | {"paused": paused} for one in beats]
            await self._connection.execute(self._into(tables.beats).values(added))

    async def skip_beats(self, cafe: str, keys: Collection[str], now: datetime, why: str) -> int:
        if not keys:
            return 0
        beats, deliveries = tables.beats, tables.deliveries
        skipped = await self._connection.execute(
            update(beats)
            .where(beats.c.cafe == cafe, beats.c.key.in_(list(keys)), beats.c.progress == Progress.DUE.value)
            .values(progress=Progress.SKIPPED.value, done_at=now, lease_until=None, why=why)
        )
        await self._connection.execute(
            delete(deliveries).where(deliveries.c.beat.in_(list(keys)), deliveries.c.generation == 0)
        )
        return skipped.rowcount

    async def note_plan_change(self, cafe: str) -> None:
        cafes = tables.cafes
        await self._connection.execute(
            update(cafes).where(cafes.c.id == cafe).values(plan_version=cafes.c.plan_version + 1, plan_changed=True)
        )

    async def settle_plan(self, cafe: str, version: int) -> bool:
        cafes = tables.cafes
        settled = await self._connection.execute(
            update(cafes).where(cafes.c.id == cafe, cafes.c.plan_version == version).values(plan_changed=False)
        )
        return settled.rowcount == 1
