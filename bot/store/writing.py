"""A unit of work on the database: what members say and do, over `bot.store.claiming`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain import (
    Attachment,
    Cafe,
    Choice,
    Consent,
    Member,
    MemberRef,
    Post,
    PostRef,
    still_attached,
)
from bot.naming import marks_of
from bot.store import rows, tables
from bot.store.calling import SqlCallingWriting, is_member, left
from bot.store.carding import SqlCardsWriting
from bot.store.caring import SqlCareWriting
from bot.store.carrying import SqlCarriedWriting
from bot.store.claiming import SqlClaiming
from bot.store.consent_tables import post_consents
from bot.store.erasures import Erasure, ErasureKind, mark_of, mark_of_reaction
from bot.store.inserting import Into
from bot.store.inviting import SqlPeopleWriting
from bot.store.keeping import SqlKeepingWriting
from bot.store.picturing import SqlPictureWriting
from bot.store.uploading import SqlUploadWriting
from bot.store.voices_tables import host_picks
from bot.store.voicing import SqlVoicesWriting


class SqlWriting(
    SqlVoicesWriting,
    SqlCardsWriting,
    SqlCarriedWriting,
    SqlCareWriting,
    SqlKeepingWriting,
    SqlPictureWriting,
    SqlPeopleWriting,
    SqlCallingWriting,
    SqlUploadWriting,
    SqlClaiming,
):
    """A unit of work; `bot.ports.Writing` says what each step means. ``erased`` is true once words have gone."""

    erased = False

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._held: dict[str, dict[str, Row[Any]]] = {}
        self.gone: list[Erasure] = []
        """What the journal of erasures is to be told."""

    async def meet(self, cafe: str, member: MemberRef, name: str) -> Member:
        known = await self._connection.execute(
            _meeting(self._into), {"cafe": cafe, "platform": member.platform, "member": member.id, "name": name}
        )
        row = known.mappings().first()
        if row is not None:
            member_now = rows.member_of(row)
            return member_now if row["decided_at"] is not None else await self._held_of(cafe, member_now)
        withdrawn = await self.member(cafe, member)
        if withdrawn is None:
            raise KeyError(str(member))
        return withdrawn

    async def keep_post(self, cafe: Cafe, post: Post) -> bool:
        kept = await self._connection.execute(
            self._into(tables.posts).on_conflict_do_nothing().returning(tables.posts.c.post),
            rows.post_row(cafe.id, post),
        )
        return kept.first() is not None

    async def edit_post(
        self,
        cafe: str,
        post: PostRef,
        text: str,
        answer: bool,
        at: datetime,
        attachments: Sequence[Attachment] | None = None,
    ) -> bool:
        self.erased = True
        values: dict[str, Any] = {"text": text, "answer": answer, "edited_at": at}
        if attachments is not None:
            values["attachments"] = rows.attachments_row(attachments)
        posts = tables.posts
        before = await self.post(cafe, post)
        # An edit back to the same words is kept with its instant: an older one that arrives later must not win.
        changed = await self._connection.execute(
            update(posts)
            .where(
                is_post(cafe, post),
                posts.c.text.is_not(None),
                or_(posts.c.edited_at.is_(None), posts.c.edited_at <= at),
            )
            .values(values)
        )
        if before is None or changed.rowcount != 1:
            return False
        if attachments is not None:
            await self.keep_attached(cafe, post, still_attached(before.attachments, attachments))
        if before.text == text and (attachments is None or tuple(attachments) == before.attachments):
            return False
        await self.drop_card(cafe, post)
        self._tell(ErasureKind.EDIT, cafe, at, platform=post.platform, post=post.id)
        return True

    async def erase_post(self, cafe: str, post: PostRef, at: datetime) -> None:
        await self._erase_post(cafe, post, at, ErasureKind.POST)

    async def _erase_post(self, cafe: str, post: PostRef, at: datetime, kind: ErasureKind) -> None:
        self.erased = True
        if await self._is_frozen(cafe):
            await self.take_back(cafe, at, post=post)
            return
        self._tell(kind, cafe, at, platform=post.platform, post=post.id)
        await self.release_carried(post=post)
        await self.drop_card(cafe, post)
        bare = {**_WORDLESS, "erased_at": at}
        gone = self._into(tables.posts).values(cafe=cafe, platform=post.platform, post=post.id, **bare)
        await self._connection.execute(
            gone.on_conflict_do_update(
                index_elements=[tables.posts.c.cafe, tables.posts.c.platform, tables.posts.c.post], set_=bare
            )
        )
        for table in (tables.reactions, tables.pictures, post_consents, host_picks):
            await self._connection.execute(
                delete(table).where(table.c.cafe == cafe, table.c.platform == post.platform, table.c.post == post.id)
            )

    async def keep_reaction(self, cafe: str, post: PostRef, author: MemberRef, emoji: str, at: datetime) -> None:
        if await self.post(cafe, post) is None and post not in await self.originals(cafe):
            return
        await self._insert(
            tables.reactions,
            [
                {
                    "cafe": cafe,
                    "platform": post.platform,
                    "post": post.id,
                    "author": author.id,
                    "emoji": emoji,
                    "at": at,
                }
            ],
        )

    async def drop_reaction(self, cafe: str, post: PostRef, author: MemberRef, emoji: str, at: datetime) -> None:
        reactions = tables.reactions
        gone = await self._connection.execute(
            delete(reactions).where(
                reactions.c.cafe == cafe,
                reactions.c.platform == post.platform,
                reactions.c.post == post.id,
                reactions.c.author == author.id,
                reactions.c.emoji == emoji,
            )
        )
        if gone.rowcount:
            mark = mark_of_reaction(await self._secret(cafe), author, emoji)
            self._tell(ErasureKind.REACTION, cafe, at, platform=post.platform, post=post.id, mark=mark)

    async def keep_choice(self, cafe: str, choice: Choice) -> None:
        choices = tables.choices
        kept = self._into(choices).values(
            cafe=cafe,
            workshop=choice.workshop,
            platform=choice.author.platform,
            author=choice.author.id,
            choices=list(choice.choices),
            at=choice.at,
            late=choice.late,
            polled_in=choice.polled_in,
        )
        await self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[choices.c.cafe, choices.c.workshop, choices.c.platform, choices.c.author],
                set_={name: kept.excluded[name] for name in ("choices", "at", "late", "polled_in")},
                where=choices.c.at <= kept.excluded.at,
            )
        )

    async def drop_choice(self, cafe: str, workshop: str, author: MemberRef) -> None:
        self.erased = True
        choices = tables.choices
        await self._connection.execute(
            delete(choices).where(
                choices.c.cafe == cafe,
                choices.c.workshop == workshop,
                choices.c.platform == author.platform,
                choices.c.author == author.id,
            )
        )

    async def keep_consent(self, cafe: str, member: MemberRef, choice: Consent, at: datetime) -> bool:
        kept = await self._connection.execute(
            update(tables.members)
            # What was taken over from a choice for every café gives way to one for this café, whichever came first.
            .where(is_member(cafe, member), or_(_not_decided_after(at), tables.members.c.standing))
            .values(consent=choice.value, decided_at=at, standing=False)
        )
        if kept.rowcount != 1:
            return False
        mark = mark_of(await self._secret(cafe), member)
        self._tell(ErasureKind.CONSENT, cafe, at, mark=mark, choice=choice)
        if choice is Consent.CAFE_NAME:
            await self.draw_cafe_name(cafe, member)
        if choice is Consent.NONE:
            await self.drop_cards_of(cafe, member)
        return True

    async def take_back(
        self,
        cafe: str,
        at: datetime,
        *,
        author: MemberRef | None = None,
        post: PostRef | None = None,
        unless_in: Collection[str] | None = None,
    ) -> bool:
        said = author is not None and await self.take_said_back(cafe, author)
        if post is not None:
            said = await self.drop_card(cafe, post) or said
        if unless_in is None and (author or post):
            await self.release_carried(post=post, cafe=cafe, member=author)
        if not await super().take_back(cafe, at, author=author, post=post, unless_in=unless_in) and not said:
            return False
        if post is not None:
            self._tell(ErasureKind.POST, cafe, at, platform=post.platform, post=post.id)
        if author is not None:
            self._tell(ErasureKind.WITHDRAWAL, cafe, at, mark=mark_of(await self._secret(cafe), author))
        return True

    async def withdraw(self, cafe: str, member: MemberRef, at: datetime) -> bool:
        if await self._is_frozen(cafe):
            return await self.take_back(cafe, at, author=member)
        known = await self.member(cafe, member)
        marked = await self._connection.execute(
            update(tables.members).where(is_member(cafe, member), _not_decided_after(at)).values(left(member, at))
        )
        if marked.rowcount != 1:
            return False
        await self._erase_all_of(cafe, member, at, known)
        return True

    async def _erase_all_of(self, cafe: str, member: MemberRef, at: datetime, known: Member | None) -> None:
        """Erase what a member said, chose and reacted in a café, and tell the journal that they withdrew."""
        secret = await self._secret(cafe)
        self._tell(ErasureKind.WITHDRAWAL, cafe, at, mark=mark_of(secret, member))
        if known is not None and not known.withdrawn:
            await self.keep_names(cafe, marks_of(secret, member, known.name))
        await self.take_said_back(cafe, member)
        posts, reactions, choices = tables.posts, tables.reactions, tables.choices
        theirs = and_(posts.c.cafe == cafe, posts.c.platform == member.platform, posts.c.author == member.id)
        said: Sequence[str] = (await self._connection.execute(select(posts.c.post).where(theirs))).scalars().all()
        await self._connection.execute(update(posts).where(theirs).values(withdrawn=True))
        for post in said:
            await self._erase_post(cafe, PostRef(member.platform, post), at, ErasureKind.TAKEN_BACK)
        for table in (reactions, choices):
            await self._connection.execute(
                delete(table).where(
                    table.c.cafe == cafe, table.c.platform == member.platform, table.c.author == member.id
                )
            )

    async def _held_in(self, cafe: str) -> dict[str, Row[Any]]:
        """The decisions of members whom a backup that was put back does not know, by their marks."""
        if cafe not in self._held:
            query = select(tables.held_decisions).where(tables.held_decisions.c.cafe == cafe)
            self._held[cafe] = {row.mark: row for row in await self._connection.execute(query)}
        return self._held[cafe]

    async def _held_of(self, cafe: str, member: Member) -> Member:
        """The member with what they had decided before a backup was put back that did not know them yet."""
        if not (held := await self._held_in(cafe)):
            return member
        row = held.get(mark_of(await self._secret(cafe), member.ref))
        if row is None:
            return member
        if row.choice is None:
            await self.withdraw(cafe, member.ref, row.at)
        else:
            await self.keep_consent(cafe, member.ref, Consent(row.choice), row.at)
        return await self.member(cafe, member.ref) or member

    def _tell(self, kind: ErasureKind, cafe: str, at: datetime, **about: Any) -> None:
        self.gone.append(Erasure(at=at, kind=kind, cafe=cafe, **about))


@cache
def _meeting(into: Into) -> ReturningInsert[Any]:
    """Built once: it runs for nearly every post, and building it costs more than running it."""
    met = into(tables.members)
    return met.on_conflict_do_update(
        index_elements=[tables.members.c.cafe, tables.members.c.platform, tables.members.c.member],
        set_={"name": met.excluded.name},
        where=or_(tables.members.c.withdrawn_at.is_(None), tables.members.c.consent.is_not(None)),
    ).returning(tables.members)


_WORDLESS: dict[str, Any] = {
    "author": None,
    "at": None,
    "text": None,
    "workshop": None,
    "answer": False,
    "late": False,
    "edited_at": None,
    "reply_to": None,
    "attachments": None,
    "url": None,
    "room": None,
    "thread": None,
}
"""What is left of an erased post besides its id: nothing, not even whose it was."""


def is_post(cafe: str, post: PostRef) -> ColumnElement[bool]:
    """That a row of ``posts`` is that post."""
    posts = tables.posts
    return and_(posts.c.cafe == cafe, posts.c.platform == post.platform, posts.c.post == post.id)


def _not_decided_after(at: datetime) -> ColumnElement[bool]:
    return or_(tables.members.c.decided_at.is_(None), tables.members.c.decided_at <= at)
