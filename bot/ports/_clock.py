"""What a clock must offer."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The one place that is asked for the time."""

    def now(self) -> datetime:
        """The instant, UTC."""

    async def wait_until(self, instant: datetime) -> None:
        """Return once that instant has come; at once if it is past."""
