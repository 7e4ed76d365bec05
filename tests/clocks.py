"""What a clock has in hand."""

from __future__ import annotations

from bot.clock import RealClock


def jobs(clock: RealClock) -> int:
    """How many wakings the clock's scheduler still has before it."""
    return 0 if clock._scheduler is None else len(clock._scheduler.get_jobs())
