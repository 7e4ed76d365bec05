"""How a test of the Discord platform looks: the real discord.py, a guild, people."""

from __future__ import annotations

import discord

from . import DiscordServer, client_here


async def test_a_question_is_answered_by_a_reply(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    forum = discord_server.new_forum(guild, "café", tags=("mars",))
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, discord.Client(intents=discord.Intents.default())) as client:
        room = client.get_channel(forum.id)
        assert isinstance(room, discord.ForumChannel)

        made = await room.create_thread(
            name="Le premier atelier", content="Que faites-vous le matin ?", applied_tags=[room.available_tags[0]]
        )

        assert made.thread.id == made.message.id
        thread = guild.threads[made.thread.id]
        answered = client.loop.create_future()

        async def on_message(message: discord.Message) -> None:
            if message.author != client.user:
                answered.set_result(message)

        client.on_message = on_message  # type: ignore[attr-defined]
        vio.says(thread, "Je bois un café.", reply_to=thread.messages[thread.id])
        reply: discord.Message = await answered
        assert (reply.content, reply.author.display_name) == ("Je bois un café.", "Vio")
        await reply.add_reaction("☕")
        assert vio.sees(thread)[-1].reactions == {"☕": {discord_server.world.bot.id: None}}
        back = [message.content async for message in made.thread.history(oldest_first=True)]
        assert back == ["Que faites-vous le matin ?", "Je bois un café."]
