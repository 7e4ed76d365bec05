"""Who hosts where, as the configuration says it: by account, or by power level in that room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain import Inbound, PostMade, Reacted, Voted
from bot.platforms.matrix_platform._event import Event, text_in
from bot.platforms.matrix_platform._power import Power
from bot.platforms.matrix_platform._rooms import Rooms

_LEVELS = "m.room.power_levels"


class Hosting:
    """Knows the ids of the hosts of each room, by its id, and the level from which on somebody hosts there, where there
    is one."""

    def __init__(self, rooms: Rooms, hosts: Mapping[str, frozenset[str]], levels: Mapping[str, int]) -> None:
        self._rooms = rooms
        self._hosts = hosts
        self._levels = levels
        self._powers: dict[str, Power] = {}

    def heard(self, room: str, event: Event) -> None:
        """Something has happened in a room, maybe to its levels."""
        if text_in(event, "type") == _LEVELS:
            self._powers.pop(self._rooms.ref(room).room, None)

    async def marked(self, event: Inbound) -> Inbound:
        """The event, saying whether it is a host's. Raises `bot.errors.PlatformError` where that cannot be known."""
        if isinstance(event, PostMade | Reacted | Voted) and await self._hosts_there(event.room.room, event.author):
            return replace(event, by_host=True)
        return event

    async def _hosts_there(self, room: str, user: str) -> bool:
        if user in self._hosts.get(room, ()):
            return True
        if (least := self._levels.get(room)) is None:
            return False
        if room not in self._powers:
            self._powers[room] = await self._rooms.power(self._rooms.chain(room)[-1])
        return self._powers[room].of_user(user) >= least
