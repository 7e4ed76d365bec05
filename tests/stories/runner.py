"""The disturbed café as a process of its own, over the real wiring: ``python -m tests.stories.runner FOLDER``.

It takes up what an earlier process has left in that folder, and writes a line for each thing that happens in the room
and for each call of a port. It ends with status 0 once the café has gone its whole way.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.clock import CompressedClock
from bot.wiring import alone, kept_in
from tests.stories.disturbed import OneLife
from tests.stories.said_lines import BEGINNING, LINES


def _tell(line: str) -> None:
    # At once: what is left in a buffer dies with the process.
    os.write(1, f"{line}\n".encode())


async def _live(folder: Path) -> None:
    async with kept_in(folder) as kept:
        async with kept.stage.reading() as stage:
            latest = await stage.latest()
        clock = CompressedClock(latest or BEGINNING)
        life = OneLife(kept.database, clock, _tell, f"process-{os.getpid()}", _tell)
        await life.last(clock.now(), len(LINES))


if __name__ == "__main__":
    with alone(Path(sys.argv[1])):
        asyncio.run(_live(Path(sys.argv[1])))
