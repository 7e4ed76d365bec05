"""Discord's own polls: every vote counts once, whichever way it was given, and the latest of each member."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain import Home, MemberRef, PollCounted, Script, Visibility, Withdrew
from bot.host._saying import poll_of
from bot.platforms.discord_platform import DiscordPlatform, Hosts
from bot.platforms.limits import DISCORD
from bot.wording import wording
from tests.discord.week import Week
from tests.discord_server import CAFE_RIGHTS, Clock, DiscordServer, Message, Permission
from tests.stories.room import script


@pytest.fixture(params=["text", "forum"])
async def either(
    request: pytest.FixtureRequest, discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path
) -> AsyncIterator[Week]:
    discord_clock.forward(minutes=-5)
    week = Week(discord_server, discord_clock, tmp_path / "cafe.db", request.param)
    yield week
    await week.close()


@pytest.fixture
async def week(discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path) -> AsyncIterator[Week]:
    discord_clock.forward(minutes=-5)
    week = Week(discord_server, discord_clock, tmp_path / "cafe.db", "text")
    yield week
    await week.close()


def several(most: int) -> Script:
    told = script()
    return replace(
        told, workshops=tuple(replace(one, several=most) if one.key == "moment" else one for one in told.workshops)
    )


async def asked(week: Week, told: Script | None = None) -> Message:
    """The week as far as its poll."""
    await week.begin(told)
    await week.until(2, 10)
    [poll] = [one for one in (await week.thread("moment")).messages.values() if one.poll]
    return poll


async def votes(week: Week) -> dict[str, tuple[str, ...]]:
    """Who has chosen what, as the store has it."""
    names = {week.vio.id: "Vio", week.ana.id: "Ana"}
    return {names[one.author.id]: one.choices for one in (await week.record()).choices}


async def test_an_open_poll_is_voted_in_natively_too_and_ended_with_its_café(either: Week) -> None:
    poll = await asked(either)
    assert poll.poll is not None
    assert [one["poll_media"]["text"] for one in poll.poll.answers] == ["Tôt", "Plus tard"]
    either.vio.votes(poll, 1)
    either.ana.votes(poll, 2)
    either.vio.votes(poll, 2)
    either.ana.takes_vote_back(poll, 2)
    await either.settle()
    assert await votes(either) == {"Vio": ("2",)}
    either.ana.says(await either.thread("moment"), "Tôt")
    await either.settle()
    await either.until(5, 12)
    assert poll.poll.finished
    result = (await either.published()).workshops[1].result
    assert ([one["votes"] for one in result["options"]], result["voters"]) == ([1, 1], 2)
    assert either.vio.inbox == [], "nobody is written to for having voted"
    assert either.server.world.pings == []


async def test_of_a_button_and_the_poll_the_latest_counts(week: Week) -> None:
    poll = await asked(week)
    week.vio.votes(poll, 1)
    await week.settle()
    week.clock.forward(minutes=1)
    await week.fill_in("Vio", "moment", "2")
    assert await votes(week) == {"Vio": ("2",)}
    week.clock.forward(minutes=1)
    week.vio.takes_vote_back(poll, 1)
    await week.settle()
    assert await votes(week) == {"Vio": ("2",)}, "what was taken back had been replaced already"
    week.vio.votes(poll, 1)
    await week.settle()
    assert await votes(week) == {"Vio": ("1",)}


async def test_several_choices_are_one_vote(week: Week) -> None:
    poll = await asked(week, several(2))
    week.vio.votes(poll, 2)
    week.vio.votes(poll, 1)
    await week.settle()
    assert await votes(week) == {"Vio": ("1", "2")}
    week.vio.takes_vote_back(poll, 2)
    await week.settle()
    assert await votes(week) == {"Vio": ("1",)}


async def test_each_room_of_a_café_has_a_poll_of_its_own_and_counting_one_takes_no_vote_from_the_other(
    week: Week,
) -> None:
    beside = await week.platform.open_room(str(week.server.new_text(week.guild, "café-bis").id))
    await week.begin(beside=[Home(beside, "fr")])
    await week.until(2, 10)
    here, there = [one for thread in week.guild.threads.values() for one in thread.messages.values() if one.poll]
    week.vio.votes(here, 1)
    week.ana.votes(there, 2)
    await week.settle()
    await week.die()
    assert await votes(week) == {"Vio": ("1",), "Ana": ("2",)}
    week.clock.forward(minutes=1)
    week.vio.votes(there, 2)
    week.vio.takes_vote_back(here, 1)
    await week.settle()
    assert await votes(week) == {"Vio": ("2",), "Ana": ("2",)}, "the latest counts, in whichever room it was given"
    await week.until(5, 12)
    result = (await week.published()).workshops[1].result
    assert ([one["votes"] for one in result["options"]], result["voters"]) == ([0, 2], 2)


async def test_what_was_voted_while_the_bot_was_off_is_found_by_counting(week: Week) -> None:
    poll = await asked(week)
    zoe = week.server.new_person(week.guild, "Zoé")
    week.vio.votes(poll, 1)
    zoe.votes(poll, 1)
    await week.settle()
    week.clock.forward(minutes=1)
    await week.fill_in("Ana", "moment", "1")
    await week.platform.close()
    week.vio.votes(poll, 2)
    week.ana.votes(poll, 2)
    zoe.takes_vote_back(poll, 1)
    await week.die()
    assert await votes(week) == {"Vio": ("2",), "Ana": ("1",)}, "nobody knows whether Ana's vote came before her press"


async def test_what_is_heard_while_a_poll_is_being_counted_is_later_than_the_count(
    week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await asked(week)
    week.ana.votes(poll, 1)
    await week.settle()
    count = DiscordPlatform.count_poll

    async def on_its_way_back(*asked: Any) -> PollCounted | None:
        counted = await count(*asked)
        week.ana.takes_vote_back(poll, 1)
        week.vio.votes(poll, 2)
        await week.settle()
        return counted

    monkeypatch.setattr(DiscordPlatform, "count_poll", on_its_way_back)
    await week.die()
    assert await votes(week) == {"Vio": ("2",)}


@pytest.mark.parametrize("forgotten", [False, True])
async def test_a_gap_is_mended_and_nobody_who_has_left_is_brought_back(week: Week, forgotten: bool) -> None:
    poll = await asked(week)
    week.vio.votes(poll, 1)
    await week.settle()
    week.clock.forward(minutes=1)
    vio = MemberRef("discord", week.vio.id)
    if forgotten:
        await week.host.forgetting.everything(vio)
    else:
        await week.host.receive([Withdrew(room=week.room, at=week.clock.now(), author=week.vio.id, name="Vio")])
    assert await votes(week) == {}
    await week.server.gateway.hang_up(forget=True)
    week.ana.votes(poll, 2)
    await week.server.bell.until(lambda: week.server.gateway.identified == 2)
    await week.settle()
    assert await votes(week) == {"Ana": ("2",)}


async def test_votes_of_hosts_and_in_members_own_polls_do_not_count(
    discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path
) -> None:
    discord_clock.forward(minutes=-5)
    hosts = {"elsewhere": Hosts()}
    week = Week(discord_server, discord_clock, tmp_path / "cafe.db", "text", hosts=hosts)
    role = discord_server.guilds.role(week.guild, "hôtes", Permission(0))
    camille = discord_server.new_person(week.guild, "Camille", roles=(role,))
    hosts[str(week.channel.id)] = Hosts(roles=frozenset({str(role.id)}))
    poll = await asked(week)
    camille.votes(poll, 1)
    week.vio.votes(poll, 1)
    await week.settle()
    assert await votes(week) == {"Vio": ("1",)}
    await week.die()
    assert await votes(week) == {"Vio": ("1",)}
    await week.close()


async def test_a_poll_that_a_moderator_has_deleted_leaves_its_votes(week: Week) -> None:
    poll = await asked(week)
    week.vio.votes(poll, 1)
    await week.settle()
    week.server.messages.delete(poll, week.server.world.bot)
    await week.until(5, 12)
    assert (await week.published()).workshops[1].result["options"][0]["votes"] == 1


async def test_the_right_to_make_polls_is_one_of_those_that_are_needed(week: Week) -> None:
    week.server.guilds.remove_bot(week.guild)
    week.server.guilds.invite_bot(week.guild, CAFE_RIGHTS & ~Permission.SEND_POLLS)
    week.server.forbid(week.channel, Permission.SEND_POLLS)
    room = await week.platform.open_room(str(week.channel.id))
    assert [right.value for _, right in await week.platform.inspection.missing_rights(room)] == ["send_polls"]


def test_only_what_everybody_may_read_and_discord_takes_is_a_poll_of_its_own() -> None:
    told, words = script(), script().worded("fr").workshops["moment"]
    workshop = told.workshop("moment")
    assert workshop is not None
    say = wording("fr")
    poll = poll_of(workshop, words, DISCORD, say)
    assert poll is not None
    assert (poll.question, poll.choices, poll.several) == ("Votre choix", ("Tôt", "Plus tard"), False)
    both = poll_of(replace(workshop, several=2), words, DISCORD, say)
    assert both is not None
    assert (both.question, both.several) == ("Vos choix", True)
    keys = tuple(map(str, range(11)))
    for other, its_words in (
        (replace(workshop, anonymous=True), words),
        (replace(workshop, visibility=Visibility.HIDDEN), words),
        (replace(workshop, visibility=Visibility.BLIND), words),
        (replace(workshop, choices=keys), words),
        (replace(workshop, choices=keys[:3], several=2), words),
        (workshop, replace(words, choices={"early": "Tôt", "late": "x" * 56})),
    ):
        assert poll_of(other, its_words, DISCORD, say) is None
    assert poll_of(workshop, words, replace(DISCORD, polls=False), say) is None
    far = told.workshop("far")
    assert far is not None
    assert poll_of(far, words, DISCORD, say) is None
