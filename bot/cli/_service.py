"""The bot as a service: nobody types, a supervisor starts and stops it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import sys
from contextlib import suppress


def somebody_types() -> bool:
    """Whether lines may come from standard input: not where a supervisor has closed it or given the null device."""
    try:
        given = os.fstat(sys.stdin.fileno())
        return not (stat.S_ISCHR(given.st_mode) and given.st_rdev == os.stat(os.devnull).st_rdev)
    except (OSError, ValueError):
        return False


class StopSignal:
    """SIGTERM or SIGINT, heard once: a second one ends the process at once, as it would have without us."""

    def __init__(self) -> None:
        self.interrupted = False
        """Whether it was SIGINT, from a keyboard."""
        self._heard = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._hear, number)

    def _hear(self, number: signal.Signals) -> None:
        self.interrupted = number is signal.SIGINT
        self._heard.set()
        self.forget()

    async def wait(self) -> None:
        """Return once it has come."""
        await self._heard.wait()

    def forget(self) -> None:
        """Leave signals to themselves."""
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.remove_signal_handler(number)


def tell_supervisor(state: str) -> None:
    """Tell systemd a state (``READY=1``, ``STOPPING=1``) where it has asked for it: sd_notify(3)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as there:
        there.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
