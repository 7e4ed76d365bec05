"""What this process has in hand: its claims are renewed for as long as that takes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.domain import Beat, Delivery
from bot.errors import CafeError, OwnFault
from bot.logs import Event, faults_of, logger, own_faults, told_of
from bot.ports import Clock, Store

_log = logger(__name__)

LEASE = timedelta(minutes=2)
"""How long a claim on a beat or a delivery holds, unless it is renewed, before somebody else may take it over."""

RENEWALS = 3
"""How often a claim is renewed while it would hold: once may fail, as where the database is locked."""


class Holding:
    """The beats and deliveries that somebody in this process is at. However long a platform makes them wait, they are
    nobody else's: a claim runs out where its process has died, or has stood still."""

    def __init__(self, store: Store, clock: Clock, lease: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._lease = lease
        self._beats: dict[str, int] = {}
        self._deliveries: dict[str, int] = {}

    @property
    def beats(self) -> frozenset[str]:
        """The keys of the beats in hand."""
        return frozenset(self._beats)

    @property
    def deliveries(self) -> frozenset[str]:
        """The keys of the deliveries in hand."""
        return frozenset(self._deliveries)

    @contextmanager
    def beat(self, beat: Beat) -> Iterator[None]:
        """Have a claimed beat in hand."""
        with _held(self._beats, beat.key, beat.generation):
            yield

    @contextmanager
    def delivery(self, delivery: Delivery) -> Iterator[None]:
        """Have a claimed delivery in hand."""
        with _held(self._deliveries, delivery.key, delivery.generation):
            yield

    async def renew(self) -> None:
        """Have all claims on what is in hand hold for another whole lease. Raises `bot.errors.StoreError`."""
        if self._beats or self._deliveries:
            async with self._store.writing() as work:
                until = self._clock.now() + self._lease
                await work.renew_claims(dict(self._beats), dict(self._deliveries), until)

    async def keep_renewing(self) -> None:
        """Renew until cancelled, `RENEWALS` times in a lease; what the store cannot do is logged and tried again."""
        while True:
            # By the loop's clock: the one on the wall may be set back meanwhile.
            await asyncio.sleep(self._lease.total_seconds() / RENEWALS)
            try:
                with own_faults():
                    await self.renew()
            except OwnFault as error:
                _log.error(Event.CLAIMS_NOT_RENEWED, **told_of(error))
            except CafeError as error:
                _log.error(Event.CLAIMS_NOT_RENEWED, faults=faults_of(error))


@contextmanager
def _held(claims: dict[str, int], key: str, generation: int) -> Iterator[None]:
    claims[key] = generation
    try:
        yield
    finally:
        del claims[key]
