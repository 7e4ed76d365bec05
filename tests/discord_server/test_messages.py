"""Messages, reactions, pins, mentions and history, through the real client."""

from __future__ import annotations

import io

import discord
import pytest

from . import Clock, DiscordServer, Intent, Invalid, Permission, client_here


def client() -> discord.Client:
    return discord.Client(intents=discord.Intents.all(), allowed_mentions=discord.AllowedMentions.none())


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


async def test_words_in_components_mention_too_and_an_edit_notifies_nobody(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio, ana = discord_server.new_person(guild, "Vio"), discord_server.new_person(guild, "Ana")
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_partial_messageable(room.id)
        view = discord.ui.LayoutView()
        words: discord.ui.TextDisplay[discord.ui.LayoutView] = discord.ui.TextDisplay(f"<@{vio.id}>")
        view.add_item(words)
        loud = await channel.send(view=view, allowed_mentions=discord.AllowedMentions.all())
        assert [one.id for one in vio.pinged_by] == [loud.id]
        sent = await channel.send("rien")
        edited = await sent.edit(content=f"<@{ana.id}>", allowed_mentions=discord.AllowedMentions.all())
        assert ([one.id for one in edited.mentions], ana.pinged_by) == ([ana.user.id], [])


async def test_an_edited_reply_stays_readable_without_the_content(discord_server: DiscordServer) -> None:
    discord_server.gateway.granted = Intent(0)
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        channel = bot.get_partial_messageable(room.id)
        question = room.messages[(await channel.send("Quoi ?")).id]
        answer = vio.says(room, "ceci", reply_to=question)
        aside = vio.says(room, "cela")
        vio.edits(answer, "ceci, mieux dit")
        vio.edits(aside, "cela, mieux dit")
        assert (await channel.fetch_message(answer.id)).content == "ceci, mieux dit"
        assert (await channel.fetch_message(aside.id)).content == ""


async def test_what_surrounds_a_text_is_taken_off(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild, "Le salon")
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, client()) as bot:
        sent = await bot.get_partial_messageable(room.id).send("  un mot\n")
        assert (sent.content, vio.says(room, " deux ").content) == ("un mot", "deux")
        assert [channel.name for channel in bot.guilds[0].channels] == ["le-salon"]


async def test_nobody_writes_more_than_4000_characters(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room, forum = discord_server.new_text(guild), discord_server.new_forum(guild)
    vio = discord_server.new_person(guild, "Vio")
    said = vio.says(room, "a" * 4000)
    for deed in (
        lambda: vio.says(room, "a" * 4001),
        lambda: vio.edits(said, "a" * 4001),
        lambda: vio.begins_post(forum, "a", "a" * 4001),
    ):
        with pytest.raises(Invalid):
            deed()
    assert discord_server.faults == []


async def test_what_is_no_emoji_cannot_be_reacted_with(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    said = discord_server.new_person(guild, "Vio").says(room, "bonjour")
    async with client_here(discord_server, client()) as bot:
        message = bot.get_partial_messageable(room.id).get_partial_message(said.id)
        with pytest.raises(discord.HTTPException) as refused:
            await message.add_reaction("heart")
        assert refused.value.code == 10014


async def test_a_reply_to_what_is_gone_is_refused(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    said = vio.says(room, "bonjour")
    vio.deletes(said)
    async with client_here(discord_server, client()) as bot:
        channel = bot.get_partial_messageable(room.id)
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send("oui", reference=channel.get_partial_message(said.id))
        assert refused.value.code == 50035
