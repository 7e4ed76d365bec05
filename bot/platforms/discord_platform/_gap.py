"""What is heard goes through the door in its order; and where a session ended for good, what was missed goes before it.

discord.py tells what happens one by one. Here it waits in a queue, and all that has come meanwhile is handed in
together. A new session (an IDENTIFY without a RESUME) stands in the queue as well: what the rooms have to say since the
last position comes in before anything that is behind it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bot.domain import Inbound, RoomRef
from bot.errors import CafeError
from bot.logs import Event, faults_of, logger
from bot.ports import Door

MOST = 500
"""How many events are handed in together at most."""

AGAIN_AFTER = 60.0
"""After how many seconds a room that could not be read is tried again."""

_LONGEST_PAUSE = 60.0

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """Something the gateway told: discord.py's name for it, and what it says of it."""

    event: str
    what: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something was missed: on one shard, or in certain rooms, else everywhere."""

    shard: int | None = None
    rooms: frozenset[RoomRef] | None = None


Translate: TypeAlias = Callable[[Heard], Awaitable[Sequence[Inbound]]]
ReadBack: TypeAlias = Callable[[RoomRef, str | None], AsyncIterator[Inbound]]


class Line:
    """The line before the door. ``translate`` says what something means, ``read_back`` reads a room after a position,
    ``rooms`` says which rooms a gap is about."""

    def __init__(
        self, account: str, translate: Translate, read_back: ReadBack, rooms: Callable[[Gap], Sequence[RoomRef]]
    ) -> None:
        self._account = account
        self._translate = translate
        self._read_back = read_back
        self._rooms = rooms
        self._positions: dict[RoomRef, int] = {}
        self._behind: set[RoomRef] = set()
        self._queue: asyncio.Queue[Heard | Gap | None] = asyncio.Queue()
        self._door: Door | None = None
        self._since = 0
        self._worker: asyncio.Task[None] | None = None
        self._in_session = asyncio.Event()
        self._waiting = False

    def open(self, door: Door, since: int) -> None:
        """Hand in from now on. ``since`` is the position at which listening begins: what was before it is for whoever
        listens to ask for."""
        self._door, self._since = door, since
        self._behind.clear()
        self._queue = asyncio.Queue()
        self._in_session.set()
        self._worker = asyncio.create_task(self._work(door))

    def put(self, heard: Heard) -> None:
        """Something happened."""
        if self._door is not None:
            self._queue.put_nowait(heard)

    def session_ended(self, shard: int | None) -> None:
        """What happens until the next session is not told."""
        if self._door is not None:
            self._in_session.clear()
            self._queue.put_nowait(Gap(shard))

    def missed(self, rooms: frozenset[RoomRef]) -> None:
        """What happened in these rooms was not told until now."""
        if self._door is not None:
            self._queue.put_nowait(Gap(rooms=rooms))

    def session_began(self) -> None:
        """From now on all is told."""
        self._in_session.set()

    async def close(self) -> None:
        """Hand in what was heard so far, and nothing more. What is being read back, or cannot be kept, is left: it will
        be read again."""
        self._door, worker = None, self._worker
        self._worker = None
        if worker is None:
            return
        self._queue.put_nowait(None)
        if self._waiting:
            worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker

    async def settled(self) -> None:
        """Returns once all that was heard so far has gone through the door."""
        await self._queue.join()

    def came_to(self, event: Inbound) -> None:
        """A room was read, by whomever, as far as this event."""
        if event.position is not None:
            self._positions[event.room] = max(int(event.position), self._positions.get(event.room, 0))

    async def _work(self, door: Door) -> None:
        ended = False
        while not ended:
            taken = [await self._queue.get()]
            while len(taken) < MOST and not self._queue.empty():
                taken.append(self._queue.get_nowait())
            events: list[Inbound] = []
            for one in taken:
                if isinstance(one, Heard):
                    events += await self._meaning(one)
                    continue
                await self._hand_in(door, events)
                events = []
                if one is None:
                    ended = True
                    break
                await self._mend(door, one)
            await self._hand_in(door, events)
            for _ in taken:
                self._queue.task_done()

    async def _meaning(self, heard: Heard) -> Sequence[Inbound]:
        try:
            events = await self._translate(heard)
        except CafeError as error:
            # Where it belongs could not be asked: if it is a room of ours, it will be read.
            _log.warning(Event.EVENT_LEFT_OUT, account=self._account, kind=heard.event, faults=faults_of(error))
            self._try_again(frozenset(self._rooms(Gap())))
            return ()
        # A position never passes over what could not be read.
        return [replace(one, position=None) if one.room in self._behind else one for one in events]

    async def _hand_in(self, door: Door, events: Sequence[Inbound]) -> None:
        pause = 1.0
        while events:
            try:
                await door(events)
            except Exception as error:
                _log.error(Event.STORING_FAILED, account=self._account, fault=faults_of(error))
                if self._door is None:
                    return
                self._waiting = True
                await asyncio.sleep(pause)
                self._waiting = False
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                break
        for one in events:
            self.came_to(one)

    async def _mend(self, door: Door, gap: Gap) -> None:
        self._waiting = True
        try:
            await self._in_session.wait()
            unread = frozenset([room for room in self._rooms(gap) if not await self._caught_up(door, room)])
            if unread:
                self._try_again(unread)
        finally:
            self._waiting = False

    async def _caught_up(self, door: Door, room: RoomRef) -> bool:
        since = str(self._positions.get(room, self._since))
        batch: list[Inbound] = []
        try:
            async for event in self._read_back(room, since):
                batch.append(event)
                if len(batch) == MOST:
                    await self._hand_in(door, batch)
                    batch = []
        except CafeError as error:
            _log.warning(Event.ROOM_UNREAD, account=self._account, faults=faults_of(error))
            return False
        await self._hand_in(door, batch)
        self._behind.discard(room)
        return True

    def _try_again(self, rooms: frozenset[RoomRef]) -> None:
        self._behind |= rooms
        queue = self._queue
        asyncio.get_running_loop().call_later(AGAIN_AFTER, queue.put_nowait, Gap(rooms=rooms))
