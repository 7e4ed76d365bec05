"""Processes that a test begins, tells what to do, and kills; and when it kills them."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from enum import Enum
from multiprocessing.process import BaseProcess
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.discord.one_life", "tests.matrix.one_life"])
"""Each is a fork of one process that has loaded all there is to load: that alone takes a second and a half."""


class Moment(Enum):
    """When it dies."""

    BEFORE = "before it is done"
    DURING = "once it is done, and before it is told so"
    AFTER = "once it is told so"


class Killable:
    """One process, which lives in that function: it is given these things and its end of a line."""

    def __init__(self, live: Callable[..., None], *given: Any) -> None:
        self._line, theirs = CONTEXT.Pipe()
        self._process: BaseProcess = CONTEXT.Process(target=live, args=(*given, theirs), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def lives(self) -> bool:
        return self._process.is_alive()

    async def does(self, what: str, *given: Any) -> Any:
        """Have it do something; returns what it says to that. Raises `EOFError` or `OSError` where it has died."""
        self._line.send((what, given))
        return await self.answer()

    async def answer(self) -> Any:
        """What it says next."""
        return await asyncio.to_thread(self._line.recv)

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
