"""Who asks, where, and in which language: what Discord tells of an interaction, as the café knows it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import discord

from bot.commands import rooms_knowing
from bot.domain import Cafe, Caller, MemberRef, PostRef, RoomRef, Workshop, clean_text
from bot.errors import CallError, fault
from bot.platforms.discord_platform import Client, Pressed, Seeing, Service, means
from cogs._words import language_of


class Asking:
    """Reads interactions for one account."""

    def __init__(self, client: Client, service: Service) -> None:
        self._client = client
        self._service = service
        self._seeing = Seeing(client, service.clock)

    async def caller(self, interaction: discord.Interaction[Any]) -> Caller:
        """Whoever asks. Raises `CallError` where it cannot be known of which community, `PlatformError` where it cannot
        be known whether they see its room."""
        user, room = interaction.user, self.room(interaction)
        badges = frozenset(str(one.id) for one in user.roles) if isinstance(user, discord.Member) else frozenset()
        return Caller(
            self.member(interaction),
            clean_text(user.display_name),
            room,
            language_of(interaction.locale),
            badges,
            sees=await self._sees(interaction, room),
        )

    def member(self, interaction: discord.Interaction[Any]) -> MemberRef:
        """Whoever asks, by their id."""
        return MemberRef(self._service.account, str(interaction.user.id))

    def room(self, interaction: discord.Interaction[Any]) -> RoomRef:
        """The room of the community in which somebody asks: that of the channel, else the only one of the server. In a
        direct message it is that message's own channel, where no café lives: a café is then named. Raises
        `CallError`."""
        rooms = self._service.rooms
        found = self.room_of(interaction.channel)
        if found is not None:
            return found
        if interaction.guild_id is None:
            return next(iter(set(rooms.values()))) if len(set(rooms.values())) == 1 else self._own(interaction)
        there = {room for room in rooms.values() if self._guild(room) == interaction.guild_id}
        if len(there) != 1:
            raise CallError(fault("discord_elsewhere"))
        return there.pop()

    def room_of(self, channel: Any) -> RoomRef | None:
        """The room that a channel, or a thread's channel, belongs to."""
        rooms = self._service.rooms
        ids = (getattr(channel, "id", None), getattr(channel, "parent_id", None))
        return next((rooms[str(one)] for one in ids if str(one) in rooms), None)

    async def cafe_with(self, room: RoomRef, post: PostRef) -> Cafe | None:
        """The café of a room that has a post."""
        async with self._service.store.reading() as store:
            for cafe in await store.cafes_in(room):
                if await store.post(cafe.id, post) is not None:
                    return cafe
                # Of a café whose retention has ended, what was published is there.
                if any(one.post == post for one in await store.verbatims(cafe.id)):
                    return cafe
        return None

    async def workshop_in(self, room: RoomRef, thread: str) -> tuple[Cafe, Workshop] | None:
        """The workshop whose thread that is."""
        async with self._service.store.reading() as store:
            for cafe in await store.cafes_in(room):
                for workshop in cafe.script.workshops:
                    if await store.place(cafe.id, room, workshop.key) == thread:
                        return cafe, workshop
        return None

    async def cafe_of(self, pressed: Pressed) -> Cafe:
        """The café that a button belongs to. Raises `CallError` for one that is not there any more."""
        async with self._service.store.reading() as store:
            found = await store.cafe(pressed.cafe)
            for one in () if found else await store.cafes():
                if means(pressed.cafe, one.id):
                    return one
        if found is None:
            raise CallError(fault("discord_old_button"))
        return found

    async def workshop_of(self, pressed: Pressed) -> tuple[Cafe, Workshop]:
        """The workshop that a button is about. Raises `CallError`."""
        cafe = await self.cafe_of(pressed)
        found = next((one for one in cafe.script.workshops if means(pressed.about, one.key)), None)
        if found is None:
            raise CallError(fault("discord_old_button"))
        return cafe, found

    def home(self, cafe: Cafe, interaction: discord.Interaction[Any]) -> RoomRef:
        """The room of a café in which somebody has pressed something: the one where they are, else its first here."""
        here = self.room_of(interaction.channel)
        rooms = [one.room for one in cafe.homes if one.room.platform == self._service.account]
        if here in rooms and here is not None:
            return here
        if not rooms:
            raise CallError(fault("discord_old_button"))
        return rooms[0]

    async def _sees(self, interaction: discord.Interaction[Any], room: RoomRef) -> bool:
        """Whether whoever asks sees the room that they ask about; in a direct message that may be about several, those
        of every café that keeps something of them."""
        user, channel = interaction.user, interaction.channel
        if room.room in (str(getattr(channel, "id", None)), str(getattr(channel, "parent_id", None))):
            return interaction.guild_id is not None or await self._sees_all(await self._known_in(user.id), user.id)
        place = self._client.get_channel(int(room.room))
        if isinstance(user, discord.Member) and isinstance(place, discord.abc.GuildChannel):
            return place.guild == user.guild and place.permissions_for(user).view_channel
        return await self._sees_all({room}, user.id)

    async def _sees_all(self, rooms: Collection[RoomRef], user: int) -> bool:
        return bool(rooms) and all([await self._seeing.sees(int(one.room), user) for one in sorted(rooms)])

    async def _known_in(self, user: int) -> Collection[RoomRef]:
        async with self._service.store.reading() as store:
            rooms = await rooms_knowing(store, MemberRef(self._service.account, str(user)))
        return {one for one in rooms if one.platform == self._service.account}

    def _guild(self, room: RoomRef) -> int | None:
        channel = self._client.get_channel(int(room.room)) if room.room.isdecimal() else None
        return channel.guild.id if isinstance(channel, discord.abc.GuildChannel) else None

    def _own(self, interaction: discord.Interaction[Any]) -> RoomRef:
        return RoomRef(self._service.account, str(interaction.channel_id))
