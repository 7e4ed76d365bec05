"""Who may do what in a room, from its state. Pure.

Since version 12, whoever made a room stands above every level and is not named among them; before that, they have the
level that is written for them, or 100 where nothing is written at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.platforms.matrix_platform._event import Event, content_of, part_in, sender_of, text_in

ABOVE_ALL = 1 << 53
"""The level of whoever made a room of version 12 or later: higher than any that can be written."""

_HIGHER_CREATORS = 12

MODERATES = 50
"""The level of those who look after a room, as clients give it."""


@dataclass(frozen=True, slots=True)
class Power:
    """The levels of a room. ``creators`` are those above all levels; ``levels`` is what is written, ``None`` where
    nothing is."""

    maker: str
    creators: frozenset[str]
    levels: Mapping[str, object] | None

    @classmethod
    def of(cls, create: Event, levels: Mapping[str, object] | None) -> Power:
        """The levels that the events ``m.room.create`` and the content of ``m.room.power_levels`` give."""
        content, maker = content_of(create), sender_of(create)
        if not _at_least(text_in(content, "room_version") or "1", _HIGHER_CREATORS):
            return cls(text_in(content, "creator") or maker, frozenset(), levels)
        more = content.get("additional_creators")
        named = [one for one in more if isinstance(one, str)] if isinstance(more, list) else []
        return cls(maker, frozenset([maker, *named]), levels)

    def of_user(self, user: str) -> int:
        """Somebody's level."""
        if user in self.creators:
            return ABOVE_ALL
        if self.levels is None:
            return 100 if user == self.maker else 0
        written = part_in(self.levels, "users")
        return _level(written.get(user), _level(self.levels.get("users_default"), 0))

    def to_send(self, kind: str) -> int:
        """The level that it takes to send events of that type."""
        return self._event(kind, "events_default", 0)

    def to_set(self, kind: str) -> int:
        """The level that it takes to set that piece of the room's state."""
        return self._event(kind, "state_default", 50 if self.levels is not None else 0)

    def moderators(self) -> frozenset[str]:
        """Those who look after the room: its creators, and whoever has the level 50 by name."""
        named = part_in(self.levels, "users")
        return self.creators | {one for one in named if _level(named[one], 0) >= MODERATES}

    def to_redact(self) -> int:
        """The level that it takes to redact what others have said."""
        return _level((self.levels or {}).get("redact"), 50)

    def _event(self, kind: str, default: str, otherwise: int) -> int:
        levels = self.levels or {}
        return _level(part_in(levels, "events").get(kind), _level(levels.get(default), otherwise))


def _level(found: object, otherwise: int) -> int:
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    # Rooms of older versions take a number that is written as a text.
    if isinstance(found, str) and found.strip().lstrip("+-").isdecimal():
        return int(found)
    return otherwise


def _at_least(version: str, least: int) -> bool:
    """Whether a room's version is that one or a later one; one that is no number is somebody's own, and counts as an
    older one."""
    return version.isascii() and version.isdecimal() and int(version) >= least
