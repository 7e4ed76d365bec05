"""Blind workshops: answers live in a private thread, into which each member is let by an answer of theirs, and in the
end by a button (docs/decisions/0070-blind-on-discord.md)."""

from __future__ import annotations

import contextlib
from typing import Any

import discord

from bot.domain import MemberRef
from bot.errors import CafeError, NoSuchPlace, NotAllowed, fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._faults import in_our_words
from bot.platforms.discord_platform._marks import Opens, mark_of
from bot.platforms.discord_platform._pace import urgently
from bot.platforms.discord_platform._parts import button, view_of
from bot.platforms.discord_platform._questions import Questions
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Place, Rooms, snowflake, spoken_by
from bot.platforms.discord_platform._threads import Threads


class Sealing:
    """Lets members into private threads."""

    def __init__(
        self, account: Account, rooms: Rooms, threads: Threads, questions: Questions, refusals: Refusals
    ) -> None:
        self._account = account
        self._rooms = rooms
        self._threads = threads
        self._questions = questions
        self._refusals = refusals

    async def let_in(self, place: Place, thread: str, member: MemberRef) -> None:
        """Let a member into a private thread. Of one that is not private, everybody is in."""
        found = await self._rooms.thread(place, thread)
        if not _is_private(found):
            return
        if not member.id.isdecimal():
            raise NotAllowed(fault("discord_direct_closed"))
        with urgently(), self._refusals.asking(found.id, Right.MANAGE_THREADS, channel=place.name):
            await self._threads.within(place, thread, lambda: found.add_user(discord.Object(int(member.id))))

    async def unseal(self, place: Place, thread: str) -> None:
        """Put a button under the question that lets in whoever presses it."""
        found = await self._rooms.thread(place, thread)
        if not _is_private(found):
            return
        client = await self._account.online()
        asked = await self._questions.of(place, thread)
        if asked is None:
            return
        with self._refusals.asking(place.id, Right.HISTORY, channel=place.name):
            source = client.get_partial_messageable(snowflake(asked.channel), guild_id=place.guild)
            question = await source.fetch_message(snowflake(asked.message))
        kept = [
            button(one.custom_id, one.label or "")
            for row in question.components
            for one in getattr(row, "children", ())
            if isinstance(one, discord.Button) and one.custom_id
        ]
        opens = Opens(thread, mark_of(str(place.id), thread, "read"))
        if any(one.custom_id == opens.custom_id for one in kept):
            return
        say = await self._rooms.spoken(place)
        with self._refusals.asking(place.id, Right.SEND, channel=place.name):
            kept.append(button(opens.custom_id, say.say("discord.read_answers"), chief=not kept))
            channel = question.channel.id
            await self._threads.within(place, str(channel), lambda: question.edit(view=view_of(*kept)))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody has pressed that button."""
        opens = Opens.read(pressed_in(interaction))
        if opens is None or interaction.channel_id is None:
            return
        # One that comes too late, or whose answer is lost, can be pressed again.
        with contextlib.suppress(CafeError), in_our_words():
            await interaction.response.defer(ephemeral=True)
            await interaction.followup.send(await self._opened(interaction, opens), ephemeral=True)

    async def _opened(self, interaction: discord.Interaction[Any], opens: Opens) -> str:
        """Let in whoever has pressed it; what they are told."""
        say = spoken_by(interaction.locale)
        try:
            where = await self._rooms.where(int(opens.thread))
            if where is None:
                raise NoSuchPlace(fault("discord_gone", channel=opens.thread))
            place = await self._rooms.place(where.room)
            await self.let_in(place, opens.thread, MemberRef(where.room.platform, str(interaction.user.id)))
        except CafeError as error:
            return say.fault(error.faults[0])
        return say.say("discord.let_in", thread=f"<#{opens.thread}>")


def _is_private(thread: discord.Thread) -> bool:
    return thread.type is discord.ChannelType.private_thread


def pressed_in(interaction: discord.Interaction[Any]) -> str:
    """The custom_id of what was pressed; nothing for anything else that a member may do."""
    return str(dict(interaction.data or {}).get("custom_id", ""))
