"""Who listens: of several workers on one database, one for each account, or for each part of one that is split."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.errors import CafeError, PlatformError
from bot.host._host import Host
from bot.logs import Event, logger
from bot.ports import Clock, Store, Writing

LISTENER_LEASE = timedelta(seconds=30)
"""How long nobody listens somewhere, at most, after whoever did has died."""

_log = logger(__name__)


class Listening:
    """Claims each ear (`bot.host._ears.Ears`), listens while the claim holds, and leaves where somebody else has taken
    it over.

    Two that listen in one place at once would receive everything twice; none would receive nothing. Both are told
    by the database: a claim with an end, renewed long before it comes (`look` three times in a lease).

    What is other workers' own is claimed only a lease after this one began, for they may be starting as well, and is
    given back as soon as one of them is there again.
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
        self._began: datetime | None = None

    @property
    def held(self) -> frozenset[str]:
        """Where it listens."""
        return frozenset(self._held)

    async def look(self) -> None:
        """Claim what nobody holds, renew what is held, leave what was lost. Raises `bot.errors.StoreError`, and after
        all others had their turn the first `PlatformError` of an account that cannot be reached."""
        refused: PlatformError | None = None
        now = self._clock.now()
        self._began = now if self._began is None else min(self._began, now)
        mine = self._host.ears.mine()
        others = self._host.ears.others() if now - self._began >= self._lease else ()
        for ear in (*mine, *others):
            try:
                await self._look_at(ear, own=ear in mine)
            except PlatformError as error:
                refused = refused or error
        if refused is not None:
            raise refused

    async def _look_at(self, ear: str, *, own: bool) -> None:
        async with self._store.writing() as work:
            wanted = not own and await self._is_wanted(work, ear)
            claim = None if wanted else await work.claim_listener(ear, self._worker, self._clock.now(), self._lease)
            if own and claim is None and ear not in self._host.platforms:
                await work.claim_listener(_wanted(ear), self._worker, self._clock.now(), self._lease)
        if wanted and ear in self._held:
            await self._give_back(ear)
        if claim is None and ear not in self._held:
            self._host.stand_by(ear)
        if claim == self._held.get(ear):
            return
        if self._held.pop(ear, None) is not None:
            await self._host.leave(ear)
            _log.warning(Event.LISTENS_NO_MORE, account=ear)
        if claim is not None:
            await self._begin(ear, claim)

    async def _is_wanted(self, work: Writing, ear: str) -> bool:
        """Whether somebody whose own it is waits for it: they hold a claim of its own to that."""
        claim = await work.claim_listener(_wanted(ear), self._worker, self._clock.now(), self._lease)
        if claim is not None:
            await work.release_listener(_wanted(ear), self._worker, claim)
        return claim is None

    async def _give_back(self, ear: str) -> None:
        await self._host.leave(ear)
        async with self._store.writing() as work:
            await work.release_listener(ear, self._worker, self._held.pop(ear))

    async def run(self) -> None:
        """Look for ever."""
        while True:
            try:
                await self.look()
            except CafeError as error:
                _log.error(Event.LISTENING_FAILED, fault=error.faults[0].key)
            await self._clock.wait_until(self._clock.now() + self._lease / 3)

    async def release(self) -> None:
        """Leave everywhere, so that another worker need not wait. Raises `bot.errors.StoreError`."""
        for ear in list(self._held):
            await self._give_back(ear)

    async def _begin(self, ear: str, claim: int) -> None:
        beginning = asyncio.ensure_future(self._host.listen({ear: claim}))
        try:
            # A connection may take longer than a claim holds.
            while not (await asyncio.wait([beginning], timeout=self._lease.total_seconds() / 3))[0]:
                await self._renew(ear, *self._held)
            await beginning
        except PlatformError:
            # Somebody else may reach it.
            async with self._store.writing() as work:
                await work.release_listener(ear, self._worker, claim)
            raise
        finally:
            beginning.cancel()
        self._held[ear] = claim
        _log.info(Event.LISTENS, account=ear)

    async def _renew(self, *ears: str) -> None:
        """Keep these claims; one that is lost all the same is left at the next look."""
        for ear in ears:
            async with self._store.writing() as work:
                await work.claim_listener(ear, self._worker, self._clock.now(), self._lease)


def _wanted(ear: str) -> str:
    """The claim of whoever waits for what is their own."""
    return f"{ear}/wanted"
