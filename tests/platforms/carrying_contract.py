"""What every platform must do that can post for a member what they said by a form: the part of the contract about
carried posts."""

from __future__ import annotations

import pytest

from bot.domain import Kept, MemberRef, Posted, PostErased, PostMade, Reacted, RoomRef
from bot.errors import NotAllowed
from tests.platforms.stand import Door, Stand, Told, everything, said

TEXT = "Bread, of course."


class CarryingContract:
    """The suite, skipped aloud by a platform that carries nothing."""

    async def test_what_is_carried_is_read_by_everybody_in_its_thread(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.opened(stand, room)
        posted = await carried(stand, room, thread)
        assert posted.thread is None
        assert len([one for one in await stand.seen(room, thread) if TEXT in one]) == 1

    async def test_the_same_key_twice_is_one_post_after_a_death_too(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.opened(stand, room)
        once = await carried(stand, room, thread)
        assert await carried(stand, room, thread) == once
        await stand.restart()
        assert await carried(stand, room, thread) == once
        assert len([one for one in await stand.seen(room, thread) if TEXT in one]) == 1
        assert await carried(stand, room, thread, key="k9") != once

    async def test_it_is_heard_of_as_its_authors_own_words(self, stand: Stand, room: RoomRef) -> None:
        thread, door = await self.opened(stand, room), Door()
        await stand.platform.connect(door)
        posted = await carried(stand, room, thread)
        await stand.settle()
        [made] = [one for one in door.events if isinstance(one, PostMade)]
        assert_theirs(stand, made, posted, thread)

    async def test_it_is_read_back_as_its_authors_own_words(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.opened(stand, room)
        posted = await carried(stand, room, thread)
        await stand.restart()
        [made] = [one for one in await everything(stand.platform.read_back(room, None)) if isinstance(one, PostMade)]
        assert_theirs(stand, made, posted, thread)

    async def test_others_reply_and_react_to_it(self, stand: Stand, room: RoomRef) -> None:
        thread, door = await self.opened(stand, room), Door()
        await stand.platform.connect(door)
        posted = await carried(stand, room, thread)
        await stand.members.react(room, "ana", posted.message, "👍")
        await stand.members.say(room, "ana", "Ana", "Mine too.", thread=thread, reply_to=posted.message)
        await stand.settle()
        [reacted] = [one for one in door.events if isinstance(one, Reacted)]
        assert (reacted.post, reacted.author) == (posted.message, stand.id_of("ana"))
        [reply] = [one for one in door.events if isinstance(one, PostMade) and one.author == stand.id_of("ana")]
        assert reply.reply_to == posted.message

    async def test_it_is_retracted_in_a_locked_thread_and_twice_is_no_fault(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.opened(stand, room)
        posted = await carried(stand, room, thread)
        await stand.platform.close_room(room, [thread])
        for _ in range(2):
            await stand.platform.retract(room, Posted(posted.message, thread))
        assert not [one for one in await stand.seen(room, thread) if TEXT in one]
        assert not Told.by(await everything(stand.platform.read_back(room, None))).posts

    async def test_nothing_is_carried_into_a_locked_thread(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.opened(stand, room)
        await stand.platform.close_room(room, [thread])
        with pytest.raises(NotAllowed):
            await carried(stand, room, thread)

    async def test_what_has_become_of_it_is_told(self, stand: Stand, room: RoomRef) -> None:
        thread, at = await self.opened(stand, room), stand.now()
        posted = await carried(stand, room, thread)
        kept = Kept(posted.message, at, TEXT, thread)
        assert await everything(stand.platform.look_again(room, [kept])) == []
        await stand.platform.retract(room, Posted(posted.message, thread))
        [gone] = await everything(stand.platform.look_again(room, [kept]))
        assert isinstance(gone, PostErased)

    async def test_in_a_sealed_thread_it_is_as_hidden_as_any_answer(self, stand: Stand, room: RoomRef) -> None:
        if not stand.platform.can.seals:
            pytest.skip("nothing can be sealed there")
        thread = await self.opened(stand, room, sealed=True)
        await carried(stand, room, thread)
        assert not [one for one in await stand.seen_by(room, "ana", thread) if TEXT in one]
        await stand.platform.let_in(room, thread, MemberRef(stand.platform.name, stand.id_of("ana")))
        assert [one for one in await stand.seen_by(room, "ana", thread) if TEXT in one]

    async def opened(self, stand: Stand, room: RoomRef, sealed: bool = False) -> str:
        """A thread to answer in, on a platform that carries."""
        if not stand.platform.can.carries:
            pytest.skip("nothing is carried there")
        question = said("What do you bring?", begins="First question", sealed=sealed)
        begun = await stand.platform.post(room, question, "k1")
        assert begun.thread is not None
        return begun.thread


async def carried(stand: Stand, room: RoomRef, thread: str, key: str = "form/1") -> Posted:
    """What Vio has said by a form."""
    return await stand.platform.carry(
        room, thread, MemberRef(stand.platform.name, stand.id_of("vio")), "Vio", TEXT, key
    )


def assert_theirs(stand: Stand, made: PostMade, posted: Posted, thread: str) -> None:
    assert (made.post, made.author, made.name, made.text) == (posted.message, stand.id_of("vio"), "Vio", TEXT)
    assert (made.thread, made.carried, made.from_bot, made.private) == (thread, True, False, False)
