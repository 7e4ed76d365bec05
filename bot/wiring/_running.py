"""A bot at work: it listens, and its beats are performed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from datetime import timedelta

from bot.clock import RealClock
from bot.errors import StoreError
from bot.host import Listening
from bot.wiring._bot import Bot, worker_name

GRACE = timedelta(seconds=8)
"""How long a delivery in hand may take when the bot stops. Then it is left to its lease, as after a death."""


@contextlib.asynccontextmanager
async def listening(bot: Bot) -> AsyncIterator[None]:
    """Listen for as long as this lasts: on a file alone, on a server where none of the other workers does. Beside that,
    see what has become of what is kept."""
    if bot.kept.database.path is not None:
        await bot.host.listen()
        async with _beside(bot.host.looking.run()):
            yield
        return
    # Its lease ends by the world's time, however far a person lets the café's run ahead.
    clock = RealClock()
    listener = Listening(bot.kept.store, bot.host, clock, worker=worker_name())
    await listener.look()
    try:
        async with _beside(listener.run()), _beside(bot.host.looking.run()):
            yield
    finally:
        clock.stop()
        with contextlib.suppress(StoreError):
            await listener.release()


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Have something go on for as long as this lasts."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def ticking(bot: Bot) -> AsyncIterator[asyncio.Task[None]]:
    """Have the beats performed for as long as this lasts; the delivery in hand at its end is finished."""
    task = asyncio.create_task(bot.ticker.run())
    try:
        yield task
    finally:
        bot.ticker.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, GRACE.total_seconds())
