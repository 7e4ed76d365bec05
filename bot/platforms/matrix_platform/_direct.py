"""What is for one member alone: a room in which somebody is alone with the bot.

The homeserver keeps for the account itself which rooms those are (``m.direct``).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any
from weakref import WeakValueDictionary

from bot.domain import OutboundMessage, Posted, RoomRef
from bot.errors import NoSuchPlace, NotAllowed
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._content import posted, revised, transaction_of
from bot.platforms.matrix_platform._event import ENCRYPTION, MESSAGE, Event, part_in, text_in
from bot.platforms.matrix_platform._rooms import Rooms

_DIRECT = "m.direct"
_HERE = ("join", "invite")
_FOR = "org.cafe-host.for"
"""The field in which such a room of ours says whom it was made for."""


class Direct:
    """Finds such a room, or makes it; remembers in which café's room somebody was heard last."""

    def __init__(self, account: Account, rooms: Rooms) -> None:
        self._account = account
        self._rooms = rooms
        self._with: dict[str, list[str]] = {}
        self._learnt = False
        self._heard: dict[str, RoomRef] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        # Whom a room was made for never changes, and there may be hundreds that were made for nobody.
        self._for_nobody: set[str] = set()

    def heard(self, ref: RoomRef, user: str) -> None:
        """Somebody has said something in a café's room."""
        self._heard[user] = ref

    async def room_of(self, user: str) -> RoomRef | None:
        """The café's room that somebody's private messages are about: where they were heard last, or the only one that
        they are in."""
        if (found := self._heard.get(user)) is not None:
            return found
        theirs: set[RoomRef] = set()
        for room in [one for one in self._rooms.ours if self._rooms.thread_of(one) is None]:
            member = await self._rooms.state(room, "m.room.member", user)
            if text_in(member, "membership") == "join":
                theirs.add(self._rooms.ref(room))
        return theirs.pop() if len(theirs) == 1 else None

    def learn(self, content: Event) -> None:
        """The account has told which rooms are such ones."""
        self._learnt = True
        self._with = {
            user: [one for one in rooms if isinstance(one, str)]
            for user, rooms in content.items()
            if isinstance(rooms, list)
        }

    async def is_direct(self, room: str) -> bool:
        """Whether that room is one of these."""
        return any(room in rooms for rooms in (await self._known()).values())

    async def rooms(self) -> list[str]:
        """All of these rooms."""
        return sorted({room for rooms in (await self._known()).values() for room in rooms})

    async def note(self, user: str, room: str) -> None:
        """Keep that a room is for somebody alone."""
        known = await self._known()
        if room not in known.setdefault(user, []):
            known[user].insert(0, room)
            await self._account.put("?", "v3", "user", self._account.me, "account_data", _DIRECT, content=known)

    async def post(self, user: str, message: OutboundMessage, key: str) -> Posted:
        """Say something to a member alone. Raises `NotAllowed` where they have nobody invite them."""
        return Posted(await self.send(user, posted(OutboundMessage(message.body), key, None), key))

    async def send(self, user: str, content: dict[str, Any], key: str) -> str:
        """Send a member a message of that content alone, once for each key, and return its event's id. Raises
        `NotAllowed`."""
        room = await self._room(user)
        await self._rooms.encrypted(room)
        return await self._account.send(room, MESSAGE, content, transaction_of(key))

    async def revise(self, user: str, there: Posted, message: OutboundMessage) -> None:
        """Replace the words of what was said to somebody alone."""
        await self._account.send(await self._room(user), MESSAGE, revised(message, there.message))

    async def existing(self, user: str) -> str | None:
        """The room with somebody that both are in, or they are invited to: nobody else is there, and the bot can read
        it."""
        for room in (await self._known()).get(user, ()):
            with contextlib.suppress(NoSuchPlace, NotAllowed):
                if self._is_for(user, await self._rooms.all_state(room)):
                    return room
        return None

    def _is_for(self, user: str, state: Sequence[Event]) -> bool:
        if any(text_in(one, "type") == ENCRYPTION for one in state) and not self._account.has_keys:
            return False
        there = {
            text_in(one, "state_key"): text_in(part_in(one, "content"), "membership")
            for one in state
            if text_in(one, "type") == "m.room.member"
        }
        here = {one for one, membership in there.items() if membership in _HERE}
        return here == {user, self._account.me} and there[self._account.me] == "join"

    async def _room(self, user: str) -> str:
        # Whoever is told two things at once has one room for both.
        async with self._turns.setdefault(user, asyncio.Lock()):
            if (found := await self.existing(user)) is not None:
                return found
            room = await self._made_before(user) or await self._make(user)
            await self.note(user, room)
            return room

    async def _make(self, user: str) -> str:
        wished = {
            "is_direct": True,
            "invite": [user],
            "preset": "trusted_private_chat",
            "creation_content": {_FOR: user},
        }
        return text_in(await self._account.post(user, "v3", "createRoom", content=wished), "room_id") or ""

    async def _made_before(self, user: str) -> str | None:
        """A room that was made for somebody and never noted: whoever made it has died in between."""
        noted = set(await self.rooms())
        for room in sorted(await self._rooms.joined() - noted - self._rooms.ours - self._for_nobody):
            made_for = text_in(await self._rooms.state(room, "m.room.create"), _FOR)
            if made_for is None:
                self._for_nobody.add(room)
            elif made_for == user and self._is_for(user, await self._rooms.all_state(room)):
                return room
        return None

    async def _known(self) -> dict[str, list[str]]:
        if not self._learnt:
            try:
                self.learn(await self._account.get("?", "v3", "user", self._account.me, "account_data", _DIRECT))
            except NoSuchPlace:
                self.learn({})
        return self._with


def invites_alone(state: list[Event], me: str) -> str | None:
    """Who invites the bot into a room of their own with it; ``None`` for any other invitation."""
    for event in state:
        if text_in(event, "type") == "m.room.member" and text_in(event, "state_key") == me:
            content = part_in(event, "content")
            return text_in(event, "sender") if content.get("is_direct") is True else None
    return None
