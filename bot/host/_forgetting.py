"""Forgetting: one post, one café, everything. What is erased is erased everywhere, in one unit of work, and told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot.domain import Cafe, CafeState, MemberRef, PostRef, Tally, WishKind
from bot.errors import CallError, PlatformError, fault
from bot.host._followers import Followers
from bot.host._forgotten_notes import drop_notes_naming
from bot.host._publishing import Publisher
from bot.host._receipt import Receipt, Scope, Taken
from bot.logs import Event, faults_of, logger
from bot.naming import marks_of
from bot.ports import Clock, Platform, Store, Writing

_log = logger(__name__)


class Forgetting:
    """The use cases of erasing at a member's own wish. ``renew`` is asked to take what has changed over into the rooms
    once it has gone from the store; what dies in between is taken up again from what the store knows."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        publisher: Publisher,
        renew: Callable[[], Awaitable[None]],
        followers: Followers,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._publisher = publisher
        self._renew = renew
        self._followers = followers

    async def post(self, by: MemberRef, cafe: str, post: PostRef) -> Receipt:
        """Forget one post of that member. Raises `CallError` for one that is not there any more, or is not theirs: the
        two are not told apart."""
        now = self._clock.now()
        async with self._store.writing() as work:
            known, there = await work.cafe(cafe), await work.post(cafe, post)
            carried = await work.carried_for(post) == by
            if known is not None and known.frozen_at is not None:
                tally = await self._take_verbatims_back(work, cafe, by, post, now, carried)
            elif known is None or there is None or there.author != by:
                raise CallError(fault("forget_no_post"))
            else:
                pictures = [await work.picture(cafe, post, number) for number in range(len(there.attachments))]
                await work.take_back_post(cafe, post, now)
                tally = Tally(posts=1, pictures=sum(one is not None for one in pictures))
            taken = await self._changed(work, known, tally)
        await self._renew()
        return Receipt(Scope.POST, (taken,), carried=carried, files_stay=self._files_stay(by))

    async def require_own(self, by: MemberRef, cafe: str, post: PostRef) -> None:
        """Raises `CallError` where `post` would now, as long as the café's posts are kept."""
        async with self._store.reading() as store:
            known, there = await store.cafe(cafe), await store.post(cafe, post)
        if known is None or (known.frozen_at is None and (there is None or there.author != by)):
            raise CallError(fault("forget_no_post"))

    async def cafe(self, by: MemberRef, cafe: str) -> Receipt:
        """Forget all of that member in one café, which collects nothing more of them until they choose again there.
        Raises `CallError` for a café that is not there."""
        now = self._clock.now()
        async with self._store.writing() as work:
            known = await work.cafe(cafe)
            if known is None:
                raise CallError(fault("forget_no_cafe"))
            if known.frozen_at is None and await work.member(cafe, by) is None:
                await work.meet(cafe, by, by.id)
            carried = cafe in await work.carried_in(by)
            if self._followers.are_called(by.platform):
                # Alone they could be left out; where followers are called they cannot.
                for home in known.homes:
                    await work.end_wishes(by, now, home.room, WishKind.FOLLOW)
                await self._followers.note_end(work, by, now)
            taken = await self._take_back(work, known, by, now)
        await self._followers.end_calls()
        await self._renew()
        return Receipt(Scope.CAFE, (taken,), carried=carried, files_stay=self._files_stay(by))

    async def everything(self, by: MemberRef, *, linked: bool = False) -> Receipt:
        """Forget all of that member, in every café; nothing more of them is collected anywhere until they choose again
        how they may be quoted. Where the platform keeps its rooms here, what they said there goes too. With ``linked``
        all of their linked accounts, too, as one: the receipt is about all of them."""
        now = self._clock.now()
        taken = []
        carried = False
        async with self._store.writing() as work:
            accounts = [by, *(await work.linked(by) if linked else ())]
            rooms = all(map(self._erases, accounts))
            for one in accounts:
                carried |= bool(await work.carried_in(one))
                for id in await work.cafes_knowing(one):
                    if (known := await work.cafe(id)) is not None:
                        taken.append(await self._take_back(work, known, one, now))
                await self._followers.note_end(work, one, now)
                await work.forget_member(one, now, rooms=self._erases(one))
        await self.clear_rooms()
        await self._followers.end_calls()
        await self._renew()
        return Receipt(Scope.ALL, tuple(taken), rooms, carried, files_stay=any(map(self._files_stay, accounts)))

    async def clear_rooms(self) -> None:
        """Have the words of whoever was forgotten go from the rooms that are kept here; what is refused stays due."""
        async with self._store.reading() as store:
            due = await store.rooms_to_clear()
        for member, _ in due:
            if not self._erases(member):
                continue
            try:
                await self._platforms[member.platform].erase_member(member)
            except PlatformError as error:
                _log.warning(Event.ERASING_REFUSED, account=member.platform, faults=faults_of(error))
                continue
            async with self._store.writing() as work:
                await work.rooms_cleared(member)

    async def _take_verbatims_back(
        self, work: Writing, cafe: str, by: MemberRef, post: PostRef, now: datetime, carried: bool
    ) -> Tally:
        """Where retention has ended, what stays of a post are the words of it that were published."""
        published = any(one.post == post and one.author == by for one in await work.verbatims(cafe))
        if not published and not carried:
            raise CallError(fault("forget_no_post"))
        await work.take_back(cafe, now, post=post)
        return Tally(posts=1)

    async def _take_back(self, work: Writing, cafe: Cafe, member: MemberRef, now: datetime) -> Taken:
        tally = await work.tally(cafe, member)
        known = await work.member(cafe.id, member)
        if cafe.frozen_at is None:
            # What others say of them is not to be quoted either, though their name is not kept any more.
            name = known.name if known is not None and not known.withdrawn else ""
            await work.keep_names(cafe.id, marks_of(cafe.secret, member, name))
        await work.take_all_back(cafe, member, now)
        if cafe.frozen_at is None:
            await drop_notes_naming(work, cafe, member, now)
        return await self._changed(work, cafe, tally)

    async def _changed(self, work: Writing, cafe: Cafe, tally: Tally) -> Taken:
        if cafe.state.step >= CafeState.CLOSED.step:
            await self._publisher.take_out(work, cafe.id)
            await work.note_change(cafe.id)
        return Taken(cafe.id, cafe.title, tally, published=cafe.state is CafeState.PUBLISHED)

    def _erases(self, member: MemberRef) -> bool:
        platform = self._platforms.get(member.platform)
        return platform is not None and platform.can.erases

    def _files_stay(self, member: MemberRef) -> bool:
        platform = self._platforms.get(member.platform)
        return platform is not None and platform.can.files_stay
