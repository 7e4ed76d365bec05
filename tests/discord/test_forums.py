"""What a forum shows of itself: the café's tag, and the guidelines; and what people have put there stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import NotAllowed
from bot.host import StoreTurns
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from bot.wording import wording
from tests.discord.scene import Scene
from tests.discord.week import SharedClock, Week
from tests.discord_server import REQUIRE_TAG, Channel, Clock, DiscordServer, Permission
from tests.platforms.stand import said
from tests.prepared import prepare

GUIDELINES = wording("fr").say("discord.guidelines")


@pytest.fixture
async def week(discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path) -> AsyncIterator[Week]:
    discord_clock.forward(minutes=-5)
    week = Week(discord_server, discord_clock, tmp_path / "cafe.db", "forum")
    yield week
    await week.close()


def tags(scene: Scene, forum: Channel) -> dict[str, list[str]]:
    """The tags of each post."""
    names = {one.id: one.name for one in forum.tags}
    posts = [one for one in scene.guild.threads.values() if one.parent_id == forum.id]
    return {one.name: [names[tag] for tag in one.applied_tags] for one in posts}


async def test_a_café_brings_its_tag_and_guidelines_and_older_posts_keep_theirs(week: Week) -> None:
    week.channel.tags.clear()
    old = week.server.guilds.tag(week.channel, "anciens cafés")
    week.vio.begins_post(week.channel, "Mars", "C’était bien.", tags=(old,))
    await week.begin()
    await week.until(2, 10)
    assert [one.name for one in week.channel.tags] == ["anciens cafés", "Le premier téléphone"]
    mine = ["Le premier téléphone"]
    assert tags(week, week.channel) == {
        "Mars": ["anciens cafés"],
        "Le premier téléphone": mine,
        "Un souvenir": mine,
        "Le bon moment": mine,
        "Jusqu’où": mine,
    }
    assert week.channel.topic == GUIDELINES
    assert week.bureau.messages == {}


async def test_a_tag_that_was_renamed_or_deleted_is_the_cafés_still(week: Week) -> None:
    await week.begin()
    await week.until(1, 9, 15)
    [tag] = week.channel.tags
    week.server.guilds.change_channel(week.channel, tags=[type(tag)(tag.id, "Téléphones")])
    await week.until(1, 10)
    await week.die()
    await week.until(2, 10)
    assert [one.name for one in week.channel.tags] == ["Téléphones"]
    assert tags(week, week.channel)["Le bon moment"] == ["Téléphones"]
    week.server.guilds.change_channel(week.channel, tags=[])
    await week.until(3, 10)
    assert tags(week, week.channel)["Votre mot de la fin"] == ["Le premier téléphone"]


async def test_without_the_right_the_café_goes_on_and_the_desk_is_told_once(week: Week) -> None:
    week.channel.tags.clear()
    week.server.forbid(week.channel, Permission.MANAGE_CHANNELS)
    await week.begin()
    await week.until(2, 10)
    await week.ticker.tick()
    told = [one.content for one in week.bureau.messages.values()]
    assert len([one for one in told if "Gérer les salons" in one]) == 1
    assert tags(week, week.channel)["Un souvenir"] == []
    assert week.channel.topic is None
    assert week.server.invalid_requests <= 3


async def test_cafés_presented_side_by_side_leave_each_other_their_tags(scene: Scene) -> None:
    forum = scene.server.new_forum(scene.guild, "forum", tags=("anciens cafés",))
    room = await scene.platform.open_room(str(forum.id))
    titles = ["Mars", "Avril", "Mai"]
    scene.server.trouble.be_slow(0.05, times=6, method="PATCH", route=r"^/channels/\{channel_id\}$")
    await asyncio.gather(*(scene.platform.prepare(room, one, "fr") for one in titles))
    assert sorted(one.name for one in forum.tags) == sorted(["anciens cafés", *titles])
    await asyncio.gather(*(scene.platform.post(room, said("Bonjour.", heading=one), one) for one in titles))
    assert tags(scene, forum) == {one: [one] for one in titles}


async def test_a_title_too_long_for_a_tag_is_shortened_and_found_again(scene: Scene) -> None:
    forum = scene.server.new_forum(scene.guild, "forum", flags=REQUIRE_TAG)
    room = await scene.platform.open_room(str(forum.id))
    heading = "Les petites histoires de téléphone"
    await scene.platform.prepare(room, heading, "fr")
    await scene.restart()
    await scene.platform.prepare(room, heading, "fr")
    posted = await scene.platform.post(room, said("Bonjour.", heading=heading), "k1")
    [tag] = forum.tags
    assert (tag.name, len(tag.name) <= 20) == ("Les petites…", True)
    assert scene.guild.threads[int(posted.thread or 0)].applied_tags == [tag.id]


@pytest.mark.parametrize(("flags", "expected"), [(0, []), (REQUIRE_TAG, ["étiquette 0"])])
async def test_a_forum_full_of_tags_loses_none_and_says_so(scene: Scene, flags: int, expected: list[str]) -> None:
    names = tuple(f"étiquette {number}" for number in range(20))
    forum = scene.server.new_forum(scene.guild, "forum", tags=names, flags=flags)
    room = await scene.platform.open_room(str(forum.id))
    with pytest.raises(NotAllowed) as raised:
        await scene.platform.prepare(room, "Mars", "fr")
    assert raised.value.faults[0].key == "discord_tags_full"
    await scene.platform.post(room, said("Bonjour.", heading="Mars"), "k1")
    assert tags(scene, forum) == {"Mars": expected}
    assert tuple(one.name for one in forum.tags) == names
    assert forum.topic == GUIDELINES


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, GUIDELINES),
        (wording("en").say("discord.guidelines"), GUIDELINES),
        ("Soyez gentils.", "Soyez gentils."),
        (GUIDELINES + " Merci !", GUIDELINES + " Merci !"),
    ],
)
async def test_guidelines_that_people_wrote_are_theirs(scene: Scene, before: str | None, after: str) -> None:
    forum = scene.server.new_forum(scene.guild, "forum", topic=before)
    room = await scene.platform.open_room(str(forum.id))
    await scene.platform.prepare(room, "Mars", "fr")
    assert forum.topic == after


async def test_a_text_channel_is_left_as_it_is(scene: Scene) -> None:
    await scene.platform.prepare(scene.room, "Mars", "fr")
    assert scene.channel.topic is None
    assert all(one.method == "GET" or one.route == "/gateway" for one in scene.server.calls)


async def test_two_processes_that_make_their_tags_at_once_leave_each_other_theirs(scene: Scene, tmp_path: Path) -> None:
    """Discord is told the whole list at once: each would wipe out what the other has just made."""
    forum = scene.server.new_forum(scene.guild, "cafés", tags=("anciens",))
    database = Database(tmp_path / "turns.db")
    await prepare(database)
    turns = StoreTurns(SqlStore(database), SharedClock(scene.clock))
    accounts = [scene.account(turns=turns) for _ in range(2)]
    rooms = [await one.open_room(str(forum.id)) for one in accounts]
    titles = ["Le premier téléphone", "Les rues"]
    await asyncio.gather(
        *(one.prepare(room, title, "fr") for one, room, title in zip(accounts, rooms, titles, strict=True))
    )
    assert sorted(one.name for one in forum.tags) == sorted([*titles, "anciens"])
    await asyncio.gather(*(one.prepare(room, "Les ponts", "fr") for one, room in zip(accounts, rooms, strict=True)))
    assert [one.name for one in forum.tags].count("Les ponts") == 1, "nor is the same one made twice"
    await database.close()
