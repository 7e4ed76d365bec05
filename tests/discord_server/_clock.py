"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import datetime, timedelta


class Clock:
    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def forward(self, **by: float) -> datetime:
        """Move on, as in ``forward(days=1, hours=2)``."""
        self._at += timedelta(**by)
        return self._at
