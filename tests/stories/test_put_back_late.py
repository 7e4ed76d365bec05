"""A backup is put back after a while: what is late by then is judged like anything late, unless a room has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain import CafeState, Progress
from bot.restoring import restored
from bot.store.care import back_up
from tests.stories.room import Room
from tests.stories.test_anonymous_polls import anonymous_script, choose, votes
from tests.stories.test_blind import SECRET, blind_script, read_by
from tests.stories.test_late import how_it_ended, posted
from tests.stories.test_put_back import Town, spoil


async def put_back(town: Town, backup: Path) -> Room:
    """The bot, started again on the backup in the place of its database."""
    room = town.room
    await room.database.close()
    await restored(town.path, backup, room.clock)
    again = await town.reopened()
    await again.host.listen()
    return again


async def test_a_cafe_that_was_never_presented_and_is_over_is_not_held(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    backup = tmp_path / "sunday.db"
    await back_up(room.database, backup)
    room.sleep_until(6, 12)
    again = await put_back(town, backup)
    await again.ticker.tick()
    assert await again.said_by_the_bot() == []
    assert (await again.cafe()).state is CafeState.NOT_HELD
    assert {end[0] for end in (await how_it_ended(again)).values()} == {Progress.SKIPPED}
    await town.close()


async def test_put_back_at_night_nothing_comes_in_a_burst(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 9, 15)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    room.sleep_until(3, 3)
    again = await put_back(town, backup)
    await again.ticker.tick()
    assert await posted(again) == ["present", "far"], "the one that cannot wait for the morning, and no other"
    await town.close()


@pytest.mark.parametrize(("day", "hour"), [(1, 20), (2, 3), (2, 12), (3, 3), (3, 19), (4, 9), (6, 12)])
@pytest.mark.parametrize("made", [(1, 8, 58), (1, 9, 15), (1, 10, 0)], ids=["unopened", "presented", "begun"])
async def test_of_what_no_room_has_as_much_is_done_as_if_nothing_had_been_put_back(
    tmp_path: Path, made: tuple[int, int, int], day: int, hour: int
) -> None:
    ends = []
    for name in ("slept", "restored"):
        (tmp_path / name).mkdir()
        town = Town(tmp_path / name)
        room = await town.begin()
        await room.until(*made)
        backup = tmp_path / name / "monday.db"
        await back_up(room.database, backup)
        room.sleep_until(day, hour)
        if name == "restored":
            room = await put_back(town, backup)
        await room.ticker.tick()
        at_once = await posted(room)
        await room.until(9, 12)
        ends.append((at_once, await posted(room), await how_it_ended(room), (await room.cafe()).state))
        await town.close()
    assert ends[0] == ends[1]


@pytest.mark.parametrize(("day", "hour"), [(2, 3), (2, 12), (3, 3), (3, 22), (6, 12)])
async def test_what_a_room_has_is_done_and_what_it_has_not_is_judged(tmp_path: Path, day: int, hour: int) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 8, 58)
    backup = tmp_path / "sunday.db"
    await back_up(room.database, backup)
    await room.until(1, 12)
    said = [(one.key, one.text) for one in await room.said_by_the_bot()]
    spoil(town.path)
    room.sleep_until(day, hour)
    again = await put_back(town, backup)
    await again.ticker.tick()
    now = [(one.key, one.text) for one in await again.said_by_the_bot()]
    assert now[: len(said)] == said, "nothing is said twice"
    assert len([step for step in (await posted(again))[2:] if step not in ("close", "publish")]) <= 1
    ended = await how_it_ended(again)
    assert {ended["present"][0], ended["memory"][0]} == {Progress.DONE}
    assert (await again.cafe()).state is not CafeState.NOT_HELD
    await again.until(9, 12)
    assert (await how_it_ended(again))["publish"][0] is Progress.DONE
    await town.close()


async def test_a_blind_workshop_that_opened_late_stays_sealed_until_its_later_end(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin(blind_script())
    await room.until(1, 9, 15)
    room.sleep_until(1, 19)
    await room.ticker.tick()
    await room.say("Vio", SECRET)
    backup = tmp_path / "monday.db"
    await back_up(room.database, backup)
    room.sleep_until(2, 14)
    again = await put_back(town, backup)
    await again.ticker.tick()
    assert SECRET not in await read_by(again, "marc"), "planned for noon, but it opened late"
    await again.until(2, 21, 31)
    assert SECRET in await read_by(again, "marc")
    await town.close()


@pytest.mark.parametrize("readable", [True, False], ids=["the former one is there", "the former one is destroyed"])
async def test_a_vote_in_an_anonymous_poll_that_was_taken_away_does_not_come_back(
    tmp_path: Path, readable: bool
) -> None:
    town = Town(tmp_path)
    room = await town.begin(anonymous_script())
    await room.until(2, 10)
    for name, choice in (("Vio", "2"), ("Marc", "1"), ("Léa", "1"), ("Ana", "1")):
        await choose(room, name, choice)
    backup = tmp_path / "tuesday.db"
    await back_up(room.database, backup)
    await room.withdraw("Vio")
    if not readable:
        await room.database.close()
        spoil(town.path)
    again = await put_back(town, backup)
    assert len((await again.record()).choices) == 3
    assert await votes(again) == [3, 0]
    await town.close()
