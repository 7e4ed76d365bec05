"""A café from its presentation to its flashback on Discord: in a text channel, and in a forum."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import CafeState
from tests.discord.week import Week, blind
from tests.discord_server import Clock, DiscordServer, Refused
from tests.stories.room import texts

ANSWER = "Le mien avait un fil et je tirais dessus pour aller plus loin."


@pytest.fixture(params=["text", "forum"])
async def week(
    request: pytest.FixtureRequest, discord_server: DiscordServer, discord_clock: Clock, tmp_path: Path
) -> AsyncIterator[Week]:
    discord_clock.forward(minutes=-5)
    week = Week(discord_server, discord_clock, tmp_path / "cafe.db", request.param)
    yield week
    await week.close()


async def test_a_whole_week_by_simply_replying(week: Week) -> None:
    await week.begin()
    await week.until(1, 10)
    memory = await week.thread("memory")
    post = week.vio.says(memory, ANSWER)
    week.ana.reacts(post, "👍")
    await week.settle()
    await week.until(2, 10)
    week.vio.says(await week.thread("moment"), "Tôt")
    week.ana.says(await week.thread("moment"), "2")
    await week.settle()
    await week.until(3, 10)
    week.vio.says(await week.thread("last"), "Je repars avec une idée.")
    await week.settle()
    await week.until(5, 12)

    assert (await week.cafe()).state is CafeState.PUBLISHED
    flashback = await week.published()
    counts = flashback.counts
    assert (counts.participants, counts.workshops, counts.posts, counts.reactions) == (2, 4, 4, 1)
    assert ANSWER in texts(flashback)
    assert [one["votes"] for one in flashback.workshops[1].result["options"]] == [1, 1]
    titles = ["Un souvenir", "Le bon moment", "Jusqu’où", "Votre mot de la fin"]
    assert week.titles() == (titles if week.shape == "text" else ["Le premier téléphone", *titles])
    if week.shape == "forum":
        assert all(one.applied_tags == [week.channel.tags[0].id] for one in week.guild.threads.values())
    assert all(one.locked and one.archived for one in week.guild.threads.values())
    assert any("je tirais dessus" in one.content for one in week.said())
    assert {message.author for message, _ in week.server.world.pings} <= {week.vio.user, week.ana.user}
    assert week.server.invalid_requests == 0


@pytest.mark.parametrize("away", [False, True])
async def test_a_moderator_deletes_the_thread_of_a_workshop_and_the_week_goes_on(week: Week, away: bool) -> None:
    await week.begin()
    await week.until(1, 10)
    memory = await week.thread("memory")
    week.vio.says(memory, ANSWER)
    week.ana.reacts(week.vio.says(memory, "Il était gris."), "👍")
    await week.settle()
    if away:
        await week.platform.close()
    week.server.threads.remove(memory)
    if away:
        await week.die()
        await week.host.looking.look()
    await week.settle()
    assert (await week.record()).posts == ()
    await week.until(2, 10)
    assert "\n".join(one.content for one in week.bureau.messages.values()).count("supprimé le fil de") == 1
    week.vio.says(await week.thread("moment"), "Tôt")
    await week.settle()
    await week.until(5, 12)
    assert (await week.cafe()).state is CafeState.PUBLISHED
    assert (await week.published()).counts.posts == 1
    assert not any("je tirais dessus" in one.content for one in week.said())
    assert week.server.invalid_requests == 0


async def test_restarted_in_the_middle_nothing_is_lost_and_nothing_is_said_twice(week: Week) -> None:
    await week.begin()
    await week.until(1, 10)
    memory = await week.thread("memory")
    said = [one.content for one in week.said()]
    await week.platform.close()
    week.vio.says(memory, ANSWER)
    week.clock.forward(minutes=5)
    await week.die()
    assert [one.text for one in (await week.record()).posts] == [ANSWER]
    await week.until(1, 11)
    assert [one.content for one in week.said()] == said
    await week.until(5, 12)
    assert ANSWER in texts(await week.published())


async def test_what_is_deleted_while_the_bot_is_away_leaves_the_flashback(week: Week) -> None:
    await week.begin()
    await week.until(1, 10)
    post = week.vio.says(await week.thread("memory"), ANSWER)
    week.ana.says(await week.thread("memory"), "Le nôtre était posé dans le couloir, sur un tabouret.")
    await week.settle()
    await week.until(5, 12)
    assert ANSWER in texts(await week.published())
    await week.platform.close()
    week.server.messages.remove(post)
    await week.die()
    await week.host.looking.look()
    await week.ticker.tick()
    assert ANSWER not in texts(await week.published())
    assert not any("je tirais dessus" in one.content for one in week.said())


async def test_answers_by_the_form_are_read_by_all_and_leave_with_their_author(week: Week) -> None:
    await week.begin()
    await week.until(1, 10)
    await week.fill_in("Vio", "memory", ANSWER)
    memory = await week.thread("memory")
    assert any(ANSWER in one.content for one in week.ana.sees(memory))
    await week.settle()
    [post] = (await week.record()).posts
    assert (post.text, post.author.id, post.answer) == (ANSWER, week.vio.id, True)
    await week.fill_in("Vio", "memory", "Autre chose, finalement.", token="t2")
    await week.settle()
    await week.ticker.tick()
    assert [one.text for one in (await week.record()).posts] == ["Autre chose, finalement."]
    assert not any(ANSWER in one.content for one in week.ana.sees(memory))


async def test_a_blind_workshop_is_absent_until_it_is_opened_to_all(week: Week) -> None:
    await week.begin(blind())
    await week.until(1, 10)
    answers = await week.thread("memory")
    await week.fill_in("Vio", "memory", ANSWER)
    await week.settle()
    await week.ticker.tick()
    assert any(ANSWER in one.content for one in week.vio.sees(answers))
    assert week.ana.sees(answers) == []
    if week.shape == "forum":
        public = next(one for one in week.guild.threads.values() if one.name == "Un souvenir" and not one.private)
        with pytest.raises(Refused):
            week.ana.says(public, "Le mien aussi.")
    await week.until(1, 18, 5)
    question = next(one for one in week.said() if "Racontez" in one.content)
    opened = next(one for one in week.said() if "maintenant, tout le monde peut lire" in one.content)
    assert opened in week.ana.sees(question.channel)
    pressed = await week.ana.clicks(question, "Lire les réponses")
    await pressed.followed(1)
    assert any(ANSWER in one.content for one in week.ana.sees(answers))
    await week.until(5, 12)
    assert ANSWER in texts(await week.published())
