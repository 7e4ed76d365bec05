"""What processes do one after another that share a database."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Protocol


class Turns(Protocol):
    """Has all processes with the same database take turns. ``what`` names what they would do, the same in each."""

    async def wait(self, what: str, every: timedelta) -> None:
        """Return once it may be done: so long after it was done last, by whomever. Raises `bot.errors.StoreError`."""

    def alone(self, what: str, within: timedelta) -> AbstractAsyncContextManager[None]:
        """Be the only one at it for as long as the block lasts; of whoever dies at it, for so long at most. Raises
        `bot.errors.StoreError`."""
