"""What the stories of replanned cafés have in common."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.domain import BeatKind, MemberRef, Progress
from bot.errors import CallError
from bot.script import NewWorkshop
from bot.wording import wording
from tests.stories.room import Room

CAMILLE = MemberRef("terminal", "camille")
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
MISSION = NewWorkshop("question", "Un détour", "Et si l’on n’en donnait pas ?")


async def beats(room: Room) -> dict[str, tuple[Progress, datetime]]:
    async with room.store.reading() as store:
        found = await store.beats(room.cafe_id)
    return {one.workshop or one.kind.value: (one.progress, one.due) for one in found if one.kind is not BeatKind.UNSEAL}


async def last(room: Room) -> str:
    return (await room.said_by_the_bot())[-1].text


def refusal(raised: pytest.ExceptionInfo[CallError]) -> str:
    return " ".join(wording("fr").fault(one) for one in raised.value.faults)
