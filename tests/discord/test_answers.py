"""What is for one member alone is shown to them where they have pressed something, else sent to them; and what they
write back belongs to that room."""

from __future__ import annotations

import asyncio

import discord
import pytest

from bot.domain import Button, PostMade
from bot.platforms.discord_platform import _account
from bot.platforms.discord_platform._pace import Pace
from tests.discord.scene import Scene, to
from tests.discord_server import Interaction
from tests.platforms.stand import said


@pytest.fixture
async def pressed(scene: Scene) -> Interaction:
    """Vio has pressed a button in the room, and its cog has taken the time to answer."""
    await scene.listen()
    client = await scene.platform._account.online()

    deferred = asyncio.Event()

    async def on_interaction(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        deferred.set()

    client.add_listener(on_interaction)
    posted = await scene.platform.post(scene.room, said("Bienvenue.", buttons=(Button("consent", "Choisir"),)), "k1")
    clicked = await scene.vio.clicks(scene.message(posted), "Choisir")
    await deferred.wait()
    return clicked


def inbox(scene: Scene) -> list[str]:
    return [one.content for one in scene.vio.inbox if one.author is scene.server.world.bot]


async def test_whoever_has_just_pressed_something_is_answered_there_alone_and_once(
    scene: Scene, pressed: Interaction
) -> None:
    await scene.platform.post(scene.room, to(scene.vio, "C’est noté."), "k2")
    await scene.platform.post(scene.room, to(scene.vio, "Encore une chose."), "k3")
    shown = [one.content for one in scene.vio.sees(scene.channel) if one.only_for]
    assert shown == ["C’est noté."]
    assert "C’est noté." not in [one.content for one in scene.ana.sees(scene.channel)]
    assert inbox(scene) == ["Encore une chose."]


async def test_after_a_quarter_of_an_hour_it_is_a_direct_message(scene: Scene, pressed: Interaction) -> None:
    scene.clock.forward(minutes=14)
    await scene.platform.post(scene.room, to(scene.vio, "C’est noté."), "k2")
    assert inbox(scene) == ["C’est noté."]


async def test_another_member_or_another_room_is_not_answered_by_it(scene: Scene, pressed: Interaction) -> None:
    other = scene.server.new_text(scene.guild, "ailleurs")
    room = await scene.platform.open_room(str(other.id))
    await scene.platform.post(room, to(scene.vio, "D’ailleurs."), "k2")
    await scene.platform.post(scene.room, to(scene.ana, "Pour Ana."), "k3")
    assert inbox(scene) == ["D’ailleurs."]
    assert [one.content for one in scene.ana.inbox] == ["Pour Ana."]


async def test_what_a_member_writes_back_belongs_to_the_room_they_were_written_about(scene: Scene) -> None:
    other = scene.server.new_text(scene.guild, "ailleurs")
    await scene.listen()
    room = await scene.platform.open_room(str(other.id))
    scene.vio.writes_to_bot("Y a-t-il quelqu’un ?")
    await scene.settle()
    assert scene.door.events == []
    await scene.platform.post(room, to(scene.vio, "Quel était votre vote ?"), "k1")
    scene.vio.writes_to_bot("Sept.")
    await scene.settle()
    [heard] = scene.door.of(PostMade)
    assert (heard.room, heard.text, heard.private, heard.position) == (room, "Sept.", True, None)
    scene.vio.says(scene.channel, "Bonjour.")
    scene.vio.writes_to_bot("Et ici ?")
    await scene.settle()
    assert [one.room for one in scene.door.of(PostMade)] == [room, scene.room, scene.room]


async def test_answers_to_members_go_ahead_and_those_to_interactions_never_wait(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[bool] = []

    class Counting(Pace):
        async def turn(self, *, urgent: bool) -> None:
            turns.append(urgent)
            await super().turn(urgent=urgent)

    monkeypatch.setattr(_account, "Pace", Counting)
    await scene.restart()
    await scene.listen()
    client = await scene.platform._account.online()

    deferred = asyncio.Event()

    async def on_interaction(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        deferred.set()

    client.add_listener(on_interaction)
    posted = await scene.platform.post(scene.room, said("Bienvenue.", buttons=(Button("consent", "Choisir"),)), "k1")
    asked = len([one for one in scene.server.calls if one.status is not None])
    assert len(turns) == asked
    assert not any(turns)
    await scene.vio.clicks(scene.message(posted), "Choisir")
    await deferred.wait()
    await scene.platform.post(scene.room, to(scene.vio, "C’est noté."), "k2")
    assert len(turns) == asked
    await scene.platform.post(scene.room, to(scene.vio, "Encore une chose."), "k3")
    assert turns[asked:] == [True, True]
