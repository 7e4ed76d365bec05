"""A café and its meetings among the events of a server: there once, and true."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.domain import MemberRef, Script, Workshop, WorkshopWords, zone_of
from bot.host import LEASE
from bot.script import NewWords
from tests.discord.week import Week
from tests.discord_server import Clock, DiscordServer, Permission
from tests.discord_server._things import Happening
from tests.stories.fates import Death, at_call, fated_platform
from tests.stories.room import FRENCH, MONDAY, ZONE, script

CAMILLE = MemberRef("discord", "100000000000000001")
SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
MEETING = Workshop("talk", "meeting", 1, time(10), meets_day=2, meets_at=time(18, 30), minutes=45)


@pytest.fixture(params=["text"])
async def week(
    request: pytest.FixtureRequest, discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path
) -> AsyncIterator[Week]:
    discord_clock.forward(minutes=-5)
    week = Week(discord_server, discord_clock, tmp_path / "cafe.db", request.param)
    yield week
    await week.close()


def events(week: Week) -> list[Happening]:
    return list(week.guild.happenings.values())


def at(day: int, hour: int, minute: int = 0) -> datetime:
    local = datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute), tzinfo=zone_of(ZONE))
    return local.astimezone(zone_of("UTC"))


def with_a_meeting() -> Script:
    told = script()
    words = {
        **FRENCH.workshops,
        "talk": WorkshopWords("Parlons-nous", "Que lui demander ?", guest="Zoé", place="Le Bar"),
    }
    shops = (MEETING, *told.workshops)
    every = {language: replace(one, workshops=words) for language, one in told.words.items()}
    return replace(told, workshops=shops, words=every)


@pytest.mark.parametrize("week", ["text", "forum"], indirect=True)
async def test_an_event_says_how_long_the_café_is_open_and_leads_to_it(week: Week) -> None:
    await week.begin()
    await week.until(1, 9, 30)
    [event] = events(week)
    assert (event.name, event.status) == ("Le premier téléphone", ACTIVE)
    assert (event.starts_at, event.ends_at) == (at(1, 9, 1), at(3, 20))
    assert event.location == f"#{week.channel.name}"
    about, how, address = (event.description or "").split("\n\n")
    assert about == "Parlons-en."
    assert "quand on veut" in how
    presented = next(one for one in week.said() if "Parlons-en" in one.content)
    assert address in (presented.url, presented.url.rpartition("/")[0])
    await week.until(3, 10)
    assert events(week) == [event]
    await week.until(5, 12)
    assert [one.status for one in events(week)] == [COMPLETED]
    assert week.server.invalid_requests == 0


async def test_it_follows_every_change_of_the_plan(week: Week) -> None:
    await week.begin()
    await week.until(1, 11)
    [event] = events(week)
    await week.host.replanning.extend(week.cafe_id, 1, CAMILLE)
    assert event.ends_at == at(4, 20)
    await week.host.replanning.pause(week.cafe_id, CAMILLE)
    assert "en pause" in (event.description or "")
    await week.until(2, 8)
    await week.host.replanning.resume(week.cafe_id, CAMILLE)
    assert "en pause" not in (event.description or "")
    await week.until(2, 10)
    await week.host.replanning.close(week.cafe_id, CAMILLE)
    await week.ticker.tick()
    assert [one.status for one in events(week)] == [COMPLETED]


async def test_after_a_pause_longer_than_the_café_it_is_announced_anew(week: Week) -> None:
    await week.begin()
    await week.until(1, 11)
    await week.host.replanning.pause(week.cafe_id, CAMILLE)
    await week.until(4, 11)
    assert [one.status for one in events(week)] == [COMPLETED]
    await week.host.replanning.resume(week.cafe_id, CAMILLE)
    assert [one.status for one in events(week)] == [COMPLETED, SCHEDULED]
    assert events(week)[1].ends_at == (await week.cafe()).closes_at


async def test_a_meeting_has_its_own_event(week: Week) -> None:
    await week.begin(with_a_meeting())
    await week.until(1, 9, 15)
    assert len(events(week)) == 1
    await week.until(1, 11)
    meeting = events(week)[1]
    assert (meeting.name, meeting.location) == ("Parlons-nous · Zoé", "Le Bar")
    assert (meeting.starts_at, meeting.ends_at) == (at(2, 18, 30), at(2, 19, 15))
    assert str((await week.thread("talk")).id) in (meeting.description or "")
    new = NewWords(title="Parlons ensemble")
    await week.host.replanning.reword(week.cafe_id, "talk", "fr", new, CAMILLE)
    assert meeting.name == "Parlons ensemble · Zoé"
    await week.until(3, 10)
    assert [one.status for one in events(week)] == [ACTIVE, COMPLETED]


async def test_a_meeting_of_a_café_that_closes_before_it_is_cancelled(week: Week) -> None:
    await week.begin(with_a_meeting())
    await week.until(1, 11)
    await week.host.replanning.close(week.cafe_id, CAMILLE)
    await week.ticker.tick()
    assert [one.status for one in events(week)] == [COMPLETED, CANCELLED]


async def test_one_that_somebody_has_deleted_stays_away(week: Week) -> None:
    await week.begin()
    await week.until(1, 9, 15)
    week.guild.happenings.clear()
    await week.until(2, 10)
    await week.host.replanning.extend(week.cafe_id, 1, CAMILLE)
    await week.until(3, 10)
    assert events(week) == []


async def test_without_the_right_the_café_goes_on_and_the_desk_is_told_once(week: Week) -> None:
    role = next(one for one in week.guild.roles.values() if one.managed_by)
    role.permissions &= ~(Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS)
    await week.begin()
    await week.until(2, 10)
    await week.ticker.tick()
    told = [one.content for one in week.bureau.messages.values()]
    assert len([one for one in told if "Créer des événements" in one]) == 1
    assert (events(week), len(week.titles())) == ([], 3)
    role.permissions |= Permission.CREATE_EVENTS
    await week.until(3, 10)
    assert [one.name for one in events(week)] == ["Le premier téléphone"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", ["Platform.announce", "Platform.call_off"])
async def test_a_death_before_or_after_leaves_one_event_and_ends_it(week: Week, call: str, after: bool) -> None:
    await week.platform.close()
    week.around = lambda platform: fated_platform(platform, at_call(call, Death(), after=after))
    week._work()
    await week.begin()
    try:
        await week.until(1, 10)
        await week.host.replanning.close(week.cafe_id, CAMILLE)
        await week.ticker.tick()
    except Death:
        week.around = lambda platform: platform
        await week.die(waiting=False)
        await week.ticker.tick()
        week.time.move_to(week.time.now() + 2 * LEASE)
        await week.ticker.tick()
    else:
        pytest.fail("it should have died")
    [event] = events(week)
    assert event.status in ((SCHEDULED, ACTIVE) if call == "Platform.announce" else (COMPLETED,))
    await week.until(5, 12)
    assert [one.status for one in events(week)] == [COMPLETED]


async def test_a_lost_answer_makes_no_second_event(week: Week) -> None:
    week.server.trouble.fail_after(502, method="POST", route="scheduled-events")
    await week.begin()
    await week.until(1, 10)
    assert [one.name for one in events(week)] == ["Le premier téléphone"]


async def test_two_workers_at_once_leave_one(week: Week) -> None:
    """Each has looked before the other has made its own."""
    await week.begin()
    await week.until(1, 10)
    [event] = events(week)
    twin = Happening(**{**vars(event), "id": week.server.world.snowflake()})
    week.guild.happenings[twin.id] = twin
    async with week.store.reading() as store:
        [kept] = [
            one
            for beat in await store.beats(week.cafe_id)
            for one in await store.deliveries(beat.key)
            if one.message.announces is not None
        ]
    assert kept.message.announces is not None
    assert await week.platform.announce(week.room, kept.message.announces) == str(event.id)


async def test_a_server_full_of_events_refuses_none_of_the_café(week: Week) -> None:
    week.server.trouble.answer_with(400, 30038, method="POST", route="scheduled-events")
    await week.begin()
    await week.until(1, 10)
    await week.ticker.tick()
    assert any("cent événements" in one.content for one in week.bureau.messages.values())


async def test_while_discord_is_in_trouble_it_is_tried_again(week: Week) -> None:
    week.server.trouble.answer_with(503, method="GET", route="scheduled-events")
    await week.begin()
    await week.until(1, 10)
    await week.ticker.tick()
    assert [one.name for one in events(week)] == ["Le premier téléphone"]
    assert week.bureau.messages == {}
