"""How members allow to be quoted: one quotation over this café, over every café, over the café's rule (truth 6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.digest.live import Live
from bot.digest.quotations import every_quotation
from bot.digest.verbatim import Quoting
from bot.domain import Cafe, CafeState, Consent, MemberRef, Post, PostRef, Record
from bot.errors import CallError, fault
from bot.host._publishing import host_flashback
from bot.host._retention import require_kept
from bot.naming import marks_of
from bot.ports import Clock, Store, Writing


@dataclass(frozen=True, slots=True)
class OwnQuotation:
    """What would be quoted of one post of a member. ``text`` is the exact words, ``None`` where files alone are shown;
    ``author`` is how it would be signed, ``None`` for without a name. ``choice`` is what holds for it; ``chosen`` what
    its author chose for it alone. ``shown`` is false where that choice keeps it out: ``text`` is then what could be
    quoted. ``workshop`` is the title of the one that it was said in, in the café's language."""

    post: PostRef
    workshop: str | None
    text: str | None
    author: str | None
    choice: Consent
    chosen: Consent | None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class OwnQuotations:
    """All that a flashback, as it stands now, would quote of one member; and what they chose for the whole café
    (``here``) and for every café (``always``), ``None`` where they did not. ``rule`` is what silence means."""

    cafe: str
    title: str
    quotations: tuple[OwnQuotation, ...]
    here: Consent | None
    always: Consent | None
    rule: Consent


class Consents:
    """The use cases of being quoted. ``renew`` is asked to take a change over into a flashback that is out already."""

    def __init__(self, store: Store, clock: Clock, renew: Callable[[], Awaitable[None]]) -> None:
        self._store = store
        self._clock = clock
        self._renew = renew

    async def here(self, by: MemberRef, name: str, cafe: str, choice: Consent) -> None:
        """Choose for one café. Whoever had left it, or had everything forgotten, takes part again. Raises `CallError`
        for a café that is not there, or that has not told anybody yet what it keeps."""
        now = self._clock.now()
        async with self._store.writing() as work:
            known = await self._cafe(work, cafe)
            await work.come_back(by, now)
            before = await work.member(cafe, by)
            if before is not None and before.name != name and not before.withdrawn:
                await work.keep_names(cafe, marks_of(known.secret, by, before.name))
            await work.meet(cafe, by, name)
            if await work.keep_consent(cafe, by, choice, now):
                # The name of somebody who had left is known again from now on.
                await work.meet(cafe, by, name)
                await self._note(work, known)
        await self._renew()

    async def always(self, by: MemberRef, choice: Consent | None) -> None:
        """Choose for every café from now on; ``None`` takes that back. It holds too in those that know the member, are
        not published, and in which they have not chosen. Whoever had everything forgotten takes part again."""
        now = self._clock.now()
        async with self._store.writing() as work:
            if choice is not None:
                await work.come_back(by, now)
            if not await work.keep_standing_consent(by, choice, now):
                return
            standing = await work.standing_consent(by)
            for id in await work.cafes_knowing(by):
                known = await work.cafe(id)
                goes_on = known is not None and known.state.step < CafeState.PUBLISHED.step
                if known is not None and goes_on and await work.follow_standing(id, by, standing):
                    await self._note(work, known)
        await self._renew()

    async def quotation(self, by: MemberRef, cafe: str, post: PostRef, choice: Consent | None) -> None:
        """Choose for one post; ``None`` takes that choice back. Raises `CallError` for a post that is not there any
        more, or is somebody else's: the two are not told apart."""
        now = self._clock.now()
        async with self._store.writing() as work:
            known, there = await work.cafe(cafe), await work.post(cafe, post)
            if known is None or there is None or there.author != by:
                raise CallError(fault("quotation_no_post"))
            if await work.keep_post_consent(cafe, post, choice, now):
                await self._note(work, known)
        await self._renew()

    async def quotations(self, by: MemberRef, cafe: str) -> OwnQuotations:
        """What the flashback would quote of that member, as it stands now. Nothing of anybody else is in it. Raises
        `CallError` for a café that is not there."""
        async with self._store.reading() as store:
            if await store.cafe(cafe) is None:
                raise CallError(fault("quotation_no_cafe"))
            record = await store.record(cafe)
            require_kept(record.cafe)
            always = await store.standing_consent(by)
        member = record.members.get(by)
        return OwnQuotations(
            cafe=cafe,
            title=record.cafe.title,
            quotations=tuple(own_quotations(record, by)),
            here=member.consent if member else None,
            always=always.choice if always else None,
            rule=record.cafe.script.quotes,
        )

    async def _cafe(self, work: Writing, cafe: str) -> Cafe:
        known = await work.cafe(cafe)
        if known is None or known.presented_at is None:
            raise CallError(fault("quotation_no_cafe"))
        require_kept(known)
        return known

    async def _note(self, work: Writing, cafe: Cafe) -> None:
        if cafe.state.step >= CafeState.CLOSED.step:
            await work.note_change(cafe.id)


def own_quotations(record: Record, by: MemberRef) -> list[OwnQuotation]:
    """What the flashback of a record quotes of one member, each passage once, by post; then what their own choice for
    one post keeps out."""
    live = Live(record)
    member = record.members.get(by)
    found: dict[tuple[PostRef, str | None], OwnQuotation] = {}
    for one in every_quotation(host_flashback(record)):
        post = live.by_id.get(one.post)
        if post is not None and post.author == by:
            found[post.ref, one.text] = _own(record, post, one.text, one.author)
    open_again = replace(
        record, post_consents={ref: one for ref, one in record.post_consents.items() if one is not Consent.NONE}
    )
    quoting = Quoting(Live(open_again))
    for post in live.posts:
        if post.author == by and record.post_consents.get(post.ref) is Consent.NONE and member is not None:
            verbatim = quoting.quote(post)
            text = verbatim.text if verbatim is not None else post.text
            found[post.ref, text] = replace(_own(record, post, text, None), shown=False)
    place = {post.ref: number for number, post in enumerate(live.posts)}
    return sorted(found.values(), key=lambda one: place[one.post])


def _own(record: Record, post: Post, text: str | None, author: str | None) -> OwnQuotation:
    cafe, chosen, member = record.cafe, record.post_consents.get(post.ref), record.members.get(post.author)
    words = cafe.script.worded(cafe.language).workshops
    title = words[post.workshop].title if post.workshop and post.workshop in words else None
    choice = chosen or (member.consent if member else None) or cafe.script.quotes
    return OwnQuotation(post.ref, title, text, author, choice, chosen)
