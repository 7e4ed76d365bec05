"""Threads, forums and their tags, private threads, and what silence does, through the real client."""

from __future__ import annotations

import discord
import pytest

from . import REQUIRE_TAG, Clock, DiscordServer, MessageType, Permission, client_here
from .test_gateway import Listener


def client() -> discord.Client:
    return discord.Client(intents=discord.Intents.all(), allowed_mentions=discord.AllowedMentions.none())


async def test_a_thread_from_a_message_has_its_id_and_is_closed_at_the_end(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        question = await channel.send("Que faites-vous le matin ?")
        thread = await question.create_thread(name="Le matin", auto_archive_duration=10080)
        assert thread.id == question.id
        await thread.edit(archived=True, locked=True)
        kept = guild.threads[thread.id]
        assert (kept.archived, kept.locked, kept.archives_after) == (True, True, 10080)
        assert [one.id async for one in channel.archived_threads()] == [thread.id]
        with pytest.raises(discord.HTTPException) as again:
            await question.create_thread(name="encore")
        assert again.value.code == 160004


async def test_a_silent_thread_falls_asleep_and_is_woken_by_a_word(
    discord_server: DiscordServer, discord_clock: Clock
) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    starter = vio.says(room, "on parle ?")
    thread = vio.begins_thread(starter, "parler")
    said = vio.says(thread, "oui")
    discord_clock.forward(days=1)
    async with client_here(discord_server, client()) as bot:
        channel = await bot.fetch_channel(thread.id)
        assert isinstance(channel, discord.Thread)
        assert channel.archived
        seen = await channel.fetch_message(said.id)
        for refused in (seen.add_reaction("👍"), channel.edit(name="autrement")):
            with pytest.raises(discord.HTTPException) as no:
                await refused
            assert no.value.code == 50083
        await channel.send("je vous réveille")
        assert not thread.archived
        await channel.edit(archived=True, locked=True)
        discord_server.forbid(room, Permission.MANAGE_THREADS)
        with pytest.raises(discord.HTTPException) as no:
            await channel.send("encore")
        assert no.value.code == 50083


async def test_a_forum_may_insist_on_a_tag_and_forgets_tags_without_ids(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    forum = discord_server.new_forum(guild, tags=("mars", "avril"), flags=REQUIRE_TAG)
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(forum.id)
        assert isinstance(channel, discord.ForumChannel)
        with pytest.raises(discord.HTTPException) as refused:
            await channel.create_thread(name="sans", content="rien")
        assert refused.value.code == 40067
        mars, avril = channel.available_tags
        made = await channel.create_thread(name="avec", content="quelque chose", applied_tags=[mars, avril])
        await channel.edit(available_tags=[mars, discord.ForumTag(name="avril")])
        assert guild.threads[made.thread.id].applied_tags == [mars.id]


async def test_a_guild_that_is_no_community_has_no_forums(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild(community=False)
    async with client_here(discord_server, client()) as bot:
        with pytest.raises(discord.HTTPException):
            await bot.guilds[0].create_forum("forum")
        text = await bot.guilds[0].create_text_channel("salon", topic="Le café")
        assert guild.channels[text.id].topic == "Le café"
        await text.delete()
        assert guild.channels == {}


async def test_a_private_thread_is_seen_by_whoever_was_let_in(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio, ana = discord_server.new_person(guild, "Vio"), discord_server.new_person(guild, "Ana")
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        thread = await channel.create_thread(name="Les réponses", type=discord.ChannelType.private_thread)
        await thread.send("un secret")
        await thread.add_user(discord.Object(vio.user.id))
        await thread.add_user(discord.Object(vio.user.id))
        kept = guild.threads[thread.id]
        added = next(one for one in kept.messages.values() if one.type is MessageType.RECIPIENT_ADD)
        assert added.mentions == [vio.user]
        assert "un secret" in [one.content for one in vio.sees(kept)]
        assert ana.sees(kept) == []
        assert {one.id for one in await thread.fetch_members()} == {discord_server.world.bot.id, vio.user.id}
        await thread.edit(archived=True)
        private = [one.id async for one in channel.archived_threads(private=True, joined=True)]
        assert private == [thread.id]


async def test_a_thread_counts_what_was_said_after_its_first_message(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    forum = discord_server.new_forum(guild)
    vio = discord_server.new_person(guild, "Vio")
    post = vio.begins_post(forum, "Le matin", "Que faites-vous ?")
    for text in ("un", "deux"):
        vio.says(post, text)
    vio.deletes(vio.sees(post)[-1])
    async with client_here(discord_server, client()) as bot:
        seen = await bot.fetch_channel(post.id)
        assert isinstance(seen, discord.Thread)
        assert (seen.message_count, seen.total_message_sent, seen.member_count) == (1, 2, 1)


async def test_who_sees_a_channel_again_is_told_of_its_threads(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    discord_server.forbid(room, Permission.VIEW_CHANNEL)
    thread = vio.begins_thread(vio.says(room, "a"), "fil")
    async with client_here(discord_server, Listener()) as bot:
        assert bot.guilds[0].get_thread(thread.id) is None
        discord_server.allow(room, Permission.VIEW_CHANNEL)
        await bot.hears("thread_join")
        assert bot.guilds[0].get_thread(thread.id) is not None
