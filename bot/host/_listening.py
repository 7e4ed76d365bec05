"""Who listens: of several workers on one database, one for each account."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import CafeError, PlatformError
from bot.host._host import Host
from bot.logs import Event, logger
from bot.ports import Clock, Store

LISTENER_LEASE = timedelta(seconds=30)
"""How long an account goes without a listener, at most, after whoever listened has died."""

_log = logger(__name__)


class Listening:
    """Claims each account, listens while the claim holds, and leaves where somebody else has taken it over.

    Two that listen to one account at once would receive everything twice; none would receive nothing. Both are told
    by the database: a claim with an end, renewed long before it comes (`look` three times in a lease).
    """

    def __init__(
        self, store: Store, host: Host, clock: Clock, *, worker: str, lease: timedelta = LISTENER_LEASE
    ) -> None:
        self._store = store
        self._host = host
        self._clock = clock
        self._worker = worker
        self._lease = lease
        self._held: dict[str, int] = {}

    @property
    def held(self) -> frozenset[str]:
        """The accounts it listens to."""
        return frozenset(self._held)

    async def look(self) -> None:
        """Claim what nobody holds, renew what is held, leave what was lost. Raises `bot.errors.StoreError`, and after
        all others had their turn the first `PlatformError` of an account that cannot be reached."""
        refused: PlatformError | None = None
        for name in sorted(self._host.platforms):
            try:
                await self._look_at(name)
            except PlatformError as error:
                refused = refused or error
        if refused is not None:
            raise refused

    async def _look_at(self, name: str) -> None:
        async with self._store.writing() as work:
            claim = await work.claim_listener(name, self._worker, self._clock.now(), self._lease)
        if claim is None and name not in self._held:
            self._host.stand_by(name)
        if claim == self._held.get(name):
            return
        if self._held.pop(name, None) is not None:
            await self._host.leave(name)
            _log.warning(Event.LISTENS_NO_MORE, account=name)
        if claim is not None:
            await self._begin(name, claim)

    async def run(self) -> None:
        """Look for ever."""
        while True:
            try:
                await self.look()
            except CafeError as error:
                _log.error(Event.LISTENING_FAILED, fault=error.faults[0].key)
            await self._clock.wait_until(self._clock.now() + self._lease / 3)

    async def release(self) -> None:
        """Leave every account, so that another worker need not wait. Raises `bot.errors.StoreError`."""
        for name, claim in list(self._held.items()):
            await self._host.leave(name)
            async with self._store.writing() as work:
                await work.release_listener(name, self._worker, claim)
            del self._held[name]

    async def _begin(self, name: str, claim: int) -> None:
        try:
            await self._host.listen({name: claim})
        except PlatformError:
            # Somebody else may reach it.
            async with self._store.writing() as work:
                await work.release_listener(name, self._worker, claim)
            raise
        self._held[name] = claim
        _log.info(Event.LISTENS, account=name)
