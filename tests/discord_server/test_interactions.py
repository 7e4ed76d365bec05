"""Buttons, forms, slash commands and context menus, through the real client."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from . import Clock, CommandType, DiscordServer, Form, NoAnswer, Permission, Response, client_here


class Bot(discord.Client):
    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents.default())
        self.tree = app_commands.CommandTree(self)


class Asked(discord.ui.Modal):
    def __init__(self, workshop: str) -> None:
        super().__init__(title="Votre réponse", custom_id=f"form/{workshop}")
        self.words: discord.ui.TextInput[Any] = discord.ui.TextInput(default="avant", custom_id="words", max_length=100)
        self.add_item(discord.ui.Label(text="Vos mots", component=self.words))
        choices = [discord.SelectOption(label="Thé", value="1"), discord.SelectOption(label="Café", value="2")]
        self.drink: discord.ui.Select[Any] = discord.ui.Select(custom_id="drink", options=choices)
        self.add_item(discord.ui.Label(text="À boire", component=self.drink))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{self.words.value} + {self.drink.values[0]}", ephemeral=True)


class AnswerButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"cafe/answer/(?P<workshop>\w+)"):
    def __init__(self, workshop: str) -> None:
        super().__init__(discord.ui.Button(label="Répondre", custom_id=f"cafe/answer/{workshop}"))
        self.workshop = workshop

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any) -> AnswerButton:
        return cls(match["workshop"])

    async def callback(self, interaction: discord.Interaction) -> Any:
        await interaction.response.send_modal(Asked(self.workshop))


async def test_a_button_opens_a_form_whose_answer_is_private(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio, ana = discord_server.new_person(guild, "Vio"), discord_server.new_person(guild, "Ana")
    bot = Bot()
    bot.add_dynamic_items(AnswerButton)
    async with client_here(discord_server, bot):
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        view = discord.ui.View(timeout=None)
        view.add_item(AnswerButton("w1"))
        sent = await channel.send("Que buvez-vous ?", view=view)
        form = Form.of(await vio.clicks(room.messages[sent.id], "Répondre"))
        assert (form.title, [field.label for field in form.fields]) == ("Votre réponse", ["Vos mots", "À boire"])
        assert (form.field("Vos mots").value, form.field("À boire").options) == ("avant", ["Thé", "Café"])
        seen = await vio.submits(form, {"À boire": "Café"})
        assert (seen.text, seen.private) == ("avant + 2", True)
        assert [one.content for one in vio.sees(room)] == ["Que buvez-vous ?", "avant + 2"]
        assert [one.content for one in ana.sees(room)] == ["Que buvez-vous ?"]
        with pytest.raises(AssertionError):
            await vio.submits(form, {"À boire": "Lait"})
        with pytest.raises(AssertionError):
            await vio.submits(form, {"Vos mots": "m" * 101, "À boire": "Thé"})


async def test_a_slash_command_is_found_suggested_and_answered(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    host = discord_server.new_person(guild, "Hôte", locale="en-GB")
    vio = discord_server.new_person(guild, "Vio")
    role = discord_server.guilds.role(guild, "hôtes", Permission.MANAGE_THREADS)
    guild.members[host.user.id].roles.add(role.id)
    bot = Bot()
    cafe = app_commands.Group(
        name="cafe", description="Le café", default_permissions=discord.Permissions(manage_threads=True)
    )

    @cafe.command(name="open", description="Ouvrir un café")
    async def opened(
        interaction: discord.Interaction,
        script: str,
        who: discord.Member | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        content = (await file.read()).decode() if file else ""
        await interaction.followup.send(f"{script} {who and who.display_name} {content}", ephemeral=True)
        await interaction.followup.send("et encore", ephemeral=True)

    @opened.autocomplete("script")
    async def suggested(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=name) for name in ("mars", "mai", "juin") if current in name]

    bot.tree.add_command(cafe)
    async with client_here(discord_server, bot):
        await bot.tree.sync()
        assert (host.menu(room), vio.menu(room)) == (["cafe"], [])
        with pytest.raises(LookupError):
            await vio.runs(room, "cafe open", script="mars")
        assert [one["name"] for one in await host.completes(room, "cafe open", "script", "ma")] == ["mars", "mai"]
        script = host.file("cafe.toml", b"title = 1")
        seen = await host.runs(room, "cafe open", script="mars", who=vio, file=script)
        assert (seen.text, seen.private, seen.response) == ("mars Vio title = 1", True, Response.DEFERRED_MESSAGE)
        assert [one.content for one in await seen.followed()] == ["et encore"]
        with pytest.raises(AssertionError):
            await host.runs(room, "cafe open")


async def test_names_are_in_the_members_language(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    bot = Bot()

    class Words(app_commands.Translator):
        async def translate(self, string: Any, locale: discord.Locale, context: Any) -> str | None:
            return {"topic": "sujet"}.get(str(string)) if locale is discord.Locale.french else None

    @bot.tree.command(name=app_commands.locale_str("topic"), description="A topic")
    async def topic(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(str(interaction.locale))

    async with client_here(discord_server, bot):
        await bot.tree.set_translator(Words())
        await bot.tree.sync()
        vio = discord_server.new_person(guild, "Vio")
        amy = discord_server.new_person(guild, "Amy", locale="en-GB")
        assert (vio.menu(room), amy.menu(room)) == (["sujet"], ["topic"])
        assert (await vio.runs(room, "sujet")).text == "fr"
        public = await amy.runs(room, "topic")
        assert (public.text, public.private) == ("en-GB", False)
        assert vio.sees(room)[-1] is public.message


async def test_a_message_command_gets_the_message(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    bot = Bot()

    @bot.tree.context_menu(name="Ceci est ma réponse")
    async def answer(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(message.content[::-1], ephemeral=True)

    async with client_here(discord_server, bot):
        await bot.tree.sync()
        said = vio.says(room, "abc")
        assert vio.menu(room, CommandType.MESSAGE) == ["Ceci est ma réponse"]
        assert (await vio.runs_on(said, "Ceci est ma réponse")).text == "cba"


async def test_who_answers_too_late_answers_nobody(discord_server: DiscordServer, discord_clock: Clock) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    discord_server.patience = 0.05
    kept: list[discord.Interaction] = []
    bot = Bot()

    @bot.tree.command(name="topic", description="Un sujet")
    async def topic(interaction: discord.Interaction) -> None:
        kept.append(interaction)

    @bot.tree.command(name="me", description="Moi")
    async def me(interaction: discord.Interaction) -> None:
        kept.append(interaction)
        await interaction.response.send_message("oui", ephemeral=True)

    async with client_here(discord_server, bot):
        await bot.tree.sync()
        with pytest.raises(NoAnswer):
            await vio.runs(room, "topic")
        with pytest.raises(discord.NotFound) as late:
            await kept[0].response.send_message("trop tard")
        assert late.value.code == 10062
        discord_server.patience = 3
        seen = await vio.runs(room, "me")
        await kept[1].edit_original_response(content="changé")
        assert seen.text == "changé"
        discord_clock.forward(minutes=16)
        with pytest.raises(discord.HTTPException) as over:
            await kept[1].followup.send("trop tard", ephemeral=True)
        assert over.value.code == 50027


async def test_a_message_is_changed_by_its_own_button(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    bot = Bot()

    class Once(discord.ui.View):
        @discord.ui.button(label="Oui", custom_id="yes")
        async def yes(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
            button.disabled = True
            await interaction.response.edit_message(content="C’est fait", view=self)

    async with client_here(discord_server, bot):
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        sent = await channel.send("Sûr ?", view=Once(timeout=None))
        message = room.messages[sent.id]
        assert (await vio.clicks(message, "Oui")).response is Response.UPDATE
        assert message.content == "C’est fait"
        with pytest.raises(AssertionError):
            await vio.clicks(message, "Oui")


async def test_a_page_of_components_with_a_picture(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    bot = Bot()
    async with client_here(discord_server, bot):
        channel = bot.get_channel(room.id)
        assert isinstance(channel, discord.TextChannel)
        view = discord.ui.LayoutView(timeout=None)
        inside: Any = discord.ui.Container(discord.ui.TextDisplay("## Le flashback"))
        inside.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem("https://example.org/a.png", description="a")))
        view.add_item(inside)
        sent = await channel.send(view=view)
        assert room.messages[sent.id].is_v2
        assert sent.content == ""
