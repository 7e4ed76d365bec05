"""A unit of work: what members decide beyond one café, and what they have forgotten; over `bot.store.writing`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, insert, or_, select, update

from bot.cafe_names import veils_of
from bot.domain import Cafe, Consent, Delivery, MemberRef, OutboundMessage, Posted, PostRef, Standing
from bot.store import tables
from bot.store.calling import is_member, left
from bot.store.consent_tables import (
    CALLS,
    WORDS,
    absences,
    house,
    new_house,
    post_consents,
    rooms_to_clear,
    standing_consents,
)
from bot.store.deciding import is_to, of_member
from bot.store.erasures import Erasure, ErasureKind, mark_of
from bot.store.linking import drop_lonely, join, part, store_link_code, try_code
from bot.store.of_members import NAMELESS, OF_MEMBERS, SAID_BY
from bot.store.people_tables import history
from bot.store.voices_tables import host_notes
from bot.store.writing import SqlWriting, is_post


class SqlForgetting(SqlWriting):
    """A unit of work; `bot.ports.Writing` says what each step means."""

    async def keep_post_consent(self, cafe: str, post: PostRef, choice: Consent | None, at: datetime) -> bool:
        if await self.post(cafe, post) is None:
            return False
        kept = self._into(post_consents).values(
            cafe=cafe, platform=post.platform, post=post.id, choice=choice and choice.value, at=at
        )
        done = await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[post_consents.c.cafe, post_consents.c.platform, post_consents.c.post],
                set_={"choice": kept.excluded.choice, "at": kept.excluded.at},
                where=post_consents.c.at <= kept.excluded.at,
            )
        )
        if done.rowcount == 1:
            self._tell(ErasureKind.QUOTATION, cafe, at, platform=post.platform, post=post.id, choice=choice)
            if choice is Consent.CAFE_NAME and (said := await self.post(cafe, post)) is not None:
                await self.draw_cafe_name(cafe, said.author)
            if choice is Consent.NONE:
                await self.drop_card(cafe, post)
        return done.rowcount == 1

    async def keep_standing_consent(self, member: MemberRef, choice: Consent | None, at: datetime) -> bool:
        return await self.keep_standing_mark(await self._mark(member), choice, at)

    async def keep_standing_mark(self, mark: str, choice: Consent | None, at: datetime) -> bool:
        """The same, of the member whose mark that is."""
        self._house = None
        kept = self._into(standing_consents).values(mark=mark, choice=choice and choice.value, at=at)
        done = await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[standing_consents.c.mark],
                set_={"choice": kept.excluded.choice, "at": kept.excluded.at},
                where=standing_consents.c.at <= kept.excluded.at,
            )
        )
        if done.rowcount == 1:
            self.gone.append(Erasure(at=at, kind=ErasureKind.STANDING, mark=mark, choice=choice))
        return done.rowcount == 1

    async def follow_standing(self, cafe: str, member: MemberRef, standing: Standing | None) -> bool:
        members = tables.members
        undecided = and_(members.c.consent.is_(None), members.c.withdrawn_at.is_(None), members.c.decided_at.is_(None))
        values = {"consent": standing and standing.choice.value, "decided_at": standing and standing.at}
        done = await self._connection.execute(
            update(members)
            .where(is_member(cafe, member), or_(members.c.standing, undecided))
            .values(**values, standing=standing is not None)
        )
        if done.rowcount == 1 and standing is not None:
            mark = mark_of(await self._secret(cafe), member)
            self._tell(ErasureKind.CONSENT, cafe, standing.at, mark=mark, choice=standing.choice)
            if standing.choice is Consent.CAFE_NAME:
                await self.draw_cafe_name(cafe, member)
            if standing.choice is Consent.NONE:
                await self.drop_cards_of(cafe, member)
        return done.rowcount == 1

    async def come_back(self, member: MemberRef, at: datetime) -> None:
        await self.come_back_mark(await self.house_mark(member), at)

    async def come_back_mark(self, mark: str, at: datetime) -> None:
        """The same, of the member whose mark that is."""
        done = await self._connection.execute(
            update(absences)
            .where(absences.c.mark == mark, absences.c.back_at.is_(None), absences.c.at <= at)
            .values(back_at=at)
        )
        if done.rowcount == 1:
            self.gone.append(Erasure(at=at, kind=ErasureKind.BACK, mark=mark))

    async def mark_delivered(self, delivery: Delivery, posted: Posted, now: datetime) -> bool:
        done = await super().mark_delivered(delivery, posted, now)
        if done and delivery.beat is None:
            await self.keep_wordless(delivery.key)
        return done

    async def reword(self, key: str, message: OutboundMessage) -> None:
        # The words before may have been somebody's who was forgotten meanwhile.
        self.erased = True
        await super().reword(key, message)

    async def drop_delivery(self, key: str) -> None:
        self.erased = True
        await super().drop_delivery(key)

    async def take_back_post(self, cafe: str, post: PostRef, at: datetime) -> None:
        posts = tables.posts
        await self._connection.execute(
            update(posts).where(is_post(cafe, post), posts.c.text.is_not(None)).values(withdrawn=True)
        )
        await self._erase_post(cafe, post, at, ErasureKind.TAKEN_BACK)

    async def take_all_back(self, cafe: Cafe, member: MemberRef, at: datetime) -> None:
        await self._connection.execute(
            delete(host_notes).where(host_notes.c.cafe == cafe.id, host_notes.c.said_by == str(member))
        )
        if await self._is_frozen(cafe.id):
            await self.take_back(cafe.id, at, author=member)
            return
        members, known = tables.members, await self.member(cafe.id, member)
        await self._connection.execute(update(members).where(is_member(cafe.id, member)).values(left(member, at)))
        await self._erase_all_of(cafe.id, member, at, known)
        for workshop, veil in veils_of(cafe, member).items():
            await self.drop_choice(cafe.id, workshop, veil)
        await self._connection.execute(
            delete(tables.deliveries).where(tables.deliveries.c.cafe == cafe.id, is_to(member))
        )

    async def forget_member(self, member: MemberRef, at: datetime, *, rooms: bool) -> None:
        self.erased = True
        await self.erase_topics_of(member, at)
        await self.end_wishes(member, at)
        for table, platform, column in OF_MEMBERS:
            await self._connection.execute(
                delete(table).where(table.c[platform] == member.platform, table.c[column] == member.id)
            )
        for table, platform, column in NAMELESS:
            await self._connection.execute(
                update(table)
                .where(table.c[platform] == member.platform, table.c[column] == member.id)
                .values({platform: None, column: None})
            )
        await drop_lonely(self._connection)
        await self._take_out_of_history(member)
        for table in SAID_BY:
            await self._connection.execute(update(table).where(table.c.said_by == str(member)).values(said_by=""))
        await self._connection.execute(delete(tables.deliveries).where(is_to(member)))
        await self.forget_mark(await self._mark(member), at)
        if rooms:
            await self._note_to_clear(member, WORDS, at)

    async def end_calls(self, member: MemberRef, at: datetime) -> None:
        await self._note_to_clear(member, CALLS, at)

    async def _note_to_clear(self, member: MemberRef, what: str, at: datetime) -> None:
        due = {"platform": member.platform, "member": member.id, "what": what, "at": at}
        await self._connection.execute(self._into(rooms_to_clear).values(due).on_conflict_do_nothing())

    async def _take_out_of_history(self, member: MemberRef) -> None:
        """Take a member out of what hosts have changed about them."""
        names = (member.id, str(member))
        for row in (await self._connection.execute(select(history.c.number, history.c.about))).all():
            if any(value in names for value in row.about.values()):
                about = {key: "" if value in names else value for key, value in row.about.items()}
                await self._connection.execute(
                    update(history).where(history.c.number == row.number).values(about=about)
                )

    async def forget_mark(self, mark: str, at: datetime) -> None:
        """Keep the member of that mark out from now on, and nothing of what they chose."""
        await self._connection.execute(delete(standing_consents).where(standing_consents.c.mark == mark))
        self._house = None
        kept = self._into(absences).values(mark=mark, at=at, back_at=None)
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[absences.c.mark],
                set_={"at": kept.excluded.at, "back_at": kept.excluded.back_at},
                where=absences.c.at <= kept.excluded.at,
            )
        )
        self.gone.append(Erasure(at=at, kind=ErasureKind.FORGOTTEN, mark=mark))

    async def keep_link_code(self, member: MemberRef, name: str, code: str, until: datetime) -> None:
        await self._mark(member)
        await store_link_code(self._connection, member, name, code, until)

    async def try_link_code(self, name: str, code: str, now: datetime, tries: int) -> MemberRef | None:
        return await try_code(self._connection, name, code, now, tries)

    async def link(self, one: MemberRef, other: MemberRef, at: datetime) -> None:
        await join(self._connection, {one, other, *await self.linked(one), *await self.linked(other)}, at)

    async def unlink(self, member: MemberRef, at: datetime) -> bool:
        self.erased = True
        done = await part(self._connection, member)
        if done:
            self.gone.append(Erasure(at=at, kind=ErasureKind.UNLINKED, mark=await self._mark(member)))
        return done

    async def rooms_cleared(self, member: MemberRef) -> None:
        self.erased = True
        await self._cleared(member, WORDS)

    async def calls_ended(self, member: MemberRef) -> None:
        self.erased = True
        await self._cleared(member, CALLS)

    async def _cleared(self, member: MemberRef, what: str) -> None:
        done = and_(of_member(rooms_to_clear, member, "member"), rooms_to_clear.c.what == what)
        await self._connection.execute(delete(rooms_to_clear).where(done))

    async def _mark(self, member: MemberRef) -> str:
        """The mark of a member, in a house that has a secret from now on."""
        if not await self.house_mark(member):
            await self._connection.execute(insert(house).values(new_house()))
            self._house = None
        return await self.house_mark(member)
