"""A queue in front of Discord's requests: so many a second over all, and what members wait for comes first.

discord.py keeps the limits of each route by what the answers say, and hears of the limit over all only once it is hurt.
Here it is known beforehand. Answers to interactions are exempt from it, and never wait.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Protocol

import aiohttp

PER_SECOND = 50
"""How many requests Discord takes of one bot in a second."""

SECOND = 1.03
"""A second in our counting: requests sent a second apart may arrive a little closer together."""

_urgent: ContextVar[bool] = ContextVar("urgent", default=False)

_EXEMPT = ("/interactions/", "/webhooks/")
"""Answers to interactions, and what follows them."""


@contextmanager
def urgently() -> Iterator[None]:
    """Let what is asked of Discord inside go ahead of all that nobody waits for."""
    token = _urgent.set(True)
    try:
        yield
    finally:
        _urgent.reset(token)


class Timer(Protocol):
    """The part of an event loop that the queue lives by; its time is in seconds and only goes forward."""

    def time(self) -> float:
        """Now."""

    def call_at(self, when: float, callback: Callable[[], object]) -> object:
        """Call that, then."""

    def create_future(self) -> asyncio.Future[None]:
        """Something to wait for."""


class Pace:
    """Lets at most ``per_second`` requests pass in any second, urgent ones first, else in the order they came.

    Several processes with one token share Discord's limit: each is given its part of it.
    """

    def __init__(self, timer: Timer, per_second: int = PER_SECOND) -> None:
        self._timer = timer
        self._passed: deque[float] = deque(maxlen=per_second)
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._called = False

    async def turn(self, *, urgent: bool) -> None:
        """Returns when the next request may be sent."""
        if not self._waiting and self._wait() <= 0:
            self._passed.append(self._timer.time())
            return
        mine = self._timer.create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._numbers), mine))
        self._call()
        await mine

    def _wait(self) -> float:
        """In how many seconds the next one may pass."""
        if len(self._passed) < (self._passed.maxlen or 1):
            return 0
        return self._passed[0] + SECOND - self._timer.time()

    def _call(self) -> None:
        if not self._called and self._waiting:
            self._called = True
            self._timer.call_at(self._timer.time() + max(self._wait(), 0), self._serve)

    def _serve(self) -> None:
        self._called = False
        while self._waiting and self._wait() <= 0:
            _, _, first = heapq.heappop(self._waiting)
            # Whoever has given up waiting takes nobody's turn.
            if not first.done():
                self._passed.append(self._timer.time())
                first.set_result(None)
        self._call()


def traced(pace: Pace, api: str) -> aiohttp.TraceConfig:
    """What has discord.py wait for its turn before each request to that address, those that it repeats by itself
    among them."""

    async def wait(_session: object, _context: SimpleNamespace, params: aiohttp.TraceRequestStartParams) -> None:
        address = str(params.url)
        if address.startswith(api) and not address[len(api) :].startswith(_EXEMPT):
            await pace.turn(urgent=_urgent.get())

    config = aiohttp.TraceConfig()
    config.on_request_start.append(wait)
    return config
