"""What the bot says in a room, changes there, and takes back."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from typing import Any

from bot.domain import OutboundMessage, Posted
from bot.errors import NoSuchPlace, NotAllowed, PlatformError, fault
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._content import posted, revised, transaction_of
from bot.platforms.matrix_platform._emoji import PRESSES, buttons_in
from bot.platforms.matrix_platform._event import MESSAGE, REACTION, Event, id_of, is_redacted, room_of, sender_of
from bot.platforms.matrix_platform._files import Files
from bot.platforms.matrix_platform._polls import START, asked
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._threads import Relations, Threads
from bot.platforms.matrix_platform._translation import link_to

PINNED = "m.room.pinned_events"
_MOST_PINNED = 100
_MOST_KEPT = 5_000
_TWICE = "M_DUPLICATE_ANNOTATION"


class Posting:
    """Posts once for each delivery's key: the homeserver knows a transaction of this device again for a day; later, the
    room is looked through first (`bot.platforms.matrix_platform._finding`)."""

    def __init__(self, account: Account, rooms: Rooms, threads: Threads, relations: Relations, files: Files) -> None:
        self._account = account
        self._rooms = rooms
        self._threads = threads
        self._relations = relations
        self._files = files
        self._retracted: OrderedDict[str, None] = OrderedDict()

    def took_back(self, event: str) -> bool:
        """Whether it is an event of ours that was redacted by ourselves."""
        return event in self._retracted

    async def post(self, room: str, message: OutboundMessage, key: str) -> Posted:
        """Post to everybody in a room. Raises `bot.errors.PlatformError`."""
        message = await self._threads.placed(room, message)
        if message.poll is not None:
            kind, content = START, asked(message.poll, message.thread or self._rooms.thread_of(room), key)
        else:
            latest = None if message.thread is None else await self._threads.latest(room, message.thread)
            kind, content = MESSAGE, posted(message, key, latest, await self._files.beside(message))
            if offered := buttons_in(message.buttons, key):
                content[PRESSES] = offered
        event = await self._once(room, kind, content, key)
        if message.thread is not None and message.poll is None:
            self._threads.heard(room, message.thread, event)
        await self.offer(room, event, message, key)
        return self.there(room, event, message)

    async def offer(self, room: str, event: str, message: OutboundMessage, key: str) -> None:
        """Put the emoji below a message of ours that serve as its buttons, so that members only have to press. Where
        nobody may, or one is there already, the message stands without: commands do the same."""
        for one in buttons_in(message.buttons, key):
            annotation = {"rel_type": "m.annotation", "event_id": event, "key": one["emoji"]}
            try:
                transaction = transaction_of(key, event, one["action"])
                await self._account.send(room, REACTION, {"m.relates_to": annotation}, transaction)
            except NotAllowed:
                return
            except PlatformError as error:
                if not any(each.values.get("code") == _TWICE for each in error.faults):
                    raise

    def there(self, room: str, event: str, message: OutboundMessage) -> Posted:
        """An event of ours, and the thread that it has begun: it begins with that very event."""
        link = link_to({"event_id": event, "sender": self._account.me}, room)
        return Posted(event, event if message.begins is not None else None, link)

    async def _once(self, room: str, kind: str, content: dict[str, Any], key: str) -> str:
        """Send under the key's own transaction. What that has brought into the room and was taken back since is no
        answer: then there is another one."""
        more: list[str] = []
        while True:
            event = await self._account.send(room, kind, content, transaction_of(key, *more))
            if not is_redacted(await self._rooms.event(room, event)):
                return event
            more.append(event)

    async def revise(self, room: str, there: Posted, message: OutboundMessage) -> None:
        """Replace the words of a message of ours; those of a poll stay, and so does a file. Raises `NoSuchPlace` for
        one that is gone."""
        found = await self._ours(room, there.message)
        if message.poll is None:
            content = revised(message, id_of(found), self._files.still_beside(found))
            await self._account.send(room_of(found, room), MESSAGE, content)

    async def retract(self, room: str, there: Posted) -> None:
        """Take a message of ours back with all its edits: each of them holds its words. One that is gone is no
        fault."""
        with contextlib.suppress(NoSuchPlace):
            found = await self._rooms.event(room, there.message)
            where = room_of(found, room)
            edits = [one async for one in self._relations.of(where, there.message, "m.replace")]
            for one in [*edits, found]:
                if is_redacted(one) or sender_of(one) != self._account.me:
                    continue
                # Before it is done: the homeserver may tell of it before it has answered.
                self._retracted[id_of(one)] = None
                await self._account.redact(where, id_of(one))
            while len(self._retracted) > _MOST_KEPT:
                self._retracted.popitem(last=False)
            await self._unpin(where, there.message)

    async def pin(self, room: str, there: Posted) -> None:
        """Pin a message of ours. Raises `NoSuchPlace`."""
        where = room_of(await self._ours(room, there.message), room)
        pinned = await self._pinned(where)
        if there.message not in pinned:
            await self._set_pinned(where, [*pinned, there.message][-_MOST_PINNED:])

    async def _unpin(self, room: str, event: str) -> None:
        pinned = await self._pinned(room)
        if event in pinned:
            await self._set_pinned(room, [one for one in pinned if one != event])

    async def _pinned(self, room: str) -> list[str]:
        found = (await self._rooms.state(room, PINNED) or {}).get("pinned")
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

    async def _set_pinned(self, room: str, events: list[str]) -> None:
        await self._account.put(room, "v3", "rooms", room, "state", PINNED, "", content={"pinned": events})

    async def _ours(self, room: str, event: str) -> Event:
        found = await self._rooms.event(room, event)
        if is_redacted(found) or sender_of(found) != self._account.me:
            raise NoSuchPlace(fault("matrix_gone", room=await self._rooms.called(room)))
        return found
