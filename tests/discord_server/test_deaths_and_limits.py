"""A bot that is killed, a bot that is held back, and what others have done meanwhile."""

from __future__ import annotations

import asyncio
import sys

import discord
import pytest

from tests.conftest import ROOT

from . import CAFE_RIGHTS, Clock, DiscordServer, Permission, client_here
from .test_gateway import Listener


async def begun(server: DiscordServer, channel: int) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.discord_server.bot_to_kill",
        server.address,
        str(channel),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert await process.stdout.readline() == b"ready\n"
    return process


async def test_what_a_killed_bot_has_said_stays_said_once(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    process = await begun(discord_server, room.id)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"un\n")
    first = int(await process.stdout.readline())
    # The message is there, and its id has not reached the bot, when it dies.
    done = discord_server.trouble.stall(method="POST", route="messages")
    process.stdin.write(b"deux\n")
    await done.wait()
    process.kill()
    await process.wait()
    discord_server.trouble.end()
    assert [one.content for one in room.messages.values()] == ["un", "deux"]
    process = await begun(discord_server, room.id)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"deux\n")
    again = int(await process.stdout.readline())
    process.kill()
    await process.wait()
    assert list(room.messages) == [first, again]


async def test_the_global_limit_is_waited_for(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        discord_server.limits.hold(2, 0.5)
        channel = bot.get_partial_messageable(room.id)
        await asyncio.gather(*(channel.send(str(number)) for number in range(4)))
    assert len(room.messages) == 4
    assert discord_server.limits.refused >= 1


async def test_a_routes_limit_is_told_beforehand(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    discord_server.limits.hold_route("POST", "/channels/{channel_id}/messages", 2, 0.1)
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        channel = bot.get_partial_messageable(room.id)
        for number in range(5):
            await channel.send(str(number))
    assert len(room.messages) == 5
    assert discord_server.limits.refused == 0


async def test_the_audit_log_tells_a_moderators_archiving_from_silence(
    discord_server: DiscordServer, discord_clock: Clock
) -> None:
    guild = discord_server.new_guild(rights=CAFE_RIGHTS | Permission.VIEW_AUDIT_LOG)
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    moderator = discord_server.owner_of(guild)
    async with client_here(discord_server, Listener()) as bot:
        quiet, closed = (vio.begins_thread(vio.says(room, name), name) for name in ("calme", "fermé"))
        moderator.archives(closed, locked=True)
        discord_clock.forward(days=2)
        discord_server.catch_up()
        assert quiet.archived
        await bot.hears("raw_thread_update", 2)
        action = discord.AuditLogAction.thread_update
        found = [entry async for entry in bot.guilds[0].audit_logs(action=action)]
        assert [(entry.user_id, entry.target and entry.target.id) for entry in found] == [
            (moderator.user.id, closed.id)
        ]
        assert found[0].after.archived
        assert (await bot.hears("audit_log_entry_create"))[0].user_id == moderator.user.id


async def test_a_proxys_message_is_a_webhooks(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    async with client_here(discord_server, Listener()) as bot:
        discord_server.proxied(room, "Ana, du système", "bonjour")
        heard = (await bot.hears("message"))[0]
    assert (heard.author.bot, heard.author.display_name) == (True, "Ana, du système")
    assert heard.webhook_id == heard.author.id


async def test_what_goes_away_under_the_bot_is_told(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Listener()) as bot:
        said = [vio.says(room, str(number)) for number in range(4)]
        thread = vio.begins_thread(said[0], "fil")
        vio.deletes(said[1])
        discord_server.owner_of(guild).deletes_many(said[2:])
        discord_server.owner_of(guild).deletes_thread(thread)
        discord_server.guilds.delete_channel(room)
        assert (await bot.hears("raw_message_delete"))[0].message_id == said[1].id
        assert (await bot.hears("raw_bulk_message_delete"))[0].message_ids == {one.id for one in said[2:]}
        assert (await bot.hears("raw_thread_delete"))[0].thread_id == thread.id
        await bot.hears("guild_channel_delete")
        with pytest.raises(discord.NotFound) as gone:
            await bot.get_partial_messageable(room.id).send("encore")
        assert gone.value.code == 10003


async def test_reactions_edits_and_their_clearing_are_heard_of_old_messages(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    said = vio.says(room, "avant que le robot ne vienne")
    async with client_here(discord_server, Listener()) as bot:
        vio.reacts(said, "👍")
        vio.unreacts(said, "👍")
        vio.reacts(said, "☕")
        discord_server.owner_of(guild).clears(said, "☕")
        vio.reacts(said, "☕")
        discord_server.owner_of(guild).clears(said)
        vio.edits(said, "après")
        assert [str(one.emoji) for one in await bot.hears("raw_reaction_add", 3)] == ["👍", "☕", "☕"]
        assert [one.user_id for one in await bot.hears("raw_reaction_remove")] == [vio.user.id]
        await bot.hears("raw_reaction_clear_emoji")
        await bot.hears("raw_reaction_clear")
        assert [one.message.content for one in await bot.hears("raw_message_edit")] == ["après"]
