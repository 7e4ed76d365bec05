"""What every platform must do that can seal a thread: the part of the contract about blind workshops."""

from __future__ import annotations

import pytest

from bot.domain import MemberRef, PostMade, RoomRef
from bot.errors import NoSuchPlace
from tests.platforms.stand import Door, Stand, Told, everything, said


class SealedContract:
    """The suite, skipped aloud by a platform that seals nothing."""

    shows_own_answer = True
    """Whether members read their own answer in a sealed thread before they are let in."""

    async def test_in_a_sealed_thread_an_answer_is_read_by_its_author_alone(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.sealed(stand, room)
        await stand.answer(room, thread, "vio", "Vio", "Bread, of course.")
        await stand.answer(room, thread, "ana", "Ana", "Cheese, for me.")
        if self.shows_own_answer:
            assert "Bread, of course." in await stand.seen_by(room, "vio", thread)
        for reader in ("ana", "leo"):
            assert "Bread, of course." not in await stand.seen_by(room, reader, thread)
            assert "Bread, of course." not in await stand.seen_by(room, reader)
        assert "Bread, of course." not in await stand.seen(room)

    async def test_whoever_is_let_in_reads_the_others(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.sealed(stand, room)
        await stand.answer(room, thread, "vio", "Vio", "Bread, of course.")
        await stand.answer(room, thread, "ana", "Ana", "Cheese, for me.")
        for _ in range(2):
            await stand.platform.let_in(room, thread, MemberRef(stand.platform.name, stand.id_of("ana")))
        await stand.restart()
        assert {"Bread, of course.", "Cheese, for me."} <= set(await stand.seen_by(room, "ana", thread))
        assert "Cheese, for me." not in await stand.seen_by(room, "vio", thread)

    async def test_what_is_sealed_can_neither_be_replied_nor_reacted_to(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.sealed(stand, room)
        post = await stand.answer(room, thread, "vio", "Vio", "Bread, of course.")
        with pytest.raises(NoSuchPlace):
            await stand.members.react(room, "ana", post, "👍")
        with pytest.raises(NoSuchPlace):
            await stand.members.say(room, "ana", "Ana", "Why?", thread=thread, reply_to=post)

    async def test_the_bot_hears_what_is_said_in_a_sealed_thread(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.sealed(stand, room)
        door = Door()
        await stand.platform.connect(door)
        post = await stand.answer(room, thread, "vio", "Vio", "Bread, of course.")
        await stand.settle()
        assert [(one.post, one.thread) for one in door.events if isinstance(one, PostMade)] == [(post, thread)]
        assert Told.by(await everything(stand.platform.read_back(room, None))).posts == {post: "Bread, of course."}

    async def test_once_unsealed_everybody_reads_everything(self, stand: Stand, room: RoomRef) -> None:
        thread = await self.sealed(stand, room)
        await stand.answer(room, thread, "vio", "Vio", "Bread, of course.")
        for _ in range(2):
            await stand.platform.unseal(room, thread)
        await stand.platform.let_in(room, thread, MemberRef(stand.platform.name, stand.id_of("ana")))
        assert "Bread, of course." in await stand.seen_by(room, "leo", thread)
        assert "Bread, of course." in await stand.seen(room, thread)

    async def test_a_sealed_thread_that_is_not_there_is_named_as_such(self, stand: Stand, room: RoomRef) -> None:
        if not stand.platform.can.seals:
            pytest.skip("this platform seals nothing")
        with pytest.raises(NoSuchPlace):
            await stand.platform.let_in(room, "999999999999", MemberRef(stand.platform.name, stand.id_of("ana")))
        with pytest.raises(NoSuchPlace):
            await stand.platform.unseal(room, "999999999999")

    @staticmethod
    async def sealed(stand: Stand, room: RoomRef) -> str:
        """A sealed thread to speak in."""
        if not stand.platform.can.seals:
            pytest.skip("this platform seals nothing")
        posted = await stand.platform.post(room, said("What do you bring?", begins="First question", sealed=True), "s")
        assert posted.thread is not None
        return posted.thread
