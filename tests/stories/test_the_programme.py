"""A season of cafés: opened in time, once, in their turn, and true to the programme until they are presented."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import MemberRef
from bot.programme import Outcome
from tests.stories.season import STRUCTURE, Season, wording

WEEKLY = """
[[programme]]
name = "monday"
every = "week"
from = 2026-03-02
scripts = ["lamp", "table", "window"]
"""


@pytest.fixture
async def season(tmp_path: Path) -> AsyncIterator[Season]:
    """Three scripts, one a week from Monday, 2 March 2026 at nine; it is Friday noon before that."""
    made = Season(tmp_path, "2026-02-27 12:00")
    for name in ("lamp", "table", "window"):
        made.write_script(name)
    made.write(WEEKLY)
    await made.begin()
    yield made
    await made.database.close()


async def test_three_months_of_a_weekly_rotation_stay_at_nine_across_the_change_of_the_clocks(season: Season) -> None:
    await season.until("2026-05-25 12:00")
    held = await season.held()
    days = ["03-02", "03-09", "03-16", "03-23", "03-30", "04-06", "04-13"]
    days += ["04-20", "04-27", "05-04", "05-11", "05-18", "05-25"]
    scripts = ["lamp", "table", "window"] * 4 + ["lamp"]
    assert held == [(f"2026-{day} 09:00", script) for day, script in zip(days, scripts, strict=True)]
    assert await season.told() == []


async def test_a_script_used_again_gives_a_café_of_its_own_and_the_earlier_flashback_stays(season: Season) -> None:
    await season.until("2026-03-06 12:00")
    (first,) = await season.cafes()
    async with season.store.reading() as store:
        before = await store.flashback(first.id)
    await season.until("2026-03-28 12:00")
    cafes = await season.cafes()
    again = [cafe for cafe in cafes if cafe.script.name == "lamp"]
    assert [cafe.id for cafe in again] == ["lamp-2026-03-02", "lamp-2026-03-23"]
    assert again[0].secret != again[1].secret
    async with season.store.reading() as store:
        assert before is not None
        assert await store.flashback(first.id) == before
        assert await store.flashback(again[1].id) is not None


async def test_a_café_is_planned_a_day_ahead_with_all_its_beats_and_presented_to_the_minute(season: Season) -> None:
    await season.until("2026-03-01 08:59")
    assert await season.cafes() == []
    await season.until("2026-03-01 09:01")
    (cafe,) = await season.cafes()
    kinds = ["present", "open_workshop", "close", "publish", "end_retention"]
    assert [beat.kind.value for beat in await season.beats(cafe.id)] == kinds
    assert await season.said() == []
    await season.until("2026-03-02 09:00")
    assert await season.held() == [("2026-03-02 09:00", "lamp")]


async def test_a_month_by_weekday(season: Season) -> None:
    season.write(WEEKLY.replace('"week"', '"month"\non = "last friday"'))
    await season.until("2026-06-30 12:00")
    assert await season.held() == [
        ("2026-03-27 09:00", "lamp"),
        ("2026-04-24 09:00", "table"),
        ("2026-05-29 09:00", "window"),
        ("2026-06-26 09:00", "lamp"),
    ]


async def test_a_skipped_date_opens_nothing_and_leaves_its_turn_to_the_next(season: Season) -> None:
    season.write(WEEKLY + 'skip = [2026-03-09, "2026-03-23 to 2026-04-06"]\n')
    await season.until("2026-04-14 12:00")
    assert await season.held() == [
        ("2026-03-02 09:00", "lamp"),
        ("2026-03-16 09:00", "table"),
        ("2026-04-13 09:00", "window"),
    ]


async def test_two_cafés_at_once_in_one_room_are_both_held_and_in_two_rooms_each_has_its_own(season: Season) -> None:
    other = (
        WEEKLY.replace("monday", "tuesday").replace("03-02", "03-03").replace('"lamp", "table", "window"', '"table"')
    )
    elsewhere = WEEKLY.replace("monday", "quiet") + 'rooms = ["lounge"]\nat = "18:00"\n'
    season.write(WEEKLY + other + elsewhere)
    await season.until("2026-03-06 12:00")
    assert await season.held() == [
        ("2026-03-02 09:00", "lamp"),
        ("2026-03-02 18:00", "lamp"),
        ("2026-03-03 09:00", "table"),
    ]
    assert {cafe.id for cafe in await season.cafes()} == {"lamp-2026-03-02", "lamp-2026-03-02-2", "table-2026-03-03"}
    here, there = await season.said(), await season.said("lounge")
    assert sum("All about" in one.text for one in here) == 2
    assert sum("All about" in one.text for one in there) == 1


async def test_a_programme_opens_no_script_that_another_community_has_uploaded(season: Season) -> None:
    files = {"script.toml": STRUCTURE.encode(), "en.toml": wording("Theirs").encode()}
    lounge = await season.terminal.open_room("lounge")
    async with season.store.writing() as work:
        await work.keep_upload("theirs", files, MemberRef("terminal", "solange"), season.clock.now(), lounge)
    ours = WEEKLY.replace('"lamp", "table", "window"', '"theirs"')
    season.write(ours)
    await season.until("2026-03-03 12:00")
    assert await season.held() == []
    assert "programme_script" in await season.told()
    season.write(ours + 'rooms = ["lounge"]\n')
    await season.until("2026-03-10 12:00")
    assert await season.held() == [("2026-03-09 09:00", "theirs")]
    assert not [one for one in await season.said() if "Theirs" in one.text]
    assert [one for one in await season.said("lounge") if "Theirs" in one.text]


# --- changed while it runs --------------------------------------------------------------------------------------


async def test_a_one_off_change_made_while_running_is_followed_without_a_restart(season: Season) -> None:
    await season.until("2026-03-08 12:00")
    assert await season.planned() == [("2026-03-09 09:00", "table")]
    season.write(
        WEEKLY + '[[programme.change]]\ndate = 2026-03-09\nscript = "window"\nday = 2026-03-10\nat = "18:30"\n'
    )
    await season.until("2026-03-08 12:01")
    assert await season.planned() == []
    await season.until("2026-03-17 12:00")
    assert await season.held() == [
        ("2026-03-02 09:00", "lamp"),
        ("2026-03-10 18:30", "window"),
        ("2026-03-16 09:00", "window"),
    ]
    assert await season.told() == []


async def test_a_café_that_is_planned_and_not_presented_is_withdrawn_when_its_date_is_skipped(season: Season) -> None:
    await season.until("2026-03-01 12:00")
    season.write(WEEKLY + "skip = [2026-03-02]\n")
    await season.until("2026-03-05 12:00")
    assert await season.cafes() == []
    assert await season.said() == []
    assert await season.told() == ["programme_withdrawn"]
    await season.until("2026-03-10 12:00")
    assert await season.held() == [("2026-03-09 09:00", "lamp")]


async def test_a_café_that_was_presented_stays_as_it_is_whatever_the_programme_says(season: Season) -> None:
    await season.until("2026-03-02 09:00")
    before = await season.cafes()
    season.write(WEEKLY.replace('"lamp", "table", "window"', '"window"') + "skip = [2026-03-02]\n")
    await season.until("2026-03-05 12:00")
    (cafe,) = await season.cafes()
    assert cafe.script == before[0].script
    assert await season.held() == [("2026-03-02 09:00", "lamp")]


async def test_a_fault_in_the_changed_file_is_told_once_and_the_former_programme_goes_on(season: Season) -> None:
    await season.until("2026-03-01 12:00")
    season.write(WEEKLY.replace("every", "evry"))
    await season.until("2026-03-17 12:00")
    assert await season.told() == ["programme_former"]
    assert len(await season.held()) == 3
    season.write(WEEKLY.replace("2026-03-02", "2026-03-18"))
    await season.until("2026-03-19 12:00")
    assert (await season.held())[-1] == ("2026-03-18 09:00", "lamp")


async def test_the_file_gone_for_a_while_changes_nothing(season: Season) -> None:
    await season.until("2026-03-01 12:00")
    season.config.unlink()
    await season.until("2026-03-10 12:00")
    assert len(await season.held()) == 2


async def test_what_else_has_changed_in_the_file_is_named_as_needing_a_restart(season: Season) -> None:
    await season.until("2026-03-01 12:00")
    season.config.write_text(
        season.config.read_text().replace("Europe/Paris", "Asia/Tokyo") + '[terminal]\nroom = "x"\n'
    )
    await season.until("2026-03-02 12:00")
    (note,) = await season.notes()
    assert (note.why, note.values) == ("config_restart", {"keys": "terminal, zone"})
    assert await season.held() == [("2026-03-02 09:00", "lamp")]


async def test_a_programme_that_is_first_seen_in_the_middle_of_a_day_begins_with_its_next_date(season: Season) -> None:
    season.sleep_until("2026-03-02 09:10")
    await season.until("2026-03-12 12:00")
    assert await season.held() == [("2026-03-09 09:00", "table")]


# --- scripts ----------------------------------------------------------------------------------------------------


async def test_members_see_the_wording_as_it_is_at_the_presentation(season: Season) -> None:
    await season.until("2026-03-02 08:59")
    season.write_script("lamp", title="The evening lamp", structure=STRUCTURE.replace("09:30", "10:15"))
    await season.until("2026-03-02 12:00")
    assert any("All about The evening lamp." in one.text for one in await season.said())
    (cafe,) = await season.cafes()
    assert cafe.title == "The evening lamp"
    (workshop,) = [beat for beat in await season.beats(cafe.id) if beat.workshop]
    assert workshop.due.hour == 9
    season.write_script("lamp", title="Too late")
    await season.until("2026-03-03 12:00")
    assert [cafe.title for cafe in await season.cafes()] == ["The evening lamp"]


async def test_a_broken_edit_leaves_the_last_wording_that_could_be_read_and_is_told_once(season: Season) -> None:
    await season.until("2026-03-01 12:00")
    season.write_script("lamp", title="The evening lamp")
    await season.until("2026-03-01 12:01")
    (season.scripts / "lamp" / "en.toml").write_text("title = ", encoding="utf-8")
    await season.until("2026-03-02 12:00")
    assert await season.told() == ["programme_former_script"]
    assert any("All about The evening lamp." in one.text for one in await season.said())


async def test_a_script_broken_before_it_is_planned_is_told_and_opens_as_soon_as_it_is_mended(season: Season) -> None:
    (season.scripts / "lamp" / "en.toml").write_text("title = ", encoding="utf-8")
    await season.until("2026-03-02 11:00")
    assert await season.told() == ["programme_script", "programme_unreadable"]
    season.write_script("lamp")
    await season.until("2026-03-02 12:00")
    assert await season.held() == [("2026-03-02 11:00", "lamp")]


async def test_a_script_that_nobody_mends_loses_its_turn_aloud(season: Season) -> None:
    (season.scripts / "lamp" / "en.toml").write_text("title = ", encoding="utf-8")
    await season.until("2026-03-08 12:00")
    assert await season.told() == ["programme_script", "programme_unreadable", "programme_not_read"]
    await season.until("2026-03-10 12:00")
    assert await season.held() == [("2026-03-09 09:00", "table")]


# --- off, dead, two at once -------------------------------------------------------------------------------------


async def test_an_occasion_the_bot_slept_through_still_opens_as_long_as_it_is_useful(season: Season) -> None:
    await season.until("2026-02-28 12:00")
    season.sleep_until("2026-03-02 15:00")
    await season.until("2026-03-02 15:00")
    assert await season.held() == [("2026-03-02 15:00", "lamp")]
    assert await season.told() == []


async def test_occasions_it_would_be_too_late_for_are_missed_and_told_and_leave_their_turn(season: Season) -> None:
    await season.until("2026-02-28 12:00")
    season.sleep_until("2026-03-13 12:00")
    again = await season.reopened()
    await again.until("2026-03-17 12:00")
    assert await again.told() == ["programme_missed", "programme_missed"]
    assert [(str(one.date), one.outcome is Outcome.MISSED) for one in await again.occasions()] == [
        ("2026-03-02", True),
        ("2026-03-09", True),
        ("2026-03-16", False),
    ]
    assert await again.held() == [("2026-03-16 09:00", "lamp")]
    await again.database.close()


async def test_of_two_workers_one_opens(season: Season) -> None:
    other = Season(season.folder, season.clock.now(), season.clock)
    await other.begin()
    await season.openings.look()
    season.sleep_until("2026-03-01 12:00")
    await asyncio.gather(season.openings.look(), other.openings.look(), season.openings.look())
    assert len(await season.cafes()) == 1
    await season.until("2026-03-02 12:00")
    await other.until("2026-03-02 12:00")
    assert await season.held() == [("2026-03-02 09:00", "lamp")]
    assert sum("All about lamp." in one.text for one in await season.said()) == 1
    await other.database.close()


async def test_a_café_whose_closing_is_before_its_opening_is_not_held_and_told(season: Season) -> None:
    season.write_script("lamp", structure=STRUCTURE.replace("days = 3", "days = 1"))
    season.write(WEEKLY + 'at = "21:00"\n')
    await season.until("2026-03-03 12:00")
    assert await season.told() == ["programme_no_time"]
    assert await season.cafes() == []
