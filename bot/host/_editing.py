"""What becomes of posts whose words have changed. Only the latest are kept: people edit in order to remove."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.domain import Cafe, EditUnread, PostEdited, PostMade, PostRef, still_attached
from bot.host._answers import Answers
from bot.host._door import Doorkeeper
from bot.kinds import Reading
from bot.ports import Writing


class Editing:
    """Takes edits in, within one unit of work. ``touch`` is told of each café whose words have changed."""

    def __init__(
        self, work: Writing, door: Doorkeeper, answers: Answers, touch: Callable[[Cafe], Awaitable[None]]
    ) -> None:
        self._work = work
        self._door = door
        self._answers = answers
        self._touch = touch

    async def edit(self, event: PostEdited) -> None:
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
        read = await self._answers.read(cafe, post.workshop, event.text, attached, post.author, post.reply_to)
        only_takes_away = same_words and len(attached) == len(still) and post.answer
        if (cafe.is_over(event.at) and not only_takes_away) or (post.reply_to and not post.answer):
            # After the close an edit may take words away, never bring new ones into the flashback or change a vote;
            # and what was talk to somebody stays so when that post has gone.
            read = None
        answers = isinstance(read, Reading)
        if await self._work.edit_post(cafe.id, ref, event.text, answers, event.at, attached):
            if answers:
                await self._answers.owe_pictures(cafe, post.workshop, ref, event.room, attached)
            self._answers.explain(cafe, post.workshop, read, post.author, event, event.post)
            await self._answers.note(cafe, post.workshop, read, event, post.author)
            await self._touch(cafe)

    async def read_again(self, cafe: Cafe, event: PostMade) -> None:
        """A post that is known is read once more, with words that may have taken the place of those that are kept."""
        known = await self._work.post(cafe.id, PostRef(event.room.platform, event.post))
        if event.edited_at is None or known is None or (known.edited_at, known.text) == (event.edited_at, event.text):
            return
        await self.edit(
            PostEdited(
                room=event.room, at=event.edited_at, post=event.post, text=event.text, attachments=event.attachments
            )
        )

    async def edit_unread(self, event: EditUnread) -> None:
        """Take the former words away, and tell their author alone what has become of them."""
        ref = PostRef(event.room.platform, event.post)
        cafe = await self._door.cafe(event)
        post = await self._work.post(cafe.id, ref) if cafe else None
        if cafe is None or post is None or (post.edited_at is not None and event.at <= post.edited_at):
            return
        if await self._work.edit_post(cafe.id, ref, "", False, event.at, ()):
            about = cafe.script.workshop(post.workshop) if post.workshop else None
            said = "cafe.edit_unread_late" if cafe.is_over(event.at) else "cafe.edit_unread"
            self._answers.tell(cafe, post.author, event, f"{event.post}/unread/{event.at.isoformat()}", said, about)
            await self._touch(cafe)
