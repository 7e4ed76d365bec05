"""What every platform must tell when it is asked what has become of posts: the part of the contract about looking
again."""

from __future__ import annotations

import pytest

from bot.domain import Inbound, Kept, PostEdited, PostErased, Reacted, RoomRef, Unreacted
from bot.errors import PlatformError
from tests.platforms.stand import Stand, everything, said

THUMB, HEART = "👍", "❤️"


class LookingContract:
    """The suite. All of it happens while the bot is not connected."""

    async def test_of_posts_that_are_as_they_were_nothing_is_told(self, stand: Stand, room: RoomRef) -> None:
        kept = [await self.kept(stand, room, "vio", text) for text in ("Bread.", "Cheese.")]
        assert await told(stand, room, kept) == []

    async def test_a_post_that_was_erased_is_told_of(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.thread(stand, room)
        gone = await self.kept(stand, room, "vio", "Bread.", thread)
        stays = await self.kept(stand, room, "vio", "Cheese.", thread)
        await stand.members.erase(room, "vio", gone.post)
        await stand.restart()
        [event] = await told(stand, room, [gone, stays])
        assert isinstance(event, PostErased)
        assert (event.room, event.post, event.position) == (room, gone.post, None)

    async def test_a_post_that_was_edited_is_told_of_with_its_latest_words(self, stand: Stand, room: RoomRef) -> None:
        kept = await self.kept(stand, room, "vio", "Bread.")
        for text in ("Cake.", "Cheese."):
            await stand.members.edit(room, "vio", kept.post, text)
        [event] = await told(stand, room, [kept])
        assert isinstance(event, PostEdited)
        assert (event.post, event.text, event.position) == (kept.post, "Cheese.", None)

    async def test_reactions_that_differ_are_told_of_and_no_others(self, stand: Stand, room: RoomRef) -> None:
        kept = await self.kept(stand, room, "vio", "Bread.", reactions={("ana", THUMB), ("leo", HEART)})
        for member, emoji in (("ana", THUMB), ("leo", THUMB)):
            await stand.members.react(room, member, kept.post, emoji)
        events = await told(stand, room, [kept])
        assert [(type(one), one.author, one.emoji) for one in events if isinstance(one, Reacted | Unreacted)] == [
            (Reacted, stand.id_of("leo"), THUMB),
            (Unreacted, stand.id_of("leo"), HEART),
        ]
        assert len(events) == 2

    async def test_with_a_post_its_reactions_are_gone(self, stand: Stand, room: RoomRef) -> None:
        kept = await self.kept(stand, room, "vio", "Bread.", reactions={("ana", THUMB)})
        await stand.members.react(room, "ana", kept.post, THUMB)
        await stand.members.erase(room, "vio", kept.post)
        assert [type(one) for one in await told(stand, room, [kept])] == [PostErased]

    async def test_of_posts_that_are_not_asked_for_nothing_is_told(self, stand: Stand, room: RoomRef) -> None:
        kept = await self.kept(stand, room, "vio", "Bread.")
        other = await self.kept(stand, room, "vio", "Cheese.")
        await stand.members.erase(room, "vio", other.post)
        assert await told(stand, room, [kept]) == []
        assert await told(stand, room, []) == []

    async def test_many_posts_in_several_threads_are_looked_at_in_one_call(self, stand: Stand, room: RoomRef) -> None:
        threads = [await self.thread(stand, room, key) for key in ("k1", "k2")]
        kept = [await self.kept(stand, room, "vio", f"Number {one}.", threads[one % 2]) for one in range(12)]
        for one in (kept[3], kept[8]):
            await stand.members.erase(room, "vio", one.post)
        assert {one.post for one in await told(stand, room, kept) if isinstance(one, PostErased)} == {
            kept[3].post,
            kept[8].post,
        }

    async def test_what_was_said_in_a_locked_thread_is_looked_at_too(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.thread(stand, room)
        kept = [await self.kept(stand, room, "vio", text, thread) for text in ("Bread.", "Cheese.")]
        await stand.platform.close_room(room, [thread])
        await stand.members.erase(room, "vio", kept[0].post)
        assert [type(one) for one in await told(stand, room, kept)] == [PostErased]

    async def test_a_room_that_cannot_be_read_is_no_erasure(self, stand: Stand, room: RoomRef) -> None:
        kept = await self.kept(stand, room, "vio", "Bread.")
        nowhere = RoomRef(room.platform, "999999999999999999")
        with pytest.raises(PlatformError):
            await told(stand, nowhere, [kept])

    async def kept(
        self,
        stand: Stand,
        room: RoomRef,
        member: str,
        text: str,
        thread: str | None = None,
        reactions: set[tuple[str, str]] | None = None,
    ) -> Kept:
        """Have a member say something, and keep it as it is, but with these reactions."""
        at, attachments = stand.now(), ()
        post = await stand.members.say(room, member, member.capitalize(), text, thread=thread, attachments=attachments)
        put = frozenset((stand.id_of(author), emoji) for author, emoji in reactions or ())
        return Kept(post, at, text, stand.stands_in(room, thread), attachments, put)

    async def thread(self, stand: Stand, room: RoomRef, key: str = "k1") -> str:
        begun = await stand.platform.post(room, said("What do you bring?", begins="First question"), key)
        assert begun.thread is not None
        return begun.thread


async def told(stand: Stand, room: RoomRef, kept: list[Kept]) -> list[Inbound]:
    return await everything(stand.platform.look_again(room, kept))
