"""What every platform must do that can pin a message: a part of the contract."""

from __future__ import annotations

import pytest

from bot.domain import Posted, RoomRef
from bot.errors import NoSuchPlace
from tests.platforms.stand import Stand, said


class PinnedContract:
    """The suite, skipped aloud by a platform that pins nothing."""

    async def test_a_message_is_pinned_and_twice_changes_nothing(self, stand: Stand, room: RoomRef) -> None:
        _needs_pins(stand)
        index = await stand.platform.post(room, said("What there is to come."), "k1")
        await stand.platform.post(room, said("Hello."), "k2")
        for _ in range(2):
            await stand.platform.pin(room, index)
        await stand.platform.revise(room, index, said("What is left."))
        assert await stand.pinned(room) == ["What is left."]
        assert await stand.seen(room) == ["What is left.", "Hello."]

    async def test_a_pinned_message_that_is_taken_back_is_pinned_no_more(self, stand: Stand, room: RoomRef) -> None:
        _needs_pins(stand)
        index = await stand.platform.post(room, said("What there is to come."), "k1")
        await stand.platform.pin(room, index)
        await stand.platform.retract(room, index)
        assert await stand.pinned(room) == []

    async def test_what_is_not_there_cannot_be_pinned(self, stand: Stand, room: RoomRef) -> None:
        _needs_pins(stand)
        with pytest.raises(NoSuchPlace):
            await stand.platform.pin(room, Posted("999999999999"))


def _needs_pins(stand: Stand) -> None:
    if not stand.platform.can.pins:
        pytest.skip("this platform pins nothing")
