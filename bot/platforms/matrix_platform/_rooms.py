"""The rooms in which cafés live: found by their id or their alias, and asked for what they are."""

from __future__ import annotations

import re

from bot.domain import RoomRef
from bot.errors import NoSuchPlace, fault
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import Event, part_in, text_in
from bot.platforms.matrix_platform._power import Power

_ALIAS = re.compile(r"#[^:\s]+:\S+")
_ID = re.compile(r"!\S+")


class Rooms:
    """Knows which rooms are ours. ``ours`` are those that were asked for: what happens elsewhere is nobody's
    business."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.ours: set[str] = set()

    def ref(self, room: str) -> RoomRef:
        """How a room is named to the others."""
        return RoomRef(self._account.name, room)

    async def open(self, name: str) -> str:
        """The id of the room of that id or alias, with the bot in it. Raises `NoSuchPlace`, and `NotAllowed` where it
        is not invited."""
        room = await self._named(name)
        joined = await self._account.get(name, "v3", "joined_rooms")
        if room not in joined.get("joined_rooms", ()):
            await self._account.post(name, "v3", "join", room, content={})
        self.ours.add(room)
        return room

    def place(self, room: RoomRef) -> str:
        """The id of a room. Raises `NoSuchPlace` for what is none."""
        if not _ID.fullmatch(room.room):
            raise NoSuchPlace(fault("matrix_no_room", room=room.room))
        self.ours.add(room.room)
        return room.room

    async def event(self, room: str, id: str) -> Event:
        """One event of a room. Raises `NoSuchPlace`."""
        if not id.startswith("$"):
            raise NoSuchPlace(fault("matrix_gone", room=room))
        return await self._account.get(room, "v3", "rooms", room, "event", id)

    async def state(self, room: str, kind: str, key: str = "") -> Event | None:
        """The content of a piece of a room's state; ``None`` where it has none."""
        try:
            return await self._account.get(room, "v3", "rooms", room, "state", kind, key)
        except NoSuchPlace:
            return None

    async def all_state(self, room: str) -> list[Event]:
        """All pieces of a room's state."""
        found = await self._account.get_list(room, "v3", "rooms", room, "state")
        return [one for one in found if isinstance(one, dict)]

    async def power(self, room: str) -> Power:
        """Who may do what there."""
        state = {text_in(one, "type"): one for one in await self.all_state(room) if one.get("state_key") == ""}
        levels = state.get("m.room.power_levels")
        return Power.of(state.get("m.room.create", {}), None if levels is None else part_in(levels, "content"))

    async def called(self, room: str) -> str:
        """How people know a room: by its name, its alias, else by its id."""
        for kind, key in (("m.room.name", "name"), ("m.room.canonical_alias", "alias")):
            if name := text_in(await self.state(room, kind), key):
                return name
        return room

    async def _named(self, name: str) -> str:
        if _ID.fullmatch(name):
            return name
        if not _ALIAS.fullmatch(name):
            raise NoSuchPlace(fault("matrix_no_room", room=name))
        try:
            found = text_in(await self._account.get(name, "v3", "directory", "room", name), "room_id")
        except NoSuchPlace:
            found = None
        if found is None:
            raise NoSuchPlace(fault("matrix_no_room", room=name))
        return found
