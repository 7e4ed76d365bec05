"""Channels and threads: which of them are rooms of ours, and of what shape."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import discord

from bot.domain import RoomRef
from bot.errors import NoSuchPlace, NotAllowed, NowhereToSeal, PlatformError, fault
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._faults import lacks
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rights import Right, Shape, missing
from bot.platforms.discord_platform._translation import Where
from bot.showing import shown
from bot.wording import Wording, wording

_SHAPES = {
    discord.ChannelType.forum: Shape.FORUM,
    discord.ChannelType.text: Shape.TEXT,
}
_MOST_THREADS = 50_000
_FEW_SERVERS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that is a room of ours. ``companion`` is the channel in whose private threads blind answers live: the
    channel itself, where it has threads beside its messages."""

    id: int
    guild: int
    shape: Shape
    name: str
    companion: int | None

    @property
    def parents(self) -> Collection[int]:
        """The channels whose threads are the room's."""
        return {self.id} if self.companion is None else {self.id, self.companion}


class Rooms:
    """Finds channels by what Discord tells, and remembers what never changes of them.

    A room is ours from the moment somebody asks for it: what happens in other channels is nobody's concern.
    ``companions`` says by a forum's id which text channel is its companion, and nobody else's.
    """

    def __init__(self, account: Account, refusals: Refusals, companions: Mapping[str, str]) -> None:
        self._account = account
        self._refusals = refusals
        self._companions = companions
        self._places: dict[int, Place] = {}
        self._parents: dict[int, int | None] = {}
        self._homes: dict[int, Place] = {}
        self._joined: dict[int, int] = {}

    @property
    def ours(self) -> Collection[Place]:
        """The rooms that somebody has asked for."""
        return tuple(self._places.values())

    def ref(self, place: Place) -> RoomRef:
        """A room as everybody names it."""
        return RoomRef(self._account.name, str(place.id))

    async def open(self, name: str) -> Place:
        """The channel of that id, or of that name if there is but one in all servers the bot is in. Raises
        `NoSuchPlace`."""
        wanted = name.strip().removeprefix("#")
        if wanted.isascii() and wanted.isdecimal():
            return await self._fetched(snowflake(wanted), shown(name))
        found = await self._named(wanted)
        if len(found) != 1:
            key = "discord_no_channel" if not found else "discord_many_channels"
            raise NoSuchPlace(fault(key, channel=shown(name)))
        return await self._fetched(found[0], shown(name))

    async def place(self, room: RoomRef) -> Place:
        """A room's channel. Raises `NoSuchPlace` for one of another account, one that is gone or is not seen."""
        if room.platform != self._account.name:
            raise NoSuchPlace(fault("discord_no_channel", channel=shown(str(room))))
        id = snowflake(room.room)
        return self._places.get(id) or await self._fetched(id, shown(room.room))

    def title_of(self, room: RoomRef) -> str:
        """The name that a room's channel was last known by; its id where it is not known."""
        known = self._places.get(int(room.room)) if room.room.isascii() and room.room.isdecimal() else None
        return f"#{known.name}" if known is not None else room.room

    async def channel(self, id: int, name: str) -> discord.abc.GuildChannel | discord.Thread:
        """A channel or thread as it is now. Raises `NoSuchPlace`, `NotAllowed`."""
        client = await self._account.online()
        with self._refusals.asking(id, Right.VIEW, channel=name):
            found = await client.fetch_channel(id)
        if isinstance(found, discord.abc.PrivateChannel):
            raise NoSuchPlace(fault("discord_no_channel", channel=name))
        if isinstance(found, discord.Thread):
            self.note(found)
        return found

    async def thread(self, place: Place, thread: str) -> discord.Thread:
        """A thread of a room as it is now. Raises `NoSuchPlace`."""
        found = await self.channel(snowflake(thread), place.name)
        if not isinstance(found, discord.Thread) or found.parent_id not in place.parents:
            raise NoSuchPlace(fault("discord_gone", channel=place.name))
        return found

    async def floor(self, place: Place) -> discord.TextChannel | discord.ForumChannel:
        """A room's channel as it is now."""
        return _usable(await self._channel(place.id, place.name), place.name)

    async def companion(self, place: Place) -> discord.TextChannel:
        """The channel in whose private threads a room's blind answers live. Raises `NowhereToSeal` where there
        is none."""
        if place.companion is None:
            raise NowhereToSeal(fault("discord_no_companion", channel=place.name))
        found = await self._channel(place.companion, place.name)
        if not isinstance(found, discord.TextChannel):
            raise NowhereToSeal(fault("discord_no_companion", channel=place.name))
        return found

    async def require_sealable(self, place: Place) -> None:
        """Raises `NowhereToSeal` where a room has no place for blind answers, `NotAllowed` where the bot lacks a right
        there: no private thread could begin, or nobody be let into one."""
        there = await self.companion(place)
        for right in await self._lacking(there.id, Shape.COMPANION, there.name):
            raise lacks(right, there.name)

    def note(self, thread: discord.Thread) -> None:
        """Know a thread's channel from now on."""
        self._keep(thread.id, thread.parent_id)

    def known(self, channel: int) -> Where | bool | None:
        """Where a channel's or thread's messages are, as far as that is known without asking: ``None`` for nowhere of
        ours, ``False`` for unknown."""
        if (place := self._places.get(channel)) is not None:
            return Where(self.ref(place))
        if channel not in self._parents:
            client = self._account.listening
            found = None if client is None else client.get_channel(channel)
            if found is None:
                return False
            self._keep(channel, found.parent_id if isinstance(found, discord.Thread) else None)
        home = self._homes.get(self._parents[channel] or 0)
        return None if home is None else Where(self.ref(home), str(channel))

    def room_of(self, parent: int) -> RoomRef | None:
        """The room whose threads live in that channel."""
        home = self._homes.get(parent)
        return None if home is None else self.ref(home)

    async def where(self, channel: int) -> Where | None:
        """Where a channel's or thread's messages are; ``None`` for nowhere of ours."""
        found = self.known(channel)
        if found is False:
            try:
                thread = await self.channel(channel, str(channel))
            except (NoSuchPlace, NotAllowed):
                thread = None
            self._keep(channel, thread.parent_id if isinstance(thread, discord.Thread) else None)
            found = self.known(channel)
        return found if isinstance(found, Where) else None

    async def spoken(self, place: Place) -> Wording:
        """The words of the language that a room's server speaks: for what the platform itself says there."""
        client = await self._account.online()
        guild = client.get_guild(place.guild)
        if guild is None:
            with self._refusals.asking(place.id, Right.VIEW, channel=place.name):
                guild = await client.fetch_guild(place.guild, with_counts=False)
        return spoken_by(guild.preferred_locale)

    async def joined(self, place: Place) -> int:
        """The id that was the newest when the bot came into a room's server: nothing older concerns any café of ours.
        A channel may be years older than that."""
        if place.guild not in self._joined:
            client = await self._account.online()
            with self._refusals.asking(place.id, Right.VIEW, channel=place.name):
                guild = client.get_guild(place.guild) or await client.fetch_guild(place.guild, with_counts=False)
                me = guild.get_member(await self._me()) or await guild.fetch_member(await self._me())
            self._joined[place.guild] = 0 if me.joined_at is None else discord.utils.time_snowflake(me.joined_at) - 1
        return self._joined[place.guild]

    async def wished(self, place: Place) -> list[tuple[str, Right]]:
        """The rights that the bot lacks in a room and can do without, each with the name of its channel."""
        lacking = await self._lacking(place.id, place.shape, place.name, wished=True)
        return [(place.name, right) for right in lacking]

    async def missing(self, place: Place) -> list[tuple[str, Right]]:
        """The rights that the bot lacks for a room, each with the name of its channel."""
        lacking = [(place.name, right) for right in await self._lacking(place.id, place.shape, place.name)]
        if place.companion is not None and place.companion != place.id:
            name = str(place.companion)
            lacking += [(name, right) for right in await self._lacking(place.companion, Shape.COMPANION, name)]
        return lacking

    async def missing_at_desk(self, place: Place) -> list[tuple[str, Right]]:
        """The rights that the bot lacks at a desk. Raises `PlatformError` for one that can be none."""
        if place.shape is Shape.FORUM:
            raise PlatformError(fault("discord_forum_only", channel=place.name))
        return [(place.name, right) for right in await self._lacking(place.id, Shape.DESK, place.name)]

    async def require_readable(self, place: Place) -> None:
        """Raises `NotAllowed` where a room's history is not shown: Discord shows an empty one instead of refusing."""
        for name, right in await self.missing(place):
            if right in (Right.VIEW, Right.HISTORY):
                raise lacks(right, name)

    async def _lacking(self, id: int, shape: Shape, name: str, *, wished: bool = False) -> list[Right]:
        listening = self._account.listening
        seen = None if listening is None else listening.get_channel(id)
        if isinstance(seen, discord.abc.GuildChannel) and (me := seen.guild.get_member(await self._me())) is not None:
            return missing(seen.permissions_for(me).value, shape, wished=wished)
        client = await self._account.online()
        try:
            known = await self.channel(id, name)
            with self._refusals.asking(id, Right.VIEW, channel=name):
                guild = await client.fetch_guild(known.guild.id, with_counts=False)
                me = await guild.fetch_member(await self._me())
                channel = await guild.fetch_channel(id)
        except NotAllowed:
            return [] if wished else [Right.VIEW]
        return missing(channel.permissions_for(me).value, shape, wished=wished)

    async def _me(self) -> int:
        client = await self._account.online()
        return client.user.id if client.user else 0

    async def _named(self, name: str) -> list[int]:
        client = await self._account.online()
        found = []
        with self._refusals.asking(0, Right.VIEW, channel=shown(name)):
            async for guild in client.fetch_guilds(limit=None, with_counts=False):
                found += [one.id for one in await guild.fetch_channels() if one.name == name and one.type in _SHAPES]
        return found

    async def _channel(self, id: int, name: str) -> discord.abc.GuildChannel | discord.Thread:
        """A channel that somebody has named, or in which a room is: one that is gone is no thread."""
        try:
            return await self.channel(id, name)
        except NoSuchPlace:
            raise NoSuchPlace(fault("discord_no_channel", channel=name)) from None
        except NotAllowed:
            if await self._invited(id):
                raise
            raise NotAllowed(fault("discord_not_invited", channel=name)) from None

    async def _invited(self, id: int) -> bool:
        """Whether a channel is in a server that the bot is in, as far as there are few to look at; Discord tells of
        those too that the bot may not see."""
        client = await self._account.online()
        with self._refusals.asking(0, Right.VIEW):
            guilds = [one async for one in client.fetch_guilds(limit=_FEW_SERVERS, with_counts=False)]
            if len(guilds) == _FEW_SERVERS:
                return True
            for guild in guilds:
                if any(one.id == id for one in await guild.fetch_channels()):
                    return True
        return False

    async def _fetched(self, id: int, name: str) -> Place:
        channel = _usable(await self._channel(id, name), name)
        shape = _SHAPES[channel.type]
        taken = list(self._companions.values())
        beside = self._companions.get(str(id))
        if str(id) in taken or taken.count(beside or "") > 1:
            # Of a thread there nobody could tell which room it is of.
            raise PlatformError(fault("discord_companion_taken", channel=channel.name))
        companion = id if shape is Shape.TEXT else None if beside is None else snowflake(beside)
        place = Place(id, channel.guild.id, shape, channel.name, companion)
        self._places[id] = place
        for parent in place.parents:
            self._homes.setdefault(parent, place)
        return place

    def _keep(self, channel: int, parent: int | None) -> None:
        if len(self._parents) >= _MOST_THREADS:
            self._parents.clear()
        self._parents[channel] = parent


def _usable(
    channel: discord.abc.GuildChannel | discord.Thread, name: str
) -> discord.TextChannel | discord.ForumChannel:
    if not isinstance(channel, discord.TextChannel | discord.ForumChannel) or channel.type not in _SHAPES:
        raise NoSuchPlace(fault("discord_wrong_channel", channel=name))
    return channel


def spoken_by(locale: discord.Locale) -> Wording:
    """The words of a language of Discord's, in English where we do not speak it."""
    return wording(locale.value.partition("-")[0])


def snowflake(text: str) -> int:
    """An id of Discord's. Raises `NoSuchPlace` for what is none."""
    if text.isascii() and text.isdecimal() and len(text) <= 20:
        return int(text)
    raise NoSuchPlace(fault("discord_no_channel", channel=shown(text)))
