"""Cards: what a host shows of one home to a café's other homes, once its author lets it cross."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.digest.live import Live
from bot.digest.quote import passage
from bot.digest.verbatim import Quoting
from bot.domain import (
    Cafe,
    CafeState,
    Card,
    Delivery,
    Home,
    HostChange,
    MemberRef,
    OutboundMessage,
    Post,
    PostRef,
    Record,
    RoomRef,
)
from bot.errors import CallError, fault
from bot.host._publishing import sealed_in
from bot.host._retention import require_kept
from bot.host._voices import post_named
from bot.markup import Block, Quotation, Strong, paragraph, split
from bot.ports import Clock, Platform, Store, Writing
from bot.showing import shown
from bot.wording import wording


@dataclass(frozen=True, slots=True)
class AskedCard:
    """A card of a member's: which post, in which workshop (its title), the words that cross, and what they answered,
    ``None`` as long as they have not."""

    post: PostRef
    workshop: str
    text: str
    allowed: bool | None


class Cards:
    """The use cases of cards. ``send`` makes what is owed, ``renew`` has what was taken back leave its room."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        send: Callable[[], Awaitable[None]],
        renew: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._send = send
        self._renew = renew

    async def pick(self, cafe: str, post: PostRef, by: MemberRef) -> Post:
        """Have an answer cross to the other homes once its author lets it: they are asked, alone and once.

        Raises `CallError` where there is no such answer or no other home, after the close, while a workshop is sealed,
        and for what may not be quoted; which of its reasons holds is not told.
        """
        now = self._clock.now()
        async with self._store.writing() as work:
            record = await work.record(cafe)
            found = post_named(record, post)
            if len(record.cafe.homes) < 2:
                raise CallError(fault("card_one_home"))
            if record.cafe.is_over(now) or record.cafe.state.step >= CafeState.CLOSED.step:
                raise CallError(fault("command_cafe_closed", title=shown(record.cafe.title)))
            if not found.answer or _words(record, found) is None:
                raise CallError(fault("card_not_quotable"))
            if await work.keep_card(cafe, Card(found.ref, by, now)):
                await work.record_change(HostChange(now, by, "card", cafe, {"post": found.own_id}))
                await self._ask(work, record, found)
        await self._send()
        return found

    async def unpick(self, cafe: str, post: PostRef, by: MemberRef) -> bool:
        """Have a post cross no more, and what stands of it in other homes leave them; false where it did not."""
        async with self._store.writing() as work:
            found = post_named(await work.record(cafe), post)
            if not await work.drop_card(cafe, found.ref):
                return False
            change = HostChange(self._clock.now(), by, "card off", cafe, {"post": found.own_id})
            await work.record_change(change)
        await self._renew()
        return True

    async def asked(self, by: MemberRef, cafe: str) -> tuple[AskedCard, ...]:
        """The cards that a member is asked about, or has answered for."""
        async with self._store.reading() as store:
            record, kept = await store.record(cafe), {one.post: one for one in await store.cards(cafe)}
        require_kept(record.cafe)
        return tuple(
            AskedCard(one.ref, _title(record.cafe, one), _words(record, one) or "", kept[one.ref].allowed)
            for one in record.posts
            if one.author == by and one.ref in kept
        )

    async def answer(self, by: MemberRef, cafe: str, post: PostRef, allowed: bool) -> None:
        """Let one's own post cross, or not, or no more. Raises `CallError` for a post that is not there any more, is
        somebody else's, or is no card: these are not told apart."""
        async with self._store.writing() as work:
            there = await work.post(cafe, post)
            if there is None or there.author != by:
                raise CallError(fault("card_none"))
            if not await work.answer_card(cafe, post, allowed, self._clock.now()):
                raise CallError(fault("card_none"))
        if allowed:
            await self.cross(cafe)
        else:
            await self._renew()

    async def cross(self, cafe: str) -> None:
        """Show what may cross in each other home in which its workshop has opened, once; what a room refuses is shown
        later, and no more after the close."""
        async with self._store.writing() as work:
            cards = [one for one in await work.cards(cafe) if one.allowed]
            record = await work.record(cafe) if cards else None
            if record is None or record.cafe.is_over(self._clock.now()):
                return
            posts = {one.ref: one for one in record.posts}
            for card in cards:
                if card.post in posts:
                    await self._owe(work, record, posts[card.post], card)
        await self._send()

    async def _owe(self, work: Writing, record: Record, post: Post, card: Card) -> None:
        cafe, words = record.cafe, _words(record, post)
        there = {RoomRef(post.ref.platform, post.room or ""), *await work.crossed_into(cafe.id, post.ref)}
        homes = [
            home
            for home in cafe.homes
            if home.room not in there and await work.place(cafe.id, home.room, post.workshop or "")
        ]
        if words is None or not homes:
            return
        await work.draw_cafe_name(cafe.id, post.author)
        member = await work.member(cafe.id, post.author)
        name = member.cafe_name if member is not None else None
        owed = [
            self._delivery(cafe, post, card, home, words, name)
            for home in homes
            if (platform := self._platforms.get(home.room.platform)) is not None and platform.can.speaks
        ]
        if owed:
            await work.owe(owed)
            await work.keep_card_said(cafe.id, post.ref, [one.key for one in owed])

    def _delivery(self, cafe: Cafe, post: Post, card: Card, home: Home, words: str, name: str | None) -> Delivery:
        can, say = self._platforms[home.room.platform].can, wording(home.language)
        blocks: list[Block] = [paragraph(Strong(say.say("card.title"))), Quotation(words, name)]
        body = split(blocks, can.dialect, can.text_limit)[0]
        # Another yes is another card: the first one may not have left its room yet.
        token = hashlib.sha256(f"{post.own_id} {card.at.isoformat()}".encode()).hexdigest()[:16]
        key = f"{cafe.id}/card/{home.room}/{token}"
        message = OutboundMessage(body)
        return Delivery(key, cafe.id, home.room, message, workshop=post.workshop, until=cafe.closes_at)

    async def _ask(self, work: Writing, record: Record, post: Post) -> None:
        """Owe its author the question, alone. Their words are not in it: they may still be taken back."""
        cafe, platform = record.cafe, self._platforms.get(post.ref.platform)
        home = next((one for one in cafe.homes if one.room.room == post.room), cafe.homes[0])
        if platform is None or not (platform.can.speaks and platform.can.private_messages):
            return
        say = wording(home.language, platform.can.prefix)
        title = shown(cafe.script.worded(home.language).workshops[post.workshop or ""].title)
        asked = say.say("card.asked", workshop=title, post=post.ref.id)
        body = split([paragraph(asked)], platform.can.dialect, platform.can.text_limit)[0]
        key = f"{cafe.id}/card_asked/{post.own_id}/{self._clock.now().isoformat()}"
        message = OutboundMessage(body, to=post.author)
        await work.owe([Delivery(key, cafe.id, home.room, message, until=cafe.closes_at)])


def _words(record: Record, post: Post) -> str | None:
    """The passage of a post that crosses: nobody's name is in it, its author's own neither, and it may be quoted by
    what they chose or else by the café's rule. ``None`` where there is none, and as long as its workshop is sealed."""
    quoting = Quoting(Live(record), sealed_in(record))
    if post.workshop is None or quoting.credit(post) is None:
        return None
    return passage(post.text, lambda piece: not quoting.names.in_passage(piece, None))


def _title(cafe: Cafe, post: Post) -> str:
    return cafe.script.worded(cafe.language).workshops[post.workshop or ""].title
