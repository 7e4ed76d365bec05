"""The presentation says until when a café is open: it goes on saying it truly, in place, and nothing is said twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot.domain import MemberRef, Posted, RoomRef, Script
from bot.errors import NotAllowed, fault
from bot.platforms.terminal_platform import CAN, TerminalPlatform
from bot.script import NewWorkshop
from bot.stage import StageMessage
from bot.store.stage import SqlStage
from tests.stories.replanned import TUESDAY
from tests.stories.room import Room, script
from tests.stories.test_replanned_homes import TERRACE, in_two_rooms, ours

CAMILLE = MemberRef("terminal", "camille")
LENGTH = "Le café est ouvert du lundi 2 mars 2026 à 09:00 au {}."


async def presented(room: Room) -> list[StageMessage]:
    """The messages that present the café, in their order."""
    return [one for one in await room.said_by_the_bot() if "/present/" in (one.key or "")]


async def settled(room: Room) -> bool:
    async with room.store.reading() as store:
        return await store.changed_plans(["terminal"]) == []


async def test_a_café_that_lasts_longer_says_so_in_its_presentation_too(room: Room) -> None:
    await room.until(2, 12)
    [before] = await presented(room)
    assert LENGTH.format("mercredi 4 mars 2026 à 20:00") in before.text
    await room.host.replanning.extend(room.cafe_id, 2, CAMILLE)
    [after] = await presented(room)
    old, new = "mercredi 4 mars 2026 à 20:00", "vendredi 6 mars 2026 à 20:00"
    assert after.text == before.text.replace(old, new), "and what is kept, why and for how long is told as it was"
    assert (after.id, after.pinned) == (before.id, False)
    assert await settled(room)


async def test_a_café_that_closes_early_or_goes_on_later_says_so_too(room: Room) -> None:
    await room.until(1, 18)
    await room.host.replanning.pause(room.cafe_id, CAMILLE)
    await room.until(2, 12)
    await room.host.replanning.resume(room.cafe_id, CAMILLE)
    [resumed] = await presented(room)
    assert LENGTH.format("jeudi 5 mars 2026 à 20:00") in resumed.text
    await room.until(3, 15)
    await room.host.replanning.close(room.cafe_id, CAMILLE)
    [closed] = await presented(room)
    assert LENGTH.format("mercredi 4 mars 2026 à 15:00") in closed.text


async def test_each_room_is_set_right_in_its_own_language_and_one_that_refuses_later(unopened: Room) -> None:
    platform = await in_two_rooms(unopened)
    platform.cut = True
    await unopened.host.replanning.extend(unopened.cafe_id, 1, CAMILLE)
    [french] = await ours(unopened, unopened.ref, "/present/terminal:café/1")
    [english] = await ours(unopened, TERRACE, "/present/terminal:terrace/1")
    assert "au jeudi 12 mars 2026 à 20:00" in french.text
    assert "to Wednesday, March 11, 2026 at 20:00" in english.text
    assert not await settled(unopened)
    platform.cut = False
    await unopened.ticker.tick()
    [english] = await ours(unopened, TERRACE, "/present/terminal:terrace/1")
    assert "to Thursday, March 12, 2026 at 20:00" in english.text
    assert await settled(unopened)


async def test_as_long_as_the_café_closes_as_told_nobody_touches_its_presentation(room: Room) -> None:
    await room.until(1, 12)
    await room.host.replanning.skip(room.cafe_id, "far", CAMILLE)
    await room.until_the_end()
    [there] = await presented(room)
    assert there.edited_at is None


async def test_a_late_presentation_goes_on_saying_that_it_was_late(room: Room) -> None:
    room.sleep_until(2, 12)
    await room.ticker.tick()
    [late] = await presented(room)
    assert "un peu plus tard que prévu, et il est ouvert jusqu’au mercredi 4 mars 2026 à 20:00" in late.text
    await room.until(2, 13)
    [same] = await presented(room)
    assert same.edited_at is None
    await room.host.replanning.extend(room.cafe_id, 1, CAMILLE)
    [there] = await presented(room)
    assert "un peu plus tard que prévu, et il est ouvert jusqu’au jeudi 5 mars 2026 à 20:00" in there.text


class Refusing(TerminalPlatform):
    """The terminal, which may post nothing for a while."""

    cut = False

    async def post(self, room: RoomRef, message: object, key: str) -> Posted:
        if self.cut:
            raise NotAllowed(fault("stage_locked"))
        return await super().post(room, message, key)  # type: ignore[arg-type]


async def test_one_that_was_refused_at_first_and_came_late_says_what_it_was_to_say(unopened: Room) -> None:
    room = unopened
    refusing = Refusing(SqlStage(room.database), room.clock, moderators=["camille"], desk="bureau")
    room.terminal = refusing
    await room.begin()
    refusing.cut = True
    await room.until(1, 11)
    refusing.cut = False
    await room.until(1, 13)
    [there] = await presented(room)
    assert LENGTH.format("mercredi 4 mars 2026 à 20:00") in there.text
    assert there.edited_at is None
    await room.host.replanning.extend(room.cafe_id, 1, CAMILLE)
    [there] = await presented(room)
    assert LENGTH.format("jeudi 5 mars 2026 à 20:00") in there.text


async def test_a_presentation_that_somebody_deleted_stays_away_and_holds_nothing_up(room: Room) -> None:
    await room.until(1, 12)
    [there] = await presented(room)
    await room.terminal.erase(room.ref, "camille", there.id)
    await room.host.replanning.extend(room.cafe_id, 1, CAMILLE)
    assert await presented(room) == []
    assert "jeudi 5 mars 2026 à 20:00" in await room.index()
    assert await settled(room)


async def test_what_an_added_workshop_keeps_is_told_before_it_opens(room: Room) -> None:
    await room.until(1, 12)
    [before] = await presented(room)
    assert "image" not in before.text
    mission = NewWorkshop("mission", "Rapporter", "Une photo de votre premier téléphone ?")
    await room.host.replanning.add(room.cafe_id, mission, TUESDAY, time(18), CAMILLE)
    [after] = await presented(room)
    assert "image" in after.text


def _for_whom(told: Script, words: str) -> Script:
    return replace(told, words={language: replace(said, for_whom=words) for language, said in told.words.items()})


@pytest.mark.parametrize("longer", [True, False], ids=["one message more", "one message less"])
async def test_one_that_takes_a_message_more_or_less_is_whole_and_said_once(tmp_path: Path, longer: bool) -> None:
    short, long = "mercredi 4 mars 2026 à 20:00", "mercredi 11 mars 2026 à 20:00"
    measure = Room(tmp_path / "measure.db")
    await measure.begin(told=_for_whom(script(), "m"))
    await measure.until(1, 12)
    [whole] = await presented(measure)
    await measure.database.close()
    # It fits to the last character, or lacks the room for one more.
    fills = "m" * (1 + CAN.text_limit - len(whole.text) + (not longer))
    room = Room(tmp_path / "cafe.db")
    await room.begin(told=_for_whom(script(), fills))
    await room.until(1, 12)
    assert len(await presented(room)) == (1 if longer else 2)
    if longer:
        await room.host.replanning.extend(room.cafe_id, 7, CAMILLE)
    else:
        # From the fourth to the second of March, a Monday: a shorter word.
        await room.host.replanning.close(room.cafe_id, CAMILLE)
    told = await presented(room)
    assert len(told) == (2 if longer else 1)
    end = long if longer else "lundi 2 mars 2026 à 12:00"
    wanted = whole.text.replace("\n\nm\n\n", f"\n\n{fills}\n\n").replace(short, end)
    assert "".join("".join(one.text.split()) for one in told) == "".join(wanted.split())
    assert len({one.key for one in told}) == len(told)
    assert await settled(room)
    await room.database.close()
