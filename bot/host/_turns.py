"""Turns among processes, by claims with an end in the database that they share."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.ports import Clock, Store

_LOOKS = 20
"""How often whoever waits looks, at most, while one claim holds."""

_LONGEST_WAIT = timedelta(seconds=1)


class StoreTurns:
    """Implements `bot.ports.Turns`. Each turn is a claim of its own: one process takes turns with itself, too."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def wait(self, what: str, every: timedelta) -> None:
        """Claim it, and let the claim come to its end: until then it is nobody's turn."""
        await self._claim(what, secrets.token_hex(8), every)

    @asynccontextmanager
    async def alone(self, what: str, within: timedelta) -> AsyncIterator[None]:
        """Claim it, and let go of it at the end."""
        who = secrets.token_hex(8)
        claim = await self._claim(what, who, within)
        try:
            yield
        finally:
            async with self._store.writing() as work:
                await work.release_listener(what, who, claim)

    async def _claim(self, what: str, who: str, lease: timedelta) -> int:
        while True:
            async with self._store.writing() as work:
                claim = await work.claim_listener(what, who, self._clock.now(), lease)
            if claim is not None:
                return claim
            await self._clock.wait_until(self._clock.now() + min(lease / _LOOKS, _LONGEST_WAIT))
