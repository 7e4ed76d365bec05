"""A café in a space of its own: what it says to everybody has a room there, and each workshop another one.

A room that was made is known again by its address, which is drawn from the delivery that it was made for: the
homeserver itself lets nobody make two of one address (truth 1). What is missing of one whose maker has died is done by
whoever comes next.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from bot.domain import OutboundMessage, Posted, RoomRef
from bot.errors import NoSuchPlace, NotAllowed, PlatformError, fault
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import (
    MESSAGE,
    REACTION,
    REDACTION,
    Event,
    content_of,
    part_in,
    sender_of,
    text_in,
)
from bot.platforms.matrix_platform._finding import Finding
from bot.platforms.matrix_platform._polls import END, RESPONSE, START
from bot.platforms.matrix_platform._posting import Posting
from bot.platforms.matrix_platform._power import MODERATES
from bot.platforms.matrix_platform._rooms import CHILD, HOME, MADE_FOR, SPACE, Rooms

LEVELS, AVATAR = "m.room.power_levels", "m.room.avatar"

_OF_A_PICTURE = ("w", "h", "mimetype", "size")

SAYING = (
    MESSAGE,
    "m.room.encrypted",
    "m.sticker",
    *("m.poll.start", "m.poll.response", "m.poll.end"),
    *(START, RESPONSE, END),
)
"""The types of events by which something is said in a room, an edit included. A reaction says nothing, and whoever
wants their words gone can always redact them."""

_NOT_OPEN_YET, _OPEN, _CLOSED = 100, 0, MODERATES


@dataclass(frozen=True, slots=True)
class _Wished:
    """A room to make: what it is known by, its name, its topic, its type, the space that it goes into, and its place
    there, before those without one."""

    key: str
    name: str
    topic: str
    parent: str
    type: str | None = None
    order: str | None = None


class Spaces:
    """Makes the rooms of cafés in spaces, and opens and closes them by their power levels. ``hosts`` are the ids of
    those who host in each home: with whoever moderates the home they moderate its rooms."""

    def __init__(
        self, account: Account, rooms: Rooms, posting: Posting, finding: Finding, hosts: Mapping[str, frozenset[str]]
    ) -> None:
        self._account = account
        self._rooms = rooms
        self._posting = posting
        self._finding = finding
        self._hosts = hosts
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def post(self, home: RoomRef, place: str, message: OutboundMessage, key: str) -> Posted:
        """Post into the room that a message names as its thread, or into the one that it begins, made now. Raises
        `bot.errors.PlatformError`."""
        if not _begins(message):
            return await self._posting.post(await self._where(place, message), _alone(message), key)
        # The workshops of a café open one by one, but two cafés may begin at once.
        async with self._turns.setdefault(home.room, asyncio.Lock()):
            cafe, room = await self._made(home, place, message, key)
        posted = await self._posting.post(room, _alone(message), key)
        await self._shown(cafe, room, message, key, posted)
        return replace(posted, thread=room)

    async def find(
        self, home: RoomRef, place: str, message: OutboundMessage, key: str, since: datetime, known: Collection[str]
    ) -> Posted | None:
        """The message of that key, where its room was made."""
        if not _begins(message):
            where = await self._where(place, message)
            found = await self._finding.find(where, _alone(message), key, since, known)
            if found is not None:
                await self._posting.offer(where, found.message, message, key)
            return found
        cafe = await self._known(home, _cafe_key(key))
        room = await self._known(home, _room_key(message, key))
        if cafe is None or room is None:
            return None
        found = await self._finding.find(room, _alone(message), key, since, known)
        if found is None:
            return None
        self._rooms.belongs(room, place)
        await self._posting.offer(room, found.message, message, key)
        await self._shown(cafe, room, message, key, found)
        return replace(found, thread=room)

    async def close(self, place: str, thread: str) -> None:
        """Have nothing more said in a room: edits are refused with it, redactions pass. Raises `NoSuchPlace`."""
        await self._set_levels(await self._rooms.within(place, thread), _CLOSED)

    async def _where(self, place: str, message: OutboundMessage) -> str:
        if message.thread is None:
            raise NoSuchPlace(fault("matrix_gone", room=await self._rooms.called(place)))
        return await self._rooms.within(place, message.thread)

    # --- rooms that are made ----------------------------------------------------------------------------------

    async def _made(self, home: RoomRef, place: str, message: OutboundMessage, key: str) -> tuple[str, str]:
        """The space of a message's café, and the room that it begins, each of them made where it is not there."""
        title = message.heading or message.begins or ""
        cafe = await self._have(home, place, _Wished(_cafe_key(key), title, "", place, SPACE))
        await self._put_into(place, cafe, _cafe_key(key))
        name, order = (message.begins, None) if message.begins else (title, "0")
        wished = _Wished(_room_key(message, key), name or title, title if message.begins else "", cafe, order=order)
        room = await self._have(home, place, wished)
        self._rooms.belongs(room, place)
        return cafe, room

    async def _have(self, home: RoomRef, place: str, wished: _Wished) -> str:
        if (found := await self._known(home, wished.key)) is not None:
            return found
        parent = {"canonical": True, "via": [self._server]}
        members = {"type": "m.room_membership", "room_id": place}
        state = [
            {"type": "m.room.join_rules", "content": {"join_rule": "restricted", "allow": [members]}},
            {"type": "m.room.history_visibility", "content": {"history_visibility": "shared"}},
            {"type": "m.room.guest_access", "content": {"guest_access": "forbidden"}},
            {"type": "m.space.parent", "state_key": wished.parent, "content": parent},
        ]
        creation = {MADE_FOR: wished.key, HOME: home.room, **({"type": wished.type} if wished.type else {})}
        asked: dict[str, Any] = {
            "preset": "public_chat",
            "visibility": "private",
            "name": wished.name,
            "room_alias_name": _local_part(home, wished.key),
            "creation_content": creation,
            "initial_state": state,
        }
        if wished.topic:
            asked["topic"] = wished.topic
        try:
            made = await self._account.post(self._rooms.title_of(home), "v3", "createRoom", content=asked)
        except PlatformError as error:
            # Another worker was quicker.
            taken = any(one.values.get("code") == "M_ROOM_IN_USE" for one in error.faults)
            found = await self._known(home, wished.key) if taken else None
            if found is None:
                raise
            return found
        room = text_in(made, "room_id") or ""
        await self._furnish(home, room, wished.type is None)
        return room

    async def _known(self, home: RoomRef, key: str) -> str | None:
        """The room that was made under that key. An address that leads to what is none of ours any more is given up;
        one of somebody else's raises `NotAllowed`."""
        alias = f"#{_local_part(home, key)}:{self._server}"
        try:
            room = text_in(await self._account.get(alias, "v3", "directory", "room", alias), "room_id") or ""
        except NoSuchPlace:
            return None
        try:
            state = await self._rooms.all_state(room)
        except (NoSuchPlace, NotAllowed):
            state = []
        if not any(_has_us(one, self._account.me) for one in state):
            await self._account.delete(alias, "v3", "directory", "room", alias)
            return None
        for one in state:
            if text_in(one, "type") == "m.room.create" and sender_of(one) == self._account.me:
                content = one.get("content")
                await self._furnish(home, room, text_in(content, "type") != SPACE)
                return room
        raise NotAllowed(fault("matrix_not_allowed", room=alias))

    async def _furnish(self, home: RoomRef, room: str, speaks: bool) -> None:
        """Give a new room its moderators, and keep it shut until what it is for stands in it."""
        levels = await self._rooms.state(room, LEVELS) or {}
        if not speaks or MESSAGE in levels.get("events", {}):
            return
        power = await self._rooms.power(self._rooms.chain(home.room)[-1])
        moderators = (power.moderators() | self._hosts.get(home.room, frozenset())) - {self._account.me}
        users = dict.fromkeys(sorted(moderators), MODERATES) | dict(levels.get("users", {}))
        events = {**levels.get("events", {}), REACTION: _OPEN, REDACTION: _OPEN, **dict.fromkeys(SAYING, _NOT_OPEN_YET)}
        await self._write(room, {**levels, "users": users, "events": events})

    async def _shown(self, cafe: str, room: str, message: OutboundMessage, key: str, posted: Posted) -> None:
        """What a room is for stands in it: it is pinned, and members may come and talk."""
        await self._posting.pin(room, posted)
        order = None if message.begins else "0"
        if message.files and not message.begins:
            await self._wear(await self._rooms.event(room, posted.message), cafe, room)
        await self._put_into(cafe, room, _room_key(message, key), order)
        power = await self._rooms.power(room)
        if power.to_send(MESSAGE) == _NOT_OPEN_YET:
            await self._set_levels(room, _OPEN)

    async def _wear(self, event: Event, *rooms: str) -> None:
        """Have these rooms show the picture of a message, unless they show one. Its description stays with the
        message: what rooms show has none."""
        content = content_of(event)
        if content.get("msgtype") != "m.image":
            return
        info = {key: value for key, value in part_in(content, "info").items() if key in _OF_A_PICTURE}
        for room in rooms:
            if not await self._rooms.state(room, AVATAR):
                wears = {"url": text_in(content, "url"), "info": info}
                await self._account.put(room, "v3", "rooms", room, "state", AVATAR, "", content=wears)

    async def _set_levels(self, room: str, level: int) -> None:
        """Let everybody talk in a room from now on, or nobody but who looks after it."""
        levels = await self._rooms.state(room, LEVELS) or {}
        events = {**levels.get("events", {}), **dict.fromkeys(SAYING, level)}
        if events != levels.get("events"):
            await self._write(room, {**levels, "events": events})

    async def _write(self, room: str, levels: Mapping[str, Any]) -> None:
        await self._account.put(room, "v3", "rooms", room, "state", LEVELS, "", content=levels)

    async def _put_into(self, space: str, room: str, key: str, order: str | None = None) -> None:
        if await self._rooms.state(space, CHILD, room):
            return
        content = {"via": [self._server], "suggested": True, MADE_FOR: key, **({"order": order} if order else {})}
        called = await self._rooms.called(space)
        await self._account.put(called, "v3", "rooms", space, "state", CHILD, room, content=content)

    @property
    def _server(self) -> str:
        return self._account.me.partition(":")[2]


def _has_us(event: Event, me: str) -> bool:
    """Whether a piece of a room's state says that the bot is in it."""
    joined = text_in(part_in(event, "content"), "membership") == "join"
    return text_in(event, "type") == "m.room.member" and text_in(event, "state_key") == me and joined


def _begins(message: OutboundMessage) -> bool:
    return message.begins is not None or (message.heading is not None and message.thread is None)


def _alone(message: OutboundMessage) -> OutboundMessage:
    """A message as it stands in a room of its own: the room is the thread."""
    return replace(message, thread=None, begins=None)


def _cafe_key(key: str) -> str:
    """What a café's space is known by: a delivery's key begins with its café."""
    return f"{key.partition('/')[0]}/space"


def _room_key(message: OutboundMessage, key: str) -> str:
    """What the room is known by that a message begins: a workshop's by that message, a café's own by the café."""
    return key if message.begins else f"{key.partition('/')[0]}/own"


def _local_part(home: RoomRef, key: str) -> str:
    drawn = hashlib.blake2b(f"{home.room}\0{key}".encode(), digest_size=10).hexdigest()
    return f"cafe-{drawn}"
