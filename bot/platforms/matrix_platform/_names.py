"""How people are called in a room: an event does not say it, the room's state does."""

from __future__ import annotations

from collections import OrderedDict

from bot.errors import PlatformError
from bot.platforms.matrix_platform._event import Event, content_of, text_in
from bot.platforms.matrix_platform._rooms import Rooms

_MOST = 10_000


class Names:
    """Keeps the names that were heard or asked for lately."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    def heard(self, room: str, event: Event) -> None:
        """Somebody has come into a room, left it, or goes by another name."""
        user = text_in(event, "state_key")
        if text_in(event, "type") == "m.room.member" and user:
            self._keep(room, user, _name(content_of(event), user))

    async def of(self, room: str, user: str) -> str:
        """How somebody is called in a room; by their id where nobody knows."""
        if (known := self._known.get((room, user))) is not None:
            self._known.move_to_end((room, user))
            return known
        try:
            name = _name(await self._rooms.state(room, "m.room.member", user) or {}, user)
        except PlatformError:
            return _of_id(user)
        self._keep(room, user, name)
        return name

    async def known(self, room: str, user: str) -> str | None:
        """How somebody is called in a room; ``None`` where they were never there, or that cannot be known now."""
        try:
            member = await self._rooms.state(room, "m.room.member", user)
        except PlatformError:
            return None
        return None if member is None else _name(member, user)

    def _keep(self, room: str, user: str, name: str) -> None:
        self._known[room, user] = name
        self._known.move_to_end((room, user))
        if len(self._known) > _MOST:
            self._known.popitem(last=False)


def _name(member: Event, user: str) -> str:
    return (text_in(member, "displayname") or "").strip() or _of_id(user)


def _of_id(user: str) -> str:
    return user.removeprefix("@").partition(":")[0] or user
