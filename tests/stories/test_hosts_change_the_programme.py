"""Hosts skip, move and replace single dates by themselves, and it holds at once, across restarts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path

import pytest

from bot.commands import Binding, Commands, Rights, Services
from bot.domain import Caller, MemberRef, RoomRef
from bot.errors import CallError
from bot.host import Places, ProgrammeChanges, Uploads
from bot.script import Shelf
from bot.wording import wording
from tests.stories.season import STRUCTURE, Season
from tests.stories.season import wording as wording_of
from tests.stories.test_the_programme import WEEKLY

ANA = MemberRef("terminal", "ana")
SECOND = date(2026, 3, 9)


@pytest.fixture
async def season(tmp_path: Path) -> AsyncIterator[Season]:
    """Three scripts, one a week; the first café is over, the second is planned for tomorrow at nine."""
    made = Season(tmp_path, "2026-02-27 12:00")
    for name in ("lamp", "table", "window"):
        made.write_script(name)
    made.write(WEEKLY)
    await made.begin()
    await made.until("2026-03-08 12:00")
    assert await made.planned() == [("2026-03-09 09:00", "table")]
    yield made
    await made.database.close()


def changes(season: Season) -> ProgrammeChanges:
    return ProgrammeChanges(
        season.store, season.clock, season.openings, Shelf([season.uploaded, season.scripts]).script
    )


async def test_a_skipped_date_is_withdrawn_at_once_and_its_script_comes_the_week_after(season: Season) -> None:
    await changes(season).skip("monday", SECOND, ANA)
    assert await season.planned() == []
    again = await season.reopened()
    await again.until("2026-03-17 12:00")
    assert await again.held() == [("2026-03-02 09:00", "lamp"), ("2026-03-16 09:00", "table")]
    await again.database.close()


async def test_a_date_is_moved_to_another_day_and_hour_and_then_given_another_script(season: Season) -> None:
    await changes(season).move("monday", SECOND, ANA, to=date(2026, 3, 10), at=time(18, 30))
    await changes(season).replace_script("monday", SECOND, "lamp", ANA)
    await season.until("2026-03-17 12:00")
    assert await season.held() == [
        ("2026-03-02 09:00", "lamp"),
        ("2026-03-10 18:30", "lamp"),
        ("2026-03-16 09:00", "window"),
    ]
    async with season.store.reading() as store:
        (kept,) = await store.programme_changes()
    assert (kept.programme, kept.by, kept.change.date) == ("monday", "terminal:ana", SECOND)


async def test_a_date_that_is_put_back_is_as_the_configuration_says(season: Season) -> None:
    await changes(season).skip("monday", SECOND, ANA)
    await changes(season).put_back("monday", SECOND, ANA)
    assert await season.planned() == [("2026-03-09 09:00", "table")]


async def test_what_hosts_say_wins_over_the_configuration_even_when_that_changes_later(season: Season) -> None:
    await changes(season).replace_script("monday", SECOND, "window", ANA)
    season.write(WEEKLY + "skip = [2026-03-09]\n")
    await season.until("2026-03-10 12:00")
    assert (await season.held())[-1] == ("2026-03-09 09:00", "window")


async def test_what_cannot_be_changed_is_said_and_changes_nothing(season: Season) -> None:
    host = changes(season)
    refused = [
        ("programme_unknown_name_near", host.skip("munday", SECOND, ANA)),
        ("programme_unknown_name", host.skip("xyzzy", SECOND, ANA)),
        ("programme_no_such_date", host.skip("monday", date(2026, 3, 10), ANA)),
        ("programme_date_over", host.skip("monday", date(2026, 3, 2), ANA)),
        ("programme_day_past", host.move("monday", SECOND, ANA, to=date(2026, 3, 1))),
        ("script_unknown_near", host.replace_script("monday", SECOND, "tabel", ANA)),
    ]
    for sentence, step in refused:
        with pytest.raises(CallError) as stopped:
            await step
        assert stopped.value.faults[0].key == sentence
        for language in ("fr", "en"):
            assert wording(language).fault(stopped.value.faults[0])
    async with season.store.reading() as store:
        assert await store.programme_changes() == []
    assert await season.planned() == [("2026-03-09 09:00", "table")]


async def test_an_uploaded_script_is_taken_away_only_once_it_has_no_turn_any_more(season: Season) -> None:
    files = {"script.toml": STRUCTURE.encode(), "en.toml": wording_of("Lamp").encode()}
    uploads = Uploads(season.store, season.clock, season.uploaded)
    room = RoomRef("terminal", "café")
    ana = Caller(ANA, "Ana", room, "en")
    await uploads.take("own", files, ana)
    served = {"terminal": season.terminal}
    shelf = Shelf([season.uploaded, season.scripts])
    places = Places(served, rooms=["café"], language=lambda one, _room: one.languages[0])
    services = Services(
        *(
            season.store,
            served,
            season.clock,
            season.host,
            "Europe/Paris",
            shelf.named,
            lambda: ["lamp", "own"],
            places,
        ),
        openings=season.openings,
        uploads=uploads,
    )
    commands = Commands(services, Rights(season.store, Binding(frozenset({ANA}))))

    async def remove() -> None:
        typed = await commands.read(ana, "cafe", "remove-script own")
        await commands.perform(ana, typed.command, typed.given, ())

    season.write(WEEKLY.replace('"window"', '"window", "own"'))
    with pytest.raises(CallError) as caught:
        await remove()
    assert "“monday” still opens the script “own”" in wording("en").fault(caught.value.faults[0])
    season.write(WEEKLY)
    await changes(season).replace_script("monday", date(2026, 3, 23), "own", ANA)
    with pytest.raises(CallError):
        await remove()
    await changes(season).put_back("monday", date(2026, 3, 23), ANA)
    await remove()
    async with season.store.reading() as store:
        assert await store.uploads() == {}
