"""What people are called in a café: the names that no quotation may hold, kept as marks, and the café names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Delete, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cafe_names import invented_names
from bot.domain import MemberRef, NameMark
from bot.naming import KEPT_NAMES, mark, signs_of_name
from bot.store import tables
from bot.store.inserting import Into, into_for
from bot.store.name_tables import name_marks


class SqlCallingReading:
    """Questions about it; `bot.ports.Reading` says what each means."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._into = into_for(connection.dialect.name)

    async def _names(self, cafe: str) -> tuple[NameMark, ...]:
        columns = name_marks.c
        query = select(columns.whose, columns.mark, columns.name).where(columns.cafe == cafe)
        found = await self._connection.execute(query.order_by(columns.mark, columns.whose, columns.name))
        return tuple(NameMark(row.whose, row.mark, row.name) for row in found)

    async def _secret(self, cafe: str) -> bytes:
        query = select(tables.cafes.c.secret).where(tables.cafes.c.id == cafe)
        return (await self._connection.execute(query)).scalar() or b""


class SqlCallingWriting(SqlCallingReading):
    """The steps; `bot.ports.Writing` says what each means."""

    async def keep_names(self, cafe: str, names: Iterable[NameMark]) -> None:
        await self._keep_marks(
            [{"in_cafe": cafe, "of": one.whose, "called": one.name, "by_mark": one.mark} for one in names]
        )

    async def _keep_marks(self, marks: Sequence[Mapping[str, str]]) -> None:
        await keep_marks(self._connection, self._into, marks)

    async def draw_cafe_name(self, cafe: str, member: MemberRef) -> None:
        """Give a live member of a café a café name, unless they have one: the first of theirs that nobody else has
        drawn there, and that names nobody of whom anything is known by now."""
        columns = tables.members.c
        theirs = is_member(cafe, member)
        live = or_(columns.withdrawn_at.is_(None), columns.consent.is_not(None))
        lacks_one = select(exists().where(theirs, live, columns.cafe_name.is_(None)))
        if not (await self._connection.execute(lacks_one)).scalar():
            return
        secret = await self._secret(cafe)
        for name in invented_names(secret, member):
            if not await self._is_taken(cafe, secret, name):
                await self._connection.execute(update(tables.members).where(theirs).values(cafe_name=name))
                return

    async def _is_taken(self, cafe: str, secret: bytes, name: str) -> bool:
        """Whether a name is somebody's in a café: invented, shown within a longer one, or known by its marks alone."""
        columns, marks = tables.members.c, name_marks.c
        shown = func.lower(columns.name).contains(name.lower())
        drawn = [mark(secret, sign) for sign in (*signs_of_name(name), *signs_of_name(f"{name} {name}"))]
        query = select(
            or_(
                exists().where(columns.cafe == cafe, or_(columns.cafe_name == name, shown)),
                exists().where(marks.cafe == cafe, marks.mark.in_(drawn)),
            )
        )
        return bool((await self._connection.execute(query)).scalar())


async def keep_marks(connection: AsyncConnection, into: Into, marks: Sequence[Mapping[str, str]]) -> None:
    """Keep marks in their order, each name the latest one of its owner, and of each owner the latest names alone."""
    if not marks:
        return
    await connection.execute(_latest(into), list(marks))
    owners = dict.fromkeys((one["in_cafe"], one["of"]) for one in marks if one["called"])
    if owners:
        await connection.execute(_former(), [{"in_cafe": cafe, "of": owner} for cafe, owner in owners])


_IN_CAFE, _OF = bindparam("in_cafe", type_=tables.Name()), bindparam("of", type_=tables.Name())


@cache
def _latest(into: Into) -> Insert:
    before = name_marks.alias()
    last = select(func.coalesce(func.max(before.c.number), 0)).where(before.c.cafe == _IN_CAFE, before.c.whose == _OF)
    kept = into(name_marks).values(
        cafe=_IN_CAFE,
        whose=_OF,
        name=bindparam("called", type_=tables.Name()),
        mark=bindparam("by_mark", type_=tables.Name()),
        number=last.scalar_subquery() + 1,
    )
    columns = name_marks.c
    return kept.on_conflict_do_update(
        index_elements=[columns.cafe, columns.whose, columns.name, columns.mark],
        set_={"number": kept.excluded.number},
    )


@cache
def _former() -> Delete:
    """What is kept of one's names beyond the latest ones."""
    columns, among = name_marks.c, name_marks.alias().c
    latest = (
        select(among.name)
        .where(among.cafe == _IN_CAFE, among.whose == _OF, among.name != "")
        .group_by(among.name)
        .order_by(func.max(among.number).desc(), among.name)
        .limit(KEPT_NAMES)
    )
    theirs = (columns.cafe == _IN_CAFE, columns.whose == _OF)
    return delete(name_marks).where(*theirs, columns.name != "", columns.name.not_in(latest))


def is_member(cafe: str, member: MemberRef) -> ColumnElement[bool]:
    """That a row of ``members`` is that member."""
    members = tables.members
    return and_(members.c.cafe == cafe, members.c.platform == member.platform, members.c.member == member.id)


def left(member: MemberRef, at: datetime) -> dict[str, Any]:
    """What is kept in ``members`` of one who has left: no name, neither their own nor an invented one."""
    nothing: dict[str, Any] = {"name": member.id, "cafe_name": None, "consent": None, "standing": False}
    return nothing | {"decided_at": at, "withdrawn_at": at}
