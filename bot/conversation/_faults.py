"""What is wrong with one conversation, gathered so that one reading names it all."""

from __future__ import annotations

from bot.errors import Fault, FaultsFound, fault

MOST_FAULTS = 1_000
"""How many faults of one conversation are gathered; reading stops there."""


class Gathered:
    """The faults met so far."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def __len__(self) -> int:
        return len(self._faults)

    def add(self, found: Fault) -> None:
        """Note one more. Raises `FaultsFound` once there are `MOST_FAULTS`."""
        self._faults.append(found)
        if len(self._faults) == MOST_FAULTS - 1:
            told = self._sorted()
            raise FaultsFound([*told, fault("many_faults", file=found.file, n=len(told))])

    def raise_any(self) -> None:
        """Raises `FaultsFound` with all of them, by file and line, where there are any."""
        if self._faults:
            raise FaultsFound(self._sorted())

    def _sorted(self) -> list[Fault]:
        return sorted(self._faults, key=lambda one: (one.file or "", one.line or 0))
