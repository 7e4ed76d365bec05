"""Reminders: for those who wished them, of what they have not answered, once a day, at hours that are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain import Home, Visibility, zone_of
from bot.errors import CallError
from bot.host import LEASE, Host, Wishes
from bot.ticker import Ticker
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.room import MONDAY, ZONE, Room, script
from tests.stories.test_many_cafes import statements

REMINDED = "vous attend encore"


def wishes(room: Room) -> Wishes:
    return Wishes(room.store, room.clock, room.host.care.look_anew)


async def reminders(room: Room, name: str) -> list[tuple[str, str]]:
    """What somebody was reminded of, and when, on the wall in Paris."""
    return [
        (one.at.astimezone(zone_of(ZONE)).strftime("%a %H:%M"), one.text.split("»")[0].strip("« \u202f\xa0"))
        for one in await room.terminal.inbox(room.ref, name.lower())
        if one.from_bot and REMINDED in one.text
    ]


async def test_who_wished_it_is_reminded_of_what_they_have_not_answered_once_a_day(room: Room) -> None:
    await wishes(room).nudges_on(room.ref_of("Vio"), room.ref)
    await room.until_the_end()
    found = await reminders(room, "Vio")
    # Tuesday's poll ends on Tuesday at 20:00, Monday's question with the café; closing words begin on Wednesday.
    assert found == [("Tue 09:30", "Un souvenir"), ("Wed 09:00", "Jusqu’où")]
    assert await reminders(room, "Ana") == []


async def test_who_has_answered_is_not_reminded(room: Room) -> None:
    await wishes(room).nudges_on(room.ref_of("Vio"), room.ref)
    await room.until(1, 12)
    await room.say("Vio", "Le mien avait un fil.")
    await room.until(2, 12)
    await room.terminal.choose(room.ref, "vio", "Vio", "moment", ("1",))
    await room.say("Vio", "7", "far")
    await room.until(3, 8, 55)
    assert await reminders(room, "Vio") == []


async def test_who_has_answered_an_anonymous_poll_is_not_reminded_of_it(unopened: Room) -> None:
    told = script()
    secret = tuple(
        replace(one, anonymous=True, ends_day=None, ends_at=None) if one.key == "moment" else one
        for one in told.workshops
        if one.key in ("moment", "last")
    )
    await unopened.begin(told=replace(told, workshops=secret))
    for name in ("Vio", "Ana"):
        await wishes(unopened).nudges_on(unopened.ref_of(name), unopened.ref)
    await unopened.until(2, 10)
    await unopened.terminal.choose(unopened.ref, "vio", "Vio", "moment", ("1",))
    await unopened.until(3, 9, 30)
    assert await reminders(unopened, "Vio") == []
    assert await reminders(unopened, "Ana") == [("Wed 09:00", "Le bon moment")]


async def test_quiet_hours_are_the_member_s_own(room: Room) -> None:
    await wishes(room).nudges_on(room.ref_of("Vio"), room.ref, zone="America/New_York", quiet=(time(22), time(8)))
    await room.until_the_end()
    found = await reminders(room, "Vio")
    # Eight in the morning in New York; of what waits, the poll ends first.
    assert found[0] == ("Tue 14:00", "Le bon moment")


@pytest.mark.parametrize("zone", ["Europe/Pariss", "Mars", "", "../UTC", "Europe"])
async def test_a_zone_that_does_not_exist_is_refused(room: Room, zone: str) -> None:
    with pytest.raises(CallError) as error:
        await wishes(room).nudges_on(room.ref_of("Vio"), room.ref, zone=zone)
    assert error.value.faults[0].key == "nudges_zone"
    assert not (await wishes(room).nudges(room.ref_of("Vio"), room.ref)).on


async def test_what_was_said_of_the_hours_stays_until_it_is_said_anew(room: Room) -> None:
    vio = room.ref_of("Vio")
    await wishes(room).nudges_on(vio, room.ref, zone="Asia/Tokyo")
    now = await wishes(room).nudges_on(vio, room.ref, quiet=(time(23), time(7)))
    assert (now.hours.zone, now.hours.quiet_from, now.hours.quiet_until) == ("Asia/Tokyo", time(23), time(7))
    with pytest.raises(CallError):
        await wishes(room).nudges_on(vio, room.ref, quiet=(time(9), time(9)))
    assert await wishes(room).nudges_off(vio, room.ref)
    assert not await wishes(room).nudges_off(vio, room.ref)
    assert "Asia/Tokyo" not in await room.everything_kept()


async def test_who_stops_wishing_or_leaves_is_not_reminded(room: Room) -> None:
    for name in ("Vio", "Ana"):
        await wishes(room).nudges_on(room.ref_of(name), room.ref)
    await room.until(1, 12)
    await wishes(room).nudges_off(room.ref_of("Vio"), room.ref)
    await room.withdraw("Ana")
    await room.until_the_end()
    assert await reminders(room, "Vio") == await reminders(room, "Ana") == []


async def test_over_all_cafes_there_is_one_a_day(room: Room) -> None:
    elsewhere = await room.terminal.open_room("ailleurs")
    await room.host.open(script(), [Home(elsewhere, "fr")], zone=ZONE, day=MONDAY)
    vio = room.ref_of("Vio")
    for ref in (room.ref, elsewhere):
        await wishes(room).nudges_on(vio, ref)
    await room.until_the_end()
    days = []
    for ref in (room.ref, elsewhere):
        inbox = await room.terminal.inbox(ref, "vio")
        days += [one.at.date() for one in inbox if one.from_bot and REMINDED in one.text]
    assert sorted(days) == sorted(set(days))
    assert len(days) == 2


async def test_a_bot_that_was_off_reminds_of_what_is_still_of_use_and_not_at_night(room: Room) -> None:
    await wishes(room).nudges_on(room.ref_of("Vio"), room.ref)
    await room.until(1, 12)
    room.sleep_until(2, 23)
    await room.until(3, 8, 59)
    assert await reminders(room, "Vio") == []
    await room.until(3, 10)
    assert len(await reminders(room, "Vio")) == 1
    room.sleep_until(3, 19)
    await room.until(4, 12)
    assert len(await reminders(room, "Vio")) == 1


async def test_nothing_that_was_said_is_in_a_reminder_not_even_how_much(unopened: Room) -> None:
    told = script()
    blind = tuple(replace(one, visibility=Visibility.BLIND) if one.key == "memory" else one for one in told.workshops)
    await unopened.begin(told=replace(told, workshops=blind))
    await wishes(unopened).nudges_on(unopened.ref_of("Vio"), unopened.ref)
    await unopened.until(1, 12)
    for number in range(17):
        await unopened.say(f"Membre{number}", "Un trésor bien gardé")
    await unopened.until(2, 10)
    [told_vio] = [one for one in await unopened.told("Vio") if REMINDED in one]
    assert "trésor" not in told_vio
    assert "17" not in told_vio


@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.soak)])
async def test_a_death_at_any_step_reminds_once(unopened: Room, every: int) -> None:
    await unopened.begin()
    for name in ("Vio", "Ana"):
        await wishes(unopened).nudges_on(unopened.ref_of(name), unopened.ref)
    await unopened.until(2, 9, 29)
    room = unopened
    for dies_at in range(1, 400, every):
        life = Life(dies_at)
        store, around = fated_store(room.store, life), {"terminal": fated_platform(room.terminal, life)}
        host = Host(store, around, room.clock, worker=f"worker {dies_at}")
        ticker = Ticker(store, host, room.clock, worker=f"worker {dies_at}", lease=LEASE)
        room.clock.move_to(room.clock.now() + 2 * LEASE)
        try:
            await ticker.tick()
        except Death:
            room = await room.reopened(f"next {dies_at}")
            continue
        if not await _owes(room):
            break
    await room.until(2, 20)
    for name in ("Vio", "Ana"):
        assert len(await reminders(room, name)) == 1
    await room.database.close()


async def _owes(room: Room) -> bool:
    async with room.store.reading() as store:
        return bool(await store.replies_owed())


async def test_two_workers_remind_once(room: Room) -> None:
    await wishes(room).nudges_on(room.ref_of("Vio"), room.ref)
    await room.until(2, 9, 29)
    room.clock.move_to(room.clock.now() + timedelta(minutes=10))
    hosts = [Host(room.store, {"terminal": room.terminal}, room.clock, worker=name) for name in ("one", "two")]
    tickers: Sequence[Ticker] = [
        Ticker(room.store, host, room.clock, worker=name, lease=LEASE)
        for host, name in zip(hosts, ("one", "two"), strict=True)
    ]
    for ticker in (*tickers, *tickers):
        await ticker.tick()
    assert len(await reminders(room, "Vio")) == 1


async def test_while_nothing_is_due_a_wish_costs_one_question_now_and_then(room: Room) -> None:
    await room.until(1, 12)
    await room.ticker.tick()
    with statements() as said:
        await room.ticker.tick()
    assert [one.split()[0] for one, _ in said] == ["BEGIN", "SELECT"]
    await wishes(room).nudges_on(room.ref_of("Vio"), room.ref)
    await room.ticker.tick()
    with statements() as said:
        assert await room.ticker.tick() == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert [one.split()[0] for one, _ in said] == ["BEGIN", "SELECT"], "what is known is not asked again at once"


async def test_nobody_is_reminded_while_the_cafe_pauses(unopened: Room) -> None:
    room = unopened
    await room.begin(hosts=("camille",))
    await wishes(room).nudges_on(room.ref_of("Vio"), room.ref)
    await room.until(1, 12)
    await room.command("Camille", "café", "pause")
    await room.until(2, 20)
    assert await reminders(room, "Vio") == []
    await room.command("Camille", "café", "reprendre")
    await room.until(4, 20)
    assert len(await reminders(room, "Vio")) >= 1
