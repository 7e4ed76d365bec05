"""The rooms in which cafés live: found by their id or their alias, and asked for what they are."""

from __future__ import annotations

import contextlib
import re

from bot.domain import RoomRef
from bot.errors import NoSuchPlace, fault
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import ENCRYPTION, Event, part_in, text_in
from bot.platforms.matrix_platform._power import Power

_ALIAS = re.compile(r"#[^:\s]+:\S+")
_ID = re.compile(r"!\S+")
_TOMBSTONE = "m.room.tombstone"
_MOST = 20
"""How many successors of a room are followed at most."""


class Rooms:
    """Knows which rooms are ours. ``ours`` are those that were asked for: what happens elsewhere is nobody's business.

    A room that is upgraded is left for its successor, which is another room: to the others it stays the one it was, by
    the id of the oldest in which the bot is.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self.ours: set[str] = set()
        self._chains: dict[str, tuple[str, ...]] = {}
        self._titles: dict[str, str] = {}

    def ref(self, room: str) -> RoomRef:
        """How a room is named to the others."""
        return RoomRef(self._account.name, self.chain(room)[0])

    def chain(self, room: str) -> tuple[str, ...]:
        """A room with those that it has followed and that follow it, the oldest first, as far as that is known."""
        return self._chains.get(room, (room,))

    async def open(self, name: str) -> str:
        """The id of the room of that id or alias, or of its successor, with the bot in it. Raises `NoSuchPlace`, and
        `NotAllowed` where it is not invited."""
        room = await self._named(name)
        if room not in await self._joined():
            await self._account.post(name, "v3", "join", room, content={})
        return await self._follow(room)

    async def place(self, room: RoomRef) -> str:
        """The id of a room as it is by now. Raises `NoSuchPlace` for what is none."""
        if not _ID.fullmatch(room.room):
            raise NoSuchPlace(fault("matrix_no_room", room=room.room))
        if room.room not in self._chains:
            return await self._follow(room.room)
        return self._chains[room.room][-1]

    async def moved(self, room: str) -> None:
        """A room of ours has a successor."""
        await self._follow(self.chain(room)[0])

    async def _follow(self, room: str) -> str:
        """Go on to whatever room is the latest, and remember the way there."""
        joined = await self._joined()
        chain = [room]
        while (older := await self._before(chain[0])) in joined and older not in chain:
            chain.insert(0, older)
        while (newer := text_in(await self.state(chain[-1], _TOMBSTONE), "replacement_room")) is not None:
            if newer in chain or len(chain) > _MOST:
                break
            if newer not in joined:
                await self._account.post(room, "v3", "join", newer, content={})
            chain.append(newer)
        await self.called(chain[-1])
        await self.encrypted(chain[-1])
        self.ours.update(chain)
        self._chains.update(dict.fromkeys(chain, tuple(chain)))
        return chain[-1]

    async def _before(self, room: str) -> str:
        created = await self.state(room, "m.room.create")
        return text_in(part_in(created, "predecessor"), "room_id") or ""

    async def _joined(self) -> set[str]:
        found = (await self._account.get("?", "v3", "joined_rooms")).get("joined_rooms")
        return {one for one in found if isinstance(one, str)} if isinstance(found, list) else set()

    async def event(self, room: str, id: str) -> Event:
        """One event of a room, or of one that it has followed; `room_of` says which. Raises `NoSuchPlace`."""
        if id.startswith("$"):
            for one in reversed(self.chain(room)):
                with contextlib.suppress(NoSuchPlace):
                    return self._account.opened(await self._account.get(room, "v3", "rooms", one, "event", id), one)
        raise NoSuchPlace(fault("matrix_gone", room=room))

    async def state(self, room: str, kind: str, key: str = "") -> Event | None:
        """The content of a piece of a room's state; ``None`` where it has none."""
        try:
            return await self._account.get(room, "v3", "rooms", room, "state", kind, key)
        except NoSuchPlace:
            return None

    async def encrypted(self, room: str) -> bool:
        """Whether what is said in a room is encrypted."""
        if room not in self._account.encrypted and await self.state(room, ENCRYPTION) is not None:
            self._account.encrypted.add(room)
        return room in self._account.encrypted

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
                self._titles[room] = name
                return name
        return room

    def title_of(self, room: RoomRef) -> str:
        """What a room was called when that was asked last; else its id."""
        return self._titles.get(self.chain(room.room)[-1], room.room)

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
