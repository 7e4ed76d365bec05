"""A café in two rooms, and one of the programme: who is told of a changed plan, and when a plan is not a host's yet."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.domain import Home, MemberRef, Posted, RoomRef
from bot.errors import CallError, NotAllowed, fault
from bot.platforms.terminal_platform import TerminalPlatform
from bot.script import NewWords
from bot.stage import StageMessage
from bot.store.stage import SqlStage
from tests.stories.room import MONDAY, ZONE, Room, script
from tests.stories.season import Season
from tests.stories.test_the_programme import WEEKLY

CAMILLE = MemberRef("terminal", "camille")
TERRACE = RoomRef("terminal", "terrace")
MOVED = date(2026, 3, 11)


class Unpinning(TerminalPlatform):
    """The terminal platform, in one of whose rooms nothing may be pinned, and for a while nothing said or revised."""

    cut = False

    async def pin(self, room: RoomRef, posted: Posted) -> None:
        if room == TERRACE:
            raise NotAllowed(fault("stage_locked"))
        await super().pin(room, posted)

    async def post(self, room: RoomRef, message: object, key: str) -> Posted:
        self._refuse(room)
        return await super().post(room, message, key)  # type: ignore[arg-type]

    async def revise(self, room: RoomRef, posted: Posted, message: object) -> None:
        self._refuse(room)
        await super().revise(room, posted, message)  # type: ignore[arg-type]

    def _refuse(self, room: RoomRef) -> None:
        if self.cut and room == TERRACE:
            raise NotAllowed(fault("stage_locked"))


async def in_two_rooms(room: Room) -> Unpinning:
    """A café in a French room and an English one, open since its second Monday at noon."""
    platform = Unpinning(SqlStage(room.database), room.clock, moderators=["camille"], desk="bureau")
    await room.begin(platforms={"terminal": platform})
    await platform.open_room(TERRACE.room)
    homes = [Home(room.ref, "fr"), Home(TERRACE, "en")]
    cafe = await room.host.open(script(), homes, zone=ZONE, day=MONDAY + timedelta(weeks=1))
    await room.until(8, 12)
    room.cafe_id = cafe.id
    return platform


async def ours(room: Room, where: RoomRef, part: str) -> list[StageMessage]:
    found = [one for one in await room.terminal.messages(where) if one.key and one.key.startswith(room.cafe_id)]
    return [one for one in found if part in (one.key or "")]


async def test_each_room_is_told_in_its_own_language_and_has_its_own_index(unopened: Room) -> None:
    await in_two_rooms(unopened)
    await unopened.host.replanning.move(unopened.cafe_id, "moment", MOVED, time(8), CAMILLE)
    [french] = await ours(unopened, unopened.ref, "/told/")
    [english] = await ours(unopened, TERRACE, "/told/")
    assert "L’atelier « Le bon moment », prévu le mardi 10 mars 2026 à 09:00, ouvrira" in french.text
    assert "The workshop “The right time”, planned for Tuesday, March 10, 2026 at 09:00, will open" in english.text
    [index] = await ours(unopened, TERRACE, "/index.")
    assert "The right time · Wednesday, March 11, 2026 at 08:00 (moved)" in index.text


async def test_where_nothing_may_be_pinned_the_index_stands_all_the_same(unopened: Room) -> None:
    await in_two_rooms(unopened)
    assert [one.pinned for one in await ours(unopened, unopened.ref, "/index.")] == [True]
    assert [one.pinned for one in await ours(unopened, TERRACE, "/index.")] == [False]
    async with unopened.store.reading() as store:
        assert await store.changed_plans(["terminal"]) == []


async def test_a_room_that_refuses_for_a_while_is_told_and_set_right_later(unopened: Room) -> None:
    platform = await in_two_rooms(unopened)
    platform.cut = True
    await unopened.host.replanning.move(unopened.cafe_id, "moment", MOVED, time(8), CAMILLE)
    await unopened.host.replanning.reword(unopened.cafe_id, "memory", "en", NewWords(title="The very first"), CAMILLE)
    assert len(await ours(unopened, unopened.ref, "/told/")) == 1
    [index] = await ours(unopened, TERRACE, "/index.")
    assert "(moved)" not in index.text
    platform.cut = False
    await unopened.ticker.tick()
    assert len(await ours(unopened, unopened.ref, "/told/")) == 1
    assert len(await ours(unopened, TERRACE, "/told/")) == 1
    [index] = await ours(unopened, TERRACE, "/index.")
    assert "(moved)" in index.text
    assert "The very first · open" in index.text
    assert [one.title for one in await unopened.terminal.threads(TERRACE)][-1] == "The very first"


async def test_a_café_that_still_follows_the_programme_is_changed_there(tmp_path: Path) -> None:
    season = Season(tmp_path, "2026-02-27 12:00")
    for name in ("lamp", "table", "window"):
        season.write_script(name)
    season.write(WEEKLY)
    await season.begin()
    await season.until("2026-03-01 12:00")
    [cafe] = await season.cafes()
    with pytest.raises(CallError) as refused:
        await season.host.replanning.skip(cafe.id, "first", CAMILLE)
    assert refused.value.faults[0].key == "replan.programme"
    await season.until("2026-03-02 09:10")
    await season.host.replanning.skip(cafe.id, "first", CAMILLE)
    await season.database.close()
