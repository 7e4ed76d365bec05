"""The loop over the beats: wakes when the next one is due, claims it, has the host perform it, marks it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.clock import CompressedClock
from bot.domain import Beat
from bot.errors import CafeError, OwnFault, PlatformError, StoreError
from bot.host import Host, Openings
from bot.lateness import Deed
from bot.logs import Event, faults_of, logger, own_faults, told_of
from bot.ports import Clock, Look, Observer, Store

LOOK_AGAIN = timedelta(seconds=30)
"""How long the ticker sleeps at most: a wall clock may be moved, another process may have opened a café."""

TOGETHER = 16
"""How many cafés' beats a bot that runs has in hand at once: while one waits for a platform, others go on."""

_log = logger(__name__)


class Ticker:
    """Performs the beats that are due; before that it has the programme looked at. Those of one café are performed one
    after another, those of up to ``together`` cafés at the same time.
    """

    def __init__(
        self,
        store: Store,
        host: Host,
        clock: Clock,
        *,
        worker: str,
        lease: timedelta,
        observer: Observer | None = None,
        openings: Openings | None = None,
        together: int = 1,
    ) -> None:
        self._together = together
        self._openings = openings
        self.planning: datetime | None = None
        """When the programme next has a café to plan, as of the latest tick: nothing is to be seen of that."""
        self._store = store
        self._host = host
        self._clock = clock
        self._worker = worker
        self._lease = lease
        self._observer = observer or Observer()
        self._stopping = False
        self._store_failed = False
        self._awake = asyncio.Event()
        self._ticking = asyncio.Lock()

    def wake(self) -> None:
        """Have it look at the beats at once: something was opened, or time was skipped."""
        self._awake.set()

    def stop(self) -> None:
        """End after the delivery in hand; what is claimed and not done is given back."""
        self._stopping = True
        self._host.stop()
        self.wake()

    async def tick(self) -> datetime | None:
        """Perform everything that is due now; returns when the next beat falls due, or the next café is to be
        planned, ``None`` if nothing is."""
        async with self._ticking:
            self.planning = await self._look_at_programme()
            await self._host.let_in()
            self._host.pictures.begin()
            await self._host.look_at_rooms()
            look = await self._look()
            caring = await self._host.care.look(look.nudges)
            if caring.owed or look.calls_for_work(self._clock.now(), self._lease):
                await self._perform_all()
                self._host.care.look_anew()
                caring = await self._host.care.look(look.nudges)
                await self._host.desk.tell()
                await self._host.send_replies()
                await self._host.renew_flashbacks()
                await self._host.renew_indexes()
                look = await self._look()
            self._observer.looked(self._clock.now())
            return min((one for one in (look.due, self.planning, caring.next) if one is not None), default=None)

    async def settle(self) -> None:
        """Return once what goes on beside the beats, pictures being fetched, has ended."""
        await self._host.pictures.settle()

    async def _look(self) -> Look:
        async with self._store.reading() as store:
            return await store.look(self._host.serves)

    async def _look_at_programme(self) -> datetime | None:
        try:
            if self._openings is None:
                return None
            planning = await self._openings.look()
            if notices := self._openings.take_notices():
                await self._host.desk.note_faults({one.key: one.fault for one in notices})
            return planning
        except StoreError:
            raise
        except Exception:
            # The cafés that are planned go on.
            _log.exception(Event.PROGRAMME_UNREADABLE)
            return None

    async def run(self) -> None:
        """Tick until told to stop; what is in hand meanwhile stays this worker's."""
        renewing = asyncio.create_task(self._host.holding.keep_renewing())
        try:
            await self._tick_on()
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _tick_on(self) -> None:
        while not self._stopping:
            self._awake.clear()
            try:
                with own_faults():
                    due = await self.tick()
                    if self._store_failed:
                        await self._host.desk.note_store_is_back()
                        self._store_failed, due = False, self._clock.now()
            except OwnFault as error:
                _log.error(Event.BEAT_FAILED, **told_of(error))
                due = None
            except CafeError as error:
                self._store_failed = self._store_failed or isinstance(error, StoreError)
                _log.error(Event.BEATS_UNREADABLE, faults=faults_of(error))
                due = None
            if self._stopping:
                return
            latest = self._clock.now() + LOOK_AGAIN
            await self._sleep_until(latest if due is None else min(due, latest))

    async def _perform_all(self) -> None:
        """Perform all that is due: whoever is free takes the next beat of a café that nobody has in hand."""
        ended = await asyncio.gather(*(self._work() for _ in range(self._together)), return_exceptions=True)
        for fault in ended:
            if fault is not None:
                raise fault

    async def _work(self) -> None:
        while not self._stopping and (beat := await self._claim()) is not None:
            with self._host.holding.beat(beat):
                await self._perform(beat)

    async def _claim(self) -> Beat | None:
        async with self._store.writing() as work:
            now, serves, in_hand = self._clock.now(), self._host.serves, self._host.holding.beats
            return await work.claim_beat(now, self._lease, self._worker, serves, but=in_hand)

    async def _perform(self, beat: Beat) -> None:
        began = self._clock.now()
        try:
            with own_faults():
                verdict = await self._host.perform(beat)
                await self._host.settle(beat, verdict)
        except PlatformError as error:
            if not self._stopping:
                _log.warning(Event.BEAT_REFUSED, cafe=beat.cafe, beat=beat.key, faults=faults_of(error))
            await self._host.refused(beat, error, stopping=self._stopping)
            return
        except OwnFault as error:
            _log.error(Event.BEAT_FAILED, cafe=beat.cafe, beat=beat.key, **told_of(error))
            await self._host.refused(beat, error)
            return
        if verdict.deed not in (Deed.DO, Deed.DO_LATE):
            return
        seconds = (self._clock.now() - began).total_seconds()
        _log.info(Event.BEAT_DONE, cafe=beat.cafe, beat=beat.key, late=_late(beat, began), seconds=seconds)

    async def _sleep_until(self, instant: datetime) -> None:
        waits = [
            asyncio.ensure_future(self._clock.wait_until(instant)),
            asyncio.ensure_future(self._awake.wait()),
        ]
        try:
            # By the loop's own clock too: what waits for an instant would wait longer after the wall clock is set back.
            done, _ = await asyncio.wait(waits, timeout=LOOK_AGAIN.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            for one in waits:
                one.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


def _late(beat: Beat, at: datetime) -> float:
    """How many seconds after its instant a beat was begun."""
    return max(0.0, (at - beat.due).total_seconds())


async def run_through(ticker: Ticker, clock: CompressedClock, until: datetime | None = None) -> None:
    """Perform all beats, or those up to an instant, moving a compressed clock from one to the next."""
    while (due := await ticker.tick()) is not None and (until is None or due <= until):
        clock.move_to(due)
    await ticker.settle()
