"""The clock of a homeserver: that of this machine, or one that stands still until the test moves it."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FORM = struct.Struct("<d")


class Dial:
    """What a homeserver's clock is set to: seconds since 1970 in eight bytes of a file, read at each look; 0 is the
    machine's own time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_bytes(_FORM.pack(0.0))
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), _FORM.size)

    def read(self) -> float:
        [seconds] = _FORM.unpack_from(self._bytes)
        return float(seconds)

    def set(self, instant: datetime | None) -> None:
        """Have it stand at that instant; ``None``, before it starts and never later: let it run with the machine. A
        homeserver that comes forward by months has millions of its own five seconds to go through."""
        _FORM.pack_into(self._bytes, 0, instant.timestamp() if instant else 0.0)


class Clock:
    """The time of a homeserver, for the tests and the bot alike: both are to have the same."""

    def __init__(self, dial: Dial, at: datetime) -> None:
        self._dial = dial
        self._at = at.astimezone(UTC)
        dial.set(self._at)

    def now(self) -> datetime:
        return self._at

    def forward(self, **by: float) -> datetime:
        """Move on, as in ``forward(days=1, hours=2)``."""
        return self.move_to(self._at + timedelta(**by))

    def move_to(self, instant: datetime) -> datetime:
        """Move on to an instant; never back."""
        self._at = max(self._at, instant.astimezone(UTC))
        self._dial.set(self._at)
        return self._at

    async def wait_until(self, instant: datetime) -> None:
        self.move_to(instant)
