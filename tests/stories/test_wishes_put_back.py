"""A backup is put back: nobody is told who has stopped wishing it, and no topic comes back that was taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.host import Topics, Wishes
from bot.restoring import restored
from bot.store.care import back_up
from tests.stories.room import Room
from tests.stories.test_put_back import Town, spoil

TAKEN_AWAY = "Les chouettes de la place et leurs nuits blanches"
STAYED = "Le pain du dimanche"


def topics_of(room: Room) -> Topics:
    return Topics(room.store, {"terminal": room.terminal}, room.clock)


@pytest.mark.parametrize("former", ["there", "without its journal", "destroyed"])
async def test_who_stopped_wishing_is_told_nothing_and_what_was_taken_away_stays_away(
    tmp_path: Path, former: str
) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    vio, ana = room.ref_of("Vio"), room.ref_of("Ana")
    for member in (vio, ana):
        await Wishes(room.store, room.clock).follow(member, room.ref)
    away = (await topics_of(room).suggest(vio, room.ref, TAKEN_AWAY)).topic
    stays = (await topics_of(room).suggest(ana, room.ref, STAYED)).topic
    assert away is not None
    assert stays is not None
    await topics_of(room).support(vio, room.ref, stays.number)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    await room.until(1, 12)
    await Wishes(room.store, room.clock).unfollow(vio, room.ref)
    await topics_of(room).take_back(vio, room.ref, away.number)
    await topics_of(room).take_back(vio, room.ref, stays.number)
    await room.database.close()
    if former == "without its journal":
        (town.data / "erasures.jsonl").unlink()
    if former == "destroyed":
        spoil(town.path)
    await restored(town.path, backup, room.clock)
    room = await town.reopened()
    (left,) = await topics_of(room).topics(ana, room.ref)
    assert (left.text, left.support) == (STAYED, 0)
    assert TAKEN_AWAY.encode() not in town.files()
    await room.host.listen()
    await room.until(2, 10)
    assert await room.told("Vio") == []
    # Where nothing is known of what was said since, nobody is told who may not want it.
    assert bool(await room.told("Ana")) is (former != "destroyed")
    await town.close()
