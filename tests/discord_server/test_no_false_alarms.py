"""What discord.py asks of Discord in a bot's ordinary life is understood, and no false alarm is raised."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import app_commands

from . import Clock, DiscordServer, Interaction, Permission, client_here
from .test_interactions import Bot


async def test_channels(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Bot()) as bot:
        there = bot.guilds[0]
        category = await there.create_category("Le café")
        text = await there.create_text_channel(
            "salon",
            category=category,
            topic="Ici on parle",
            slowmode_delay=5,
            default_auto_archive_duration=10080,
            default_thread_slowmode_delay=5,
            reason="café",
        )
        forum = await there.create_forum(
            "forum",
            topic="Les règles",
            category=category,
            default_layout=discord.ForumLayoutType.list_view,
            default_sort_order=discord.ForumOrderType.creation_date,
            default_reaction_emoji="☕",
            available_tags=[discord.ForumTag(name="mars", emoji="🌱", moderated=True), discord.ForumTag(name="avril")],
        )
        edited = await forum.edit(
            topic="Autres règles",
            available_tags=[*forum.available_tags, discord.ForumTag(name="mai")],
            require_tag=True,
            default_auto_archive_duration=10080,
        )
        assert edited
        assert [(tag.name, tag.moderated) for tag in edited.available_tags] == [
            ("mars", True),
            ("avril", False),
            ("mai", False),
        ]
        assert edited.flags.require_tag
        tag = await forum.create_tag(name="juin")
        assert tag.name in [one.name for one in guild.channels[forum.id].tags]
        await text.edit(name="autre", topic="", nsfw=False, slowmode_delay=0, position=1, reason="café")
        member = await there.fetch_member(vio.user.id)
        await text.set_permissions(member, read_messages=True, send_messages=False)
        await text.set_permissions(there.default_role, overwrite=None)
        await text.edit(overwrites={member: discord.PermissionOverwrite(send_messages=True)})
        assert {one.id for one in await there.fetch_channels()} == {category.id, text.id, forum.id}
        await text.delete(reason="café")


async def test_threads(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room, forum = discord_server.new_text(guild), discord_server.new_forum(guild, tags=("mars",))
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Bot()) as bot:
        text, posts = bot.get_channel(room.id), bot.get_channel(forum.id)
        assert isinstance(text, discord.TextChannel)
        assert isinstance(posts, discord.ForumChannel)
        public = await text.create_thread(
            name="fil",
            type=discord.ChannelType.public_thread,
            auto_archive_duration=60,
            slowmode_delay=5,
            reason="café",
        )
        private = await text.create_thread(name="secret", invitable=False)
        post = (await posts.create_thread(name="Le matin", content="Quoi ?", auto_archive_duration=10080)).thread
        await public.edit(name="autre", slowmode_delay=0, auto_archive_duration=4320, reason="café")
        await post.edit(applied_tags=posts.available_tags, pinned=True)
        await post.add_tags(*posts.available_tags)
        await post.remove_tags(*posts.available_tags)
        await private.add_user(discord.Object(vio.user.id))
        await private.remove_user(discord.Object(vio.user.id))
        await public.leave()
        await public.join()
        assert [one.id for one in await public.fetch_members()] == [discord_server.world.bot.id]
        assert {one.id for one in await bot.guilds[0].active_threads()} == {public.id, private.id, post.id}
        await public.edit(archived=True)
        await private.edit(archived=True, locked=True)
        await public.edit(archived=False)
        await public.edit(archived=True, locked=True)
        async for one in text.archived_threads(limit=None):
            assert one.id == public.id
        async for one in text.archived_threads(private=True, limit=None):
            assert one.id == private.id
        assert post.flags.pinned or (await bot.fetch_channel(post.id)).flags.pinned  # type: ignore[union-attr]
        await post.delete()


async def test_messages(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    said = discord_server.new_person(guild, "Vio").says(room, "bonjour")
    async with client_here(discord_server, Bot()) as bot:
        text = bot.get_channel(room.id)
        assert isinstance(text, discord.TextChannel)
        async with text.typing():
            pass
        embed = discord.Embed(title="t", description="d", url="https://example.org", colour=0xFF0000)
        embed.set_author(name="a").set_footer(text="f").add_field(name="n", value="v").set_image(
            url="attachment://a.png"
        )
        files = [discord.File(io.BytesIO(b"1"), "a.png", description="alt"), discord.File(io.BytesIO(b"2"), "b.txt")]
        sent = await text.send("un", embeds=[embed], files=files, silent=True, suppress_embeds=False)
        assert sent.embeds[0].image.url == sent.attachments[0].url
        sent = await sent.edit(content="deux", embed=None, attachments=[sent.attachments[1]], suppress=True)
        assert [one.filename for one in sent.attachments] == ["b.txt"]
        sent = await sent.add_files(discord.File(io.BytesIO(b"3"), "c.txt"))
        sent = await sent.remove_attachments(sent.attachments[0])
        assert [one.filename for one in sent.attachments] == ["c.txt"]
        seen = await text.fetch_message(said.id)
        answer = await seen.reply("oui", mention_author=False)
        assert answer.reference
        assert answer.reference.message_id == said.id
        await seen.add_reaction("👍🏽")
        await seen.add_reaction("❤️")
        await seen.clear_reaction("❤️")
        await seen.remove_reaction("👍🏽", discord.Object(discord_server.world.bot.id))
        await text.purge(limit=10)
        assert room.messages == {}
        poll = discord.Poll("Quoi ?", timedelta(days=7), multiple=True)
        poll.add_answer(text="Thé", emoji="🍵").add_answer(text="Café", emoji="☕")
        await text.send(poll=poll)
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="Voir", url="https://example.org"))
        view.add_item(discord.ui.Button(emoji="☕", custom_id="a", style=discord.ButtonStyle.green))
        for select in (discord.ui.UserSelect, discord.ui.RoleSelect, discord.ui.ChannelSelect):
            view.add_item(select(custom_id=select.__name__))
        last = await text.send("trois", view=view)
        await last.edit(view=None)
        await last.delete()


async def test_guild_and_people(discord_server: DiscordServer, discord_clock: Clock) -> None:
    guild = discord_server.new_guild(rights=Permission.ADMINISTRATOR)
    vio = discord_server.new_person(guild, "Vio")
    room = discord_server.new_text(guild)
    async with client_here(discord_server, Bot(discord.Intents.all())) as bot:
        there = await bot.fetch_guild(guild.id)
        assert [one.id for one in await there.fetch_roles()] == list(guild.roles)
        assert (await there.fetch_member(vio.user.id)).display_name == "Vio"
        await bot.guilds[0].me.edit(nick="Le café")
        assert guild.members[discord_server.world.bot.id].nick == "Le café"
        found = await bot.guilds[0].query_members("v")
        assert [one.id for one in found] == [vio.user.id]
        assert {one.id async for one in there.fetch_members()} == set(guild.members)
        assert [one.id async for one in bot.fetch_guilds()] == [guild.id]
        user = await bot.fetch_user(vio.user.id)
        direct = await user.create_dm()
        await direct.send("bonjour")
        assert [one.content async for one in direct.history()] == ["bonjour"]
        begin = discord_clock.now() + timedelta(hours=1)
        event = await bot.guilds[0].create_scheduled_event(
            name="La rencontre",
            start_time=begin,
            end_time=begin + timedelta(hours=1),
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location="Chez nous",
            reason="café",
        )
        vio.attends(guild, guild.happenings[event.id])
        assert [one.id async for one in event.users()] == [vio.user.id]
        await event.edit(name="Autre", description="d", start_time=begin + timedelta(minutes=5), location="Ailleurs")
        await event.cancel()
        assert await bot.application_info()
        await bot.get_partial_messageable(room.id).send(event.url)
        await bot.guilds[0].leave()
    assert discord_server.world.bot.id not in guild.members


async def test_commands_and_answers(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    bot = Bot()

    @bot.tree.command(name="topic", description="Un sujet", guild=discord.Object(guild.id))
    @app_commands.describe(words="Les mots", size="La taille", where="Où", kind="Quoi")
    @app_commands.choices(kind=[app_commands.Choice(name="Un", value=1), app_commands.Choice(name="Deux", value=2)])
    @app_commands.guild_only()
    async def topic(
        interaction: discord.Interaction,
        words: app_commands.Range[str, 1, 100],
        size: app_commands.Range[int, 0, 10] = 0,
        where: discord.TextChannel | None = None,
        kind: int = 0,
        loud: bool = False,
        ratio: float = 0.5,
        role: discord.Role | None = None,
    ) -> None:
        told = f"{words} {size} {where} {kind} {loud} {ratio} {role and role.name}"
        await interaction.response.send_message(told, file=discord.File(io.BytesIO(b"1"), "a.txt"), ephemeral=True)
        await interaction.edit_original_response(content=told.upper(), attachments=[])
        followed = await interaction.followup.send("encore", wait=True, embed=discord.Embed(title="t"))
        await followed.edit(content="et encore")
        await followed.delete()
        await (await interaction.original_response()).delete()

    @bot.tree.context_menu(name="Qui est-ce ?", guild=discord.Object(guild.id))
    async def who(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content=member.display_name)

    async with client_here(discord_server, bot):
        await bot.tree.sync(guild=discord.Object(guild.id))
        assert len(await bot.tree.fetch_commands(guild=discord.Object(guild.id))) == 2
        own = next(role for role in guild.roles.values() if role.managed_by)
        given: dict[str, Any] = {"size": 3, "where": room, "kind": "Deux", "loud": True, "ratio": 1.5, "role": own}
        seen = await vio.runs(room, "topic", words="mots", **given)
        await seen.until(gone_again)
        assert seen.text == "MOTS 3 SALON 2 TRUE 1.5 CAFE"
        assert [one.content for one in seen.followups] == ["et encore"]
        assert vio.sees(room) == []
        with pytest.raises(AssertionError):
            await vio.runs(room, "topic", words="m" * 101)
        assert (await vio.runs_on(vio.user, "Qui est-ce ?", room)).text == "Vio"


def gone_again(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.id not in interaction.channel.messages
