"""What is for one member alone: shown to them where they have just pressed something, else a direct message.

Neither comes unasked: it answers something that the member wrote or pressed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.domain import OutboundMessage, Posted, RoomRef
from bot.errors import NotAllowed, fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._marks import mark_in, mark_of
from bot.platforms.discord_platform._pace import urgently
from bot.platforms.discord_platform._parts import Files, buttons_of, view_of
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rooms import Place
from bot.platforms.discord_platform._translation import custom_ids
from bot.ports import Clock

ANSWERED_WITHIN = timedelta(minutes=14)
"""How long what a member has pressed can be answered in private: Discord's quarter of an hour, less what it takes."""

_MOST = 20_000
_ANSWERABLE = (
    discord.InteractionType.application_command,
    discord.InteractionType.component,
    discord.InteractionType.modal_submit,
)


class Answers:
    """Knows in memory who has pressed something, in which room, and not been answered yet; and in which room each
    member was last heard: a direct message is about that one."""

    def __init__(self, account: Account, refusals: Refusals, clock: Clock) -> None:
        self._account = account
        self._refusals = refusals
        self._clock = clock
        self._pressed: OrderedDict[tuple[str, str], discord.Interaction[Any]] = OrderedDict()
        self._rooms: OrderedDict[str, RoomRef] = OrderedDict()

    def pressed(self, room: RoomRef, interaction: discord.Interaction[Any]) -> None:
        """A member has pressed, filled in or commanded something in a room."""
        member = str(interaction.user.id)
        self.heard(room, member)
        if interaction.type in _ANSWERABLE:
            _put(self._pressed, (room.room, member), interaction)

    def heard(self, room: RoomRef, member: str) -> None:
        """A member was heard in a room. Their direct messages may be open by now."""
        _put(self._rooms, member, room)
        if member.isdecimal():
            self._refusals.forget(int(member))

    def room_of(self, member: str) -> RoomRef | None:
        """The room in which a member was last heard, or was last written to about."""
        return self._rooms.get(member)

    async def post(self, place: Place, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        """Say something to one member alone. Raises `NotAllowed` for one who takes no direct messages."""
        member = self._member(message)
        _put(self._rooms, str(member), room)
        mark, files = mark_of(str(place.id), message.thread, key), await Files.of(message.files)
        parts: dict[str, Any] = {"files": files.anew()} if files else {}
        if message.buttons:
            parts["view"] = view_of(*buttons_of(message.buttons, key, mark))
        with urgently():
            if (shown := self._answerable(room, str(member))) is not None:
                with self._refusals.asking(member):
                    sent: discord.Message = await shown.followup.send(message.body, ephemeral=True, wait=True, **parts)
            else:
                channel = await self._direct(member)
                with self._refusals.asking(member):
                    sent = await channel.send(message.body or None, nonce=mark, **parts)
        return Posted(str(sent.id))

    async def find(
        self, place: Place, message: OutboundMessage, key: str, since: datetime, known: Collection[str]
    ) -> Posted | None:
        """What was said to one member alone since that instant, in a direct message: what was shown to them in the room
        is kept nowhere."""
        member = self._member(message)
        mark = mark_of(str(place.id), message.thread, key)
        channel = await self._direct(member)
        client = await self._account.online()
        after = discord.Object(discord.utils.time_snowflake(since) - 1)
        with self._refusals.asking(member):
            async for one in channel.history(limit=None, after=after, oldest_first=True):
                if client.user is None or one.author.id != client.user.id or str(one.id) in known:
                    continue
                marks = set(map(mark_in, custom_ids(one))) - {None}
                if mark in marks or (not marks and one.content.strip() == message.body.strip()):
                    return Posted(str(one.id))
        return None

    async def revise(self, posted: Posted, message: OutboundMessage) -> None:
        """Replace the words of a direct message of ours."""
        member = self._member(message)
        channel = await self._direct(member)
        with self._refusals.asking(member):
            await channel.get_partial_message(int(posted.message)).edit(content=message.body)

    def _answerable(self, room: RoomRef, member: str) -> discord.Interaction[Any] | None:
        """What a member has pressed there and can still be answered; each serves once."""
        found = self._pressed.pop((room.room, member), None)
        if found is None or not found.response.is_done():
            return None
        return found if self._clock.now() - found.created_at < ANSWERED_WITHIN else None

    async def _direct(self, member: int) -> discord.DMChannel:
        client = await self._account.online()
        with self._refusals.asking(member):
            return await client.create_dm(discord.Object(member))

    def _member(self, message: OutboundMessage) -> int:
        to = message.to
        if to is None or to.platform != self._account.name or not to.id.isdecimal():
            # Whoever speaks through a bridge cannot be written to.
            raise NotAllowed(fault("discord_direct_closed"))
        return int(to.id)


def _put(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > _MOST:
        kept.popitem(last=False)
