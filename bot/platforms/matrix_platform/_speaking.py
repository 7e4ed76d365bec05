"""What whoever serves people on Matrix asks of the account: who they are there, what they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import OutboundFile, OutboundMessage, RoomRef
from bot.errors import NoSuchPlace
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._content import posted, transaction_of
from bot.platforms.matrix_platform._direct import Direct
from bot.platforms.matrix_platform._emoji import offered_by
from bot.platforms.matrix_platform._event import (
    MESSAGE,
    Event,
    at_of,
    content_of,
    is_redacted,
    part_in,
    sender_of,
    text_in,
)
from bot.platforms.matrix_platform._files import Brought, Files
from bot.platforms.matrix_platform._front import Spoken
from bot.platforms.matrix_platform._history import History
from bot.platforms.matrix_platform._names import Names
from bot.platforms.matrix_platform._rooms import Rooms

ASKS = "org.cafe-host.asks"
"""The field in which a question of the bot to somebody alone carries what its answers mean."""

_LOOKED_THROUGH = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in a room: what they are called, their power level, whether they are in it."""

    name: str
    level: int
    inside: bool


class Speaking:
    """Asks and tells for one account. Each of these raises `bot.errors.PlatformError`."""

    def __init__(
        self,
        account: Account,
        rooms: Rooms,
        names: Names,
        direct: Direct,
        history: History,
        files: Files,
        spoken: Spoken,
    ) -> None:
        self._account = account
        self._rooms = rooms
        self._names = names
        self._direct = direct
        self._history = history
        self._files = files
        self.spoken = spoken

    def own(self, place: str) -> RoomRef:
        """A room in which no café lives, as whoever asks there names it."""
        return self._rooms.ref(place)

    async def standing(self, room: RoomRef, user: str) -> Standing:
        """How somebody stands in a room. One that is not there any more has nobody in it."""
        place = self._rooms.chain(room.room)[-1]
        try:
            power = await self._rooms.power(place)
            member = await self._rooms.state(place, "m.room.member", user)
        except NoSuchPlace:
            return Standing(await self._names.of(place, user), 0, inside=False)
        inside = text_in(member, "membership") == "join"
        return Standing(await self._names.of(place, user), power.of_user(user) if inside else 0, inside)

    async def tell(
        self, user: str, html: str, key: str, asks: Mapping[str, Any] | None = None, reply_to: str | None = None
    ) -> None:
        """Tell somebody something alone, once for each key. ``asks`` is what the answers to it mean."""
        content = posted(OutboundMessage(html, reply_to=reply_to), key, None)
        if asks is not None:
            content[ASKS] = dict(asks)
        await self._direct.send(user, content, key)

    async def hand(self, user: str, file: OutboundFile, key: str) -> None:
        """Hand somebody a file alone."""
        await self._direct.send(user, await self._files.handed(file), key)

    async def brought(self, place: str, event: str, limit: int) -> Brought | None:
        """The file of somebody's message, of at most that many bytes; ``None`` where it has none. Raises `TooBig`."""
        return await self._files.brought(place, event, limit)

    async def say(self, place: str, html: str, key: str, thread: str | None, reply_to: str) -> None:
        """Say something where others can read it, as a reply."""
        content = posted(OutboundMessage(html, thread=thread, reply_to=reply_to), key, None)
        await self._account.send(place, MESSAGE, content, transaction_of(key))

    async def asked(self, place: str, reply_to: str | None) -> Asking | None:
        """What the bot has asked last in a room in which somebody is alone with it: in the message that is replied to,
        else in its latest one that asks something."""
        if reply_to is not None:
            try:
                return self._asking(await self._rooms.event(place, reply_to))
            except NoSuchPlace:
                return None
        looked = 0
        async for event in self._history.back(place):
            if (found := self._asking(event)) is not None:
                return found
            if (looked := looked + 1) >= _LOOKED_THROUGH:
                break
        return None

    async def pressed_on(self, place: str, post: str) -> Sequence[Event]:
        """What the emoji below a message of the bot's own are for; nothing for any other message."""
        try:
            event = await self._rooms.event(place, post)
        except NoSuchPlace:
            return ()
        ours = sender_of(event) == self._account.me and not is_redacted(event)
        return offered_by(event) if ours else ()

    def _asking(self, event: Event) -> Asking | None:
        asks = part_in(content_of(event), ASKS)
        if not asks or sender_of(event) != self._account.me or is_redacted(event):
            return None
        return Asking(asks, at_of(event))


@dataclass(frozen=True, slots=True)
class Asking:
    """Something that the bot has asked: what its answers mean, and when."""

    asks: Event
    at: datetime
