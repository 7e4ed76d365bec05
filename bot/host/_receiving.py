"""What members say and do, judged and kept, one inbound event at a time within one unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cafe_names import own_id
from bot.domain import (
    Attachment,
    Cafe,
    CafeState,
    Carried,
    Chosen,
    ConsentGiven,
    Delivery,
    Home,
    Inbound,
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
    RoomRef,
    ThreadGone,
    Unreacted,
    Visibility,
    Voted,
    Withdrew,
    Workshop,
    still_attached,
)
from bot.host._clearing import clear_reactions, lose_thread
from bot.host._door import Doorkeeper
from bot.host._members import Members
from bot.host._pictures import MOST_OF_A_POST
from bot.host._saying import reply
from bot.host._sealing import Answered
from bot.host._taking_back import TAKES_BACK, taken_back
from bot.host._voting import Voting
from bot.kinds import Read, Reading, Unclear, explained, kind_of
from bot.ports import Platform, Writing
from bot.wording import wording


class Receiver:
    """Takes events in, in one unit of work. ``touched`` are the closed cafés whose words have changed, ``answered``
    says who has answered in a sealed thread, ``pictures`` which are to be fetched now."""

    def __init__(self, work: Writing, platforms: Mapping[str, Platform], hosts: frozenset[MemberRef]) -> None:
        self._work = work
        self._platforms = platforms
        self._door = Doorkeeper(work, platforms, hosts)
        self._members = Members(work, self._door, self._touch, self._answer)
        self._voting = Voting(work, platforms, self._door, self._members, self._note_answer, self._answer)
        self._replies: list[Delivery] = []
        self.touched: set[str] = set()
        self.answered: list[Answered] = []
        self.pictures: list[OwedPicture] = []

    async def take(self, event: Inbound) -> None:
        """Keep what the event says, if it is for a café and may be kept."""
        if isinstance(event, TAKES_BACK):
            await self._take_back(event)
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

    async def _take_back(self, event: Inbound) -> None:
        """Words that are taken back leave the flashbacks too whose posts are kept no more."""
        for cafe in await taken_back(self._work, await self._door.frozen(event), event):
            await self._touch(cafe)
            if isinstance(event, Withdrew):
                author = MemberRef(event.room.platform, event.author)
                key = f"{author}/withdrew/{event.position or event.at.isoformat()}"
                self._answer(cafe, author, event, key, "cafe.withdrawn_verbatims")

    async def finish(self) -> bool:
        """Owe the private answers that the events have earned; returns whether there are any."""
        await self._work.owe(self._replies)
        return bool(self._replies)

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
            self._answer(place, author, event, event.post, "cafe.private_not_kept")
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
        await self._note_answer(cafe, workshop, read, event, author)
        if kept and isinstance(read, Reading):
            await self._owe_pictures(cafe, workshop, ref, event.room, event.attachments)
        if kept and event.private and isinstance(read, Reading):
            self._answer(cafe, author, event, event.post, "cafe.private_kept")
        if kept:
            self._explain(cafe, workshop, read, author, event, event.post)

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

    async def _note_answer(
        self, cafe: Cafe, workshop: str | None, read: Read, event: Inbound, author: MemberRef
    ) -> None:
        """Note whoever has answered a blind workshop, to be let in once the answer is stored; tell whoever has said too
        little for that, alone and once."""
        known = cafe.script.workshop(workshop) if workshop else None
        if known is None or known.visibility is not Visibility.BLIND or not isinstance(read, Reading):
            return
        thread = await self._work.place(cafe.id, event.room, known.key)
        if thread is None or not self._platforms[event.room.platform].can.seals:
            return
        answered = isinstance(event, Chosen)
        answers = () if answered else await self._work.answers_by(cafe.id, known.key, author)
        if answered or kind_of(known.kind).tells_enough(answers):
            self.answered.append(Answered(event.room, thread, author))
        elif answers and (cafe.id, known.key) in await self._work.sealed():
            self._answer(cafe, author, event, f"{author}/{known.key}/tell_more", "cafe.tell_more", known)

    async def _owe_pictures(
        self, cafe: Cafe, workshop: str | None, post: PostRef, room: RoomRef, attachments: Sequence[Attachment]
    ) -> None:
        """Keep, with the post itself, which of its pictures are to be fetched: those that are not kept yet."""
        known = cafe.script.workshop(workshop) if workshop else None
        if known is None or not kind_of(known.kind).keeps_pictures:
            return
        there = [number for number, one in enumerate(attachments) if one.fetchable]
        for number in there[:MOST_OF_A_POST]:
            if await self._work.picture(cafe.id, post, number) is None:
                owed = OwedPicture(cafe.id, room, post, number)
                await self._work.owe_picture(owed)
                self.pictures.append(owed)

    async def _edit(self, event: PostEdited) -> None:
        ref = PostRef(event.room.platform, event.post)
        cafe = await self._door.cafe(event)
        post = await self._work.post(cafe.id, ref) if cafe else None
        if cafe is None or post is None:
            return
        attached = post.attachments if event.attachments is None else event.attachments
        still = still_attached(post.attachments, attached)
        same_words = event.text.strip() == post.text.strip()
        same_files = len(attached) == len(post.attachments) and still == {
            place: place for place in range(len(attached))
        }
        if same_words and same_files:
            # A platform says "edited" for a link's preview too, and signs an address anew: an answer stays one.
            await self._work.edit_post(cafe.id, ref, event.text, post.answer, event.at)
            return
        read = await self._read(cafe, post.workshop, event.text, attached, post.author, post.reply_to)
        only_takes_away = same_words and len(attached) == len(still) and post.answer
        if (cafe.is_over(event.at) and not only_takes_away) or (post.reply_to and not post.answer):
            # After the close an edit may take words away, never bring new ones into the flashback or change a vote;
            # and what was talk to somebody stays so when that post has gone.
            read = None
        answers = isinstance(read, Reading)
        if await self._work.edit_post(cafe.id, ref, event.text, answers, event.at, attached):
            if answers:
                await self._owe_pictures(cafe, post.workshop, ref, event.room, attached)
            self._explain(cafe, post.workshop, read, post.author, event, event.post)
            await self._note_answer(cafe, post.workshop, read, event, post.author)
            await self._touch(cafe)

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

    def _answer(
        self, cafe: Cafe, to: MemberRef, event: Inbound, key: str, sentence: str, about: Workshop | None = None
    ) -> None:
        """Owe a member a sentence in private, which names what it is about: a workshop, or else the café."""
        can = self._platforms[event.room.platform].can
        home = next((one for one in cafe.homes if one.room == event.room), None)
        if home is not None and can.speaks and can.private_messages:
            said = wording(home.language).say(sentence, title=_title(cafe, home, about))
            self._replies.append(reply(cafe.id, key, home, can, to, said))


def _carried(event: PostMade) -> Carried:
    return Carried(PostRef(event.room.platform, event.post), event.room, event.thread)


def _title(cafe: Cafe, home: Home, about: Workshop | None) -> str:
    words = cafe.script.worded(home.language)
    return words.workshops[about.key].title if about is not None else words.title
