"""Lines from a file descriptor, without holding the program up."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import threading
from collections.abc import AsyncIterator

_AT_ONCE = 65_536


async def lines_of(descriptor: int) -> AsyncIterator[str]:
    """The lines of a terminal, a pipe or a file, as UTF-8 (what is none is replaced), until it ends.

    A thread reads, since the loop cannot wait for a plain file, and waiting for a terminal would make its
    output non-blocking too. It reads the descriptor itself: a thread that dies holding Python's own buffer
    takes the interpreter with it.
    """
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        # The loop may be gone before the last piece comes.
        with contextlib.suppress(RuntimeError):
            while True:
                try:
                    piece = os.read(descriptor, _AT_ONCE)
                except OSError:
                    piece = b""
                loop.call_soon_threadsafe(pieces.put_nowait, piece)
                if not piece:
                    return

    threading.Thread(target=read, name="lines", daemon=True).start()
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    begun = ""
    while piece := await pieces.get():
        *whole, begun = (begun + decode(piece)).split("\n")
        for line in whole:
            yield line.removesuffix("\r")
    begun += decode(b"", True)
    if begun:
        yield begun
