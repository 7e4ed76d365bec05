"""The real client does everything that a café does with messages and threads, and Discord's rules hold."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
import pytest

from . import REQUIRE_TAG, Clock, DiscordServer, Permission, client_here


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


async def test_files_come_back_with_their_alt_text(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        file = discord.File(io.BytesIO(b"\x89PNG"), "votes.png", description="Trois voix pour le thé")
        sent = await channel.send("Voici", file=file, embed=discord.Embed(title="Les votes", description="de mars"))
        assert sent.embeds[0].title == "Les votes"
        assert sent.attachments[0].description == "Trois voix pour le thé"
        assert await sent.attachments[0].read() == b"\x89PNG"
        edited = await sent.edit(content="Voilà", attachments=[])
        assert (edited.content, edited.attachments) == ("Voilà", [])


async def test_the_same_nonce_says_a_thing_once(discord_server: DiscordServer, discord_clock: Clock) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        first = await channel.send("une fois", nonce="abc")
        assert (await channel.send("une fois", nonce="abc")).id == first.id
        discord_clock.forward(minutes=10)
        assert (await channel.send("une fois", nonce="abc")).id != first.id
    assert len(room.messages) == 2


async def test_history_is_paged_in_all_directions(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    said = [vio.says(room, str(number)) for number in range(250)]
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        assert [one.content async for one in channel.history(limit=None, oldest_first=True)] == [
            one.content for one in said
        ]
        after = [one.content async for one in channel.history(limit=None, after=discord.Object(said[29].id))]
        assert after == [str(number) for number in range(30, 250)]
        before = [one.content async for one in channel.history(limit=120, before=discord.Object(said[200].id))]
        assert before == [str(number) for number in range(199, 79, -1)]
        around = [one.content async for one in channel.history(limit=5, around=discord.Object(said[100].id))]
        assert around == ["102", "101", "100", "99", "98"]


async def test_reactions_are_a_set_and_listed_in_pages(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    people = [discord_server.new_person(guild, f"P{number}") for number in range(130)]
    message = people[0].says(room, "Du thé")
    for person in people:
        person.reacts(message, "👍")
        person.reacts(message, "👍")
    people[3].unreacts(message, "👍")
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        seen = await channel.fetch_message(message.id)
        assert [(reaction.emoji, reaction.count) for reaction in seen.reactions] == [("👍", 129)]
        users = {user.id async for user in seen.reactions[0].users()}
        assert users == {person.user.id for person in people} - {people[3].user.id}
        await seen.add_reaction("☕")
        await seen.remove_reaction("☕", discord.Object(discord_server.world.bot.id))
        await seen.clear_reactions()
    assert message.reactions == {}


async def test_messages_are_pinned_and_listed(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        sent = await channel.send("Le programme")
        await sent.pin()
        await sent.pin()
        assert [one.id async for one in channel.pins()] == [sent.id]
        await sent.unpin()
        assert [one.id async for one in channel.pins()] == []


async def test_many_are_deleted_at_once_if_they_are_young(discord_server: DiscordServer, discord_clock: Clock) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    old = vio.says(room, "vieux")
    discord_clock.forward(days=15)
    young = [vio.says(room, str(number)) for number in range(3)]
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        await channel.delete_messages([discord.Object(one.id) for one in young])
        assert list(room.messages) == [old.id]
        young = [vio.says(room, "neuf"), old]
        with pytest.raises(discord.HTTPException) as refused:
            await channel.delete_messages([discord.Object(one.id) for one in young])
        assert refused.value.code == 50034


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
        assert "un secret" in [one.content for one in vio.sees(kept)]
        assert ana.sees(kept) == []
        assert {one.id for one in await thread.fetch_members()} == {discord_server.world.bot.id, vio.user.id}
        await thread.edit(archived=True)
        private = [one.id async for one in channel.archived_threads(private=True, joined=True)]
        assert private == [thread.id]


async def test_a_mention_is_written_and_notifies_nobody(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild(rights=Permission.ADMINISTRATOR)
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    role = discord_server.guilds.role(guild, "suivre", mentionable=True)
    vio.leaves(guild)
    vio.joins(guild, roles=(role,))
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        await channel.send(f"@everyone <@{vio.id}> <@&{role.id}>")
        assert discord_server.world.pings == []
        allowed = discord.AllowedMentions(roles=[discord.Object(role.id)])
        sent = await channel.send(f"@everyone <@{vio.id}> <@&{role.id}>", allowed_mentions=allowed)
        assert [one.id for one in vio.pinged_by] == [sent.id]
        assert not room.messages[sent.id].mentions_everyone


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
