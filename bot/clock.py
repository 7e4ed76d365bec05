"""The clocks: the one place where the time comes from."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.ports import Clock


class RealClock:
    """The world's time, woken by APScheduler.

    APScheduler follows the monotonic clock: after a suspension or a moved wall clock it may wake late, so
    who waits long looks again now and then (`bot.ticker`).
    """

    def __init__(self) -> None:
        self._scheduler: Any = None

    def now(self) -> datetime:
        """The instant, UTC."""
        return datetime.now(UTC)

    async def wait_until(self, instant: datetime) -> None:
        """Return once that instant has come; at once if it is past."""
        if instant <= self.now():
            await asyncio.sleep(0)
            return
        woken = asyncio.Event()

        async def wake() -> None:
            woken.set()

        from apscheduler.jobstores.base import JobLookupError

        job = self._started().add_job(wake, "date", run_date=instant, misfire_grace_time=None)
        try:
            await woken.wait()
        finally:
            with suppress(JobLookupError):
                job.remove()

    def stop(self) -> None:
        """Let go of the scheduler."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    def _started(self) -> Any:
        if self._scheduler is None:
            from apscheduler.schedulers.asyncio import AsyncIOScheduler

            self._scheduler = AsyncIOScheduler(timezone=UTC)
            self._scheduler.start()
        return self._scheduler


class CompressedClock:
    """A clock that is where it was last moved to: for the demonstration, the rehearsal, a replay and the tests.

    Waiting for an instant moves it there at once; it never goes back.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The instant, UTC."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Let the time pass until that instant; one that is past changes nothing."""
        self._now = max(self._now, instant.astimezone(UTC))

    async def wait_until(self, instant: datetime) -> None:
        """Move to that instant."""
        self.move_to(instant)
        await asyncio.sleep(0)


class LeadingClock:
    """A clock ahead of another one, by a lead that a person can lengthen: how a week passes in an evening
    on the terminal platform."""

    def __init__(self, behind: Clock, lead: timedelta = timedelta(0)) -> None:
        self._behind = behind
        self._lead = max(lead, timedelta(0))

    def now(self) -> datetime:
        """The instant, UTC."""
        return self._behind.now() + self._lead

    @property
    def lead(self) -> timedelta:
        """How far it is ahead."""
        return self._lead

    def skip(self, length: timedelta) -> None:
        """Let so much time pass at once. Who waits has to look again (`bot.ticker.Ticker.wake`)."""
        self._lead += max(length, timedelta(0))

    async def wait_until(self, instant: datetime) -> None:
        """Return once that instant has come by the lead there is when the waiting begins."""
        await self._behind.wait_until(instant - self._lead)
