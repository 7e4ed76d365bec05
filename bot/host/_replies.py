"""Private answers that are owed, sent."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import OwnFault, PlatformError
from bot.host._delivering import Deliverer
from bot.logs import Event, faults_of, logger, told_of
from bot.ports import Clock, Platform, Store

_log = logger(__name__)


class Replies:
    """Sends them. One that is refused stays owed, until it is of no use any more."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock, deliverer: Deliverer) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._deliverer = deliverer

    async def send(self) -> None:
        """Send all that are owed."""
        async with self._store.reading() as store:
            owed = [one for one in await store.replies_owed() if one.room.platform in self._platforms]
        now = self._clock.now()
        for stale in [one for one in owed if one.until is not None and one.until <= now]:
            async with self._store.writing() as work:
                await work.give_up_delivery(stale.key, now)
        try:
            await self._deliverer.make_all(owed)
        except PlatformError as error:
            _log.warning(Event.REPLY_REFUSED, faults=faults_of(error))
        except OwnFault as error:
            _log.error(Event.REPLY_FAILED, **told_of(error))
