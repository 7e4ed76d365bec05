"""The set-up: where the configuration names no channel, one is found or made, once (docs/decisions/0085-set-up.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import discord

from bot.errors import ConfigurationError, NoSuchPlace, NotAllowed, PlatformError, fault
from bot.logs import Event, faults_of, logger
from bot.platforms.discord_platform._account import Account
from bot.platforms.discord_platform._faults import in_our_words
from bot.platforms.discord_platform._ground import Ground, Purpose, Site, channel_name, topic
from bot.platforms.discord_platform._hosting import Hosts
from bot.platforms.discord_platform._rights import NEEDED, Right, Shape
from bot.platforms.discord_platform._rooms import snowflake
from bot.showing import shown

_log = logger(__name__)
_ROLE, _MEMBER = 0, 1
_READS_AND_WRITES = ("view_channel", "send_messages", "read_message_history", "use_application_commands")
_BEGINS = ("send_messages", "create_public_threads", "create_private_threads")


class SettingUp:
    """Looks at a server, and makes there what is missing. ``server`` is its id; ``None`` for the only one that the bot
    is in. ``named`` is what the configuration names itself."""

    def __init__(self, account: Account) -> None:
        self._account = account

    async def look(self, server: str | None, named: Collection[Purpose]) -> Ground:
        """What is there, and what would be made; nothing is. Raises `ConfigurationError` where it is not clear which
        server is meant, or the room is neither there nor may be made; `PlatformError`."""
        return _usable((await self._site(server, named)).ground())

    async def make(self, server: str | None, named: Collection[Purpose], hosts: Hosts, language: str) -> Ground:
        """Make what is missing and may be made, and let the hosts into the desk. Raises as `look`."""
        site = await self._site(server, named)
        ground = _usable(site.ground())
        for purpose in ground.makes:
            await self._make(site, purpose, language, hosts, forum=ground.forum and purpose is Purpose.ROOM)
        if Purpose.DESK not in named:
            await self._let_hosts_in(site, hosts)
        return site.ground()

    async def _site(self, server: str | None, named: Collection[Purpose]) -> Site:
        client = await self._account.logged_in()
        with in_our_words(Right.VIEW, channel=shown(server or "?")):
            joined = [one.id async for one in client.fetch_guilds(limit=None, with_counts=False)]
        if server is None and len(joined) != 1:
            raise ConfigurationError(fault("discord_which_server" if joined else "discord_no_server"))
        wanted = joined[0] if server is None else snowflake(server)
        if wanted not in joined:
            raise ConfigurationError(fault("discord_not_in_server", server=shown(str(server))))
        with in_our_words(Right.VIEW, channel=shown(str(wanted))):
            guild = await client.fetch_guild(wanted, with_counts=False)
            me = await guild.fetch_member(client.user.id if client.user else 0)
            return Site(guild, await guild.fetch_channels(), me, named)

    async def _make(self, site: Site, purpose: Purpose, language: str, hosts: Hosts, *, forum: bool) -> None:
        """Make a channel. Where another process was as quick, or discord.py has asked again for a lost answer, the
        oldest stays, and the one just made goes again: nobody can have written in it yet."""
        overwrites = await self._overwrites(site, purpose, hosts, forum=forum)
        make = site.guild.create_forum if forum else site.guild.create_text_channel
        with in_our_words(Right.MANAGE_CHANNELS, channel=site.guild.name):
            made = await make(
                channel_name(purpose, language),
                topic=topic(purpose, language, forum=forum),
                overwrites=overwrites,
            )
            site.channels = await site.guild.fetch_channels()
            first = site.marked(purpose)
            if first is not None and first.id != made.id:
                await made.delete()
                site.channels = [one for one in site.channels if one.id != made.id]

    async def _overwrites(self, site: Site, purpose: Purpose, hosts: Hosts, *, forum: bool) -> dict[Any, Any]:
        """Who may what in a channel; nothing is said of it where the bot may not manage that."""
        if not site.has.manage_roles:
            return {}
        shape = Shape.FORUM if forum else Shape.TEXT
        may = [right.value for right in NEEDED[shape]]
        everyone = discord.Object(site.guild.id, type=discord.Role)
        found = {discord.Object(site.me.id, type=discord.Member): _overwrite(site, allow=may)}
        if purpose is Purpose.SEALED:
            found[everyone] = _overwrite(site, deny=_BEGINS)
        if purpose is Purpose.DESK:
            found[everyone] = _overwrite(site, deny=["view_channel"])
            for target in await self._hosts(site, hosts):
                found[target] = _overwrite(site, allow=_READS_AND_WRITES)
        return found

    async def _hosts(self, site: Site, hosts: Hosts) -> list[discord.Object]:
        """The hosts' roles, and the accounts of those who are there."""
        client = await self._account.online()
        found = [discord.Object(one.id, type=discord.Role) for one in site.guild.roles if str(one.id) in hosts.roles]
        for account in sorted(hosts.accounts):
            try:
                with in_our_words(channel=site.guild.name):
                    await client.http.get_member(site.guild.id, snowflake(account))
            except NoSuchPlace:
                continue
            found.append(discord.Object(snowflake(account), type=discord.Member))
        return found

    async def _let_hosts_in(self, site: Site, hosts: Hosts) -> None:
        """Let those hosts into the desk who have come since it was made. Whom people have let in or kept out there
        themselves is left as it is."""
        desk = site.marked(Purpose.DESK)
        if desk is None:
            return
        client = await self._account.online()
        known = {target.id for target in desk.overwrites}
        try:
            for host in await self._hosts(site, hosts):
                if host.id in known:
                    continue
                allow, _ = _overwrite(site, allow=_READS_AND_WRITES).pair()
                sort = _ROLE if host.type is discord.Role else _MEMBER
                with in_our_words(Right.VIEW, channel=desk.name):
                    await client.http.edit_channel_permissions(desk.id, host.id, str(allow.value), "0", sort)  # type: ignore[arg-type]
        except (NotAllowed, PlatformError) as error:
            _log.warning(Event.ROOM_UNPREPARED, account=self._account.name, cafe="", faults=faults_of(error))


def _usable(ground: Ground) -> Ground:
    if Purpose.ROOM in ground.lacks:
        raise ConfigurationError(fault("discord_may_not_make", server=shown(ground.server)))
    return ground


def _overwrite(site: Site, allow: Iterable[str] = (), deny: Iterable[str] = ()) -> discord.PermissionOverwrite:
    """Of these rights those that the bot has itself: Discord lets nobody give or take others."""
    said = {**dict.fromkeys(deny, False), **dict.fromkeys(allow, True)}
    return discord.PermissionOverwrite(**{name: yes for name, yes in said.items() if getattr(site.has, name)})
