"""What must be asked of a store, and written into it, where a running café is planned anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import Beat, Cafe


class Replanned(Protocol):
    """What can be asked about changed plans."""

    async def plan_version(self, cafe: str) -> int:
        """How often a café's plan, or how far it has come, has changed."""

    async def changed_plans(self, platforms: Collection[str]) -> Sequence[str]:
        """The cafés whose index has not taken such a change over yet, and whose every home is on one of these
        platforms, by id."""

    async def is_pending(self, cafe: str) -> bool:
        """Whether a café comes from the programme, and nothing of it has begun: it follows the programme still."""


class Replanning(Protocol):
    """The steps of a change. Nobody can claim a café's beat between `hold_beats` and the end of the unit of work."""

    async def hold_beats(self, cafe: str) -> Sequence[Beat]:
        """The beats of a café as they stand, held against whoever would claim or change one until this unit of work
        ends; two changes of one café come one after the other. In the order in which they are to be performed."""

    async def keep_plan(self, cafe: Cafe) -> int:
        """Keep what of a café's plan may change: its script, its close, its publication, and whether it pauses; its
        beats that are still to be done pause with it. Notes that its index is to be made anew. Returns the new
        version of the plan."""

    async def move_beats(self, cafe: str, due: Mapping[str, datetime], why: str | None) -> int:
        """Give beats that nobody has in hand their new instants, as if they had never been put off or refused; ``why``
        is kept for the hosts. Returns how many there were."""

    async def order_beats(self, cafe: str, keys: Sequence[str]) -> None:
        """Have a café's beats performed in this order."""

    async def add_beats(self, cafe: str, beats: Sequence[Beat], *, paused: bool) -> None:
        """Add beats to a café, in front of all others until they are put in order."""

    async def skip_beats(self, cafe: str, keys: Collection[str], now: datetime, why: str) -> int:
        """Skip beats that nobody has in hand, and drop what they owe and nobody has claimed. Returns how many there
        were."""

    async def note_plan_change(self, cafe: str) -> None:
        """Note that a café's index is to be made anew."""

    async def settle_plan(self, cafe: str, version: int) -> bool:
        """Note that the index has taken over this version of the plan; false if there is a later one by now."""
