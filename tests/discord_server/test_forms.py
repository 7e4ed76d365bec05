"""Every kind of field, selects in messages, and buttons where only one person sees them."""

from __future__ import annotations

import io
import logging
from typing import Any

import discord
import pytest
from discord import ui

from bot.logs import Event
from tests.leaks import watch

from . import DiscordServer, Form, Refused, client_here
from .test_interactions import Bot


class Every(ui.Modal):
    """A form with each kind of field that a café uses."""

    def __init__(self) -> None:
        super().__init__(title="Tout", custom_id="everything")
        self.one: ui.RadioGroup[Any] = ui.RadioGroup(custom_id="one")
        self.some: ui.CheckboxGroup[Any] = ui.CheckboxGroup(
            custom_id="some", min_values=0, max_values=2, required=False
        )
        for label in ("Thé", "Café", "Eau"):
            self.one.add_option(label=label, value=label.lower(), default=label == "Café")
            self.some.add_option(label=label, value=label.lower())
        self.yes: ui.Checkbox[Any] = ui.Checkbox(custom_id="yes")
        self.picture: ui.FileUpload[Any] = ui.FileUpload(custom_id="picture", required=False)
        self.add_item(ui.TextDisplay("Dites-nous tout."))
        for text, component in (
            ("Un seul", self.one),
            ("Plusieurs", self.some),
            ("Oui ?", self.yes),
            ("Une image", self.picture),
        ):
            self.add_item(ui.Label(text=text, component=component))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        files = [await one.read() for one in self.picture.values]
        told = f"{self.one.value} {self.some.values} {self.yes.value} {files}"
        await interaction.response.send_message(told, ephemeral=True)


class Opening(ui.View):
    """A button that opens the form, and a select that answers."""

    @ui.button(label="Répondre", custom_id="open")
    async def opened(self, interaction: discord.Interaction, button: ui.Button[Any]) -> None:
        await interaction.response.send_modal(Every())

    @ui.select(
        custom_id="drink",
        placeholder="À boire",
        max_values=2,
        options=[discord.SelectOption(label=one, value=one.lower()) for one in ("Thé", "Café", "Eau")],
    )
    async def chosen(self, interaction: discord.Interaction, select: ui.Select[Any]) -> None:
        await interaction.response.send_message(" ".join(select.values), ephemeral=True, view=Again())


class Again(ui.View):
    @ui.button(label="Encore", custom_id="again")
    async def again(self, interaction: discord.Interaction, button: ui.Button[Any]) -> None:
        await interaction.response.edit_message(content="encore", view=None)


async def test_every_kind_of_field_is_filled_in(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Bot()) as bot:
        sent = await bot.get_partial_messageable(room.id).send("Alors ?", view=Opening(timeout=None))
        message = room.messages[sent.id]
        form = Form.of(await vio.clicks(message, "Répondre"))
        assert form.texts == ["Dites-nous tout."]
        assert (form.field("Un seul").value, form.field("Plusieurs").value) == (["Café"], [])
        assert (await vio.submits(form)).text == "café [] False []"
        form = Form.of(await vio.clicks(message, "Répondre"))
        picture = vio.file("a.png", b"\x89PNG", "image/png")
        given: dict[str, Any] = {"Un seul": "Eau", "Plusieurs": ["Thé", "Eau"], "Oui ?": True, "Une image": [picture]}
        seen = await vio.submits(form, given)
        assert seen.text == f"eau ['thé', 'eau'] True [{picture.content!r}]"
        with pytest.raises(LookupError):
            form.filled({"Autre chose": "a"})
        with pytest.raises(AssertionError):
            form.filled({"Plusieurs": ["Thé", "Café", "Eau"]})


@pytest.mark.leaks
async def test_what_members_say_and_fill_in_is_watched_for_in_the_logs(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    huguette = discord_server.new_person(guild, "Huguette")

    class Words(ui.Modal):
        def __init__(self) -> None:
            super().__init__(title="Vos mots", custom_id="words")
            self.words: ui.TextInput[Any] = ui.TextInput(custom_id="text")
            self.add_item(ui.Label(text="Vos mots", component=self.words))

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.defer()

    class Asking(ui.View):
        @ui.button(label="Écrire", custom_id="write")
        async def write(self, interaction: discord.Interaction, button: ui.Button[Any]) -> None:
            await interaction.response.send_modal(Words())

    said, filled_in = "Je me lève avant tout le monde.", "Et je n’en dis rien à personne."
    async with client_here(discord_server, Bot()) as bot:
        huguette.says(room, said)
        sent = await bot.get_partial_messageable(room.id).send("Alors ?", view=Asking(timeout=None))
        await huguette.submits(await huguette.clicks(room.messages[sent.id], "Écrire"), {"Vos mots": filled_in})
    told = {"told": said, "filled_in": filled_in, "who": "by Huguette"}
    logging.getLogger("bot.careless").error(Event.UNEXPECTED, extra=told)
    assert len(watch.leaks()) == 3


async def test_what_only_one_person_sees_only_they_can_press(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio, ana = discord_server.new_person(guild, "Vio"), discord_server.new_person(guild, "Ana")
    async with client_here(discord_server, Bot()) as bot:
        sent = await bot.get_partial_messageable(room.id).send("Alors ?", view=Opening(timeout=None))
        seen = await vio.chooses(room.messages[sent.id], "À boire", "Thé", "Eau")
        assert (seen.text, seen.private) == ("thé eau", True)
        assert seen.message
        with pytest.raises(LookupError):
            await ana.clicks(seen.message, "Encore")
        await vio.clicks(seen.message, "Encore")
        assert (seen.text, seen.private) == ("encore", True)
        with pytest.raises(AssertionError):
            await vio.chooses(room.messages[sent.id], "À boire", "Thé", "Café", "Eau")


async def test_a_button_in_a_direct_message(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Bot()) as bot:
        user = await bot.fetch_user(vio.user.id)
        await user.send("Alors ?", view=Opening(timeout=None))
        seen = await vio.chooses(vio.inbox[-1], "À boire", "Café")
        assert seen.text == "café"


async def test_who_cannot_see_the_channel_presses_nothing(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    room = discord_server.new_text(guild)
    vio = discord_server.new_person(guild, "Vio")
    async with client_here(discord_server, Bot()) as bot:
        sent = await bot.get_partial_messageable(room.id).send("Alors ?", view=Opening(timeout=None))
        message = room.messages[sent.id]
        vio.leaves(guild)
        with pytest.raises(Refused):
            await vio.clicks(message, "Répondre")
        vio.joins(guild)
        with pytest.raises(LookupError):
            await vio.clicks(message, "Autre chose")


async def test_a_forum_post_comes_in_one_piece_with_its_file_and_tags(discord_server: DiscordServer) -> None:
    guild = discord_server.new_guild()
    forum = discord_server.new_forum(guild, tags=("mars",))
    async with client_here(discord_server, Bot()) as bot:
        room = bot.get_channel(forum.id)
        assert isinstance(room, discord.ForumChannel)
        before = len(discord_server.calls)
        file = discord.File(io.BytesIO(b"\x89PNG"), "a.png", description="Une tasse")
        made = await room.create_thread(
            name="Le matin", content="Que faites-vous ?", file=file, applied_tags=room.available_tags, view=Again()
        )
        assert len(discord_server.calls) == before + 1
        assert [tag.name for tag in made.thread.applied_tags] == ["mars"]
        assert [one.description for one in made.message.attachments] == ["Une tasse"]


async def test_a_gallery_shows_the_picture_that_came_along(discord_server: DiscordServer) -> None:
    room = discord_server.new_text(discord_server.new_guild())
    async with client_here(discord_server, Bot()) as bot:
        view = ui.LayoutView(timeout=None)
        gallery: ui.MediaGallery[Any] = ui.MediaGallery(
            discord.MediaGalleryItem("attachment://a.png", description="Les votes")
        )
        section: ui.Section[Any] = ui.Section(
            ui.TextDisplay("## Le flashback"), accessory=ui.Button(label="Tout", custom_id="all")
        )
        view.add_item(section).add_item(gallery).add_item(ui.Separator())
        file = discord.File(io.BytesIO(b"\x89PNG"), "a.png", description="Les votes")
        sent = await bot.get_partial_messageable(room.id).send(view=view, file=file)
        shown = sent.components[1]
        assert isinstance(shown, discord.MediaGalleryComponent)
        assert shown.items[0].media.url == sent.attachments[0].url
        assert shown.items[0].description == "Les votes"
        edited = await sent.edit(view=view)
        assert [one.filename for one in edited.attachments] == ["a.png"]
