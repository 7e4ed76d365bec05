"""Answering a workshop: by its button and a form, or by pointing at a message of one's own."""

from __future__ import annotations

from typing import Any

import discord

from bot.commands import Commands
from bot.domain import PostMade, PostRef, clean_text
from bot.errors import CallError, fault
from bot.platforms.discord_platform import Pressed, Service, attachments_of
from bot.wording import wording
from cogs._asking import Asking
from cogs._forms import FormModal, given_in, written_in
from cogs._reply import Reply
from cogs._words import language_of


class Answering:
    """Takes answers in."""

    def __init__(self, service: Service, asking: Asking) -> None:
        self._service = service
        self._asking = asking

    async def ask(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """Show the form of a workshop, or say in a sentence why there is none. A form cannot be announced first: what
        it holds is read at once."""
        reply = Reply(interaction)
        async with reply.telling(what="answer"):
            cafe, workshop = await self._asking.workshop_of(pressed)
            await self._require_member(interaction)
            language = language_of(interaction.locale)
            form = await self._service.host.forms.form(
                cafe.id, workshop.key, self._asking.member(interaction), language
            )
            try:
                await interaction.response.send_modal(FormModal(form, pressed.custom_id, wording(language)))
            except discord.NotFound:
                reply.late = True
                await reply.say(reply.words.say("discord.too_late"))

    async def take(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """Take in a form that was filled in. What comes too late for Discord is not lost: it is taken all the same, and
        its author told directly."""
        reply, given = Reply(interaction), dict(interaction.data or {})
        await reply.defer()
        async with reply.telling(what="answer", written=written_in(given)):
            cafe, workshop = await self._asking.workshop_of(pressed)
            await self._require_member(interaction)
            await self._service.host.forms.submit(
                cafe.id,
                workshop.key,
                self._asking.member(interaction),
                clean_text(interaction.user.display_name),
                self._asking.home(cafe, interaction),
                given_in(given),
                str(interaction.id),
            )
            await reply.say(reply.words.say("discord.answered"))

    async def point_at(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Take a message of one's own as an answer, where the bot could not read it by itself."""
        reply = Reply(interaction)
        if not await reply.defer():
            return await reply.say(reply.words.say("discord.too_late"))
        async with reply.telling(what="this_is_my_answer"):
            await self._point_at(interaction, message)
            await reply.say(reply.words.say("discord.pointed_at"))

    async def _point_at(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        if message.author.id != interaction.user.id:
            raise CallError(fault("discord_not_your_message"))
        await self._require_member(interaction)
        room, thread = self._asking.room_of(interaction.channel), str(interaction.channel_id)
        found = await self._asking.workshop_in(room, thread) if room is not None else None
        if room is None or found is None:
            raise CallError(fault("discord_no_workshop_here"))
        cafe, workshop = found
        host, ref = self._service.host, PostRef(room.platform, str(message.id))
        title = cafe.script.worded(language_of(interaction.locale)).title
        if cafe.is_over(self._service.clock.now()):
            raise CallError(fault("form_closed", title=title))
        reference = message.reference
        replied = message.type is discord.MessageType.reply and reference is not None
        await host.receive(
            [
                PostMade(
                    room=room,
                    at=message.created_at,
                    post=ref.id,
                    author=str(interaction.user.id),
                    name=clean_text(interaction.user.display_name),
                    text=clean_text(message.content),
                    thread=thread,
                    workshop=workshop.key,
                    reply_to=str(reference.message_id) if replied and reference and reference.message_id else None,
                    attachments=attachments_of(message),
                    url=message.jump_url,
                    edited_at=message.edited_at,
                )
            ]
        )
        async with self._service.store.reading() as store:
            if await store.post(cafe.id, ref) is None:
                raise CallError(fault("discord_not_taken"))

    async def _require_member(self, interaction: discord.Interaction[Any]) -> None:
        """Raises `CallError` for somebody who does not see the room, and for somebody who hosts here: what hosts say is
        never collected."""
        await self._service.commands.require_member(await self._asking.caller(interaction))
        if await is_host(self._service.commands, self._asking, interaction):
            raise CallError(fault("form_host"))


async def is_host(commands: Commands, asking: Asking, interaction: discord.Interaction[Any]) -> bool:
    """Whether somebody may do what hosts do."""
    permitted = await commands.permitted(await asking.caller(interaction))
    return commands.named("cafe", "open") in permitted
