"""What members say and do, judged and kept, one inbound event at a time within one unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.cafe_names import own_id
from bot.domain import (
    Attachment,
    Cafe,
    CafeState,
    Choice,
    Chosen,
    ConsentGiven,
    Delivery,
    Home,
    Inbound,
    Member,
    MemberRef,
    Post,
    PostEdited,
    PostErased,
    PostMade,
    PostRef,
    Reacted,
    Unreacted,
    Withdrew,
)
from bot.host._saying import reply
from bot.kinds import Read, Reading, Unclear, explained, kind_of
from bot.ports import Platform, Writing
from bot.rhythm import Plan, plan, workshop_open_at
from bot.wording import wording


class Receiver:
    """Takes events in, in one unit of work. ``touched`` are the closed cafés whose words have changed."""

    def __init__(self, work: Writing, platforms: Mapping[str, Platform], hosts: frozenset[MemberRef]) -> None:
        self._work = work
        self._platforms = platforms
        self._hosts = hosts
        self._in_room: dict[object, list[Cafe]] = {}
        self._plans: dict[str, Plan] = {}
        self._known: dict[tuple[str, MemberRef], Member] = {}
        self._replies: list[Delivery] = []
        self.touched: set[str] = set()

    async def take(self, event: Inbound) -> None:
        """Keep what the event says, if it is for a café and may be kept."""
        match event:
            case PostMade():
                await self._post(event)
            case PostEdited():
                await self._edit(event)
            case PostErased():
                await self._erase(event)
            case Reacted():
                await self._react(event)
            case Unreacted():
                await self._unreact(event)
            case Chosen():
                await self._choose(event)
            case ConsentGiven():
                await self._consent(event)
            case Withdrew():
                await self._withdraw(event)

    async def finish(self) -> bool:
        """Owe the private answers that the events have earned; returns whether there are any."""
        await self._work.owe(self._replies)
        return bool(self._replies)

    # --- posts --------------------------------------------------------------------------------------------

    async def _post(self, event: PostMade) -> None:
        author = MemberRef(event.room.platform, event.author)
        if event.from_bot or author in self._hosts:
            return
        cafe, workshop = await self._where(event)
        if cafe is None:
            return
        if event.private:
            self._answer(cafe, author, event, event.post, "cafe.private_not_kept")
            return
        if not _collects(cafe, event.at) or not await self._takes_part(cafe, author, event.name, event.at):
            return
        ref = PostRef(event.room.platform, event.post)
        reply_to = PostRef(event.room.platform, event.reply_to) if event.reply_to else None
        ends = self._plan(cafe).ends.get(workshop) if workshop else None
        read = await self._read(cafe, workshop, event.text, event.attachments, author, reply_to)
        kept = await self._work.keep_post(
            cafe,
            Post(
                ref=ref,
                own_id=own_id(cafe.secret, ref),
                author=author,
                at=event.at,
                text=event.text,
                workshop=workshop,
                answer=isinstance(read, Reading),
                late=ends is not None and event.at >= ends,
                reply_to=reply_to,
                attachments=event.attachments,
                url=event.url,
            ),
        )
        if kept:
            self._explain(cafe, workshop, read, author, event, event.post)

    async def _where(self, event: PostMade) -> tuple[Cafe | None, str | None]:
        """The café and the workshop an event belongs to: as the platform knows, by its thread, or by
        what was open then in a room that has no threads.
        """
        if event.thread and (place := await self._work.workshop_at(event.room, event.thread)):
            return next((one for one in await self._cafes(event) if one.id == place[0]), None), place[1]
        cafe = await self._cafe_then(event)
        if cafe is None:
            return None, None
        if event.workshop is not None:
            return (cafe, event.workshop) if cafe.script.workshop(event.workshop) else (None, None)
        if event.private:
            return cafe, None
        if self._platforms[event.room.platform].can.threads:
            return None, None
        return cafe, workshop_open_at(self._plan(cafe), event.at)

    async def _read(
        self,
        cafe: Cafe,
        workshop: str | None,
        text: str,
        attachments: Sequence[Attachment],
        author: MemberRef,
        reply_to: PostRef | None,
    ) -> Read:
        """How a post answers its workshop. A reply to somebody else's post is talk between the two."""
        known = cafe.script.workshop(workshop) if workshop else None
        if known is None:
            return None
        if reply_to and (replied := await self._work.post(cafe.id, reply_to)) and replied.author != author:
            return None
        words = {language: cafe.script.worded(language).workshops[known.key] for language in cafe.script.languages}
        return kind_of(known.kind).read(known, words, text, attachments)

    def _explain(
        self, cafe: Cafe, workshop: str | None, read: Read, author: MemberRef, event: Inbound, post: str
    ) -> None:
        """Tell a member alone, once a post, that it is not certain how they answered."""
        known = cafe.script.workshop(workshop) if workshop else None
        can = self._platforms[event.room.platform].can
        home = next((one for one in cafe.homes if one.room == event.room), None)
        if isinstance(read, Unclear) and known and home and can.speaks and can.private_messages:
            words = cafe.script.worded(home.language).workshops[known.key]
            sentence = explained(read, known, words, wording(home.language))
            self._replies.append(reply(cafe.id, f"{post}/unclear", home, can, author, sentence))

    async def _edit(self, event: PostEdited) -> None:
        ref = PostRef(event.room.platform, event.post)
        cafe = await self._cafe_of_post(event, ref)
        post = await self._work.post(cafe.id, ref) if cafe else None
        if cafe is None or post is None:
            return
        read = await self._read(cafe, post.workshop, event.text, post.attachments, post.author, post.reply_to)
        if event.at >= cafe.closes_at or (post.reply_to and not post.answer):
            # After the close an edit may take words away, never bring new ones into the flashback or change a vote;
            # and what was talk to somebody stays so when that post has gone.
            read = None
        if await self._work.edit_post(cafe.id, ref, event.text, isinstance(read, Reading), event.at):
            self._explain(cafe, post.workshop, read, post.author, event, event.post)
            await self._touch(cafe)

    async def _erase(self, event: PostErased) -> None:
        ref = PostRef(event.room.platform, event.post)
        if cafe := await self._cafe_of_post(event, ref):
            await self._work.erase_post(cafe.id, ref, event.at)
            await self._touch(cafe)
        elif cafe := await self._cafe_then(event):
            await self._work.erase_post(cafe.id, ref, event.at)

    # --- reactions and choices ----------------------------------------------------------------------------

    async def _react(self, event: Reacted) -> None:
        author = MemberRef(event.room.platform, event.author)
        ref = PostRef(event.room.platform, event.post)
        cafe = await self._cafe_of_post(event, ref)
        if cafe is None or author in self._hosts or not _collects(cafe, event.at):
            return
        known = await self._work.member(cafe.id, author)
        if known is None or _counts(known, event.at):
            await self._work.keep_reaction(cafe.id, ref, author, event.emoji, event.at)

    async def _unreact(self, event: Unreacted) -> None:
        author = MemberRef(event.room.platform, event.author)
        ref = PostRef(event.room.platform, event.post)
        if cafe := await self._cafe_of_post(event, ref):
            await self._work.drop_reaction(cafe.id, ref, author, event.emoji)
            await self._touch(cafe)

    async def _choose(self, event: Chosen) -> None:
        author = MemberRef(event.room.platform, event.author)
        open_then = [one for one in await self._cafes(event) if _collects(one, event.at)]
        cafe = next((one for one in open_then if one.script.workshop(event.workshop)), None)
        workshop = cafe.script.workshop(event.workshop) if cafe else None
        if cafe is None or workshop is None or author in self._hosts:
            return
        key = f"{author}/{workshop.key}/{event.position or event.at.isoformat()}"
        made = self._plan(cafe)
        ends = made.ends.get(workshop.key)
        choice = Choice(workshop.key, author, event.choices, event.at, late=ends is not None and event.at >= ends)
        kind = kind_of(workshop.kind)
        valid = not kind.takes_choices or kind.votes(workshop, {}, (), (choice,))
        if event.at < made.workshops[workshop.key] or not valid:
            self._answer(cafe, author, event, key, "cafe.choice_refused")
            return
        if not await self._takes_part(cafe, author, event.name, event.at):
            return
        await self._work.keep_choice(cafe.id, choice)
        self._answer(cafe, author, event, key, "cafe.choice_kept_late" if choice.late else "cafe.choice_kept")

    # --- members ------------------------------------------------------------------------------------------

    async def _consent(self, event: ConsentGiven) -> None:
        author = MemberRef(event.room.platform, event.author)
        cafe = next(iter(await self._presented(event)), None)
        if cafe is None:
            return
        await self._work.meet(cafe.id, author, event.name)
        if await self._work.keep_consent(cafe.id, author, event.choice, event.at):
            await self._work.meet(cafe.id, author, event.name)
            self._known.pop((cafe.id, author), None)
            await self._touch(cafe)
            key = f"{author}/consent/{event.position or event.at.isoformat()}"
            self._answer(cafe, author, event, key, f"cafe.consent_kept.{event.choice.value}")

    async def _withdraw(self, event: Withdrew) -> None:
        """A member leaves every café of the room that knows them, and the latest one in any case."""
        author = MemberRef(event.room.platform, event.author)
        for number, cafe in enumerate(await self._presented(event)):
            if number and await self._work.member(cafe.id, author) is None:
                continue
            await self._work.meet(cafe.id, author, event.name)
            if await self._work.withdraw(cafe.id, author, event.at):
                self._known.pop((cafe.id, author), None)
                await self._touch(cafe)
                key = f"{author}/withdrew/{event.position or event.at.isoformat()}"
                self._answer(cafe, author, event, key, "cafe.withdrawn")

    async def _takes_part(self, cafe: Cafe, author: MemberRef, name: str, at: datetime) -> bool:
        known = self._known.get((cafe.id, author))
        if known is None or known.name != name:
            known = self._known[cafe.id, author] = await self._work.meet(cafe.id, author, name)
        return _counts(known, at)

    # --- which café ---------------------------------------------------------------------------------------

    async def _cafes(self, event: Inbound) -> list[Cafe]:
        if event.room not in self._in_room:
            self._in_room[event.room] = list(await self._work.cafes_in(event.room))
        return self._in_room[event.room]

    async def _cafe_then(self, event: Inbound) -> Cafe | None:
        """The café that was open in that room at that instant."""
        return next((one for one in await self._cafes(event) if one.opens_at <= event.at < one.closes_at), None)

    async def _presented(self, event: Inbound) -> list[Cafe]:
        """The cafés of that room whose notice had been given by then, the latest first."""
        return [
            one for one in await self._cafes(event) if one.presented_at is not None and one.presented_at <= event.at
        ]

    async def _cafe_of_post(self, event: Inbound, post: PostRef) -> Cafe | None:
        cafes = await self._cafes(event)
        if len(cafes) == 1:
            return cafes[0] if await self._work.post(cafes[0].id, post) else None
        owner = await self._work.cafe_of_post(event.room, post)
        return next((one for one in cafes if one.id == owner), None)

    def _plan(self, cafe: Cafe) -> Plan:
        if cafe.id not in self._plans:
            self._plans[cafe.id] = plan(cafe.id, cafe.script, cafe.opening_day, cafe.zone, cafe.opens_at)
        return self._plans[cafe.id]

    async def _touch(self, cafe: Cafe) -> None:
        """A flashback that is on its way or published has to be made anew: noted with the change itself."""
        if cafe.state.step >= CafeState.CLOSED.step:
            await self._work.note_change(cafe.id)
            self.touched.add(cafe.id)

    def _answer(self, cafe: Cafe, to: MemberRef, event: Inbound, key: str, sentence: str) -> None:
        can = self._platforms[event.room.platform].can
        home = next((one for one in cafe.homes if one.room == event.room), None)
        if home is not None and can.speaks and can.private_messages:
            words = wording(home.language)
            self._replies.append(reply(cafe.id, key, home, can, to, words.say(sentence, title=_title(cafe, home))))


def _counts(member: Member, at: datetime) -> bool:
    """Whether what a member did at that instant counts: not before they last took everything back, nor after it
    as long as they have not chosen again."""
    return not member.withdrawn and (member.withdrawn_at is None or at >= member.withdrawn_at)


def _collects(cafe: Cafe, at: datetime) -> bool:
    """Whether what was said at that instant is collected: after the notice was given, before the close."""
    return cafe.presented_at is not None and cafe.presented_at <= at < cafe.closes_at


def _title(cafe: Cafe, home: Home) -> str:
    return cafe.script.worded(home.language).title
