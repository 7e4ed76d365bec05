"""The hosts' private rooms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain._cafe import Cafe
from bot.domain._references import RoomRef


@dataclass(frozen=True, slots=True)
class DeskRoom:
    """A hosts' private room, what is spoken there, and the rooms whose cafés it is told of: all of them where ``rooms``
    is ``None``.

    Two communities that share a bot have a desk each, and hear nothing of one another.
    """

    room: RoomRef
    language: str
    rooms: frozenset[RoomRef] | None = None

    def hears_of(self, rooms: Collection[RoomRef]) -> bool:
        """Whether what happens in these rooms is for it; what happens in none is for every desk."""
        return self.rooms is None or not rooms or not self.rooms.isdisjoint(rooms)

    def hears_of_cafe(self, cafe: Cafe) -> bool:
        """Whether that café is for it."""
        return self.hears_of({home.room for home in cafe.homes})
