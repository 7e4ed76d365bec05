"""The first half of a unit of work: cafés, their beats, what is owed to their rooms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    ScalarSelect,
    Table,
    and_,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import (
    Beat,
    Cafe,
    CafeState,
    Delivery,
    DeskNote,
    OutboundMessage,
    Posted,
    Progress,
    RoomRef,
)
from bot.errors import AlreadyThere, fault
from bot.lateness import CLOCKS_AGREE, LONGEST_WAIT
from bot.store import rows, tables
from bot.store.due import OPEN_PROGRESS, no_earlier_beat, served_by
from bot.store.foreseeing import SqlForeseeing
from bot.store.holding import SqlHolding
from bot.store.listening import SqlListening
from bot.store.placing import SqlPlacing
from bot.store.reading import SqlReading
from bot.store.replanning import SqlReplanning


class SqlClaiming(SqlHolding, SqlListening, SqlForeseeing, SqlReplanning, SqlPlacing, SqlReading):
    """Cafés, beats and deliveries; `bot.ports.Writing` says what each step means."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._restored: dict[str, datetime | None] = {}

    # --- cafés and beats ----------------------------------------------------------------------------------

    async def add_cafe(self, cafe: Cafe, beats: Iterable[Beat]) -> None:
        if cafe.source is not None and (there := await self.cafe_from(cafe.source)):
            raise AlreadyThere(fault("already_replayed", cafe=there.id, title=there.title))
        await self._connection.execute(self._into(tables.cafes).values(rows.cafe_row(cafe)))
        await self._insert(
            tables.homes,
            [
                {"cafe": cafe.id, "platform": one.room.platform, "room": one.room.room, "language": one.language}
                for one in cafe.homes
            ],
        )
        planned = [rows.beat_row(cafe.id, ordinal, beat) for ordinal, beat in enumerate(beats)]
        if planned:
            await self._connection.execute(self._into(tables.beats).values(planned))

    async def move_cafe(self, cafe: str, state: CafeState, at: datetime) -> None:
        earlier = [one.value for one in CafeState if one.step < state.step]
        values: dict[str, Any] = {"state": state.value}
        if state is CafeState.PRESENTED:
            values["presented_at"] = at
        await self._connection.execute(
            update(tables.cafes).where(tables.cafes.c.id == cafe, tables.cafes.c.state.in_(earlier)).values(values)
        )

    async def claim_beat(
        self,
        now: datetime,
        lease: timedelta,
        worker: str,
        platforms: Collection[str],
        *,
        but: Collection[str] = (),
    ) -> Beat | None:
        beats = tables.beats
        claimable = (
            select(beats.c.key)
            .where(
                beats.c.progress.in_(OPEN_PROGRESS),
                beats.c.due <= now,
                beats.c.paused.is_(False),
                beats.c.key.not_in(list(but)),
                _free(beats, now, lease),
                no_earlier_beat(),
                served_by(platforms),
            )
            .order_by(beats.c.due, beats.c.cafe, beats.c.ordinal)
            .limit(1)
            # SQLite has no such thing: it has one writer at a time.
            .with_for_update(skip_locked=True, of=beats)
        )
        claimed = await self._connection.execute(
            update(beats)
            .where(beats.c.key == claimable.scalar_subquery())
            .values(
                progress=Progress.CLAIMED.value,
                generation=beats.c.generation + 1,
                claimed_by=worker,
                lease_until=now + lease,
            )
            .returning(beats)
        )
        row = claimed.mappings().first()
        return rows.beat_of(row) if row else None

    async def finish_beat(
        self, beat: Beat, now: datetime, progress: Progress = Progress.DONE, why: str | None = None
    ) -> bool:
        ended = {"progress": progress.value, "done_at": now, "lease_until": None, "why": why}
        if not await self._change_beat(beat, ended):
            return False
        await self.note_plan_change(beat.cafe)
        return True

    async def release_beat(
        self, beat: Beat, retry_at: datetime, why: str, *, aside: bool = False, refused_at: datetime | None = None
    ) -> bool:
        values: dict[str, Any] = {
            "progress": Progress.DUE.value,
            "claimed_by": None,
            "lease_until": retry_at,
            "why": why,
            "aside": aside,
        }
        if refused_at is not None:
            values["refusals"] = tables.beats.c.refusals + 1
            values["refused_since"] = func.coalesce(tables.beats.c.refused_since, literal(refused_at, tables.Instant()))
        return await self._change_beat(beat, values)

    async def skip_rest(self, cafe: str, now: datetime, why: str) -> None:
        beats = tables.beats
        await self._connection.execute(
            update(beats)
            .where(beats.c.cafe == cafe, beats.c.progress.in_(OPEN_PROGRESS))
            .values(progress=Progress.SKIPPED.value, done_at=now, lease_until=None, why=why)
        )

    async def move_workshop(self, cafe: str, workshop: str, at: datetime) -> None:
        known = await self.cafe(cafe)
        if known is not None and workshop not in known.moved:
            moved = rows.cafe_row(replace(known, moved={**known.moved, workshop: at}))["moved"]
            await self._connection.execute(update(tables.cafes).where(tables.cafes.c.id == cafe).values(moved=moved))

    async def _change_beat(self, beat: Beat, values: Mapping[str, Any]) -> bool:
        beats = tables.beats
        mine = and_(
            beats.c.key == beat.key,
            beats.c.generation == beat.generation,
            beats.c.progress == Progress.CLAIMED.value,
        )
        changed = await self._connection.execute(update(beats).where(mine).values(values))
        return changed.rowcount == 1

    # --- the desk -----------------------------------------------------------------------------------------

    async def note(self, notice: DeskNote) -> bool:
        kept = await self._connection.execute(
            self._into(tables.notices).on_conflict_do_nothing().returning(tables.notices.c.key), rows.notice_row(notice)
        )
        return kept.first() is not None

    async def mark_told(self, keys: Iterable[str]) -> None:
        notices = tables.notices
        await self._connection.execute(update(notices).where(notices.c.key.in_(list(keys))).values(told=True))

    # --- deliveries ---------------------------------------------------------------------------------------

    async def owe(self, deliveries: Iterable[Delivery], anew: bool = False) -> None:
        replaceable = tables.deliveries.c.progress != Progress.DONE.value
        if not anew:
            replaceable = and_(replaceable, tables.deliveries.c.generation == 0)
        for delivery in deliveries:
            values = rows.delivery_row(delivery) | await self._maybe_said(delivery.cafe)
            owed = self._into(tables.deliveries).values(values)
            await self._connection.execute(
                owed.on_conflict_do_update(
                    index_elements=[tables.deliveries.c.key],
                    set_={"message": owed.excluded.message, "reworded": tables.deliveries.c.generation > 0},
                    where=replaceable,
                )
            )

    async def _maybe_said(self, cafe: str | None) -> dict[str, Any]:
        """In a café that came back with a backup, what is owed may have been said since that was made: it counts as
        claimed once, so that it is looked for from the opening on before it is said."""
        if cafe is None:
            return {}
        if cafe not in self._restored:
            query = select(tables.cafes.c.opens_at).where(
                tables.cafes.c.id == cafe, tables.cafes.c.restored.is_not(None)
            )
            self._restored[cafe] = (await self._connection.execute(query)).scalar()
        opened = self._restored[cafe]
        return {} if opened is None else {"generation": 1, "claimed_at": opened}

    async def forgo(self, beat: str, keys: Iterable[str]) -> None:
        await self._connection.execute(
            delete(tables.deliveries).where(
                tables.deliveries.c.beat == beat,
                tables.deliveries.c.generation == 0,
                tables.deliveries.c.key.not_in(list(keys)),
            )
        )

    async def fail_deliveries(self, beat: str) -> None:
        deliveries = tables.deliveries
        await self._connection.execute(
            update(deliveries)
            .where(deliveries.c.beat == beat, deliveries.c.progress.in_(OPEN_PROGRESS))
            .values(progress=Progress.FAILED.value, lease_until=None)
        )

    async def drop_home(self, cafe: str, room: RoomRef) -> None:
        homes = tables.homes
        await self._connection.execute(
            delete(homes).where(homes.c.cafe == cafe, homes.c.platform == room.platform, homes.c.room == room.room)
        )

    async def claim_delivery(self, key: str, now: datetime, lease: timedelta, worker: str) -> Delivery | None:
        deliveries = tables.deliveries
        claimed = await self._connection.execute(
            update(deliveries)
            .where(
                deliveries.c.key == key,
                deliveries.c.progress.in_(OPEN_PROGRESS),
                _free(deliveries, now, lease),
                or_(deliveries.c.until.is_(None), deliveries.c.until > now),
            )
            .values(
                progress=Progress.CLAIMED.value,
                generation=deliveries.c.generation + 1,
                claimed_by=worker,
                read_from=case((deliveries.c.generation == 0, _position_of_room()), else_=deliveries.c.read_from),
                claimed_at=func.coalesce(deliveries.c.claimed_at, literal(now, tables.Instant())),
                lease_until=now + lease,
            )
            .returning(deliveries)
        )
        row = claimed.mappings().first()
        return rows.delivery_of(row) if row else None

    async def release_delivery(self, delivery: Delivery) -> bool:
        return await self._change_delivery(
            delivery, {"progress": Progress.DUE.value, "claimed_by": None, "lease_until": None}
        )

    async def mark_delivered(self, delivery: Delivery, posted: Posted, now: datetime) -> bool:
        done = {
            "progress": Progress.DONE.value,
            # What was sent, and so is in the room: somebody may have owed other words since.
            "message": rows.message_row(delivery.message),
            "reworded": False,
            "posted_message": posted.message,
            "posted_thread": posted.thread,
            "done_at": now,
            "lease_until": None,
        }
        if not await self._change_delivery(delivery, done):
            return False
        await self.keep_place(delivery, posted.thread)
        await self._connection.execute(_private_and_over(delivery))
        return True

    async def _change_delivery(self, delivery: Delivery, values: Mapping[str, Any]) -> bool:
        deliveries = tables.deliveries
        mine = and_(
            deliveries.c.key == delivery.key,
            deliveries.c.generation == delivery.generation,
            deliveries.c.progress == Progress.CLAIMED.value,
        )
        changed = await self._connection.execute(update(deliveries).where(mine).values(values))
        return changed.rowcount == 1

    async def reword(self, key: str, message: OutboundMessage) -> None:
        await self._connection.execute(
            update(tables.deliveries)
            .where(tables.deliveries.c.key == key)
            .values(message=rows.message_row(message), reworded=False)
        )

    async def drop_delivery(self, key: str) -> None:
        await self._connection.execute(delete(tables.deliveries).where(tables.deliveries.c.key == key))

    async def keep_position(self, room: RoomRef, position: str) -> None:
        kept = self._into(tables.positions).values(platform=room.platform, room=room.room, position=position)
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[tables.positions.c.platform, tables.positions.c.room],
                set_={"position": kept.excluded.position},
            )
        )

    async def _insert(self, table: Table, values: Sequence[Mapping[str, Any]]) -> None:
        """Keep new rows; one that is there already stays as it is."""
        if values:
            # Values beside the statement, not in it: so it is compiled once, not for every row.
            await self._connection.execute(self._insert_new(table), list(values))

    def _insert_new(self, table: Table) -> Executable:
        return self._into(table).on_conflict_do_nothing()


def _private_and_over(delivery: Delivery) -> Executable:
    """Let go of a private answer once it is made, where the café's retention has ended."""
    deliveries, cafes = tables.deliveries, tables.cafes
    over = select(cafes.c.id).where(cafes.c.id == delivery.cafe, cafes.c.frozen_at.is_not(None))
    return delete(deliveries).where(
        deliveries.c.key == delivery.key, deliveries.c.beat.is_(None), deliveries.c.cafe.in_(over)
    )


def _free(table: Table, now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """That nobody holds a row, and that it does not wait. An end further ahead than any claim or any waiting can
    reach, on clocks that agree within `CLOCKS_AGREE`, is void: the wall clock has been set back since."""
    claimed = table.c.progress == Progress.CLAIMED.value
    return or_(
        table.c.lease_until.is_(None),
        table.c.lease_until <= now,
        and_(claimed, table.c.lease_until > now + lease + CLOCKS_AGREE),
        and_(~claimed, table.c.lease_until > now + LONGEST_WAIT + CLOCKS_AGREE),
    )


def _position_of_room() -> ScalarSelect[Any]:
    positions, deliveries = tables.positions, tables.deliveries
    return (
        select(positions.c.position)
        .where(positions.c.platform == deliveries.c.platform, positions.c.room == deliveries.c.room)
        .correlate(deliveries)
        .scalar_subquery()
    )
