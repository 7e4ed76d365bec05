"""What was carried for a member and is taken back leaves the rooms: it is kept as due until it has."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain import Carried, Posted
from bot.errors import NoSuchPlace, OwnFault, PlatformError
from bot.lateness import LONGEST_RETRY, retry_after
from bot.logs import Event, faults_of, logger, own_faults
from bot.ports import Clock, Platform, Store

_log = logger(__name__)


@dataclass(slots=True)
class _Waiting:
    """One that a room refuses to give back: how often it has, and when it is tried again."""

    refusals: int
    until: datetime


class Carrying:
    """Retracts what is due. What died in between is due again, and one that is gone already is no fault; a room that
    refuses is asked again after 1, 2, 4, ... minutes, at most an hour."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._waiting: dict[Carried, _Waiting] = {}

    async def take_back(self) -> None:
        """Have all that is due leave its room; what is refused stays due."""
        async with self._store.reading() as store:
            due = await store.carried_to_retract(self._platforms.keys())
        for one in due:
            if not self._waits(one):
                await self._retract(one)

    def _waits(self, one: Carried) -> bool:
        # An instant further ahead than any wait is void: the clock was set back since.
        waiting, now = self._waiting.get(one), self._clock.now()
        return waiting is not None and now < waiting.until <= now + LONGEST_RETRY

    async def _retract(self, one: Carried) -> None:
        try:
            # With its room or its thread it is gone too.
            with own_faults(), contextlib.suppress(NoSuchPlace):
                await self._platforms[one.room.platform].retract(one.room, Posted(one.post.id, one.thread))
        except (PlatformError, OwnFault) as error:
            _log.warning(Event.ERASING_REFUSED, account=one.room.platform, faults=faults_of(error))
            refusals = self._waiting[one].refusals if one in self._waiting else 0
            self._waiting[one] = _Waiting(refusals + 1, self._clock.now() + retry_after(refusals))
            return
        self._waiting.pop(one, None)
        async with self._store.writing() as work:
            await work.carried_retracted(one)
