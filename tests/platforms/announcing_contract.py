"""What every platform must do that has a calendar beside its rooms: a part of the contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Announcement, RoomRef
from bot.errors import NoSuchPlace
from tests.platforms.stand import Stand, said

DAY = timedelta(days=1)


class AnnouncingContract:
    """The suite, skipped aloud by a platform that has no calendar."""

    async def test_what_is_announced_is_there_once_whoever_asks(self, stand: Stand, room: RoomRef) -> None:
        week = await _week(stand, room)
        id = await stand.platform.announce(room, week)
        assert await stand.platform.announce(room, week) == id
        await stand.restart()
        assert await stand.platform.announce(room, week) == id
        assert await stand.announced(room) == [("A first phone", week.ends)]

    async def test_it_says_from_now_on_what_it_is_to_say(self, stand: Stand, room: RoomRef) -> None:
        week = await _week(stand, room)
        id = await stand.platform.announce(room, week)
        later = replace(week, title="A second phone", ends=week.ends + DAY)
        for _ in range(2):
            assert await stand.platform.announce(room, later, id) == id
        assert await stand.announced(room) == [("A second phone", later.ends)]

    async def test_two_that_lead_elsewhere_are_two(self, stand: Stand, room: RoomRef) -> None:
        week = await _week(stand, room)
        other = replace(week, message=(await stand.platform.post(room, said("And you?"), "k2")).message)
        assert await stand.platform.announce(room, week) != await stand.platform.announce(room, other)
        assert await stand.announced(room) == [("A first phone", week.ends)] * 2

    @pytest.mark.parametrize("known", [True, False])
    async def test_what_is_called_off_is_there_no_more(self, stand: Stand, room: RoomRef, known: bool) -> None:
        week = await _week(stand, room)
        id = await stand.platform.announce(room, week)
        for _ in range(2):
            await stand.platform.call_off(room, week, id if known else None)
        assert await stand.announced(room) == []
        with pytest.raises(NoSuchPlace):
            await stand.platform.announce(room, week, id)


async def _week(stand: Stand, room: RoomRef) -> Announcement:
    """A week that has just begun."""
    if not stand.platform.can.announces:
        pytest.skip("this platform has no calendar")
    posted = await stand.platform.post(room, said("Welcome."), "k1")
    now = stand.now()
    return Announcement("A first phone", "Let us talk about it.", now, now + 7 * DAY, posted.message, posted.thread)
