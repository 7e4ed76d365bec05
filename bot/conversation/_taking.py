"""What an export says, as it is taken in: the same message twice counts once, and the events stand on a shelf."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.conversation._fields import Fields, shown
from bot.conversation._order import in_order
from bot.conversation._packed import microseconds, pack
from bot.conversation._shelf import Events, Shelf
from bot.domain import Inbound, PostMade, RoomRef
from bot.errors import fault


class Taking:
    """The events of one export, in the order in which its files say them."""

    def __init__(self, room: RoomRef) -> None:
        self._room = room
        self._shelf = Shelf()
        self._place = 0
        self._first_clock: tuple[datetime, int, timedelta] | None = None

    @property
    def any_post(self) -> bool:
        """Whether anybody has said anything."""
        return self._first_clock is not None

    @property
    def first_offset(self) -> timedelta:
        """The offset from UTC of the first post by time."""
        return self._first_clock[-1] if self._first_clock else timedelta()

    def take(self, event: Inbound) -> None:
        """Keep what speaks of a post."""
        self._place += 1
        self._shelf.put(self._place, event)

    def take_post(self, post: PostMade, others: Sequence[Inbound], offset: timedelta, fields: Fields) -> bool:
        """Keep a post with what is said of it, unless it was met before; ``offset`` is that of its clock.

        False where nothing was kept. Notes a fault where another message has taken its id.
        """
        if fields.faults or not post.post:
            return False
        digest = blake2b("\n".join(map(pack, (post, *others))).encode(), digest_size=16).digest()
        earlier = self._shelf.seen(post.post)
        if earlier is not None:
            if earlier[1] != digest:
                fields.wrong(fault("export_same_id", id=shown(post.post)))
            return False
        self._shelf.see(post.post, microseconds(post.at), self._place + 1, digest)
        clock = (post.at, self._place + 1, offset)
        self._first_clock = min(self._first_clock or clock, clock)
        for event in (post, *others):
            self.take(event)
        return True

    def events(self) -> Events:
        """All events in order, once every file was read."""
        self._shelf.add(in_order(self._shelf, self._room))
        return self._shelf.events(self._room)
