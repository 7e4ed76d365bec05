"""What members say and do, judged and kept, one inbound event at a time within one unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cafe_names import own_id
from bot.domain import (
    Cafe,
    CafeState,
    Carried,
    Chosen,
    ConsentGiven,
    DeskNote,
    DeskNoteKind,
    EditUnread,
    Inbound,
    Lacked,
    MemberRef,
    OwedPicture,
    PollCounted,
    Post,
    PostEdited,
    PostErased,
    PostMade,
    PostRef,
    Reacted,
    ReactionsCleared,
    ThreadGone,
    Unreacted,
    Voted,
    Withdrew,
)
from bot.host._answers import Answers
from bot.host._clearing import clear_reactions, lose_thread
from bot.host._door import Doorkeeper
from bot.host._editing import Editing
from bot.host._members import Members
from bot.host._sealing import Answered
from bot.host._taking_back import TAKES_BACK, taken_back
from bot.host._voting import Voting
from bot.kinds import Reading, kind_of
from bot.ports import Platform, Writing


class Receiver:
    """Takes events in, in one unit of work. ``touched`` are the closed cafés whose words have changed."""

    def __init__(self, work: Writing, platforms: Mapping[str, Platform], hosts: frozenset[MemberRef]) -> None:
        self._work = work
        self._platforms = platforms
        self._door = Doorkeeper(work, platforms, hosts)
        self._answers = Answers(work, platforms)
        self._members = Members(work, self._door, self._touch, self._answers.tell)
        self._voting = Voting(work, platforms, self._door, self._members, self._answers.note, self._answers.tell)
        self._editing = Editing(work, self._door, self._answers, self._touch)
        self.touched: set[str] = set()

    @property
    def answered(self) -> Sequence[Answered]:
        """Who has answered in a sealed thread."""
        return self._answers.answered

    @property
    def pictures(self) -> Sequence[OwedPicture]:
        """Which pictures are to be fetched now."""
        return self._answers.pictures

    async def take(self, event: Inbound) -> None:
        """Keep what the event says, if it is for a café and may be kept."""
        if isinstance(event, TAKES_BACK):
            await self._take_back(event)
        match event:
            case PostMade():
                await self._post(event)
            case PostEdited():
                await self._editing.edit(event)
            case EditUnread():
                await self._editing.edit_unread(event)
            case PostErased():
                await self._erase(event)
            case Reacted():
                await self._react(event)
            case Unreacted():
                await self._unreact(event)
            case ReactionsCleared() | ThreadGone():
                await self._clear(event)
            case Chosen():
                await self._voting.choose(event)
            case Voted():
                await self._voting.vote(event)
            case PollCounted():
                await self._voting.count(event)
            case ConsentGiven():
                await self._members.consent(event)
            case Withdrew():
                await self._members.withdraw(event)
            case Lacked():
                key = f"lacking/{event.room}/{event.why}" + (f"/{event.once}" if event.once else "")
                why = DeskNoteKind.LACKING
                await self._work.note(DeskNote(key, why, event.at, room=event.room, why=event.why, values=event.values))

    async def _take_back(self, event: Inbound) -> None:
        """Words that are taken back leave the flashbacks too whose posts are kept no more."""
        for cafe in await taken_back(self._work, await self._door.frozen(event), event):
            await self._touch(cafe)
            if isinstance(event, Withdrew):
                author = MemberRef(event.room.platform, event.author)
                key = f"{author}/withdrew/{event.position or event.at.isoformat()}"
                self._answers.tell(cafe, author, event, key, "cafe.withdrawn_verbatims")

    async def finish(self) -> bool:
        """Owe the private answers that the events have earned; returns whether there are any."""
        await self._work.owe(self._answers.replies)
        return bool(self._answers.replies)

    # --- posts --------------------------------------------------------------------------------------------

    async def _post(self, event: PostMade) -> None:
        author = MemberRef(event.room.platform, event.author)
        if event.from_bot:
            return
        if await self._members.is_away(author, event):
            await self._refuse(event)
            return
        place, workshop = await self._door.place(event)
        if place is not None and event.private and workshop is None and not self._door.is_host(author, event):
            self._answers.tell(place, author, event, event.post, "cafe.private_not_kept")
            return
        cafe = await self._door.cafe(event)
        if cafe is None:
            if place is not None:
                await self._refuse(event)
            return
        if self._door.is_host(author, event):
            await self._members.mark(cafe, author, event.name)
        if not await self._members.takes_part(cafe, author, event, event.name):
            await self._refuse(event)
            return
        ref = PostRef(event.room.platform, event.post)
        reply_to = PostRef(event.room.platform, event.reply_to) if event.reply_to else None
        ends = self._door.plan(cafe).ends.get(workshop) if workshop else None
        read = await self._answers.read(cafe, workshop, event.text, event.attachments, author, reply_to)
        if event.edited_at is not None and cafe.is_over(event.edited_at):
            # What an edit brings in after the close was not said in the café.
            read = None
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
                edited_at=event.edited_at,
                reply_to=reply_to,
                attachments=event.attachments,
                url=event.url,
                room=None if event.private else event.room.room,
                thread=event.thread,
            ),
        )
        if event.carried and (kept or await self._work.post(cafe.id, ref) is not None):
            await self._work.keep_carried(_carried(event), cafe.id, author)
            if kept:
                await self._replace(cafe, workshop, author, event)
        elif event.carried:
            await self._refuse(event)
        if not kept:
            await self._editing.read_again(cafe, event)
        await self._answers.note(cafe, workshop, read, event, author)
        if kept and isinstance(read, Reading):
            await self._answers.owe_pictures(cafe, workshop, ref, event.room, event.attachments)
        if kept and event.private and isinstance(read, Reading):
            self._answers.tell(cafe, author, event, event.post, "cafe.private_kept")
        if kept:
            self._answers.explain(cafe, workshop, read, author, event, event.post)

    async def _replace(self, cafe: Cafe, workshop: str | None, author: MemberRef, event: PostMade) -> None:
        """Have what was carried take the place of all that was for that member, where they have one answer: whichever
        process kept it, the last one that is kept stays alone."""
        known = cafe.script.workshop(workshop) if workshop else None
        if known is None or not kind_of(known.kind).one_answer:
            return
        for former in await self._work.said_by_form(cafe.id, known.key, author):
            if former.ref != PostRef(event.room.platform, event.post):
                await self._work.erase_post(cafe.id, former.ref, event.at)
                await self._touch(cafe)

    async def _refuse(self, event: PostMade) -> None:
        """Have a message in the bot's name, of words that may not be kept, leave its room."""
        if event.carried:
            await self._work.keep_carried(_carried(event), None, None)

    async def _erase(self, event: PostErased) -> None:
        ref = PostRef(event.room.platform, event.post)
        if cafe := await self._door.cafe(event):
            await self._work.erase_post(cafe.id, ref, event.at)
            await self._touch(cafe)
        elif cafe := await self._door.open_then(event):
            # Not read yet, or told of out of order: its id alone is kept, so that it never comes in.
            await self._work.erase_post(cafe.id, ref, event.at)

    # --- reactions and choices ----------------------------------------------------------------------------

    async def _react(self, event: Reacted) -> None:
        author = MemberRef(event.room.platform, event.author)
        ref = PostRef(event.room.platform, event.post)
        cafe = await self._door.cafe(event)
        if cafe is None:
            return
        known = await self._work.member(cafe.id, author)
        if self._door.lets_in(event, author, known) and not await self._members.is_away(author, event):
            await self._work.keep_reaction(cafe.id, ref, author, event.emoji, event.at)
            if known is None and event.name is not None:
                await self._members.mark(cafe, author, event.name)

    async def _unreact(self, event: Unreacted) -> None:
        author = MemberRef(event.room.platform, event.author)
        ref = PostRef(event.room.platform, event.post)
        if cafe := await self._door.cafe(event):
            await self._work.drop_reaction(cafe.id, ref, author, event.emoji, event.at)
            await self._touch(cafe)

    async def _clear(self, event: ReactionsCleared | ThreadGone) -> None:
        if cafe := await self._door.cafe(event):
            if isinstance(event, ThreadGone):
                await lose_thread(self._work, cafe, event)
            else:
                await clear_reactions(self._work, cafe, event)
            await self._touch(cafe)

    # --- what follows --------------------------------------------------------------------------------------

    async def _touch(self, cafe: Cafe, rooms: bool = False) -> None:
        """A flashback that is on its way or published has to be made anew: noted with the change itself. With
        ``rooms`` the rooms are looked at too, however far the café is: something of the bot's has to leave them."""
        if rooms:
            self.touched.add(cafe.id)
        if cafe.state.step >= CafeState.CLOSED.step:
            await self._work.note_change(cafe.id)
            self.touched.add(cafe.id)


def _carried(event: PostMade) -> Carried:
    return Carried(PostRef(event.room.platform, event.post), event.room, event.thread)
