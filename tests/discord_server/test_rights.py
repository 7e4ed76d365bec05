"""What is refused: missing rights, closed doors, limits and errors, through the real client."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
import pytest

from . import DiscordServer, Permission, Refused, client_here


def client() -> discord.Client:
    return discord.Client(intents=discord.Intents.all(), allowed_mentions=discord.AllowedMentions.none())


RIGHTS = {
    "send": Permission.SEND_MESSAGES,
    "send_file": Permission.ATTACH_FILES,
    "send_embed": Permission.EMBED_LINKS,
    "pin": Permission.PIN_MESSAGES,
    "thread": Permission.CREATE_PUBLIC_THREADS,
    "react": Permission.ADD_REACTIONS,
    "delete_others": Permission.MANAGE_MESSAGES,
    "edit_channel": Permission.MANAGE_CHANNELS,
}


@pytest.mark.parametrize("deed", RIGHTS)
async def test_a_missing_right_is_told(discord_server: DiscordServer, deed: str) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    said = discord_server.new_person(guild, "Vio").says(room, "bonjour")
    discord_server.forbid(room, RIGHTS[deed])
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        message = channel.get_partial_message(said.id)
        deeds: dict[str, Callable[[], Awaitable[Any]]] = {
            "send": lambda: channel.send("mot"),
            "send_file": lambda: channel.send(file=discord.File(io.BytesIO(b"1"), "a.txt")),
            "send_embed": lambda: channel.send(embed=discord.Embed(title="a")),
            "pin": message.pin,
            "thread": lambda: message.create_thread(name="fil"),
            "react": lambda: message.add_reaction("👍"),
            "delete_others": message.delete,
            "edit_channel": lambda: channel.edit(topic="a"),
        }
        with pytest.raises(discord.Forbidden) as refused:
            await deeds[deed]()
        assert refused.value.code == 50013
        discord_server.forbid(room, Permission.VIEW_CHANNEL)
        with pytest.raises(discord.Forbidden) as refused:
            await deeds[deed]()
        assert refused.value.code == 50001
    assert discord_server.invalid_requests == 2


IN_THREADS = {
    "send": Permission.SEND_MESSAGES_IN_THREADS,
    "rename": Permission.MANAGE_THREADS,
    "archive": Permission.MANAGE_THREADS,
    "delete": Permission.MANAGE_THREADS,
    "begin in private": Permission.CREATE_PRIVATE_THREADS,
    "begin a post": Permission.SEND_MESSAGES,
}


@pytest.mark.parametrize("deed", IN_THREADS)
async def test_a_missing_right_in_threads_is_told(discord_server: DiscordServer, deed: str) -> None:
    guild = discord_server.new_guild()
    room, forum = discord_server.new_text(guild), discord_server.new_forum(guild)
    vio = discord_server.new_person(guild, "Vio")
    begun = vio.begins_thread(vio.says(room, "a"), "fil")
    for channel in (room, forum):
        discord_server.forbid(channel, IN_THREADS[deed])
    async with client_here(discord_server, client()) as bot:
        thread = bot.guilds[0].get_thread(begun.id)
        there, posts = bot.get_channel(room.id), bot.get_channel(forum.id)
        assert thread
        assert isinstance(there, discord.TextChannel)
        assert isinstance(posts, discord.ForumChannel)
        deeds: dict[str, Callable[[], Awaitable[Any]]] = {
            "send": lambda: thread.send("mot"),
            "rename": lambda: thread.edit(name="autre"),
            "archive": lambda: thread.edit(archived=True),
            "delete": thread.delete,
            "begin in private": lambda: there.create_thread(name="fil"),
            "begin a post": lambda: posts.create_thread(name="fil", content="a"),
        }
        with pytest.raises(discord.Forbidden) as refused:
            await deeds[deed]()
        assert refused.value.code == 50013


async def test_a_bot_handles_the_roles_below_its_own(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    own = next(role for role in guild.roles.values() if role.managed_by)
    above = discord_server.guilds.role(guild, "modération", above=own)
    async with client_here(discord_server, client()) as bot:
        there = bot.guilds[0]
        member = await there.fetch_member(vio.user.id)
        made = await there.create_role(name="suivre", mentionable=True)
        await member.add_roles(made)
        loud = await bot.get_partial_messageable(room.id).send(
            f"<@&{made.id}>", allowed_mentions=discord.AllowedMentions(roles=[made])
        )
        assert [one.id for one in vio.pinged_by] == [loud.id]
        await member.remove_roles(made)
        assert guild.members[vio.user.id].roles == set()
        with pytest.raises(discord.Forbidden):
            await member.add_roles(discord.Object(above.id))
        with pytest.raises(discord.Forbidden):
            await there.create_role(name="trop", permissions=discord.Permissions(administrator=True))
        await made.delete()
    discord_server.guilds.remove_bot(guild)
    again = discord_server.guilds.invite_bot(guild, Permission.MANAGE_ROLES)
    assert again.position < above.position


async def test_a_desk_is_seen_by_its_hosts_alone(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    hosts = discord_server.guilds.role(guild, "hôtes")
    vio = discord_server.new_person(guild, "Vio")
    ana = discord_server.new_person(guild, "Ana", roles=(hosts,))
    async with client_here(discord_server, client()) as bot:
        there = bot.guilds[0]
        role = there.get_role(hosts.id)
        assert role
        seen, hidden = (discord.PermissionOverwrite(view_channel=one) for one in (True, False))
        made = await there.create_text_channel(
            "bureau", overwrites={there.default_role: hidden, role: seen, there.me: seen}
        )
        await made.send("Tout va bien.")
        desk = guild.channels[made.id]
        assert ([one.content for one in ana.sees(desk)], vio.sees(desk)) == (["Tout va bien."], [])
        member = await there.fetch_member(vio.user.id)
        await made.set_permissions(member, view_channel=True)
        assert vio.sees(desk) != []
        await made.set_permissions(member, overwrite=None)
        assert vio.sees(desk) == []


async def test_a_locked_thread_is_for_moderators(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    thread = vio.begins_thread(vio.says(room, "a"), "fil")
    async with client_here(discord_server, client()) as bot:
        here = bot.guilds[0].get_thread(thread.id)
        assert here
        await here.edit(locked=True)
        with pytest.raises(Refused) as refused:
            vio.says(thread, "encore")
        assert refused.value.code == 160005
        await here.send("le mot de la fin")
        await here.edit(archived=True)
        with pytest.raises(Refused) as refused:
            vio.wakes(thread)
        assert refused.value.code == 50013


async def test_an_error_is_waited_for_in_no_time(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_partial_messageable(room.id)
        discord_server.trouble.answer_with(500, times=2)
        discord_server.trouble.fail_after(502, method="POST")
        await channel.send("une fois")
    assert [one.content for one in room.messages.values()] == ["une fois"], (
        "its nonce has kept it from being said twice"
    )


async def test_closed_direct_messages_are_told(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, client()) as bot:
        user = await bot.fetch_user(vio.user.id)
        await user.send("en privé")
        assert [one.content for one in vio.inbox] == ["en privé"]
        vio.closes_direct_messages()
        with pytest.raises(discord.Forbidden) as refused:
            await user.send("encore")
        assert refused.value.code == 50007
        vio.leaves(guild)
        with pytest.raises(discord.Forbidden) as refused:
            await user.send("encore")
        assert refused.value.code == 50278


async def test_a_limit_is_waited_for_and_an_error_raised(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        discord_server.trouble.limit(0.01, times=2)
        await channel.send("à la fin")
        discord_server.trouble.answer_with(503, route="messages")
        with pytest.raises(discord.DiscordServerError):
            await channel.send("jamais")
        discord_server.trouble.lose(done=True, route="messages")
        with pytest.raises(aiohttp.ClientError):
            await channel.send("fait, et pourtant perdu")
    assert [one.content for one in room.messages.values()] == ["à la fin", "fait, et pourtant perdu"]
    assert discord_server.invalid_requests == 2
