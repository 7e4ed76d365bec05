"""The erasures since a backup was made, done again in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cafe_names import veils_of
from bot.domain import Consent, MemberRef, PostRef, Progress
from bot.errors import StoreError
from bot.store import tables
from bot.store.care._frozen import Frozen, frozen_in
from bot.store.engine import Database
from bot.store.erasures import Erasure, ErasureKind, Journal, mark_of
from bot.store.rows import attachments_of
from bot.store.stage_tables import stage_messages, stage_reactions
from bot.store.writing import SqlWriting


@dataclass(slots=True)
class Replayed:
    """What was done again: how many posts were erased and edited, and how many members' decisions were taken over.

    ``cafes`` are those it concerns; ``read`` is whether the database that is replaced could be read.
    """

    posts: int = 0
    edits: int = 0
    withdrawals: int = 0
    consents: int = 0
    read: bool = False
    cafes: set[str] = field(default_factory=set)


async def replay_erasures(restored: Database, former: Database | None, journal: Journal, now: datetime) -> Replayed:
    """Do in a restored database what was erased and decided since: as the former database says, if it can be read,
    and then as the journal beside it says. Both tell the same; doing it twice changes nothing."""
    replayed = Replayed()
    told: dict[str, Sequence[RowMapping]] = {}
    frozen: Sequence[Frozen] = ()
    if former is not None:
        try:
            async with former.reading() as connection:
                told = {name: (await connection.execute(query)).mappings().all() for name, query in _ASKED.items()}
                frozen = await frozen_in(connection)
            replayed.read = True
        except StoreError:
            told, frozen = {}, ()
    async with restored.writing() as connection:
        replay = _Replay(connection, replayed)
        await replay.prepare()
        for row in told.get("posts", ()):
            await replay.post_as(row)
        for row in told.get("members", ()):
            await replay.member_as(row)
        for row in told.get("messages", ()):
            await replay.message_as(row)
        for erasure in journal.read():
            await replay.line(erasure)
        for one in frozen:
            await replay.freeze_as(one)
        await replay.finish(now)
    await restored.sweep()
    return replayed


_ASKED: dict[str, Select[Any]] = {
    "posts": select(tables.posts).where(tables.posts.c.erased_at.is_not(None) | tables.posts.c.edited_at.is_not(None)),
    "members": select(tables.members).where(tables.members.c.decided_at.is_not(None)),
    "messages": select(stage_messages).where(
        stage_messages.c.erased_at.is_not(None) | stage_messages.c.edited_at.is_not(None)
    ),
}


class _Replay:
    """One unit of work in the restored database."""

    def __init__(self, connection: AsyncConnection, replayed: Replayed) -> None:
        self._connection = connection
        self._work = SqlWriting(connection)
        self._replayed = replayed
        self._secrets: dict[str, bytes] = {}
        self._members: dict[tuple[str, str], MemberRef] = {}

    async def prepare(self) -> None:
        """Learn which cafés and members there are, by their marks."""
        cafes, members = tables.cafes, tables.members
        for cafe, secret in await self._connection.execute(select(cafes.c.id, cafes.c.secret)):
            self._secrets[cafe] = secret
        known = await self._connection.execute(select(members.c.cafe, members.c.platform, members.c.member))
        for cafe, platform, member in known:
            ref = MemberRef(platform, member)
            self._members[cafe, mark_of(self._secrets[cafe], ref)] = ref
        for one in await frozen_in(self._connection):
            for author in {verbatim.author for verbatim in one.verbatims}:
                self._members[one.cafe, mark_of(self._secrets[one.cafe], author)] = author

    async def finish(self, now: datetime) -> None:
        """What has to follow: flashbacks are made anew, and what is still to be said is looked for before it is said,
        for it may have been said since the backup was made."""
        for cafe in sorted(self._replayed.cafes):
            await self._work.note_change(cafe)
        cafes, deliveries = tables.cafes, tables.deliveries
        await self._connection.execute(update(cafes).values(restored=now))
        opened = select(cafes.c.opens_at).where(cafes.c.id == deliveries.c.cafe).scalar_subquery()
        await self._connection.execute(
            update(deliveries)
            .where(deliveries.c.progress != Progress.DONE.value, deliveries.c.generation == 0)
            .values(generation=1, claimed_at=opened)
        )

    # --- as the former database says --------------------------------------------------------------------------

    async def post_as(self, row: RowMapping) -> None:
        """A post that is erased there, or was edited."""
        ref = PostRef(row["platform"], row["post"])
        if row["erased_at"] is not None:
            await self._erase(row["cafe"], ref, row["erased_at"])
        elif row["cafe"] in self._secrets and await self._work.post(row["cafe"], ref) is not None:
            attached = attachments_of(row["attachments"])
            changed = await self._work.edit_post(
                row["cafe"], ref, row["text"], row["answer"], row["edited_at"], attached
            )
            self._count("edits", row["cafe"], changed)

    async def member_as(self, row: RowMapping) -> None:
        """A member who has decided something there."""
        if row["cafe"] in self._secrets:
            ref = MemberRef(row["platform"], row["member"])
            choice = Consent(row["consent"]) if row["consent"] else None
            await self._work.meet(row["cafe"], ref, row["name"])
            await self._decide(row["cafe"], ref, choice, row["decided_at"])

    async def message_as(self, row: RowMapping) -> None:
        """A message in the terminal's rooms that is erased there, or was edited."""
        if row["erased_at"] is not None:
            await self._erase_message(row["number"], row["erased_at"])
        else:
            columns = stage_messages.c
            await self._connection.execute(
                update(stage_messages)
                .where(columns.number == row["number"], columns.erased_at.is_(None))
                .values({name: row[name] for name in ("text", "attachments", "paths", "edited_at")})
            )

    async def freeze_as(self, there: Frozen) -> None:
        """A café whose retention has ended there: it has ended here too, and what was taken back there is here."""
        if there.cafe not in self._secrets:
            return
        if await self._work.frozen(there.cafe) is not None:
            for one in await self._work.verbatims(there.cafe):
                if one not in there.verbatims:
                    whose = {"post": one.post} if one.post is not None else {"author": one.author}
                    await self._work.take_back(there.cafe, there.freeze.at, **whose)
                    self._replayed.cafes.add(there.cafe)
        else:
            if there.flashback is not None:
                await self._work.keep_flashback(there.cafe, there.flashback, there.freeze.at)
            await self._work.freeze(there.cafe, there.freeze, there.verbatims, there.flashback)
            self._replayed.cafes.add(there.cafe)

    # --- as the journal says ----------------------------------------------------------------------------------

    async def line(self, erasure: Erasure) -> None:
        """One line of the journal."""
        if erasure.kind is ErasureKind.MESSAGE and erasure.post:
            await self._erase_message(int(erasure.post), erasure.at)
        elif erasure.cafe not in self._secrets:
            return
        elif erasure.platform and erasure.post:
            ref = PostRef(erasure.platform, erasure.post)
            if erasure.kind is ErasureKind.POST:
                await self._erase(erasure.cafe, ref, erasure.at)
            else:
                await self._take_out(erasure.cafe, ref, erasure.at)
        elif erasure.mark:
            member = self._members.get((erasure.cafe, erasure.mark))
            if member is None:
                await self._hold(erasure)
            else:
                await self._decide(erasure.cafe, member, erasure.choice, erasure.at)

    async def _hold(self, erasure: Erasure) -> None:
        """Keep the decision of a member whom the backup does not know, until they are met."""
        held = tables.held_decisions
        values = {"cafe": erasure.cafe, "mark": erasure.mark, "choice": erasure.choice, "at": erasure.at}
        await self._connection.execute(delete(held).where(held.c.cafe == erasure.cafe, held.c.mark == erasure.mark))
        await self._connection.execute(held.insert().values(values))

    async def _take_out(self, cafe: str, post: PostRef, at: datetime) -> None:
        """Take out a post whose new words only the room knows, and have the room read again from its beginning."""
        known = await self._work.post(cafe, post)
        if known is None or (known.edited_at is not None and known.edited_at >= at):
            return
        positions, homes = tables.positions, tables.homes
        for table in (tables.posts, tables.pictures):
            await self._connection.execute(
                delete(table).where(table.c.cafe == cafe, table.c.platform == post.platform, table.c.post == post.id)
            )
        rooms = select(homes.c.room).where(homes.c.cafe == cafe, homes.c.platform == post.platform)
        await self._connection.execute(
            delete(positions).where(positions.c.platform == post.platform, positions.c.room.in_(rooms))
        )
        self._count("edits", cafe, True)

    # --- both -------------------------------------------------------------------------------------------------

    async def _erase(self, cafe: str, post: PostRef, at: datetime) -> None:
        if cafe in self._secrets:
            was_there = await self._work.post(cafe, post) is not None
            await self._work.erase_post(cafe, post, at)
            self._count("posts", cafe, was_there)

    async def _decide(self, cafe: str, member: MemberRef, choice: Consent | None, at: datetime) -> None:
        before = await self._work.member(cafe, member)
        if choice is None:
            done = await self._work.withdraw(cafe, member, at)
            known = await self._work.cafe(cafe)
            if done and known is not None:
                for workshop, veil in veils_of(known, member).items():
                    await self._work.drop_choice(cafe, workshop, veil)
            self._count("withdrawals", cafe, done and not (before and before.withdrawn))
        else:
            done = await self._work.keep_consent(cafe, member, choice, at)
            self._count("consents", cafe, done and not (before and before.consent is choice))

    async def _erase_message(self, number: int, at: datetime) -> None:
        columns = stage_messages.c
        await self._connection.execute(delete(stage_reactions).where(stage_reactions.c.message == number))
        bare = dict.fromkeys(("author", "text", "attachments", "paths", "private_with", "key", "edited_at"))
        await self._connection.execute(
            update(stage_messages)
            .where(columns.number == number, columns.erased_at.is_(None))
            .values(**bare, erased_at=at)
        )

    def _count(self, what: str, cafe: str, changed: bool) -> None:
        if changed:
            setattr(self._replayed, what, getattr(self._replayed, what) + 1)
            self._replayed.cafes.add(cafe)
