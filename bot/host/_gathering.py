"""Several calls at the door, one unit of work."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.domain import Inbound, PostMade, RoomRef
from bot.ports import Writing

MOST = 500
"""How many events are kept in one unit of work: few enough for it to be over soon."""

Keep: TypeAlias = Callable[[Sequence[Inbound]], Awaitable[bool]]
"""Keeps events in one unit of work; says whether any of them has earned a private answer."""


@dataclass(eq=False, slots=True)
class _Call:
    """What one call brings, and what has become of it: ``fate`` is an answer, or what went wrong."""

    events: Sequence[Inbound]
    fate: bool | Exception | None = field(default=None)


class Gatherer:
    """Keeps what calls bring, in the order in which they come: a call that comes alone at once; those that come while
    a unit of work is under way together in the next one. Each call returns once its own events are stored.

    Nobody waits for a clock: whoever has the lock works for all who wait for it. Where events cannot be kept together,
    each call's are kept on their own, so that one that cannot be kept takes no other with it.
    """

    def __init__(self, lock: asyncio.Lock, keep: Keep) -> None:
        self._lock = lock
        self._keep = keep
        self._calls: list[_Call] = []

    async def bring(self, events: Sequence[Inbound]) -> bool:
        """Have these events kept; returns whether private answers are to be sent now."""
        call = _Call(events)
        self._calls.append(call)
        try:
            async with self._lock:
                if call.fate is None:
                    await self._work()
        finally:
            if call.fate is None and call in self._calls:
                self._calls.remove(call)
        if isinstance(call.fate, Exception):
            raise call.fate
        return bool(call.fate)

    async def _work(self) -> None:
        together = self._next()
        try:
            await self._keep_all(together)
        finally:
            # Whoever dies here leaves the others to the next one.
            self._calls[:0] = [one for one in together if one.fate is None]

    async def _keep_all(self, calls: Sequence[_Call]) -> None:
        if len(calls) > 1:
            try:
                answered = await self._keep([event for one in calls for event in one.events])
            except Exception:  # noqa: S110 - which of them it was is found out below, and told to its caller
                pass
            else:
                for one in calls:
                    # The answers of all are sent by one.
                    one.fate = answered and one is calls[0]
                return
        for one in calls:
            try:
                one.fate = await self._keep(one.events)
            except Exception as error:
                one.fate = error

    def _next(self) -> list[_Call]:
        """The calls that go together now: as many as fit, and at least one."""
        number = events = 0
        for number, one in enumerate(self._calls):
            events += len(one.events)
            if events > MOST and number:
                break
        else:
            number = len(self._calls)
        together, self._calls[:] = self._calls[:number], self._calls[number:]
        return together


async def foresee(work: Writing, events: Sequence[Inbound]) -> None:
    """Have all posts and members looked up at once that these events speak of."""
    if len(events) < 2:
        return
    posts: dict[RoomRef, set[str]] = defaultdict(set)
    members: dict[RoomRef, set[str]] = defaultdict(set)
    for event in events:
        named = [getattr(event, "post", None), event.reply_to if isinstance(event, PostMade) else None]
        posts[event.room].update(one for one in named if one)
        if author := getattr(event, "author", None):
            members[event.room].add(author)
    for room in posts:
        await work.foresee(room, sorted(posts[room]), sorted(members[room]))
