"""Followers: whoever bears a room's role is mentioned by what opens a workshop there, and by nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import discord

from bot.domain import OutboundMessage, RoomRef
from bot.errors import Fault, NoSuchPlace, NotAllowed, fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right
from bot.platforms.discord_platform._rooms import Place, Rooms, snowflake


@dataclass(frozen=True, slots=True)
class Call:
    """What is added to a message: its words, and whom they may notify."""

    words: str
    allowed: discord.AllowedMentions


class Following:
    """Gives and takes the roles by which followers are called. ``roles`` are their ids, by each room's."""

    def __init__(self, account: Account, rooms: Rooms, refusals: Refusals, roles: Mapping[str, str]) -> None:
        self._account = account
        self._rooms = rooms
        self._refusals = refusals
        self._roles = roles

    @property
    def wanted(self) -> bool:
        """Whether there is any such role."""
        return bool(self._roles)

    def call(self, place: Place, message: OutboundMessage) -> Call | None:
        """How a message calls the followers of its room; ``None`` for one that does not."""
        role = self._roles.get(str(place.id))
        if not message.calls_followers or role is None:
            return None
        only = discord.AllowedMentions(
            everyone=False, users=False, replied_user=False, roles=[discord.Object(snowflake(role))]
        )
        return Call(f"\n<@&{role}>", only)

    async def give(self, place: Place, member: str) -> None:
        """Have a member called in a room. Raises `NotAllowed` where there is no role for that."""
        role = self._roles.get(str(place.id))
        if role is None:
            raise NotAllowed(fault("follow_no_role"))
        client = await self._account.online()
        with self._refusals.asking(place.id, Right.ROLES, channel=place.name):
            await client.http.add_role(place.guild, snowflake(member), snowflake(role))

    async def keep_only(self, member: str, rooms: Collection[RoomRef]) -> None:
        """Take away every role of ours that a member does not follow by: of two rooms that share one, one is enough.
        Whoever has left the server has none."""
        kept = {self._roles.get(one.room) for one in rooms}
        client = await self._account.online()
        for room, role in self._roles.items():
            if role in kept:
                continue
            try:
                place = await self._rooms.place(RoomRef(self._account.name, room))
                with self._refusals.asking(place.id, Right.ROLES, channel=place.name):
                    await client.http.remove_role(place.guild, snowflake(member), snowflake(role))
            except NoSuchPlace:
                continue

    async def faults(self, place: Place) -> Sequence[Fault]:
        """What keeps followers from being called in a room: the role is gone or is not the bot's to give, or mentioning
        it notifies nobody."""
        wanted = self._roles.get(str(place.id))
        if wanted is None:
            return ()
        client = await self._account.online()
        with self._refusals.asking(place.id, Right.VIEW, channel=place.name):
            guild = await client.fetch_guild(place.guild, with_counts=False)
            me = await guild.fetch_member(client.user.id if client.user else 0)
        role = guild.get_role(snowflake(wanted))
        if role is None:
            return [fault("follow_role_gone", role=wanted, channel=place.name)]
        found = []
        if not me.guild_permissions.manage_roles:
            found.append(fault(f"discord_lacks_{Right.ROLES.value}", channel=place.name))
        elif role.managed or role.is_default() or role >= me.top_role:
            found.append(fault("follow_role_above", role=role.name, channel=place.name))
        if not role.mentionable:
            found.append(fault("follow_role_silent", role=role.name, channel=place.name))
        return found
