"""How people are called in a server: a history tells only how they are called everywhere."""

from __future__ import annotations

import discord

from bot.errors import NoSuchPlace, PlatformError
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._refusals import Refusals

_MOST = 20_000


class Names:
    """The names of members in their servers, kept in memory as they were last heard."""

    def __init__(self, account: Account, refusals: Refusals) -> None:
        self._account = account
        self._refusals = refusals
        self._names: dict[tuple[int, int], str] = {}

    def heard(self, guild: int, author: discord.User | discord.Member) -> str:
        """The name that came with something that was told live."""
        name = author.display_name
        if isinstance(author, discord.Member):
            self._keep(guild, author.id, name)
        return name

    async def of(self, guild: int, author: discord.User | discord.Member, *, through: bool = False) -> str:
        """The name of whoever wrote a message of a history: asked for once. Whoever has left keeps the one they have
        everywhere; ``through`` is whoever speaks through a webhook, and is no member."""
        if through or isinstance(author, discord.Member):
            return author.display_name
        if (guild, author.id) not in self._names:
            name = author.display_name
            client = await self._account.online()
            try:
                with self._refusals.asking(author.id):
                    data = await client.http.get_member(guild, author.id)
                name = data.get("nick") or name
            except NoSuchPlace:
                pass
            except PlatformError:
                return name
            self._keep(guild, author.id, name)
        return self._names[guild, author.id]

    def _keep(self, guild: int, member: int, name: str) -> None:
        if len(self._names) >= _MOST:
            self._names.clear()
        self._names[guild, member] = name
