"""What every platform must do with the title under which a café's own messages are gathered: the part of the contract
about headings."""

from __future__ import annotations

from bot.domain import RoomRef
from tests.platforms.stand import Stand, said


class HeadingContract:
    """The suite."""

    threads_only = False
    """Whether the rooms hold nothing but threads."""

    async def test_a_heading_begins_a_thread_where_a_room_has_nothing_else(self, stand: Stand, room: RoomRef) -> None:
        claimed_at, message = stand.now(), said("Welcome.", heading="A first phone")
        posted = await stand.platform.post(room, message, "k1")
        assert (posted.thread is not None) is self.threads_only
        await stand.restart()
        assert await stand.platform.find(room, message, "k1", claimed_at) == posted
        assert await stand.seen(room, posted.thread) == ["Welcome."]

    async def test_a_message_with_a_heading_goes_into_the_thread_it_names(self, stand: Stand, room: RoomRef) -> None:
        begun = await stand.platform.post(room, said("Welcome.", begins="A first phone"), "k1")
        inside = said("Half the time is left.", heading="A first phone", thread=begun.thread)
        assert (await stand.platform.post(room, inside, "k2")).thread is None
        assert (await stand.seen(room, begun.thread))[-1] == "Half the time is left."
