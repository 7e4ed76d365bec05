"""Who sees a channel: Discord is asked about whoever is not there to be looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.platforms.discord_platform._faults import in_our_words
from bot.ports import Clock

KEPT_FOR = timedelta(minutes=1)
"""How long an answer of Discord's is good for."""

_MOST = 10_000


class Seeing:
    """Asks for one client, and remembers the answers for a moment."""

    def __init__(self, client: discord.Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: dict[tuple[int, int], tuple[datetime, bool]] = {}

    async def sees(self, channel: int, user: int) -> bool:
        """Whether somebody is a member of a channel's server, and sees the channel. Raises `bot.errors.PlatformError`
        where that cannot be known now."""
        now = self._clock.now()
        at, seen = self._kept.get((channel, user), (None, False))
        # An instant ahead is void: the clock was set back since.
        if at is not None and timedelta() <= now - at < KEPT_FOR:
            return seen
        with in_our_words():
            try:
                found = await _seen(self._client, channel, user)
            except (discord.NotFound, discord.Forbidden):
                found = False
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[channel, user] = now, found
        return found


async def _seen(client: discord.Client, channel: int, user: int) -> bool:
    place = client.get_channel(channel)
    if not isinstance(place, discord.abc.GuildChannel):
        # A server that another process hears is not known here.
        there = await client.fetch_channel(channel)
        if not isinstance(there, discord.abc.GuildChannel):
            return False
        guild = await client.fetch_guild(there.guild.id, with_counts=False)
        place = await guild.fetch_channel(channel)
    member = await place.guild.fetch_member(user)
    return place.permissions_for(member).view_channel
