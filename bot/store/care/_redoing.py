"""One thing after another that was erased or decided since a backup was made, done again in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cafe_names import veils_of
from bot.domain import Consent, MemberRef, NameMark, PostRef, Progress
from bot.store import tables
from bot.store.calling import is_member
from bot.store.care._frozen import Frozen, frozen_in
from bot.store.care._redoing_rooms import RoomsRedone
from bot.store.care._replaying_wishes import take_topic_back
from bot.store.consent_tables import absences
from bot.store.erasures import Erasure, ErasureKind, mark_of, mark_of_reaction
from bot.store.forgetting import SqlForgetting
from bot.store.linking import part_mark
from bot.store.people_tables import sayings
from bot.store.rows import attachments_of
from bot.store.writing import is_post


@dataclass(slots=True)
class Replayed:
    """What was done again: how many posts were erased and edited, how many reactions taken back, and how many members'
    decisions taken over.

    ``cafes`` are those it concerns; ``read`` is whether the database that is replaced could be read.
    """

    posts: int = 0
    edits: int = 0
    reactions: int = 0
    withdrawals: int = 0
    consents: int = 0
    read: bool = False
    cafes: set[str] = field(default_factory=set)


class Redoing:
    """One unit of work in the restored database."""

    def __init__(self, connection: AsyncConnection, replayed: Replayed) -> None:
        self._connection = connection
        self._work = SqlForgetting(connection)
        self._rooms = RoomsRedone(connection, self._work)
        self._replayed = replayed
        self._secrets: dict[str, bytes] = {}
        self._members: dict[tuple[str, str], MemberRef] = {}
        self._speakers: set[tuple[str, MemberRef]] = set()
        self._absent: dict[str, datetime] = {}
        """When the members of these marks have had everything forgotten, as the backup knows."""

    @property
    def cafes(self) -> Collection[str]:
        """The cafés that the restored database has, once it is prepared."""
        return self._secrets.keys()

    async def prepare(self) -> None:
        """Learn which cafés and members there are, by their marks."""
        cafes, members = tables.cafes, tables.members
        for cafe, secret in await self._connection.execute(select(cafes.c.id, cafes.c.secret)):
            self._secrets[cafe] = secret
        for mark, at in await self._connection.execute(select(absences.c.mark, absences.c.at)):
            self._absent[mark] = at
        known = await self._connection.execute(select(members.c.cafe, members.c.platform, members.c.member))
        for cafe, platform, member in known:
            ref = MemberRef(platform, member)
            self._members[cafe, mark_of(self._secrets[cafe], ref)] = ref
        said = await self._connection.execute(select(sayings.c.cafe, sayings.c.platform, sayings.c.member).distinct())
        for cafe, platform, member in said:
            if member is not None:
                ref = MemberRef(platform, member)
                self._members[cafe, mark_of(self._secrets[cafe], ref)] = ref
                self._speakers.add((cafe, ref))
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
            await self._erase(row["cafe"], ref, row["erased_at"], taken_back=row["withdrawn"])
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
            if choice is not None or await self._work.member(row["cafe"], ref) is None:
                # Of one who has left the former name is still needed for its marks.
                await self._work.meet(row["cafe"], ref, row["name"])
            await self._decide(row["cafe"], ref, choice, row["decided_at"])

    async def name_as(self, row: RowMapping) -> None:
        """A mark of a name there: that of somebody who has left since is in no other place."""
        if row["cafe"] in self._secrets:
            await self._work.keep_names(row["cafe"], [NameMark(row["whose"], row["mark"], row["name"])])

    async def cafe_names_as(self, there: Sequence[RowMapping]) -> None:
        """The café names that were drawn there: what was published since is signed with them."""
        members = tables.members
        others: set[tuple[str, MemberRef]] = set()
        for row in there:
            ref = MemberRef(row["platform"], row["member"])
            same = and_(members.c.cafe == row["cafe"], members.c.cafe_name == row["cafe_name"])
            given_up = update(members).where(same, ~is_member(row["cafe"], ref)).values(cafe_name=None)
            found = await self._connection.execute(given_up.returning(members.c.platform, members.c.member))
            others |= {(row["cafe"], MemberRef(one.platform, one.member)) for one in found}
            live = or_(members.c.withdrawn_at.is_(None), members.c.consent.is_not(None))
            theirs = and_(is_member(row["cafe"], ref), live)
            await self._connection.execute(update(members).where(theirs).values(cafe_name=row["cafe_name"]))
        for cafe, ref in sorted(others):
            await self._work.draw_cafe_name(cafe, ref)

    async def reactions_as(self, cafes: Sequence[RowMapping], there: Sequence[RowMapping]) -> None:
        """All reactions there, of all its cafés: whatever the backup has beyond them was taken back since."""
        known = {row["id"] for row in cafes}
        kept = {_reaction(row): row["at"] for row in there}
        reactions = tables.reactions
        found = (await self._connection.execute(select(reactions))).mappings().all()
        for row in [one for one in found if one["cafe"] in known]:
            at = kept.get(_reaction(row))
            if at is None:
                await self._take_back(row)
            elif at > row["at"]:
                # Taken back and given again: the journal tells of the first alone.
                await self._connection.execute(update(reactions).where(*_is_reaction(row)).values(at=at))

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

    async def message_as(self, row: RowMapping) -> None:
        """A message in the terminal's rooms that is erased there, or was edited."""
        await self._rooms.message_as(row)

    # --- as the journal says ----------------------------------------------------------------------------------

    async def line(self, erasure: Erasure) -> None:
        """One line of the journal."""
        if erasure.kind is ErasureKind.MESSAGE and erasure.post:
            await self._rooms.erase(int(erasure.post), erasure.at)
        elif erasure.kind is ErasureKind.FORGOTTEN and erasure.mark:
            await self.forgotten(erasure.mark, erasure.at)
        elif erasure.kind is ErasureKind.BACK and erasure.mark:
            await self.back(erasure.mark, erasure.at)
        elif erasure.kind is ErasureKind.STANDING and erasure.mark:
            await self.standing(erasure.mark, erasure.choice, erasure.at)
        elif erasure.kind is ErasureKind.UNLINKED and erasure.mark:
            await part_mark(self._connection, erasure.mark, erasure.at)
        elif erasure.kind is ErasureKind.TOPIC and erasure.post:
            await take_topic_back(self._connection, int(erasure.post), erasure.at)
        elif erasure.cafe not in self._secrets:
            return
        elif erasure.platform and erasure.post:
            ref = PostRef(erasure.platform, erasure.post)
            if erasure.kind is ErasureKind.QUOTATION:
                await self.quotation(erasure.cafe, ref, erasure.choice, erasure.at)
            elif erasure.kind in (ErasureKind.POST, ErasureKind.TAKEN_BACK):
                taken_back = erasure.kind is ErasureKind.TAKEN_BACK
                await self._erase(erasure.cafe, ref, erasure.at, taken_back=taken_back)
            elif erasure.kind is ErasureKind.REACTION:
                await self._drop_reactions(erasure.cafe, ref, erasure)
            else:
                await self._take_out(erasure.cafe, ref, erasure.at)
        elif erasure.mark:
            member = self._members.get((erasure.cafe, erasure.mark))
            if member is None:
                await self._hold(erasure)
            else:
                unmet = not await self._work.member(erasure.cafe, member)
                if unmet and (erasure.cafe, member) in self._speakers and not await self._work.frozen(erasure.cafe):
                    # A guest who said nothing else is known by their sayings alone.
                    await self._work.meet(erasure.cafe, member, member.id)
                await self._decide(erasure.cafe, member, erasure.choice, erasure.at)

    async def _hold(self, erasure: Erasure) -> None:
        """Keep the decision of a member whom the backup does not know, until they are met."""
        held = tables.held_decisions
        values = {"cafe": erasure.cafe, "mark": erasure.mark, "choice": erasure.choice, "at": erasure.at}
        await self._connection.execute(delete(held).where(held.c.cafe == erasure.cafe, held.c.mark == erasure.mark))
        await self._connection.execute(held.insert().values(values))

    async def _drop_reactions(self, cafe: str, post: PostRef, erasure: Erasure) -> None:
        """Take back the reaction to a post that has this mark."""
        reactions, secret = tables.reactions, self._secrets[cafe]
        to_it = (reactions.c.cafe == cafe, reactions.c.platform == post.platform, reactions.c.post == post.id)
        for row in (await self._connection.execute(select(reactions).where(*to_it))).mappings().all():
            member = MemberRef(row["platform"], row["author"])
            if row["at"] <= erasure.at and mark_of_reaction(secret, member, row["emoji"]) == erasure.mark:
                await self._take_back(row)

    async def _take_back(self, row: RowMapping) -> None:
        await self._connection.execute(delete(tables.reactions).where(*_is_reaction(row)))
        await self._rooms.take_reaction_back(row)
        self._count("reactions", row["cafe"], True)

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

    async def quotation(self, cafe: str, post: PostRef, choice: str | None, at: datetime) -> None:
        """How one post may be quoted."""
        if cafe in self._secrets:
            done = await self._work.keep_post_consent(cafe, post, Consent(choice) if choice else None, at)
            self._count("consents", cafe, done)

    async def standing(self, mark: str, choice: str | None, at: datetime) -> None:
        """What the member of that mark has chosen for every café. What that has changed in single cafés is told with
        those."""
        await self._work.keep_standing_mark(mark, Consent(choice) if choice else None, at)

    async def forgotten(self, mark: str, at: datetime) -> None:
        """The member of that mark has had everything forgotten, whether the backup knows them or not. One that was made
        afterwards knows it already, and what they have said since they came back."""
        if mark in self._absent and self._absent[mark] >= at:
            return
        self._absent[mark] = at
        for member in {ref for ref, _ in await self._work.people()}:
            if await self._work.house_mark(member) == mark:
                await self._forget(member, at)
        await self._rooms.forget(mark, at)
        await part_mark(self._connection, mark, at)
        await self._work.forget_mark(mark, at)

    async def _forget(self, member: MemberRef, at: datetime) -> None:
        for cafe in await self._work.cafes_knowing(member):
            if (known := await self._work.cafe(cafe)) is not None:
                tally = await self._work.tally(known, member)
                await self._work.take_all_back(known, member, at)
                self._count("withdrawals", cafe, not tally.nothing)
        await self._work.forget_member(member, at, rooms=False)

    async def back(self, mark: str, at: datetime) -> None:
        """The member of that mark takes part again."""
        await self._work.come_back_mark(mark, at)

    async def _erase(self, cafe: str, post: PostRef, at: datetime, *, taken_back: bool = False) -> None:
        if cafe in self._secrets:
            was_there = await self._work.post(cafe, post) is not None
            await self._work.erase_post(cafe, post, at)
            if taken_back:
                # Also one that the backup does not know: it is counted among the withdrawn ones.
                taken = update(tables.posts).where(is_post(cafe, post)).values(withdrawn=True)
                await self._connection.execute(taken)
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

    def _count(self, what: str, cafe: str, changed: bool) -> None:
        if changed:
            setattr(self._replayed, what, getattr(self._replayed, what) + 1)
            self._replayed.cafes.add(cafe)


def _reaction(row: RowMapping) -> tuple[str, ...]:
    """Which reaction a row is."""
    return tuple(row[name] for name in ("cafe", "platform", "post", "author", "emoji"))


def _is_reaction(row: RowMapping) -> list[ColumnElement[bool]]:
    return [tables.reactions.c[name] == row[name] for name in ("cafe", "platform", "post", "author", "emoji")]
