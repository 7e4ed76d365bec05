"""What is looked after beside the beats: reminders that members wished for, and the desk's morning list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain import DeskRoom
from bot.host._morning import Morning
from bot.host._nudging import Nudging
from bot.ports import Clock, Platform, Store

LOOK_AGAIN = timedelta(minutes=5)
"""How long what is known of the next reminder holds at most: another process may have opened or closed a workshop."""


@dataclass(frozen=True, slots=True)
class Cared:
    """What one look has found: whether anything is owed now, and when the next thing will be, as far as is known."""

    owed: bool = False
    next: datetime | None = None


class Care:
    """Owes what is due and knows when more will be. While nothing is, it asks the database nothing."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        desks: Sequence[DeskRoom],
        zone: str,
        morning: time | None,
    ) -> None:
        self._clock = clock
        self._nudging = Nudging(store, platforms, clock)
        self._morning = Morning(store, platforms, clock, desks, zone, morning)
        self._looked_at: datetime | None = None
        self._known = Cared()

    def look_anew(self) -> None:
        """Forget what is known of the next reminder: something has changed."""
        self._looked_at = None

    async def look(self, nudges: bool) -> Cared:
        """Owe what is due. ``nudges`` is whether anybody wishes to be reminded at all."""
        now = self._clock.now()
        if not nudges and not self._morning.wanted:
            return Cared()
        if self._is_known(now):
            return self._known
        found = [await self._morning.give()]
        if nudges:
            found.append(await self._nudging.remind())
        coming = min((one for _, one in found if one is not None), default=None)
        self._looked_at, self._known = now, Cared(next=coming)
        return Cared(any(owed for owed, _ in found), coming)

    def _is_known(self, now: datetime) -> bool:
        """Whether nothing can be due yet, as far as is known; a clock that was set back knows nothing."""
        if self._looked_at is None or not self._looked_at <= now < self._looked_at + LOOK_AGAIN:
            return False
        return self._known.next is None or now < self._known.next
