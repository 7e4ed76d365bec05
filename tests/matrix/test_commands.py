"""Commands on Matrix: typed in the room or alone with the bot, answered alone, by whoever may."""

from __future__ import annotations

import pytest

from bot.domain import CafeState
from tests.matrix.community import Community


async def test_a_host_is_answered_alone_and_a_command_is_kept_nowhere(community: Community) -> None:
    await community.begins()
    await community.until(1, 10)
    memory = await community.thread("memory")
    before = await community.said()
    assert "Le premier téléphone" in await community.asks(community.camille, "!café état")
    assert "Le premier téléphone" in await community.asks(community.camille, "!cafe status", thread=memory)
    assert "Le premier téléphone" in await community.tells(community.camille, "!cafe status")
    assert "Le premier téléphone" in await community.asks(community.camille, "!cafe status", where=community.bureau)
    assert len(await community.rooms_alone(community.camille)) == 1
    assert await community.said() == before
    assert "numéro" in await community.asks(community.vio, "!moi citer zinnia nom", thread=memory)
    assert await community.posts() == []
    assert "zinnia" not in await community.everything_kept()


async def test_help_lists_only_what_this_person_may_do(community: Community) -> None:
    await community.begins()
    await community.until(1, 10)
    member, host = [await community.asks(one, "!café aide") for one in (community.vio, community.camille)]
    assert "!moi oublier" in member
    assert "!café fermer" not in member
    assert "!café fermer" in host
    assert "n’est pas pour vous ici" in await community.asks(community.vio, "!cafe close")
    assert (await community.cafe()).state is CafeState.OPEN


@pytest.mark.parametrize("community", [{"level": 50, "prefix": "%"}], indirect=True)
async def test_who_hosts_by_power_level_and_a_prefix_of_ones_own(community: Community) -> None:
    await community.begins()
    await community.until(1, 10)
    memory = await community.thread("memory")
    assert "n’est pas pour vous ici" in await community.asks(community.vio, "%café état")
    await community.camille.lets(community.room_id, community.vio.id, 50)
    assert "Le premier téléphone" in await community.asks(community.vio, "%café état")
    await community.heard(await community.vio.says(community.room_id, "Dit en hôte.", thread=memory))
    await community.camille.lets(community.room_id, community.vio.id, 0)
    assert "n’est pas pour vous ici" in await community.asks(community.vio, "%café état")
    await community.heard(await community.vio.says(community.room_id, "!café, dit en membre.", thread=memory))
    assert await community.posts() == ["!café, dit en membre."]


async def test_what_cannot_be_undone_is_asked_once_more_by_number(community: Community) -> None:
    await community.begins()
    await community.until(1, 12)
    camille = community.camille
    asked = await community.asks(camille, "!café fermer")
    assert "pour de bon" in asked
    assert "1. Oui, je suis sûr·e" in asked
    assert "répondez de 1 à 2" in await community.tells(camille, "7")
    assert "Je n’ai rien changé" in await community.tells(camille, "2")
    assert "plus d’actualité" in await community.tells(camille, "1")
    await community.asks(camille, "!café fermer")
    community.clock.forward(minutes=6)
    assert "plus d’actualité" in await community.tells(camille, "1")
    assert (await community.cafe()).state is CafeState.OPEN
    await community.asks(camille, "!café fermer")
    await community.tells(camille, "1")
    await community.ticker.tick()
    assert (await community.cafe()).state is not CafeState.OPEN


@pytest.mark.parametrize("community", [{"level": 50}], indirect=True)
async def test_who_hosts_no_more_by_the_time_of_the_yes_does_nothing(community: Community) -> None:
    await community.begins()
    await community.until(1, 12)
    await community.camille.lets(community.room_id, community.vio.id, 50)
    assert "pour de bon" in await community.asks(community.vio, "!café fermer")
    await community.camille.lets(community.room_id, community.vio.id, 0)
    assert "n’est pas pour vous ici" in await community.tells(community.vio, "1")
    assert (await community.cafe()).state is CafeState.OPEN


async def test_a_command_that_replies_to_a_message_is_about_that_one(community: Community) -> None:
    await community.begins()
    await community.until(1, 10)
    memory = await community.thread("memory")
    post = await community.heard(await community.vio.says(community.room_id, "Un fil de trop.", thread=memory))
    asked = await community.asks(community.vio, "!moi oublier message", thread=memory, reply_to=post)
    assert "Ce message sera oublié" in asked
    assert await community.posts() == ["Un fil de trop."]
    await community.tells(community.vio, "1")
    assert await community.posts() == []
    assert "Un fil de trop" not in await community.everything_kept()


async def test_all_that_is_kept_of_somebody_comes_as_a_file_to_them_alone(community: Community) -> None:
    await community.begins()
    await community.until(1, 10)
    memory = await community.thread("memory")
    await community.heard(await community.vio.says(community.room_id, "Un fil <b>trop</b> court.", thread=memory))
    await community.asks(community.vio, "!moi données")
    room = await community.alone(community.vio)
    [file] = [one["content"] for one in await community.vio.sees(room) if one["content"].get("msgtype") == "m.file"]
    content = await community.vio.client.download(file["url"])
    assert "Un fil <b>trop</b> court." in content.body.decode()
    assert not [one for one in await community.vio.sees(community.room_id) if one["content"].get("url")]
