"""What must be fast on Discord, as ratios in one run: ``python -m bench.discord``, with ``quick`` for a sample.

The tables and what they say stand in docs/PERFORMANCE.md.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO, Any

QUICK = "quick" in sys.argv
POSTS = 5_000 if QUICK else 20_000
ROUNDS = 3 if QUICK else 7
CAFES = 500 if QUICK else 10_000
SECONDS = 20 if QUICK else 120
PER_SECOND = 50


class Other:
    """Another process, spoken to in lines of JSON."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @property
    def _lines(self) -> tuple[IO[str], IO[str]]:
        to, out = self._process.stdin, self._process.stdout
        assert to is not None
        assert out is not None
        return to, out

    def put(self, what: Any) -> None:
        """Tell it something."""
        self._lines[0].write(json.dumps(what) + "\n")
        self._lines[0].flush()

    def heard(self) -> Any:
        """What it tells next."""
        line = self._lines[1].readline()
        if not line:
            raise SystemExit("the other process has ended")
        return json.loads(line)

    def asked(self, do: str, **how: Any) -> Any:
        """What it answers to a deed."""
        self.put({"do": do, **how})
        return self.heard()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


@contextlib.contextmanager
def others(*started: Other) -> Iterator[None]:
    try:
        yield
    finally:
        for one in started:
            one.end()


def rate(what: str) -> float:
    """Posts a second that one client deals with, in a burst from a second process."""
    server = Other("bench.discord_server")
    with others(server):
        address, gateway = server.heard()
        channel = server.asked("rooms", channels=1, people=300)[0]
        client = Other("bench.discord_client", what, address, gateway, str(channel), str(POSTS))
        with others(client):
            thread = client.heard()
            server.put({"do": "burst", "thread": int(thread), "posts": POSTS})
            return float(client.heard())


def streams() -> None:
    print(f"\nMESSAGE_CREATE, {POSTS} in a burst from a second process, a second")
    print(f"{'empty handler':>14} {'into the store':>15} {'ratio':>6}")
    ratios = []
    for _ in range(ROUNDS):
        ceiling, ours = rate("empty"), rate("store")
        ratios.append(ours / ceiling)
        print(f"{ceiling:>14,.0f} {ours:>15,.0f} {ratios[-1]:>6.2f}", flush=True)
    print(f"median {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


def many_cafes() -> None:
    print(f"\n{CAFES} cafés in {CAFES} channels, all due at once; Discord takes {PER_SECOND} requests a second")
    server = Other("bench.discord_server")
    with others(server):
        address, gateway = server.heard()
        channels = server.asked("rooms", channels=CAFES, people=20)
        client = Other("bench.discord_client", "many", address, gateway)
        with others(client):
            client.put([str(one) for one in channels])
            begun = time.perf_counter()
            assert client.heard() == "due"
            print(f"ready after {time.perf_counter() - begun:.0f} s", flush=True)
            server.asked("hold", most=PER_SECOND)
            time.sleep(5)
            server.asked("count")
            failed = server.asked("ask", command="me help", times=SECONDS, every=1.0)
            found = server.asked("count")
    used = found["passed"] / found["seconds"] / PER_SECOND
    waited = found["waited"]
    print(f"{found['passed']} requests in {found['seconds']:.0f} s: {used:.2f} of the limit")
    print(f"refused as too many: {found['too_many']}, invalid: {found['invalid']}, faults: {found['faults']}")
    print(
        f"{len(waited)} members' commands, {failed} failed; answered within {waited[len(waited) // 2]:.2f} s (median), "
        f"{waited[-1]:.2f} s at the most"
    )


if __name__ == "__main__":
    if "many" not in sys.argv:
        streams()
    if "streams" not in sys.argv:
        many_cafes()
