"""How people are called in a server, and which roles they bear there: a history tells neither."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.domain import clean_text
from bot.errors import NoSuchPlace, PlatformError
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._refusals import Refusals
from bot.platforms.discord_platform._rooms import snowflake

_MOST = 20_000


class Names:
    """The names and roles of members in their servers, kept in memory as they were last heard."""

    def __init__(self, account: Account, refusals: Refusals) -> None:
        self._account = account
        self._refusals = refusals
        self._names: dict[tuple[int, int], str] = {}
        self._roles: dict[tuple[int, int], frozenset[str]] = {}

    def heard(self, guild: int, author: discord.User | discord.Member) -> str:
        """The name that came with something that was told live."""
        name = author.display_name
        if isinstance(author, discord.Member):
            self._keep(guild, author.id, name, (role.id for role in author.roles))
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
                name, roles = data.get("nick") or name, data.get("roles", [])
            except NoSuchPlace:
                roles = []
            except PlatformError:
                return name
            self._keep(guild, author.id, name, roles)
        return self._names[guild, author.id]

    async def called(self, guild: int, member: int) -> str:
        """The name of whoever did something of which only their id is told. Raises `PlatformError` where that cannot be
        known now."""
        if (guild, member) not in self._names:
            client = await self._account.online()
            try:
                with self._refusals.asking(member):
                    data = await client.http.get_member(guild, member)
            except NoSuchPlace:
                return str(member)
            user = data["user"]
            name = data.get("nick") or user.get("global_name") or user["username"]
            self._keep(guild, member, name, data.get("roles", []))
        return self._names[guild, member]

    async def known(self, guild: int, member: str) -> str | None:
        """The name of a member of a server; ``None`` for nobody, and where that cannot be known now."""
        if not member.isascii() or not member.isdecimal():
            return None
        try:
            name = await self.called(guild, snowflake(member))
        except PlatformError:
            return None
        return None if name == member else clean_text(name)

    async def roles(self, guild: int, member: int) -> frozenset[str]:
        """The ids of the roles that a member bears in a server; none for whoever has left it. Raises `PlatformError`
        where that cannot be known now."""
        if (guild, member) not in self._roles:
            client = await self._account.online()
            try:
                with self._refusals.asking(member):
                    data = await client.http.get_member(guild, member)
            except NoSuchPlace:
                self._roles[guild, member] = frozenset()
            else:
                self._roles[guild, member] = frozenset(map(str, data.get("roles", [])))
        return self._roles[guild, member]

    def _keep(self, guild: int, member: int, name: str, roles: Iterable[int | str]) -> None:
        if len(self._names) >= _MOST:
            self._names.clear()
            self._roles.clear()
        self._names[guild, member] = name
        self._roles[guild, member] = frozenset(map(str, roles))
