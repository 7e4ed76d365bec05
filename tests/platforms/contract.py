"""What every platform must do: one suite, which each platform's own tests inherit.

A platform passes by giving a `Stand`: itself, a way for members to act on the same server, and a way to
be torn down and built again. What a server cannot tell later (Discord keeps no history of reactions) is
said by the class attributes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta

import pytest

from bot.domain import (
    Attachment,
    MemberRef,
    Posted,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    RoomRef,
    Unreacted,
)
from bot.errors import NoSuchPlace, NotAllowed
from tests.platforms.announcing_contract import AnnouncingContract
from tests.platforms.carrying_contract import CarryingContract
from tests.platforms.heading_contract import HeadingContract
from tests.platforms.history_contract import HistoryContract
from tests.platforms.looking_contract import LookingContract
from tests.platforms.pinned_contract import PinnedContract
from tests.platforms.sealed_contract import SealedContract
from tests.platforms.stand import Door, Stand, Told, everything, said

HEART = "❤️"  # with its variation selector: without it, it is another emoji
FAMILY = "👩🏽‍👩🏿‍👧"


class PlatformContract(
    HistoryContract,
    SealedContract,
    PinnedContract,
    LookingContract,
    CarryingContract,
    HeadingContract,
    AnnouncingContract,
    ABC,
):
    """The suite. Give a fixture ``stand``; switch off what the server has no memory of."""

    most_said: int | None = None
    """How many code points a member's message may have there, ``None`` for any number."""
    takes_any_text = True
    """Whether members can say what no text may hold."""
    takes_any_emoji = True
    """Whether emoji are kept character for character."""

    @pytest.fixture
    @abstractmethod
    def stand(self) -> Stand: ...

    @pytest.fixture
    async def room(self, stand: Stand) -> RoomRef:
        return await stand.new_room()

    async def test_somebody_is_called_by_the_name_that_they_have_there(self, stand: Stand, room: RoomRef) -> None:
        await stand.members.say(room, "vio", "Vio", "Good evening.")
        vio = MemberRef(stand.platform.name, stand.id_of("vio"))
        assert (await stand.platform.called(room, vio) or "").startswith("Vio")
        assert await stand.platform.called(room, MemberRef(stand.platform.name, "99999999999999999")) is None
        assert await stand.platform.called(room, MemberRef(stand.platform.name, "nobody")) is None

    # --- the bot speaks ---------------------------------------------------------------------------------------

    async def test_a_room_belongs_to_the_account_that_opened_it(self, stand: Stand, room: RoomRef) -> None:
        assert room.platform == stand.platform.name
        assert await stand.platform.open_room(room.room) == room

    async def test_what_the_bot_posts_is_read_by_everybody(self, stand: Stand, room: RoomRef) -> None:
        posted = await stand.platform.post(room, said("Welcome."), "k1")
        assert posted.thread is None
        assert await stand.seen(room) == ["Welcome."]

    async def test_the_same_key_twice_is_one_message(self, stand: Stand, room: RoomRef) -> None:
        once = await stand.platform.post(room, said("Welcome."), "k1")
        assert await stand.platform.post(room, said("Welcome."), "k1") == once
        assert await stand.seen(room) == ["Welcome."]

    async def test_the_same_words_with_two_keys_are_two_messages(self, stand: Stand, room: RoomRef) -> None:
        first = await stand.platform.post(room, said("Welcome."), "k1")
        assert await stand.platform.post(room, said("Welcome."), "k2") != first
        assert await stand.seen(room) == ["Welcome.", "Welcome."]

    async def test_one_key_serves_once_in_each_room(self, stand: Stand, room: RoomRef) -> None:
        other = await stand.new_room()
        await stand.platform.post(room, said("Here."), "k1")
        await stand.platform.post(other, said("There."), "k1")
        assert (await stand.seen(room), await stand.seen(other)) == (["Here."], ["There."])

    async def test_after_a_death_before_the_id_was_stored_the_message_is_found(
        self, stand: Stand, room: RoomRef
    ) -> None:
        claimed_at, message = stand.now(), said("What do you bring?", begins="First question")
        posted = await stand.platform.post(room, message, "k1")
        await stand.restart()
        assert await stand.platform.find(room, message, "k1", claimed_at) == posted
        assert posted.thread is not None

    async def test_a_message_that_was_never_posted_is_not_found(self, stand: Stand, room: RoomRef) -> None:
        claimed_at = stand.now()
        await stand.platform.post(room, said("Welcome."), "k1")
        assert await stand.platform.find(room, said("And now?"), "k2", claimed_at) is None

    async def test_a_message_older_than_the_claim_is_not_it(self, stand: Stand, room: RoomRef) -> None:
        await stand.platform.post(room, said("Welcome."), "k1")
        assert await stand.platform.find(room, said("Welcome."), "k1", stand.now() + timedelta(hours=1)) is None

    async def test_a_message_that_is_known_as_anothers_is_not_it(self, stand: Stand, room: RoomRef) -> None:
        claimed_at, message = stand.now(), said("Welcome.")
        theirs = await stand.platform.post(room, message, "k1")
        known = {theirs.message}
        await stand.restart()
        assert await stand.platform.find(room, message, "k2", claimed_at, known) is None
        ours = await stand.platform.post(room, message, "k2")
        await stand.restart()
        assert await stand.platform.find(room, message, "k2", claimed_at, known) == ours

    async def test_a_thread_is_begun_by_a_message_and_spoken_in(self, stand: Stand, room: RoomRef) -> None:
        begun = await stand.platform.post(room, said("What do you bring?", begins="First question"), "k1")
        assert begun.thread is not None
        reminder = await stand.platform.post(room, said("Half the time is left.", thread=begun.thread), "k2")
        assert reminder.thread is None
        assert (await stand.seen(room, begun.thread))[-1] == "Half the time is left."

    async def test_a_private_message_reaches_that_member_alone(self, stand: Stand, room: RoomRef) -> None:
        await stand.members.say(room, "vio", "Vio", "Hello.")
        await stand.members.say(room, "ana", "Ana", "Hello too.")
        to = MemberRef(stand.platform.name, stand.id_of("vio"))
        await stand.platform.post(room, said("Your vote is counted.", to=to), "k1")
        assert await stand.private(room, "vio") == ["Your vote is counted."]
        assert await stand.private(room, "ana") == []
        assert await stand.seen(room) == ["Hello.", "Hello too."]

    async def test_a_message_is_revised(self, stand: Stand, room: RoomRef) -> None:
        posted = await stand.platform.post(room, said("Three of you."), "k1")
        await stand.platform.revise(room, posted, said("Two of you."))
        assert await stand.seen(room) == ["Two of you."]

    async def test_a_message_is_taken_back_and_twice_is_no_fault(self, stand: Stand, room: RoomRef) -> None:
        claimed_at = stand.now()
        posted = await stand.platform.post(room, said("Too much."), "k1")
        await stand.platform.retract(room, posted)
        await stand.platform.retract(room, posted)
        assert await stand.seen(room) == []
        assert await stand.platform.find(room, said("Too much."), "k1", claimed_at) is None

    async def test_closing_a_room_ends_its_threads_and_twice_changes_nothing(self, stand: Stand, room: RoomRef) -> None:
        _needs_locks(stand)
        begun = await self.begun(stand, room)
        await stand.members.say(room, "vio", "Vio", "In time.", thread=begun)
        for _ in range(2):
            await stand.platform.close_room(room, [begun])
        with pytest.raises(NotAllowed):
            await stand.members.say(room, "vio", "Vio", "Too late.", thread=begun)
        assert (await stand.seen(room, begun))[-1] == "In time."

    async def test_closing_one_thread_leaves_the_others_open(self, stand: Stand, room: RoomRef) -> None:
        closed, open_ = await self.begun(stand, room, "k1"), await self.begun(stand, room, "k2")
        await stand.platform.close_room(room, [closed])
        await stand.members.say(room, "vio", "Vio", "Still here.", thread=open_)
        assert (await stand.seen(room, open_))[-1] == "Still here."

    # --- people speak -----------------------------------------------------------------------------------------

    async def test_a_post_comes_through_the_door_with_all_that_belongs_to_it(self, stand: Stand, room: RoomRef) -> None:
        begun, door = await self.begun(stand, room), Door()
        await stand.platform.connect(door)
        earlier, before = await stand.members.say(room, "ana", "Ana", "Bread.", thread=begun), stand.now()
        picture = Attachment("loaf.png", "A loaf of bread", "https://example.org/loaf.png")
        post = await stand.members.say(
            room, "vio", "Vio B.", "Mine, too!", thread=begun, reply_to=earlier, attachments=[picture]
        )
        await stand.settle()
        heard = door.events[-1]
        assert isinstance(heard, PostMade)
        assert (heard.room, heard.post, heard.author, heard.name) == (room, post, stand.id_of("vio"), "Vio B.")
        assert (heard.text, heard.thread, heard.reply_to) == ("Mine, too!", begun, earlier)
        assert [one.name for one in heard.attachments] == ["loaf.png"]
        assert (heard.private, heard.from_bot) == (False, False)
        assert before - timedelta(minutes=1) <= heard.at <= stand.now() + timedelta(minutes=1)

    async def test_what_happens_comes_in_the_order_it_happened(self, stand: Stand, room: RoomRef) -> None:
        door = Door()
        await stand.platform.connect(door)
        post = await stand.members.say(room, "vio", "Vio", "Bread.")
        await stand.members.react(room, "ana", post, "👍")
        await stand.members.edit(room, "vio", post, "Good bread.")
        await stand.members.unreact(room, "ana", post, "👍")
        await stand.members.erase(room, "vio", post)
        await stand.settle()
        assert [type(event) for event in door.events] == [PostMade, Reacted, PostEdited, Unreacted, PostErased]
        made, reacted, edited, unreacted, erased = door.events
        assert isinstance(made, PostMade)
        assert isinstance(reacted, Reacted)
        assert (reacted.post, reacted.author, reacted.emoji) == (post, stand.id_of("ana"), "👍")
        assert isinstance(edited, PostEdited)
        assert (edited.post, edited.text) == (post, "Good bread.")
        assert isinstance(unreacted, Unreacted)
        assert (unreacted.post, unreacted.author, unreacted.emoji) == (post, stand.id_of("ana"), "👍")
        assert isinstance(erased, PostErased)
        assert erased.post == post
        assert {event.room for event in door.events} == {room}

    async def test_reactions_that_a_moderator_clears_are_told_of(self, stand: Stand, room: RoomRef) -> None:
        door = Door()
        await stand.platform.connect(door)
        post, other = [await stand.members.say(room, "vio", "Vio", text) for text in ("Bread.", "Cheese.")]
        for one, author, emoji in (
            (post, "ana", "👍"),
            (post, "leo", "👍"),
            (post, "leo", HEART),
            (other, "ana", "👍"),
        ):
            await stand.members.react(room, author, one, emoji)
        await stand.members.clear(room, "mo", post, "👍")
        await stand.settle()
        kept = {(post, stand.id_of("leo"), HEART), (other, stand.id_of("ana"), "👍")}
        assert Told.by(door.events).reactions == kept
        await stand.members.clear(room, "mo", post)
        await stand.settle()
        assert Told.by(door.events).reactions == {(other, stand.id_of("ana"), "👍")}

    async def test_what_is_told_to_the_bot_alone_is_marked_private(self, stand: Stand, room: RoomRef) -> None:
        door = Door()
        await stand.platform.connect(door)
        await stand.members.tell(room, "vio", "Vio", "forget me")
        await stand.settle()
        (heard,) = door.events
        assert isinstance(heard, PostMade)
        assert (heard.private, heard.author, heard.text) == (True, stand.id_of("vio"), "forget me")
        assert await stand.seen(room) == []

    async def test_the_bots_own_messages_never_come_in(self, stand: Stand, room: RoomRef) -> None:
        door = Door()
        await stand.platform.connect(door)
        posted = await stand.platform.post(room, said("Welcome.", begins="First question"), "k1")
        await stand.platform.revise(room, posted, said("Welcome all.", begins="First question"))
        other = await stand.platform.post(room, said("Too much."), "k2")
        await stand.platform.retract(room, other)
        await stand.members.say(room, "vio", "Vio", "Hello.")
        await stand.settle()
        history = await everything(stand.platform.read_back(room, None))
        for events in (door.events, history):
            assert list(Told.by(events).posts.values()) == ["Hello."]
            assert Told.by(events).erased == set()

    @pytest.mark.parametrize("emoji", ["👍", HEART, FAMILY, "1️⃣", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"])
    async def test_emoji_are_kept_character_for_character(self, stand: Stand, room: RoomRef, emoji: str) -> None:
        if not self.takes_any_emoji:
            pytest.skip("this server has its own list of emoji")
        door = Door()
        await stand.platform.connect(door)
        post = await stand.members.say(room, "vio", "Vio", "Bread.")
        await stand.members.react(room, "ana", post, emoji)
        await stand.settle()
        assert [event.emoji for event in door.events if isinstance(event, Reacted)] == [emoji]

    @pytest.mark.parametrize(
        "text",
        [
            ("<b>[bold]**@everyone**[/bold]</b> &amp; `x`\n" * 80).strip(),
            "\u202eright to left\u202c, \u200bzero width, e\u0301 and é",
            "line one\nline two\r\n\tline three",
            "👩🏽‍👩🏿‍👧 ❤️ " + "\U0001f468" * 50,
            "'; DROP TABLE posts; -- {0} {name} %s",
        ],
        ids=["markup", "bidi", "lines", "emoji", "code"],
    )
    async def test_hostile_text_goes_through_as_it_is(self, stand: Stand, room: RoomRef, text: str) -> None:
        door, text = Door(), text if self.most_said is None else text[: self.most_said].strip()
        await stand.platform.connect(door)
        await stand.members.say(room, "vio", "Vio", text)
        await stand.settle()
        assert [event.text for event in door.events if isinstance(event, PostMade)] == [text]

    async def test_nul_and_half_characters_never_come_in(self, stand: Stand, room: RoomRef) -> None:
        if not self.takes_any_text:
            pytest.skip("this server refuses them itself")
        door = Door()
        await stand.platform.connect(door)
        await stand.members.say(room, "vio", "Vio", "bre\0ad\ud800")
        await stand.settle()
        assert [event.text for event in door.events if isinstance(event, PostMade)] == ["bread"]

    # --- one door, one room ----------------------------------------------------------------------------------

    async def test_two_rooms_do_not_mix(self, stand: Stand, room: RoomRef) -> None:
        other = await stand.new_room()
        await stand.members.say(room, "vio", "Vio", "Here.")
        await stand.members.say(other, "ana", "Ana", "There.")
        assert await stand.seen(room) == ["Here."]
        assert list(Told.by(await everything(stand.platform.read_back(other, None))).posts.values()) == ["There."]

    async def test_nothing_comes_through_the_door_of_a_closed_platform(self, stand: Stand, room: RoomRef) -> None:
        door = Door()
        platform = stand.platform
        await platform.connect(door)
        await platform.close()
        await stand.restart()
        await stand.members.say(room, "vio", "Vio", "Anybody there?")
        await stand.settle()
        assert door.events == []

    # --- places that are not there ----------------------------------------------------------------------------

    async def test_a_room_that_is_not_there_is_named_as_such(self, stand: Stand, room: RoomRef) -> None:
        nowhere = RoomRef(room.platform, "999999999999")
        with pytest.raises(NoSuchPlace):
            await stand.platform.post(nowhere, said("Hello?"), "k1")
        with pytest.raises(NoSuchPlace):
            await stand.platform.close_room(nowhere, [])
        with pytest.raises(NoSuchPlace):
            await everything(stand.platform.read_back(nowhere, None))

    async def test_a_thread_that_is_not_there_is_named_as_such(self, stand: Stand, room: RoomRef) -> None:
        with pytest.raises(NoSuchPlace):
            await stand.platform.post(room, said("Hello?", thread="999999999999"), "k1")
        with pytest.raises(NoSuchPlace):
            await stand.platform.close_room(room, ["999999999999"])

    async def test_a_message_that_is_not_there_is_named_as_such(self, stand: Stand, room: RoomRef) -> None:
        with pytest.raises(NoSuchPlace):
            await stand.platform.revise(room, Posted("999999999999"), said("Hello?"))


def _needs_locks(stand: Stand) -> None:
    if not stand.platform.can.locks_threads:
        pytest.skip("no thread can be locked alone there")
