"""The rooms in which cafés live: found by their id or their alias, and asked for what they are."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence

from bot.domain import RoomRef
from bot.errors import NoSuchPlace, NotAllowed, PlatformError, fault
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import ENCRYPTION, Event, part_in, sender_of, text_in
from bot.platforms.matrix_platform._power import Power

_ALIAS = re.compile(r"#[^:\s]+:\S+")
_ID = re.compile(r"!\S+")
_TOMBSTONE = "m.room.tombstone"
SPACE = "m.space"
"""The type of a room that is a space."""

CHILD = "m.space.child"
"""The state by which a space holds a room."""

MADE_FOR = "org.cafe-host.made_for"
"""The field in which a room of ours, and the space that holds it, say which delivery it was made for."""

HOME = "org.cafe-host.home"
"""The field of a room's creation in which one that we have made names the space it was made in."""

_MOST = 20
"""How many successors of a room are followed at most."""


class Rooms:
    """Knows which rooms are ours. ``ours`` are those that were asked for: what happens elsewhere is nobody's business.

    A room that is upgraded is left for its successor, which is another room: to the others it stays the one it was, by
    the id of the oldest in which the bot is.

    A **home** is such a room, or a space; to a space belong the rooms that were made in it for its cafés, each as a
    thread.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self.ours: set[str] = set()
        self._chains: dict[str, tuple[str, ...]] = {}
        self._titles: dict[str, str] = {}
        self._spaces: set[str] = set()
        self._homes: dict[str, str] = {}

    def ref(self, room: str) -> RoomRef:
        """How a room is named to the others: one that was made in a space goes by its home."""
        oldest = self.chain(room)[0]
        return RoomRef(self._account.name, self._homes.get(oldest, oldest))

    def is_space(self, room: str) -> bool:
        """Whether it is a space: it holds rooms, and nothing is said in it."""
        return self.chain(room)[0] in self._spaces

    def thread_of(self, room: str) -> str | None:
        """The thread that a room counts as that was made in a space; ``None`` for any other room."""
        oldest = self.chain(room)[0]
        return oldest if oldest in self._homes else None

    def made_in(self, home: str) -> Sequence[str]:
        """The rooms that were made in a space, each as it is by now, as far as they are known."""
        oldest = self.chain(home)[0]
        return [self.chain(room)[-1] for room, its in self._homes.items() if its == oldest]

    def belongs(self, room: str, home: str) -> None:
        """A room was made in a space: what happens there is heard from now on."""
        self._homes[room] = self.chain(home)[0]
        self.ours.add(room)

    async def within(self, place: str, thread: str | None) -> str:
        """Where a thread of a place is: in the place itself, or in a space the room that it is. Raises `NoSuchPlace`
        for one that is no room of that space."""
        if thread is None or not self.is_space(place):
            return place
        if self._homes.get(thread) != self.chain(place)[0]:
            # Another worker may have made it.
            await self._learn(place)
        if self._homes.get(thread) != self.chain(place)[0]:
            raise NoSuchPlace(fault("matrix_gone", room=await self.called(place)))
        return self.chain(thread)[-1]

    def chain(self, room: str) -> tuple[str, ...]:
        """A room with those that it has followed and that follow it, the oldest first, as far as that is known."""
        return self._chains.get(room, (room,))

    async def open(self, name: str) -> str:
        """The id of the room of that id or alias, or of its successor, with the bot in it. Raises `NoSuchPlace`, and
        `NotAllowed` where it is not invited."""
        room = await self._named(name)
        if room not in await self.joined():
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
        joined = await self.joined()
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
        created = await self.state(chain[-1], "m.room.create")
        if text_in(created, "type") == SPACE:
            self._spaces.add(chain[0])
            await self._learn(chain[-1])
        return chain[-1]

    async def know_ours(self) -> None:
        """Know what belongs to the homes that were asked for. One that cannot be read now is asked for again by whoever
        wants something there."""
        for room in [one for one in self.ours if one not in self._chains and one not in self._homes]:
            with contextlib.suppress(PlatformError):
                await self._follow(room)

    async def adopt(self, room: str) -> bool:
        """Take in a room that another worker of this account has made in a space of ours; false for any other."""
        content = await self.state(room, "m.room.create")
        home = text_in(content, HOME)
        if home not in self._spaces or text_in(content, "type") == SPACE or not await self._made_by_us(room):
            return False
        self.belongs(room, home)
        return True

    async def _made_by_us(self, room: str) -> bool:
        made = [one for one in await self.all_state(room) if text_in(one, "type") == "m.room.create"]
        return any(sender_of(one) == self._account.me for one in made)

    async def _learn(self, home: str) -> None:
        """Know the rooms that were made in a space: they stand in the spaces of its cafés."""
        for cafe in await self.children(home):
            with contextlib.suppress(NoSuchPlace, NotAllowed):
                for room in await self.children(cafe):
                    self.belongs(room, home)

    async def children(self, space: str) -> Sequence[str]:
        """The rooms that the bot itself has put into a space."""
        return [
            text_in(one, "state_key") or ""
            for one in await self.all_state(space)
            if text_in(one, "type") == CHILD
            and sender_of(one) == self._account.me
            and text_in(part_in(one, "content"), MADE_FOR) is not None
        ]

    async def _before(self, room: str) -> str:
        created = await self.state(room, "m.room.create")
        return text_in(part_in(created, "predecessor"), "room_id") or ""

    async def joined(self) -> set[str]:
        """The ids of all rooms that the bot is in."""
        found = (await self._account.get("?", "v3", "joined_rooms")).get("joined_rooms")
        return {one for one in found if isinstance(one, str)} if isinstance(found, list) else set()

    async def event(self, room: str, id: str) -> Event:
        """One event of a room, of one that it has followed, or of one that was made in it; `room_of` says which. Raises
        `NoSuchPlace`."""
        if id.startswith("$"):
            for one in (*reversed(self.chain(room)), *reversed(self.made_in(room))):
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
