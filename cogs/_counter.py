"""The café's counter: where whoever asks for something on Discord is served. What is asked for is done by
`bot.commands` and `bot.host`, and rights are checked there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands import Command, Confirming, Upload, question
from bot.domain import PostRef
from bot.errors import CafeError, CallError, fault
from bot.logs import Event, logger, own_faults
from bot.markup import escape_markdown
from bot.platforms.discord_platform import Client, Pressed, Said, Service
from bot.showing import shown
from cogs._answering import Answering
from cogs._asking import Asking
from cogs._confirming import Asked, yes_or_no
from cogs._options import Option, files_of, texts_of
from cogs._quoting import Quoting, choice_in
from cogs._reply import Reply

_log = logger(__name__)

LARGEST_UPLOAD = 10_000_000
"""The largest file that is taken, in bytes."""

LONGEST_OFFERED = 100
"""The longest value that Discord offers, in characters."""


class Counter(commands.Cog):
    """Serves one account. Each of these answers the interaction, whatever happens: a fault is one sentence."""

    def __init__(self, client: Client, service: Service) -> None:
        self._service = service
        self._commands = service.commands
        self._asking = Asking(client, service)
        self._confirming = Confirming[Asked](service.clock)
        self._answering = Answering(service, self._asking)
        self._quoting = Quoting(service, self._asking)

    async def run(
        self,
        interaction: discord.Interaction[Any],
        command: Command,
        options: Sequence[Option],
        given: Mapping[str, Any],
    ) -> None:
        """Do a slash command."""
        reply = Reply(interaction)
        if not await reply.defer():
            return await reply.say(reply.words.say("discord.too_late"))
        async with reply.telling(what=command.key):
            uploads = await _read(files_of(options, given))
            await self._do(interaction, reply, command, texts_of(options, given), uploads)

    async def not_run(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        """Say that a command could not even be begun: Discord knows it as it was, or sends what it does not take."""
        if interaction.type is not discord.InteractionType.autocomplete:
            _log.warning(Event.COMMAND_UNKNOWN, fault=type(error).__name__)
            await Reply(interaction).refuse(CallError(fault("discord_old_command")))

    async def complete(
        self,
        interaction: discord.Interaction[Any],
        command: Command,
        parameter: str,
        typed: str,
        cafe: str | None = None,
    ) -> Sequence[str]:
        """What is offered while somebody types: nothing where that cannot be known."""
        try:
            with own_faults():
                caller = await self._asking.caller(interaction)
                found = await self._commands.complete(caller, command, parameter, typed, cafe)
        except CafeError:
            return ()
        return [one for one in found if 0 < len(one) <= LONGEST_OFFERED]

    async def press(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """Do what a button of a café's message is for."""
        if (chosen := choice_in(pressed)) is not None:
            return await self._choose(interaction, pressed, *chosen)
        match pressed.action:
            case "answer":
                await self._answering.ask(interaction, pressed)
            case "consent":
                await self._quoting.consent(interaction, pressed)
            case "quotations":
                await self._quoting.quotations(interaction, pressed)
            case _:
                await Reply(interaction).refuse(CallError(fault("discord_old_button")))

    async def choose(self, interaction: discord.Interaction[Any], pressed: Pressed, choice: str) -> None:
        """Keep what was chosen in the menu of one quotation."""
        await self._choose(interaction, pressed, "quote", choice)

    async def _choose(self, interaction: discord.Interaction[Any], pressed: Pressed, what: str, choice: str) -> None:
        reply = Reply(interaction)
        if not await reply.defer():
            return await reply.say(reply.words.say("discord.too_late"))
        async with reply.telling(what=what):
            cafe = await self._asking.cafe_of(pressed)
            given = {"choice": choice, "cafe": cafe.id}
            if what == "quote":
                given["post"] = pressed.about
            await self._do(interaction, reply, self._commands.named("me", what), given)

    async def star(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Put a message first in the flashback."""
        await self._about(interaction, message, "cafe", "star", {})

    async def take_back(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Have a message of one's own forgotten, one that the bot has passed on too."""
        if interaction.user.id not in (message.author.id, *_spoken_for(message)):
            await Reply(interaction).refuse(CallError(fault("discord_not_your_words")))
            return
        await self._about(interaction, message, "me", "forget", {"what": "post"})

    async def point_at(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Take a message of one's own as an answer."""
        await self._answering.point_at(interaction, message)

    async def sure(self, interaction: discord.Interaction[Any], answer: str, token: str) -> None:
        """Do what was asked about once more, or leave it."""
        reply = Reply(interaction)
        if not await reply.defer(instead=True):
            return await reply.say(reply.words.say("discord.too_late"))
        asked = self._confirming.take(token, self._asking.member(interaction))
        if asked is None:
            await reply.say(reply.words.say("sure.over"))
        elif answer == "no":
            await reply.say(reply.words.say("sure.left"))
        else:
            await asked(interaction, reply)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take in the forms: what they are about stands in their custom_id, whoever has shown them."""
        if interaction.type is discord.InteractionType.modal_submit:
            pressed = Pressed.read(str(dict(interaction.data or {}).get("custom_id", "")))
            if pressed is not None and pressed.action == "answer":
                await self._answering.take(interaction, pressed)

    async def _about(
        self,
        interaction: discord.Interaction[Any],
        message: discord.Message,
        group: str,
        name: str,
        given: Mapping[str, str],
    ) -> None:
        reply = Reply(interaction)
        if not await reply.defer():
            return await reply.say(reply.words.say("discord.too_late"))
        async with reply.telling(what=name):
            room = self._asking.room(interaction)
            cafe = await self._asking.cafe_with(room, PostRef(room.platform, str(message.id)))
            named = {"cafe": cafe.id} if cafe is not None else {}
            command = self._commands.named(group, name)
            await self._do(interaction, reply, command, {**given, **named, "post": str(message.id)})

    async def _do(
        self,
        interaction: discord.Interaction[Any],
        reply: Reply,
        command: Command,
        given: Mapping[str, str],
        uploads: Sequence[Upload] = (),
    ) -> None:
        """Do a command; what cannot be undone, once whoever may do it has said so again, and still may. What would be
        refused is refused without asking."""

        async def perform(interaction: discord.Interaction[Any], reply: Reply) -> None:
            async with reply.telling():
                caller = await self._asking.caller(interaction)
                answer = await self._commands.perform(caller, command, given, uploads)
                await reply.show(answer)

        if command.undoable:
            await perform(interaction, reply)
            return
        await self._commands.require(await self._asking.caller(interaction), command, given)
        token = self._confirming.keep(self._asking.member(interaction), perform)
        asked = question(command, given, reply.words, escape_markdown)
        await reply.say(asked, view=yes_or_no(token, reply.words))


async def _read(files: Sequence[discord.Attachment]) -> list[Upload]:
    for one in files:
        if one.size > LARGEST_UPLOAD:
            raise CallError(fault("discord_upload_big", name=shown(one.filename), most=LARGEST_UPLOAD // 1_000_000))
    return [Upload(one.filename, await one.read()) for one in files]


def _spoken_for(message: discord.Message) -> list[int]:
    """The member whose words a message of the bot passes on."""
    parts = [part for row in message.components for part in getattr(row, "children", ())]
    said = [Said.read(getattr(part, "custom_id", None) or "") for part in parts]
    return [int(one.author) for one in said if one is not None and one.author.isdecimal()]
