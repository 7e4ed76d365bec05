"""An account that is split: its shards come and go while it listens, and each room is heard at its own."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from bot.config import DiscordSettings
from bot.domain import PostMade
from bot.errors import PlatformError
from bot.platforms.discord_platform import Shards, _client
from bot.ports import Parted
from bot.wiring import discord_platform
from tests.discord.scene import Scene, StillClock
from tests.discord_server import TOKEN, Channel


class Split:
    """Two servers, one on each shard, and Vio in both."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        guilds = sorted((scene.guild, scene.server.new_guild("Ailleurs")), key=lambda guild: (guild.id >> 22) % 2)
        self.channels: list[Channel] = [scene.server.new_text(guild, "salon") for guild in guilds]
        for guild in guilds:
            if guild is not scene.guild:
                scene.vio.joins(guild)

    async def begin(self, *own: int, proxy: str = "1" * 18) -> None:
        await self.scene.restart(shards=Shards(2, own), proxies=[proxy])
        for channel in self.channels:
            await self.scene.platform.open_room(str(channel.id))

    def texts(self) -> list[str]:
        return [one.text for one in self.scene.door.of(PostMade)]

    async def hears(self, *texts: str) -> None:
        await self.scene.server.bell.until(lambda: set(texts) <= set(self.texts()))
        assert self.texts() == list(dict.fromkeys(self.texts())), "each of them once"

    @property
    def held(self) -> list[int]:
        gateway = self.scene.server.gateway
        return sorted(one.shard[0] for one in gateway.sessions.values() if one.line is not None)


@pytest.fixture
def split(scene: Scene) -> Split:
    return Split(scene)


async def test_a_shard_is_taken_beside_those_that_are_held_and_left_again(split: Split) -> None:
    scene, proxy = split.scene, 112233445566778899
    await split.begin(0, proxy=str(proxy))
    platform = scene.platform
    assert isinstance(platform, Parted)
    assert (platform.parts, platform.parts_of_others) == (("0/2",), ("1/2",))
    for number, channel in enumerate(split.channels):
        assert await platform.part_of(await platform.open_room(str(channel.id))) == f"{number}/2"
    await platform.connect(scene.door)
    assert split.held == [0]
    scene.vio.says(split.channels[1], "Nobody listens there.")
    scene.vio.says(split.channels[0], "Ici.")
    await split.hears("Ici.")

    await platform.connect_part("1/2", scene.door)
    assert split.held == [0, 1]
    scene.vio.says(split.channels[1], "Là.")
    scene.server.proxied(split.channels[1], "Ana, du système", "Par un autre.", proxy)
    scene.vio.says(split.channels[0], "Encore ici.")
    await split.hears("Là.", "Par un autre.", "Encore ici.")
    assert "Nobody listens there." not in split.texts(), "that is for whoever takes the shard over to read back"

    await platform.leave_part("0/2")
    await split.scene.server.bell.until(lambda: split.held == [1])
    scene.vio.says(split.channels[0], "Plus ici.")
    scene.vio.says(split.channels[1], "Encore là.")
    await split.hears("Encore là.")
    await platform.connect_part("0/2", scene.door)
    scene.vio.says(split.channels[0], "De retour ici.")
    await split.hears("De retour ici.")
    assert "Plus ici." not in split.texts()
    await platform.leave_part("0/2")
    await platform.leave_part("1/2")
    assert split.held == []


async def test_after_a_gap_only_the_rooms_of_the_shards_that_are_held_are_read(split: Split) -> None:
    scene = split.scene
    await split.begin(0)
    await scene.platform.connect(scene.door)
    scene.server.calls.clear()
    await scene.server.gateway.hang_up(forget=True)
    for channel in split.channels:
        scene.vio.says(channel, f"Dit pendant ce temps dans {channel.id}.")
    await split.hears(f"Dit pendant ce temps dans {split.channels[0].id}.")
    read = {one.id("channel_id") for one in scene.server.calls if one.route == "/channels/{channel_id}/messages"}
    assert read == {split.channels[0].id}


async def test_a_shard_that_cannot_be_reached_leaves_the_others_as_they_are(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = split.scene
    await split.begin(0)
    await scene.platform.connect(scene.door)
    monkeypatch.setattr(_client, "READY_WITHIN", 0.2)
    scene.server.gateway.open = False
    with pytest.raises(PlatformError):
        await scene.platform.connect_part("1/2", scene.door)
    scene.server.gateway.open = True
    scene.vio.says(split.channels[0], "Ici.")
    await split.hears("Ici.")
    monkeypatch.setattr(_client, "READY_WITHIN", 5)
    await scene.platform.connect_part("1/2", scene.door)
    scene.vio.says(split.channels[1], "Là.")
    await split.hears("Là.")


async def test_each_process_is_given_its_shards_and_its_part_of_the_limit(scene: Scene) -> None:
    settings = DiscordSettings(token=SecretStr(TOKEN), shards=4, shard_ids=(1, 3), per_second=25)
    platform = discord_platform(settings, StillClock(scene.clock))
    assert (platform.parts, platform.parts_of_others) == (("1/4", "3/4"), ("0/4", "2/4"))
    # A little less than a second: on a busy machine two requests may arrive closer together than they were sent.
    scene.server.limits.hold(25, 0.9)
    room = await platform.open_room(scene.room.room)
    await asyncio.gather(*(platform.inspection.missing_rights(room) for _ in range(12)))
    await platform.close()
    assert scene.server.limits.refused == 0
    whole = discord_platform(DiscordSettings(token=SecretStr(TOKEN)), StillClock(scene.clock))
    assert whole.parts == whole.parts_of_others == ()
