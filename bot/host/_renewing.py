"""Taking changes over into the rooms, café by café: one that cannot be now keeps no other one waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from bot.errors import OwnFault, PlatformError
from bot.logs import Event, faults_of, logger, own_faults, told_of

_log = logger(__name__)


async def renew_each(cafes: Iterable[str], renew: Callable[[str], Awaitable[None]]) -> None:
    """Renew each of these cafés; what a room refuses stays noted, and is taken over later."""
    for cafe in cafes:
        try:
            with own_faults():
                await renew(cafe)
        except PlatformError as error:
            _log.warning(Event.RENEWAL_REFUSED, cafe=cafe, faults=faults_of(error))
        except OwnFault as error:
            _log.error(Event.RENEWAL_FAILED, cafe=cafe, **told_of(error))
