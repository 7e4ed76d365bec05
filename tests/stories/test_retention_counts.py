"""From when retention counts: from the instant at which the flashback really came out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import RETENTION_DAYS, BeatKind, CafeState, Progress
from bot.host import LEASE, Host
from bot.restoring import restored
from bot.store.care import back_up
from bot.ticker import Ticker
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import Room
from tests.stories.test_hosts_publish import CAMILLE, until_the_close
from tests.stories.test_put_back import Town

HALF_A_YEAR = timedelta(days=RETENTION_DAYS)
SECOND = timedelta(seconds=1)
WORDS = "je tirais dessus"


async def ends(room: Room) -> datetime:
    """When the café's retention is to end."""
    async with room.store.reading() as store:
        [beat] = [one for one in await store.beats(room.cafe_id) if one.kind is BeatKind.END_RETENTION]
    return beat.due


async def is_kept(room: Room, moment: datetime) -> bool:
    """Whether what was said is still there once that instant has come."""
    room.clock.move_to(moment)
    while (due := await room.ticker.tick()) is not None and due <= moment:
        """Until all that is due is done."""
    return WORDS in await room.everything_kept() and (await room.cafe()).frozen_at is None


async def until_it_is_due(room: Room) -> None:
    """A café with one contribution that nobody may quote, just before its flashback."""
    await room.begin()
    await room.until(1, 10)
    await room.say("Vio", f"Le mien avait un fil, et {WORDS}.")
    await room.until(4, 19)


async def test_a_flashback_in_time_is_kept_from_its_instant(unopened: Room) -> None:
    await until_it_is_due(unopened)
    await unopened.until(5, 12)
    assert await ends(unopened) == (await unopened.cafe()).publishes_at + HALF_A_YEAR


async def test_a_flashback_that_came_late_is_kept_as_long_as_any_other(unopened: Room) -> None:
    await until_it_is_due(unopened)
    unopened.sleep_until(14, 12)
    await unopened.ticker.tick()
    published = unopened.clock.now()
    assert (await unopened.cafe()).state is CafeState.PUBLISHED
    assert await is_kept(unopened, published + HALF_A_YEAR - SECOND)
    assert not await is_kept(unopened, published + HALF_A_YEAR)


async def test_a_flashback_that_a_host_published_earlier_is_kept_no_longer(unopened: Room) -> None:
    await until_the_close(unopened, time_to_look=timedelta(0))
    await unopened.host.voices.publish(unopened.cafe_id, CAMILLE)
    await unopened.ticker.tick()
    published = unopened.clock.now()
    assert published + timedelta(hours=12) < (await unopened.cafe()).publishes_at
    assert await is_kept(unopened, published + HALF_A_YEAR - SECOND)
    assert not await is_kept(unopened, published + HALF_A_YEAR)


async def test_a_withheld_flashback_is_kept_from_when_a_host_let_it_out(unopened: Room) -> None:
    await until_the_close(unopened, unattended=False)
    await unopened.until(60, 12)
    await unopened.host.voices.publish(unopened.cafe_id, CAMILLE)
    await unopened.ticker.tick()
    published = unopened.clock.now()
    assert await is_kept(unopened, published + HALF_A_YEAR - SECOND)
    assert not await is_kept(unopened, published + HALF_A_YEAR)


async def test_one_that_never_comes_out_is_kept_from_when_it_was_due(unopened: Room) -> None:
    await until_the_close(unopened, unattended=False)
    due = (await unopened.cafe()).publishes_at
    assert await is_kept(unopened, due + HALF_A_YEAR - SECOND)
    assert not await is_kept(unopened, due + HALF_A_YEAR)


async def test_a_café_that_did_not_take_place_ends_all_the_same(unopened: Room) -> None:
    await unopened.begin()
    unopened.sleep_until(4, 12)
    await unopened.ticker.tick()
    cafe = await unopened.cafe()
    assert cafe.state is CafeState.NOT_HELD
    unopened.clock.move_to(cafe.publishes_at + HALF_A_YEAR)
    await unopened.ticker.tick()
    async with unopened.store.reading() as store:
        assert all(one.progress not in (Progress.DUE, Progress.CLAIMED) for one in await store.beats(cafe.id))


async def test_one_that_a_host_lets_out_while_its_end_is_in_hand_is_kept(unopened: Room) -> None:
    await until_the_close(unopened, unattended=False)
    await unopened.until(4, 22)
    unopened.clock.move_to(await ends(unopened) - SECOND)
    await unopened.ticker.tick()
    await unopened.host.voices.publish(unopened.cafe_id, CAMILLE)
    async with unopened.store.writing() as work:
        publish = await work.claim_beat(unopened.clock.now(), LEASE, "one", unopened.host.serves)
    assert publish is not None
    assert publish.kind is BeatKind.PUBLISH
    unopened.clock.move_to(unopened.clock.now() + SECOND)
    async with unopened.store.writing() as work:
        end = await work.claim_beat(unopened.clock.now(), LEASE, "two", unopened.host.serves)
    assert end is not None
    assert end.kind is BeatKind.END_RETENTION
    await unopened.host.settle(publish, await unopened.host.perform(publish))
    await unopened.host.settle(end, await unopened.host.perform(end))
    cafe = await unopened.cafe()
    assert (cafe.state, cafe.frozen_at) == (CafeState.PUBLISHED, None)
    assert await ends(unopened) == unopened.clock.now() + HALF_A_YEAR


@pytest.mark.parametrize("every", [41, pytest.param(1, marks=pytest.mark.soak)])
async def test_a_death_at_any_step_of_the_publishing_counts_from_it(tmp_path: Path, every: int) -> None:
    for dies_at in range(1, 2_000, every):
        room = Room(tmp_path / f"{dies_at}.db")
        await until_it_is_due(room)
        room.sleep_until(6, 12)
        died = await _lives(room, Life(dies_at), "first")
        after, counted = await _stands(room)
        assert (after is CafeState.PUBLISHED) == (counted == room.clock.now() + HALF_A_YEAR), dies_at
        room = await room.reopened()
        room.sleep_until(40, 12)
        await _lives(room, Life(), "second")
        if after is CafeState.PUBLISHED:
            assert await _stands(room) == (after, counted), "what had come out has, and is not counted anew"
        else:
            assert await _stands(room) == (CafeState.PUBLISHED, room.clock.now() + HALF_A_YEAR)
        await room.database.close()
        if not died:
            return
    pytest.fail("it never came to the end of the publishing")


async def _lives(room: Room, life: Life, worker: str) -> bool:
    """One look of a worker at what is due; returns whether it has died of it."""
    store, around = fated_store(room.store, life), {"terminal": fated_platform(room.terminal, life)}
    host = Host(store, around, room.clock, worker=worker)
    try:
        await Ticker(store, host, room.clock, worker=worker, lease=LEASE).tick()
    except Death:
        return True
    return False


async def _stands(room: Room) -> tuple[CafeState, datetime]:
    return (await room.cafe()).state, await ends(room)


async def test_in_a_backup_that_does_not_know_of_it_the_planned_instant_counts(tmp_path: Path) -> None:
    town = Town(tmp_path)
    room = await town.begin()
    await room.until(1, 10)
    await room.say("Vio", f"Le mien avait un fil, et {WORDS}.")
    await room.until(4, 19)
    planned = (await room.cafe()).publishes_at + HALF_A_YEAR
    await back_up(room.database, tmp_path / "backup.db")
    await room.until(5, 12)
    assert await ends(room) == planned
    room.sleep_until(30, 12)
    await room.database.close()
    await restored(town.path, tmp_path / "backup.db", room.clock)
    room = await town.reopened()
    await room.host.listen()
    await room.until(30, 13)
    assert (await room.cafe()).state is CafeState.PUBLISHED
    assert await ends(room) == planned, "it may have come out long ago: nobody's words are kept longer for it"
    await town.close()
