"""A unit of work that looks things up once and writes many rows at once; nothing of what it says is different.

What was foreseen is remembered until something changes its table. Rows that only ever come new (`SqlClaiming._insert`)
wait, and are written together before anything else is said to the database, and at the end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias, cast

from sqlalchemy import Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Absence, Attachment, Cafe, Consent, Member, MemberRef, Post, PostRef, RoomRef, Standing
from bot.store import rows, tables
from bot.store.calling import keep_marks
from bot.store.consent_tables import absences, standing_consents
from bot.store.forgetting import SqlForgetting

_Row: TypeAlias = tuple[str, PostRef | MemberRef]

_AT_ONCE = 500
"""How many ids one question names."""


class _Attentive:
    """A connection that has everything waiting written before each statement, and notes which table it changes."""

    def __init__(self, connection: AsyncConnection, unit: RememberingWriting) -> None:
        self._connection = connection
        self._unit = unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def execute(self, statement: Any, *values: Any) -> Any:
        await self._unit.write()
        if statement.is_dml:
            self._unit.forget(statement.table)
        return await self._connection.execute(statement, *values)

    @asynccontextmanager
    async def stream(self, statement: Any) -> AsyncIterator[Any]:
        await self._unit.write()
        async with self._connection.stream(statement) as found:
            yield found


class RememberingWriting(SqlForgetting):
    """A unit of work; `bot.ports.Writing` says what each step means."""

    def __init__(self, connection: AsyncConnection) -> None:
        # It stands in for the connection in all that the steps below use of one.
        super().__init__(cast("AsyncConnection", _Attentive(connection, self)))
        self._plain = connection
        self._waiting: dict[Table, list[Mapping[str, Any]]] = {}
        self._waiting_marks: list[Mapping[str, str]] = []
        self._in_room: dict[RoomRef, list[str]] = {}
        self._posts: dict[tuple[str, PostRef], Post | bool] = {}
        """What is known of a post in a café: the live one, true for an erased one, false where there is none."""
        self._members: dict[tuple[str, MemberRef], Member | None] = {}
        self._absences: dict[MemberRef, Absence | None] = {}
        self._standing: dict[MemberRef, Standing | None] = {}
        self._only: dict[Table, _Row] = {}
        """The one row of a table that the step under way changes, where that is known."""

    async def write(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, {}
        for table, values in waiting.items():
            await self._plain.execute(self._insert_new(table), values)
        marks, self._waiting_marks = self._waiting_marks, []
        await keep_marks(self._plain, self._into, marks)

    def forget(self, table: Table) -> None:
        """Forget what was remembered of a table that is about to change: of all of it, but where only one row does."""
        if table is tables.posts:
            _forget(self._posts, self._only.get(table))
        elif table is tables.members:
            _forget(self._members, self._only.get(table))
        elif table is tables.homes or table is tables.cafes:
            self._in_room.clear()
        elif table is absences:
            self._absences.clear()
        elif table is standing_consents:
            self._standing.clear()

    async def foresee(self, room: RoomRef, posts: Collection[str], members: Collection[str]) -> None:
        homes = tables.homes
        there = and_(homes.c.platform == room.platform, homes.c.room == room.room)
        cafes = list((await self._connection.execute(select(homes.c.cafe).where(there))).scalars())
        self._in_room[room] = cafes
        for some in _in_parts(posts):
            await self._foresee_posts(room, cafes, some)
        for some in _in_parts(members):
            await self._foresee_members(room, cafes, some)

    async def _foresee_posts(self, room: RoomRef, cafes: Sequence[str], ids: Sequence[str]) -> None:
        posts = tables.posts
        query = (
            select(posts, tables.cafes.c.secret)
            .join(tables.cafes)
            .where(posts.c.cafe.in_(cafes), posts.c.platform == room.platform, posts.c.post.in_(ids))
        )
        refs = [PostRef(room.platform, one) for one in ids]
        self._posts.update(((cafe, ref), False) for cafe in cafes for ref in refs)
        for row in (await self._connection.execute(query)).mappings():
            found = rows.post_of(row, row["secret"]) if row["text"] is not None else True
            self._posts[row["cafe"], PostRef(room.platform, row["post"])] = found

    async def _foresee_members(self, room: RoomRef, cafes: Sequence[str], ids: Sequence[str]) -> None:
        members = tables.members
        query = select(members).where(
            members.c.cafe.in_(cafes), members.c.platform == room.platform, members.c.member.in_(ids)
        )
        refs = [MemberRef(room.platform, one) for one in ids]
        self._members.update(((cafe, ref), None) for cafe in cafes for ref in refs)
        for row in (await self._connection.execute(query)).mappings():
            self._members[row["cafe"], MemberRef(room.platform, row["member"])] = rows.member_of(row)
        await self._foresee_decisions(refs)

    async def _foresee_decisions(self, refs: Sequence[MemberRef]) -> None:
        """Look up what holds for members over all cafés: asked where a café meets them."""
        there = await self.house()
        if not (there.absences or there.standing):
            return
        marks = {await self.house_mark(one): one for one in refs}
        self._absences.update(dict.fromkeys(refs))
        self._standing.update(dict.fromkeys(refs))
        for row in await self._connection.execute(select(absences).where(absences.c.mark.in_(marks))):
            self._absences[marks[row.mark]] = Absence(row.at, row.back_at)
        chosen = select(standing_consents).where(standing_consents.c.mark.in_(marks))
        for row in await self._connection.execute(chosen):
            self._standing[marks[row.mark]] = Standing(Consent(row.choice), row.at) if row.choice else None

    async def absence(self, member: MemberRef) -> Absence | None:
        if member not in self._absences:
            self._absences[member] = await super().absence(member)
        return self._absences[member]

    async def standing_consent(self, member: MemberRef) -> Standing | None:
        if member not in self._standing:
            self._standing[member] = await super().standing_consent(member)
        return self._standing[member]

    # --- what is remembered -------------------------------------------------------------------------------

    async def post(self, cafe: str, post: PostRef) -> Post | None:
        known = self._posts.get((cafe, post))
        if known is None:
            return await super().post(cafe, post)
        return None if isinstance(known, bool) else known

    async def cafe_of_post(self, room: RoomRef, post: PostRef) -> str | None:
        cafes = self._in_room.get(room)
        if cafes is None or any((cafe, post) not in self._posts for cafe in cafes):
            return await super().cafe_of_post(room, post)
        return next((cafe for cafe in cafes if not isinstance(self._posts[cafe, post], bool)), None)

    async def member(self, cafe: str, member: MemberRef) -> Member | None:
        if (cafe, member) not in self._members:
            return await super().member(cafe, member)
        return self._members[cafe, member]

    async def meet(self, cafe: str, member: MemberRef, name: str) -> Member:
        if (cafe, member) not in self._members:
            return await super().meet(cafe, member, name)
        known = self._members[cafe, member]
        if known is None and await self._held_in(cafe):
            known = self._members[cafe, member] = await super().meet(cafe, member, name)
        elif known is None:
            known = self._members[cafe, member] = Member(member, name)
            met = {"cafe": cafe, "platform": member.platform, "member": member.id, "name": name}
            await self._insert(tables.members, [met])
        elif known.name != name and not known.withdrawn:
            with self._changing(tables.members, (cafe, member)):
                known = await super().meet(cafe, member, name)
        return known

    async def keep_post(self, cafe: Cafe, post: Post) -> bool:
        known = self._posts.get((cafe.id, post.ref))
        if known is None:
            return await super().keep_post(cafe, post)
        if known is False:
            self._posts[cafe.id, post.ref] = post
            await self._insert(tables.posts, [rows.post_row(cafe.id, post)])
        return known is False

    # --- steps that change one row: the others stay in mind ------------------------------------------------

    async def edit_post(
        self,
        cafe: str,
        post: PostRef,
        text: str,
        answer: bool,
        at: datetime,
        attachments: Sequence[Attachment] | None = None,
    ) -> bool:
        with self._changing(tables.posts, (cafe, post)):
            return await super().edit_post(cafe, post, text, answer, at, attachments)

    async def erase_post(self, cafe: str, post: PostRef, at: datetime) -> None:
        with self._changing(tables.posts, (cafe, post)):
            await super().erase_post(cafe, post, at)

    async def keep_consent(self, cafe: str, member: MemberRef, choice: Consent, at: datetime) -> bool:
        with self._changing(tables.members, (cafe, member)):
            return await super().keep_consent(cafe, member, choice, at)

    async def withdraw(self, cafe: str, member: MemberRef, at: datetime) -> bool:
        with self._changing(tables.members, (cafe, member)):
            return await super().withdraw(cafe, member, at)

    @contextmanager
    def _changing(self, table: Table, row: _Row) -> Iterator[None]:
        """While a step changes that one row of a table, and none but it."""
        before, self._only = self._only, {**self._only, table: row}
        try:
            yield
        finally:
            self._only = before

    # --- what waits ---------------------------------------------------------------------------------------

    async def _insert(self, table: Table, values: Sequence[Mapping[str, Any]]) -> None:
        if values:
            self._waiting.setdefault(table, []).extend(values)

    async def _keep_marks(self, marks: Sequence[Mapping[str, str]]) -> None:
        self._waiting_marks.extend(marks)


def _forget(known: dict[Any, Any], row: _Row | None) -> None:
    if row is None:
        known.clear()
    else:
        known.pop(row, None)


def _in_parts(ids: Iterable[str]) -> Iterable[list[str]]:
    left = iter(dict.fromkeys(ids))
    while part := list(islice(left, _AT_ONCE)):
        yield part
