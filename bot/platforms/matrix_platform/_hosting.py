"""Who hosts where, as the configuration says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain import Inbound, PostMade, Reacted, Voted


class Hosting:
    """The ids of the hosts of each room, by its id."""

    def __init__(self, hosts: Mapping[str, frozenset[str]]) -> None:
        self._hosts = hosts

    def marked(self, event: Inbound) -> Inbound:
        """The event, saying whether it is a host's."""
        if isinstance(event, PostMade | Reacted | Voted) and event.author in self._hosts.get(event.room.room, ()):
            return replace(event, by_host=True)
        return event
