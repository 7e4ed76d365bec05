"""What the bot may not do is tried once: Discord shuts out an address that asks for too much it may not have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.errors import NotAllowed
from bot.platforms.discord_platform._faults import in_our_words
from bot.platforms.discord_platform._rights import Right
from bot.ports import Clock

AGAIN_AFTER = timedelta(minutes=15)
"""How long a refusal holds where nobody tells that the rights have changed: a worker that does not listen hears of
nothing."""

_MOST = 10_000


class Refusals:
    """Remembers what was refused, by the place (a channel, a member) and the right that is missing there."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[tuple[int, Right | None], tuple[datetime, NotAllowed]] = {}

    @contextmanager
    def asking(self, place: int, right: Right | None = None, *, channel: str = "?") -> Iterator[None]:
        """Ask something of Discord inside. What it refuses comes out as one of `bot.errors`. Where the same was refused
        a moment ago, that is said again, and nothing is asked."""
        now = self._clock.now()
        found = self._kept.get((place, right))
        if found is not None:
            # An instant ahead is void: the clock was set back since.
            if timedelta() <= now - found[0] < AGAIN_AFTER:
                raise NotAllowed(*found[1].faults)
            del self._kept[place, right]
        try:
            with in_our_words(right, channel=channel):
                yield
        except NotAllowed as error:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[place, right] = now, error
            raise

    def forget(self, place: int | None = None) -> None:
        """Something has changed there, or somewhere: what was refused may be asked again."""
        if place is None:
            self._kept.clear()
        elif self._kept:
            for one in [one for one in self._kept if one[0] == place]:
                del self._kept[one]
