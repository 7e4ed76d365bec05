"""How what members say answers its workshop, and what follows from it: letting in, pictures, a word back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain import (
    Attachment,
    Cafe,
    Chosen,
    Delivery,
    Home,
    Inbound,
    MemberRef,
    OwedPicture,
    PostRef,
    RoomRef,
    Visibility,
    Workshop,
)
from bot.host._pictures import MOST_OF_A_POST
from bot.host._saying import reply
from bot.host._sealing import Answered
from bot.kinds import Read, Reading, Unclear, explained, kind_of
from bot.ports import Platform, Writing
from bot.wording import wording


class Answers:
    """Reads answers, within one unit of work. ``replies`` are the private answers that are owed, ``answered`` says who
    has answered in a sealed thread, ``pictures`` which are to be fetched now."""

    def __init__(self, work: Writing, platforms: Mapping[str, Platform]) -> None:
        self._work = work
        self._platforms = platforms
        self.replies: list[Delivery] = []
        self.answered: list[Answered] = []
        self.pictures: list[OwedPicture] = []

    async def read(
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

    def explain(
        self, cafe: Cafe, workshop: str | None, read: Read, author: MemberRef, event: Inbound, post: str
    ) -> None:
        """Tell a member alone, once a post, that it is not certain how they answered."""
        known = cafe.script.workshop(workshop) if workshop else None
        if isinstance(read, Unclear) and known and (home := self._told_in(cafe, event)):
            words = cafe.script.worded(home.language).workshops[known.key]
            self._owe(cafe, home, f"{post}/unclear", author, explained(read, known, words, wording(home.language)))

    async def note(self, cafe: Cafe, workshop: str | None, read: Read, event: Inbound, author: MemberRef) -> None:
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
            self.tell(cafe, author, event, f"{author}/{known.key}/tell_more", "cafe.tell_more", known)

    async def owe_pictures(
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

    def tell(
        self, cafe: Cafe, to: MemberRef, event: Inbound, key: str, sentence: str, about: Workshop | None = None
    ) -> None:
        """Owe a member a sentence in private, which names what it is about: a workshop, or else the café."""
        if home := self._told_in(cafe, event):
            self._owe(cafe, home, key, to, wording(home.language).say(sentence, title=_title(cafe, home, about)))

    def _told_in(self, cafe: Cafe, event: Inbound) -> Home | None:
        """The home in which something has happened, if its members can be told something alone."""
        can = self._platforms[event.room.platform].can
        reaches = can.speaks and can.private_messages
        return next((one for one in cafe.homes if reaches and one.room == event.room), None)

    def _owe(self, cafe: Cafe, home: Home, key: str, to: MemberRef, sentence: str) -> None:
        can = self._platforms[home.room.platform].can
        self.replies.append(reply(cafe.id, key, home, can, to, sentence))


def _title(cafe: Cafe, home: Home, about: Workshop | None) -> str:
    words = cafe.script.worded(home.language)
    return words.workshops[about.key].title if about is not None else words.title
