"""A homeserver on this machine, for the tests alone: started, stopped, started again."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import itertools
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from tests.matrix_server._clock import Dial
from tests.matrix_server._configuration import SECRET, write

PATIENCE = 60.0
"""How many seconds a homeserver may take to answer: on a busy machine it takes more than its usual two."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account: who they are, and how they get in."""

    user: str
    device: str
    token: str = field(repr=False)
    password: str = field(repr=False)


class Homeserver:
    """Synapse in a folder of its own. Its rooms and people are there until the folder is taken away."""

    def __init__(self, folder: Path, *, room_version: str, strict: bool) -> None:
        self.folder = folder
        self.name = "cafe.test"
        self.port = _free_port()
        self.dial = Dial(folder / "dial")
        self._told = write(folder, self.name, self.port, room_version=room_version, strict=strict)
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)

    @classmethod
    @contextlib.contextmanager
    def running(
        cls, *, room_version: str = "12", strict: bool = False, at: datetime | None = None
    ) -> Iterator[Homeserver]:
        """One for as long as the block lasts, by a clock that stands at that instant; else by the machine's."""
        folder = Path(tempfile.mkdtemp(prefix="cafe-homeserver-"))
        made = cls(folder, room_version=room_version, strict=strict)
        made.dial.set(at)
        try:
            made.start()
            yield made
        finally:
            made.stop()
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and return once it answers."""
        path = Path(__file__).with_name("synapse_process.py")
        with (self.folder / "output.txt").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore", str(path), str(self._told), str(self.dial.path)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd=self.folder,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the homeserver does not start:\n{self.told()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop at once, as when the power fails; what it has said so far stays."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()

    def told(self) -> str:
        """The end of what it has written down."""
        files = [self.folder / "output.txt", self.folder / "homeserver.log"]
        return "\n".join(one.read_text(encoding="utf-8", errors="replace")[-4000:] for one in files if one.exists())

    def id_for(self, called: str) -> str:
        """The id of a new account, unlike any other's: ``called`` is how it begins."""
        return f"@{called.lower()}-{next(self._numbers)}:{self.name}"

    async def register(self, called: str, id: str | None = None) -> Account:
        """A new account of somebody who is ``called`` so, under an id that was given out before, or a new one."""
        name = (id or self.id_for(called))[1:].partition(":")[0]
        password = "tell nobody"
        way = f"{self.url}/_synapse/admin/v1/register"
        async with aiohttp.ClientSession() as session:
            async with session.get(way) as answer:
                nonce = (await answer.json())["nonce"]
            proof = hmac.new(SECRET.encode(), digestmod=hashlib.sha1)
            proof.update("\0".join((nonce, name, password, "notadmin")).encode())
            wished = {
                "nonce": nonce,
                "username": name,
                "displayname": called,
                "password": password,
                "admin": False,
                "mac": proof.hexdigest(),
            }
            async with session.post(way, json=wished) as answer:
                made: dict[str, Any] = await answer.json()
        return Account(made["user_id"], made["device_id"], made["access_token"], password)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_matrix/client/versions", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
