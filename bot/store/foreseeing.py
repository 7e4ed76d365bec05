"""What is kept of the programme: the occasions that were planned or missed, and what hosts said of single dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import CafeState, Progress
from bot.programme import Change, KeptChange, KeptOccasion, Outcome, Turn
from bot.store import tables
from bot.store.inserting import into_for


class SqlForeseen:
    """Questions about the programme; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def occasions(self) -> Sequence[KeptOccasion]:
        kept, cafes = tables.occasions, tables.cafes
        query = (
            select(kept, nothing_begun().label("pending"))
            .join(cafes, cafes.c.id == kept.c.cafe, isouter=True)
            .order_by(kept.c.date, kept.c.programme)
        )
        return [_occasion_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def programme_changes(self) -> Sequence[KeptChange]:
        said = tables.programme_changes
        query = select(said).order_by(said.c.programme, said.c.date)
        return [_change_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def programme_looks(self) -> Mapping[str, datetime]:
        found = await self._connection.execute(select(tables.programme_looks))
        return {row.programme: row.at for row in found}


class SqlForeseeing(SqlForeseen):
    """Steps about the programme; `bot.ports.Writing` says what each means."""

    async def take_occasion(self, occasion: KeptOccasion, at: datetime) -> bool:
        taken = await self._connection.execute(
            self._into(tables.occasions)
            .values(
                programme=occasion.programme,
                date=occasion.date.isoformat(),
                place=occasion.turn.place,
                script=occasion.turn.script,
                rooms=list(occasion.rooms),
                outcome=occasion.outcome.value,
                at=at,
            )
            .on_conflict_do_nothing()
        )
        return taken.rowcount == 1

    async def give_occasion(self, occasion: KeptOccasion, cafe: str) -> None:
        kept = tables.occasions
        await self._connection.execute(
            update(kept)
            .where(kept.c.programme == occasion.programme, kept.c.date == occasion.date.isoformat())
            .values(cafe=cafe)
        )

    async def withdraw_cafe(self, cafe: str) -> bool:
        kept, cafes = tables.occasions, tables.cafes
        still = exists(select(cafes.c.id).where(cafes.c.id == cafe, nothing_begun()))
        await self._connection.execute(delete(kept).where(kept.c.cafe == cafe, still))
        gone = await self._connection.execute(delete(cafes).where(cafes.c.id == cafe, nothing_begun()))
        return gone.rowcount == 1

    async def keep_programme_change(self, change: KeptChange) -> None:
        said, what = tables.programme_changes, change.change
        kept = self._into(said).values(
            programme=change.programme,
            date=what.date.isoformat(),
            skipped=what.skipped,
            script=what.script,
            day=None if what.day is None else what.day.isoformat(),
            hour=None if what.at is None else what.at.isoformat(),
            said_by=change.by,
            at=change.at,
        )
        latest = {name: kept.excluded[name] for name in ("skipped", "script", "day", "hour", "said_by", "at")}
        await self._connection.execute(
            kept.on_conflict_do_update(index_elements=[said.c.programme, said.c.date], set_=latest)
        )

    async def drop_programme_change(self, programme: str, day: date) -> None:
        said = tables.programme_changes
        await self._connection.execute(
            delete(said).where(said.c.programme == programme, said.c.date == day.isoformat())
        )

    async def keep_looks(self, looks: Mapping[str, datetime]) -> None:
        table = tables.programme_looks
        await self._connection.execute(delete(table).where(table.c.programme.not_in(list(looks))))
        for programme, at in looks.items():
            kept = self._into(table).values(programme=programme, at=at)
            await self._connection.execute(
                kept.on_conflict_do_update(
                    index_elements=[table.c.programme], set_={"at": kept.excluded.at}, where=table.c.at < at
                )
            )


def nothing_begun() -> ColumnElement[bool]:
    """That a row of ``cafes`` is there, planned, and none of its beats was ever claimed or settled."""
    cafes, beats = tables.cafes, tables.beats
    begun = exists(
        select(beats.c.key).where(
            beats.c.cafe == cafes.c.id, or_(beats.c.generation > 0, beats.c.progress != Progress.DUE.value)
        )
    )
    return and_(cafes.c.id.is_not(None), cafes.c.state == CafeState.PLANNED.value, ~begun)


def _occasion_of(row: RowMapping) -> KeptOccasion:
    return KeptOccasion(
        programme=row["programme"],
        date=date.fromisoformat(row["date"]),
        turn=Turn(row["place"], row["script"]),
        rooms=tuple(row["rooms"]),
        cafe=row["cafe"],
        outcome=Outcome(row["outcome"]),
        pending=bool(row["pending"]),
    )


def _change_of(row: RowMapping) -> KeptChange:
    change = Change(
        date=date.fromisoformat(row["date"]),
        skipped=row["skipped"],
        script=row["script"],
        day=None if row["day"] is None else date.fromisoformat(row["day"]),
        at=None if row["hour"] is None else time.fromisoformat(row["hour"]),
    )
    return KeptChange(row["programme"], change, row["said_by"], row["at"])
