"""What every platform must tell of what happened while the bot was away: a part of the contract."""

from __future__ import annotations

import pytest

from bot.domain import (
    PostMade,
    RoomRef,
)
from tests.platforms.stand import Door, Stand, Told, everything, said


class HistoryContract:
    """The suite; switch off what the server has no memory of."""

    remembers_erasures = True
    """Whether `read_back` can tell of a message erased while the bot was away."""
    remembers_reactions = True
    """Whether `read_back` can tell of reactions put while the bot was away."""

    async def test_what_was_said_while_the_bot_was_away_is_read_back(self, stand: Stand, room: RoomRef) -> None:
        begun = await self.begun(stand, room)
        await stand.platform.connect(Door())
        await stand.members.say(room, "vio", "Vio", "While it listened.", thread=begun)
        await stand.settle()
        position = (await everything(stand.platform.read_back(room, None)))[-1].position
        await stand.restart()
        first = await stand.members.say(room, "ana", "Ana", "While it was away.", thread=begun)
        second = await stand.members.say(room, "vio", "Vio", "Me too.", thread=begun, reply_to=first)
        missed = await everything(stand.platform.read_back(room, position))
        posts = [event for event in missed if isinstance(event, PostMade)]
        assert [(one.post, one.author, one.name, one.text, one.thread, one.reply_to) for one in posts] == [
            (first, stand.id_of("ana"), "Ana", "While it was away.", begun, None),
            (second, stand.id_of("vio"), "Vio", "Me too.", begun, first),
        ]

    async def test_of_an_edited_post_the_latest_words_alone_are_read_back(self, stand: Stand, room: RoomRef) -> None:
        post = await stand.members.say(room, "vio", "Vio", "My address is 12, Elm Street.")
        await stand.members.edit(room, "vio", post, "I live nearby.")
        history = await everything(stand.platform.read_back(room, None))
        assert Told.by(history).posts == {post: "I live nearby."}
        assert "Elm" not in repr(history)

    async def test_of_an_erased_post_no_word_is_read_back(self, stand: Stand, room: RoomRef) -> None:
        post = await stand.members.say(room, "vio", "Vio", "My address is 12, Elm Street.")
        kept = await stand.members.say(room, "ana", "Ana", "Hello.")
        await stand.members.erase(room, "vio", post)
        history = await everything(stand.platform.read_back(room, None))
        assert Told.by(history).posts == {kept: "Hello."}
        assert "Elm" not in repr(history)

    async def test_an_erasure_while_the_bot_was_away_is_read_back(self, stand: Stand, room: RoomRef) -> None:
        if not self.remembers_erasures:
            pytest.skip("this server does not tell what was erased")
        post = await stand.members.say(room, "vio", "Vio", "Bread.")
        position = (await everything(stand.platform.read_back(room, None)))[-1].position
        await stand.restart()
        await stand.members.erase(room, "vio", post)
        assert Told.by(await everything(stand.platform.read_back(room, position))).erased == {post}

    async def test_reactions_while_the_bot_was_away_are_read_back(self, stand: Stand, room: RoomRef) -> None:
        if not self.remembers_reactions:
            pytest.skip("this server has no history of reactions")
        post = await stand.members.say(room, "vio", "Vio", "Bread.")
        await stand.restart()
        await stand.members.react(room, "ana", post, "👍")
        await stand.members.react(room, "leo", post, "👎")
        await stand.members.unreact(room, "leo", post, "👎")
        assert Told.by(await everything(stand.platform.read_back(room, None))).reactions == {
            (post, stand.id_of("ana"), "👍")
        }

    async def test_reading_back_begins_after_the_position_and_misses_nothing(self, stand: Stand, room: RoomRef) -> None:
        for number in range(5):
            await stand.members.say(room, "vio", "Vio", f"Thought {number}.")
        whole = await everything(stand.platform.read_back(room, None))
        assert list(Told.by(whole).posts.values()) == [f"Thought {number}." for number in range(5)]
        for place, event in enumerate(whole):
            assert event.position is not None
            rest = await everything(stand.platform.read_back(room, event.position))
            assert rest == whole[place + 1 :]

    async def test_reading_back_from_where_a_live_event_ended_gives_nothing_twice(
        self, stand: Stand, room: RoomRef
    ) -> None:
        door = Door()
        await stand.platform.connect(door)
        await stand.members.say(room, "vio", "Vio", "Heard.")
        await stand.settle()
        position = door.events[-1].position
        if position is None:
            pytest.skip("this platform's live events carry no position")
        await stand.restart()
        await stand.members.say(room, "vio", "Vio", "Missed.")
        assert list(Told.by(await everything(stand.platform.read_back(room, position))).posts.values()) == ["Missed."]

    @staticmethod
    async def begun(stand: Stand, room: RoomRef, key: str = "begun") -> str:
        """A thread to speak in."""
        posted = await stand.platform.post(room, said("What do you bring?", begins="First question"), key)
        assert posted.thread is not None
        return posted.thread
