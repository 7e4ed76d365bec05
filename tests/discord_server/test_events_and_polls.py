"""Scheduled events and native polls, through the real client."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest

from . import Clock, DiscordServer, Permission, client_here
from .test_gateway import Listener


async def test_an_event_says_how_long_the_cafe_is_open(discord_server: DiscordServer, discord_clock: Clock) -> None:
    guild = discord_server.new_guild()
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        there = bot.guilds[0]
        begin = discord_clock.now() + timedelta(hours=1)
        made = await there.create_scheduled_event(
            name="Le café de mars",
            description="Venez",
            start_time=begin,
            end_time=begin + timedelta(days=7),
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location="#café",
        )
        assert guild.happenings[made.id].location == "#café"
        await made.edit(end_time=begin + timedelta(days=8), location="#café")
        assert guild.happenings[made.id].ends_at == begin + timedelta(days=8)
        assert [one.name for one in await there.fetch_scheduled_events()] == ["Le café de mars"]
        made = await made.start()
        made = await made.end()
        assert await there.fetch_scheduled_events() == []
        await made.delete()
    assert guild.happenings == {}


@pytest.mark.parametrize("wrong", ["no end", "in the past", "no location", "backwards"])
async def test_an_event_that_cannot_be_is_refused(
    discord_server: DiscordServer, discord_clock: Clock, wrong: str
) -> None:
    discord_server.new_guild()
    now = discord_clock.now()
    request = {
        "name": "Le café",
        "privacy_level": 2,
        "entity_type": 3,
        "scheduled_start_time": (now + timedelta(hours=-1 if wrong == "in the past" else 1)).isoformat(),
        "scheduled_end_time": (now + timedelta(hours=-2 if wrong == "backwards" else 2)).isoformat(),
        "entity_metadata": {"location": "ici"},
    }
    if wrong == "no end":
        del request["scheduled_end_time"]
    if wrong == "no location":
        request["entity_metadata"] = {"location": ""}
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        route = discord.http.Route("POST", "/guilds/{guild_id}/scheduled-events", guild_id=bot.guilds[0].id)
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.request(route, json=request)
    assert refused.value.code == 50035
    assert len(discord_server.faults) == 1
    discord_server.faults.clear()


async def test_making_events_is_a_right(discord_server: DiscordServer, discord_clock: Clock) -> None:
    discord_server.new_guild(rights=Permission.VIEW_CHANNEL)
    begin = discord_clock.now() + timedelta(hours=1)
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        with pytest.raises(discord.Forbidden) as refused:
            await bot.guilds[0].create_scheduled_event(
                name="Le café",
                start_time=begin,
                end_time=begin + timedelta(days=7),
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
                location="#café",
            )
    assert refused.value.code == 50013


async def test_an_event_begins_and_ends_by_the_clock(discord_server: DiscordServer, discord_clock: Clock) -> None:
    guild = discord_server.new_guild()
    begin = discord_clock.now() + timedelta(hours=1)
    async with client_here(discord_server, Listener()) as bot:
        made = await bot.guilds[0].create_scheduled_event(
            name="Le café",
            start_time=begin,
            end_time=begin + timedelta(days=7),
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location="#café",
        )
        statuses = []
        for days in (0, 1, 7):
            discord_clock.forward(days=days)
            discord_server.catch_up()
            statuses.append(guild.happenings[made.id].status)
        await bot.hears("scheduled_event_update", 2)
    assert statuses == [1, 2, 3]


async def test_votes_are_heard_listed_and_final(discord_server: DiscordServer, discord_clock: Clock) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio, ana = discord_server.new_person(guild, "Vio"), discord_server.new_person(guild, "Ana")
    async with client_here(discord_server, Listener()) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        poll = discord.Poll("Que buvez-vous ?", timedelta(hours=24))
        poll.add_answer(text="Du thé").add_answer(text="Du café")
        sent = await channel.send(poll=poll)
        message = room.messages[sent.id]
        vio.votes(message, 1)
        vio.votes(message, 2)
        ana.votes(message, 2)
        ana.takes_vote_back(message, 2)
        added = [one.answer_id for one in await bot.hears("raw_poll_vote_add", 3)]
        removed = [one.answer_id for one in await bot.hears("raw_poll_vote_remove", 2)]
        assert (added, removed) == ([1, 2, 2], [1, 2])
        seen = (await channel.fetch_message(sent.id)).poll
        assert seen
        assert [(answer.text, answer.vote_count) for answer in seen.answers] == [("Du thé", 0), ("Du café", 1)]
        assert [user.id async for user in seen.answers[1].voters()] == [vio.user.id]
        await (await channel.fetch_message(sent.id)).end_poll()
        ended = (await channel.fetch_message(sent.id)).poll
        assert ended
        assert ended.is_finalized()


async def test_a_poll_ends_by_the_clock(discord_server: DiscordServer, discord_clock: Clock) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as bot:
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        poll = discord.Poll("Que buvez-vous ?", timedelta(hours=1))
        poll.add_answer(text="Du thé").add_answer(text="Du café")
        sent = await channel.send(poll=poll)
        vio.votes(room.messages[sent.id], 1)
        discord_clock.forward(hours=1)
        seen = (await channel.fetch_message(sent.id)).poll
        assert seen
        assert seen.is_finalized()
        types = [one.type async for one in channel.history(limit=1)]
        assert types == [discord.MessageType.poll_result]
