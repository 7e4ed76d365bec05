"""The real client keeps its session: heartbeats, RESUME with replay, an invalid session, and what cannot be mended."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest

from . import TOKEN, Clock, DiscordServer, Intent, Permission, client_here


class Listener(discord.Client):
    """Keeps what it hears, in order, and can be waited for."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents.all())
        self.heard: list[tuple[str, Any]] = []
        self.news = asyncio.Condition()

    def dispatch(self, event: str, /, *given: Any, **named: Any) -> None:
        self.heard.append((event, given))
        asyncio.get_running_loop().create_task(self._tell())
        super().dispatch(event, *given, **named)

    async def _tell(self) -> None:
        async with self.news:
            self.news.notify_all()

    async def hears(self, event: str, times: int = 1) -> list[Any]:
        """What came with that event, once it has come so often."""
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(lambda: sum(name == event for name, _ in self.heard) >= times)
        return [given[0] if given else None for name, given in self.heard if name == event]


async def test_what_happens_while_the_line_is_cut_is_replayed_once(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Listener()) as client:
        vio.says(room, "avant")
        await client.hears("message")
        await discord_server.gateway.hang_up(4000)
        vio.says(room, "pendant")
        await client.hears("resumed")
        vio.says(room, "après")
        heard = await client.hears("message", 3)
    assert [one.content for one in heard] == ["avant", "pendant", "après"]
    assert (discord_server.gateway.identified, discord_server.gateway.resumed) == (1, 1)


async def test_discord_may_ask_to_reconnect(discord_server: DiscordServer) -> None:
    discord_server.new_guild()
    async with client_here(discord_server, Listener()) as client:
        discord_server.gateway.ask_to_reconnect()
        await client.hears("resumed")
    assert discord_server.gateway.identified == 1


async def test_after_an_invalid_session_the_gap_is_read_back(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Listener()) as client:
        last = vio.says(room, "avant")
        await client.hears("message")
        await discord_server.gateway.hang_up(4000, forget=True)
        vio.says(room, "pendant")
        await client.hears("ready", 2)
        channel = client.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        missed = [one.content async for one in channel.history(after=discord.Object(last.id))]
        heard = [one.content for one in await client.hears("message")]
    assert (heard, missed) == (["avant"], ["pendant"])
    assert (discord_server.gateway.identified, discord_server.gateway.resumed) == (2, 0)


async def test_a_closed_gateway_is_knocked_at_until_it_opens(discord_server: DiscordServer) -> None:
    discord_server.new_guild()
    async with client_here(discord_server, Listener()) as client:
        discord_server.gateway.open = False
        await discord_server.gateway.hang_up(4000)
        await client.hears("disconnect", 2)
        discord_server.gateway.open = True
        await client.hears("resumed")


async def test_a_session_that_is_declared_over_is_begun_anew(discord_server: DiscordServer) -> None:
    discord_server.new_guild()
    async with client_here(discord_server, Listener()) as client:
        discord_server.gateway.invalidate()
        await client.hears("ready", 2)


async def test_a_heart_beats(discord_server: DiscordServer) -> None:
    discord_server.gateway.heartbeat_interval = 20
    async with client_here(discord_server, Listener()):
        async with asyncio.timeout(5):
            await discord_server.gateway.beaten(3)


async def test_a_wrong_token_is_refused_at_the_login(discord_server: DiscordServer) -> None:
    with pytest.raises(discord.LoginFailure):
        async with client_here(discord_server, Listener(), token="another"):
            pass


async def test_a_token_changed_meanwhile_is_refused_at_the_gateway(discord_server: DiscordServer) -> None:
    client = Listener()
    await client.login(TOKEN)
    discord_server.token = "a new one"
    with pytest.raises(discord.ConnectionClosed) as closed:
        await client.connect()
    assert closed.value.code == 4004


async def test_an_intent_that_the_portal_has_not_granted_is_refused(discord_server: DiscordServer) -> None:
    discord_server.gateway.granted = Intent(0)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with client_here(discord_server, Listener()):
            pass
    async with client_here(discord_server, Listener(discord.Intents.default())):
        assert discord_server.gateway.identified == 1


async def test_without_the_content_only_what_is_said_to_the_bot_is_readable(discord_server: DiscordServer) -> None:
    discord_server.gateway.granted = Intent(0)
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Listener(discord.Intents.default())) as client:
        channel = client.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        question = await channel.send("Que faites-vous le matin ?")
        asked = room.messages[question.id]
        vio.says(room, "je parle à côté")
        vio.says(room, "je réponds", reply_to=asked)
        vio.says(room, "je réponds sans bruit", reply_to=asked, ping=False)
        vio.says(room, f"bonjour <@{discord_server.world.bot.id}>")
        vio.writes_to_bot("en privé")
        heard = [one.content for one in await client.hears("message", 6)]
        bot = discord_server.world.bot.id
        assert heard == ["Que faites-vous le matin ?", "", "je réponds", "", f"bonjour <@{bot}>", "en privé"]
        read = [one.content async for one in channel.history(oldest_first=True)]
        assert read == heard[:5]


async def test_what_the_bot_cannot_see_it_does_not_hear(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    hidden, room = discord_server.new_text(guild, "caché"), discord_server.new_text(guild)
    discord_server.forbid(hidden, Permission.VIEW_CHANNEL)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Listener()) as client:
        vio.says(hidden, "entre nous")
        vio.says(room, "à tous")
        assert [one.content for one in await client.hears("message")] == ["à tous"]


async def test_the_bot_is_thrown_out_and_invited_again(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    async with client_here(discord_server, Listener()) as client:
        discord_server.guilds.remove_bot(guild)
        await client.hears("guild_remove")
        assert list(client.guilds) == []
        discord_server.guilds.invite_bot(guild, Permission.VIEW_CHANNEL)
        await client.hears("guild_join")
        assert [one.id for one in client.guilds] == [guild.id]


async def test_each_shard_hears_of_its_own_guilds(discord_server: DiscordServer) -> None:
    guilds = [discord_server.new_guild(f"guilde {number}") for number in range(2)]
    rooms = [discord_server.new_text(guild) for guild in guilds]
    people = [discord_server.new_person(guild, f"Vio{number}") for number, guild in enumerate(guilds)]
    client = discord.AutoShardedClient(intents=discord.Intents.all(), shard_count=2, shard_ids=[0, 1])
    heard: list[tuple[int, int]] = []
    told = asyncio.Event()

    async def on_message(message: discord.Message) -> None:
        assert message.guild
        heard.append((message.guild.id, message.guild.shard_id))
        if len(heard) == 2:
            told.set()

    client.on_message = on_message  # type: ignore[attr-defined]
    async with client_here(discord_server, client):
        for person, room in zip(people, rooms, strict=True):
            person.says(room, "bonjour")
        async with asyncio.timeout(5):
            await told.wait()
    assert sorted(heard) == sorted((guild.id, (guild.id >> 22) % 2) for guild in guilds)
    assert {shard for _, shard in heard} == {0, 1}


async def test_ids_tell_the_instant_of_the_clock(discord_server: DiscordServer, discord_clock: Clock) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    first = vio.says(room, "un")
    second = vio.says(room, "deux")
    discord_clock.forward(hours=2)
    third = vio.says(room, "trois")
    assert discord.utils.snowflake_time(third.id) == discord_clock.now()
    assert first.id < second.id < third.id
