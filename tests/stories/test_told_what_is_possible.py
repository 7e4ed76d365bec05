"""At the close the desk is told what a host can do with the draft, and nothing that would be refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import DeskNoteKind, Publishing
from bot.host._drafting import tell_draft
from tests.stories.room import Room


@pytest.mark.parametrize(("hours", "kind"), [(1, DeskNoteKind.DRAFT_SOONER), (9_000, DeskNoteKind.DRAFT)])
async def test_publishing_earlier_is_offered_only_where_there_is_time_for_it(
    room: Room, hours: int, kind: DeskNoteKind
) -> None:
    await room.until(1, 10)
    publishing = Publishing(time_to_look=timedelta(hours=hours))
    async with room.store.writing() as work:
        await tell_draft(work, room.cafe_id, publishing, room.clock.now())
    async with room.store.reading() as store:
        assert [one.kind for one in await store.untold()] == [kind]
