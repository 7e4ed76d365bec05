"""Who follows a room, or wished for reminders there, is told once of a meeting, an hour before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain import Script, Workshop, WorkshopWords, zone_of
from bot.errors import PlatformError, fault
from bot.host import LEASE, Host, Wishes
from bot.stage import StageMessage
from bot.ticker import Ticker
from tests.stories.fates import Death, Life, at_call, fated_platform, fated_store
from tests.stories.room import ZONE, Room, script

TALK = Workshop(
    "talk", "meeting", 1, time(10), meets_day=2, meets_at=time(18, 30), minutes=45, address="https://meet.example/p?a=1"
)
FRENCH = WorkshopWords("Avec l’infirmière", "Vos questions ?", place="En visio", guest="Solène")
ENGLISH = WorkshopWords("With the nurse", "Your questions?", place="By video", guest="Solène")


def with_a_meeting(**changes: object) -> Script:
    """The café of the stories, with a meeting on Tuesday at 18:30 that takes questions from Monday at 10:00 on."""
    told = script()
    talk = replace(TALK, **changes)  # type: ignore[arg-type]
    workshops = sorted([*told.workshops, talk], key=lambda one: (one.day, one.at))
    words = {
        language: replace(told.words[language], workshops={**told.words[language].workshops, "talk": said})
        for language, said in (("fr", FRENCH), ("en", ENGLISH))
    }
    return replace(told, workshops=tuple(workshops), words=words)


def wishes(room: Room) -> Wishes:
    return Wishes(room.store, room.clock, room.host.care.look_anew)


async def reminders(room: Room, name: str) -> list[StageMessage]:
    inbox = await room.terminal.inbox(room.ref, name.lower())
    return [one for one in inbox if one.from_bot and one.key is not None and one.key.startswith("wish/meeting/")]


async def hours(room: Room, name: str) -> list[str]:
    """When somebody was reminded of a meeting, on the wall in Paris."""
    return [f"{one.at.astimezone(zone_of(ZONE)):%a %H:%M}" for one in await reminders(room, name)]


@pytest.mark.parametrize("wish", ["follow", "nudges", "both"])
async def test_who_wished_it_is_told_once_an_hour_before_with_all_that_is_needed(unopened: Room, wish: str) -> None:
    await unopened.begin(told=with_a_meeting())
    vio = unopened.ref_of("Vio")
    if wish != "nudges":
        await wishes(unopened).follow(vio, unopened.ref)
    if wish != "follow":
        await wishes(unopened).nudges_on(vio, unopened.ref)
    await unopened.until_the_end()
    [told] = await reminders(unopened, "Vio")
    assert await hours(unopened, "Vio") == ["Tue 17:30"]
    assert "« Avec l’infirmière »" in told.text
    assert "mardi 3 mars 2026 à 18:30, pendant 45 minutes" in told.text
    assert "En visio" in told.text
    assert "https://meet.example/p?a=1" in told.text
    assert [one.name for one in told.attachments] == ["rendez-vous.ics"]
    assert await reminders(unopened, "Ana") == [], "nobody is told who did not ask"


async def test_it_is_said_in_the_language_of_the_room(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting(), language="en")
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until_the_end()
    [told] = await reminders(unopened, "Vio")
    assert "A meeting is near: “With the nurse”, in “A first phone”. You had asked to be told." in told.text
    assert "By video" in told.text
    assert [one.name for one in told.attachments] == ["meeting.ics"]


@pytest.mark.parametrize(
    ("meets_at", "quiet", "told"),
    [
        (time(9, 30), (time(21), time(9)), ["Tue 09:00"]),
        (time(8), (time(21), time(9)), ["Mon 20:00"]),
        (time(22, 30), (time(21), time(9)), ["Tue 20:00"]),
        (time(18, 30), (time(17), time(18)), ["Tue 18:00"]),
    ],
)
async def test_quiet_hours_stay_quiet(
    unopened: Room, meets_at: time, quiet: tuple[time, time], told: list[str]
) -> None:
    await unopened.begin(told=with_a_meeting(meets_at=meets_at))
    await wishes(unopened).nudges_on(unopened.ref_of("Vio"), unopened.ref, quiet=quiet)
    await unopened.until_the_end()
    assert await hours(unopened, "Vio") == told


async def test_a_bot_that_was_off_still_tells_before_it_begins_and_never_after(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting())
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(2, 17)
    unopened.clock.move_to(unopened.clock.now() + timedelta(minutes=89))
    await unopened.ticker.tick()
    assert await hours(unopened, "Vio") == ["Tue 18:29"]
    await wishes(unopened).follow(unopened.ref_of("Ana"), unopened.ref)
    await unopened.until(2, 18, 30)
    await unopened.ticker.tick()
    assert await hours(unopened, "Ana") == ["Tue 18:29"], "who asks late is told at once"
    await wishes(unopened).follow(unopened.ref_of("Marc"), unopened.ref)
    await unopened.until_the_end()
    assert await hours(unopened, "Marc") == []


async def test_what_a_platform_refuses_until_it_has_begun_is_not_said(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting())
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(2, 17, 29)
    refusals = at_call("Platform.post", PlatformError(fault("still_owed", n=1)), times=10**6)
    unopened.work(platforms={"terminal": fated_platform(unopened.terminal, refusals)})
    await unopened.until(2, 18)
    unopened.sleep_until(2, 19)
    unopened.work()
    await unopened.ticker.tick()
    assert await reminders(unopened, "Vio") == []
    async with unopened.store.reading() as store:
        assert await store.replies_owed() == []


async def test_who_stops_wishing_or_leaves_is_not_told(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting())
    for name in ("Vio", "Ana"):
        await wishes(unopened).follow(unopened.ref_of(name), unopened.ref)
    await unopened.until(2, 12)
    await wishes(unopened).unfollow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.withdraw("Ana")
    await unopened.until_the_end()
    assert await reminders(unopened, "Vio") == await reminders(unopened, "Ana") == []


async def test_a_meeting_of_a_workshop_that_is_skipped_is_not_told(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting(day=2, at=time(10)), hosts=("camille",))
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(1, 12)
    await unopened.command("Camille", "café", "passer talk")
    await unopened.until_the_end()
    assert await reminders(unopened, "Vio") == []


async def test_nobody_is_told_while_the_cafe_pauses(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting(), hosts=("camille",))
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(2, 12)
    said = (await unopened.command("Camille", "café", "pause")).replace("\u202f", " ")
    assert "« Avec l’infirmière » a son rendez-vous le mardi 3 mars 2026 à 18:30 : tant que dure la pause" in said
    await unopened.until(2, 20)
    assert await reminders(unopened, "Vio") == []


async def test_a_pause_that_ends_in_time_leaves_the_meeting_and_its_reminder_as_they_were(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting(), hosts=("camille",))
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(2, 12)
    await unopened.command("Camille", "café", "pause")
    await unopened.until(2, 18)
    await unopened.command("Camille", "café", "reprendre")
    await unopened.until(2, 19)
    assert await hours(unopened, "Vio") == ["Tue 18:00"], "less than an hour before, and at once"


async def test_after_an_early_close_nobody_is_told_and_the_host_hears_that_it_is_for_them(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting(), hosts=("camille",))
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(2, 12)
    said = await unopened.command("Camille", "cafe", "close", language="en")
    assert "“With the nurse” has its meeting on Tuesday, March 3, 2026 at 18:30: I remind nobody of it any more" in said
    await unopened.until(2, 20)
    assert await reminders(unopened, "Vio") == []


@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.soak)])
async def test_a_death_at_any_step_tells_once(unopened: Room, every: int) -> None:
    await unopened.begin(told=with_a_meeting())
    for name in ("Vio", "Ana"):
        await wishes(unopened).follow(unopened.ref_of(name), unopened.ref)
    await unopened.until(2, 17, 29)
    room = unopened
    for dies_at in range(1, 400, every):
        life = Life(dies_at)
        store, around = fated_store(room.store, life), {"terminal": fated_platform(room.terminal, life)}
        # All of them live within the hour in which a reminder is of use.
        lease = timedelta(seconds=5)
        host = Host(store, around, room.clock, worker=f"worker {dies_at}", lease=lease)
        ticker = Ticker(store, host, room.clock, worker=f"worker {dies_at}", lease=lease)
        room.clock.move_to(room.clock.now() + lease + timedelta(seconds=1))
        try:
            await ticker.tick()
        except Death:
            room = await room.reopened(f"next {dies_at}")
            continue
        break
    await room.until(2, 20)
    for name in ("Vio", "Ana"):
        assert len(await reminders(room, name)) == 1
    await room.database.close()


async def test_two_workers_tell_once(unopened: Room) -> None:
    await unopened.begin(told=with_a_meeting())
    await wishes(unopened).follow(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(2, 17, 29)
    unopened.clock.move_to(unopened.clock.now() + timedelta(minutes=10))
    hosts = [Host(unopened.store, {"terminal": unopened.terminal}, unopened.clock, worker=name) for name in "ab"]
    tickers: Sequence[Ticker] = [
        Ticker(unopened.store, host, unopened.clock, worker=name, lease=LEASE)
        for host, name in zip(hosts, "ab", strict=True)
    ]
    for ticker in (*tickers, *tickers):
        await ticker.tick()
    assert len(await reminders(unopened, "Vio")) == 1
