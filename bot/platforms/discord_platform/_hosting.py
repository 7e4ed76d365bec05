"""Who hosts where: by account, or by a role of that server's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.domain import Inbound, PostMade, Reacted, RoomRef, Voted
from bot.platforms.discord_platform._names import Names
from bot.platforms.discord_platform._rooms import snowflake

_Event = TypeVar("_Event", bound=Inbound)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts of one room: the ids of accounts, and of roles."""

    accounts: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


class Hosting:
    """Marks what hosts say and do (`bot.domain.PostMade.by_host`). ``hosts`` are those of each room, by its id."""

    def __init__(self, names: Names, hosts: Mapping[str, Hosts]) -> None:
        self._names = names
        self._hosts = hosts

    async def marked(self, guild: int, event: _Event) -> _Event:
        """The event, with its author known as a host where they are one in that room."""
        if isinstance(event, PostMade | Reacted | Voted) and await self.hosts(guild, event.room, event.author):
            return replace(event, by_host=True)
        return event

    async def hosts(self, guild: int, room: RoomRef, author: str) -> bool:
        """Whether somebody is a host in a room."""
        hosts = self._hosts.get(room.room)
        if hosts is None:
            return False
        if author in hosts.accounts or not hosts.roles or not author.isdecimal():
            return author in hosts.accounts
        return not hosts.roles.isdisjoint(await self._names.roles(guild, snowflake(author)))
