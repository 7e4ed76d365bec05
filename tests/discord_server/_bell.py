"""How tests wait for what comes over a socket: nobody sleeps, somebody rings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Bell:
    """Rung whenever something may have happened; whoever waits for something looks again each time."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something may have happened."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def until(self, there: Callable[[], bool], seconds: float = 20.0) -> None:
        """Return once that holds. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            while not there():
                await self._rung.wait()
