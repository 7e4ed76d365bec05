"""A real process is killed again and again, and started again until the café has gone its whole way."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.wiring import DATABASE
from tests.conftest import ROOT
from tests.stories.disturbed import Outcome, Play


@pytest.fixture(scope="module")
def undisturbed(memory: Path) -> Outcome:
    """The same café in one process that nobody disturbs."""

    async def lived(path: Path) -> Outcome:
        play = Play(path)
        await play.prepare()
        assert await play.live()
        return await play.outcome()

    return asyncio.run(lived(memory / DATABASE))


def lived(folder: Path, killed_after: int | None) -> bool:
    """One life of the process; it is killed once it has said so many lines. True if it came to its end before that."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.stories.runner", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    for number, _ in enumerate(process.stdout, 1):
        if number == killed_after:
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.read()
    faults = process.stderr.read().decode()
    process.stdout.close()
    process.stderr.close()
    status = process.wait()
    assert status in (0, -signal.SIGKILL), faults
    return status == 0


def _seeds(few: int, many: int) -> Callable[[Callable[..., object]], Callable[..., object]]:
    return pytest.mark.parametrize(
        "seed", [*range(few), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(few, many))]
    )


@_seeds(3, 25)
async def test_a_process_that_is_killed_says_nothing_twice_and_drops_nothing(
    undisturbed: Outcome, seed: int, memory: Path
) -> None:
    chance = random.Random(seed)
    folder = memory / f"killed-{seed}"
    for _ in range(chance.randint(1, 3)):
        if lived(folder, chance.randint(1, 1200)):
            break
    else:
        assert lived(folder, None)
    assert await Play(folder / DATABASE).outcome() == undisturbed
