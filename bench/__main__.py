"""What must be fast, as ratios in one run: the machine's own speed is no part of the answer.

``make bench`` prints the tables; ``python -m bench profile`` shows where the time of a stored post goes;
``python -m bench quick`` leaves the longest out.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.posting import CALLERS, by_callers, by_the_host, one_by_one, raw

POSTS = 2_000 if "quick" in sys.argv or "profile" in sys.argv else 5_000
ROUNDS = 3
REPLAYS = (1_000, 10_000, 100_000)
MANY_WORKSHOPS = (5, 50, 500)
CAFES = (10, 1_000, 10_000)


def run(*arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - begun


def child(what: str, *numbers: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.child", what, *map(str, numbers)], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def starting() -> None:
    help_time = min(run("-m", "bot", "--help") for _ in range(5))
    bare_time = min(run("-c", "pass") for _ in range(5))
    print(f"\ncafe --help: {help_time:.2f} s, {help_time / bare_time:.1f} times an empty Python")


def storing() -> None:
    print(f"\nposts stored a second ({POSTS} posts; the ratio is to sqlite3 alone, which commits each post)")
    print(
        f"{'sqlite3':>10} {'host, ' + str(CALLERS) + ' callers':>20} {'ratio':>6} {'host, one by one':>18} {'ratio':>6}"
    )
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            many = asyncio.run(by_the_host(folder / "many.db", POSTS, by_callers))
            alone = asyncio.run(by_the_host(folder / "alone.db", POSTS // 10, one_by_one))
            bare = raw(folder / "many.db", folder / "raw.db")
        print(f"{bare:>10,.0f} {many:>20,.0f} {many / bare:>6.2f} {alone:>18,.0f} {alone / bare:>6.3f}")


def replaying(sizes: tuple[int, ...]) -> None:
    print(
        "\na conversation, and a reaction for each five posts, replayed to its flashback, each in a process of its own"
    )
    print("(posts a second of a processor's time, which what else the machine does hardly changes;")
    print(" MB above the empty program: after the file is read, after all posts are kept, at the most)")
    print(
        f"{'posts':>8} {'workshops':>10} {'read, s':>8} {'in all, s':>10} {'CPU, s':>7} {'posts/CPU s':>12} {'read':>6}"
        f" {'kept':>6} {'most':>6}"
    )
    for posts, workshops in [*((size, 5) for size in sizes), *((2_000, many) for many in MANY_WORKSHOPS[1:])]:
        found = child("replay", posts, workshops)
        read, kept, most = (found[one] - found["empty"] for one in ("read", "kept", "peak"))
        print(
            f"{posts:>8,} {workshops:>10} {found['reading']:>8.1f} {found['seconds']:>10.1f} "
            f"{found['worked']:>7.1f} {posts / found['worked']:>12,.0f} {read:>6.0f} {kept:>6.0f} {most:>6.0f}"
        )


def waiting(sizes: tuple[int, ...]) -> None:
    print("\nopen cafés while nothing is due, ten to a room (a start reads each room back once)")
    print(f"{'cafés':>8} {'start, s':>9} {'idle look, ms':>14} {'statements':>11} {'MB':>6}")
    for cafes in sizes:
        found = child("cafes", cafes)
        idle = found["idle"] * 1000
        print(f"{cafes:>8,} {found['start']:>9.2f} {idle:>14.1f} {found['statements']:>11.0f} {found['grown']:>6.1f}")


def profile() -> None:
    with tempfile.TemporaryDirectory() as name:
        watch = cProfile.Profile()
        watch.enable()
        asyncio.run(by_the_host(Path(name) / "cafe.db", POSTS, by_callers))
        watch.disable()
    pstats.Stats(watch).sort_stats("tottime").print_stats(25)


def main() -> None:
    if sys.argv[1:] == ["profile"]:
        profile()
        return
    quick = sys.argv[1:] == ["quick"]
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} as this begins")
    starting()
    storing()
    waiting(CAFES[:2] if quick else CAFES)
    replaying(REPLAYS[:2] if quick else REPLAYS)


if __name__ == "__main__":
    main()
