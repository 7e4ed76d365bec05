"""Looking again at what is kept: what was erased while nobody listened is found by comparing (truth 3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import Cafe, Inbound, Reacted, RoomRef, ThreadGone
from bot.errors import CafeError, OwnFault, PlatformError
from bot.host._ears import Ears
from bot.lateness import retry_after
from bot.logs import Event, faults_of, logger, own_faults, told_of
from bot.ports import Clock, LosesThreads, Platform, Store

AGAIN_AFTER = timedelta(days=1)
"""How long after a room was looked at it is looked at again."""

PAGE = 500
"""How many posts a platform is asked about at a time."""

_CHECK = timedelta(minutes=1)
"""How often it is seen whether a room is due."""

_log = logger(__name__)


@dataclass(slots=True)
class _Due:
    """When a room is looked at next, and how often it has refused since it was last."""

    at: datetime
    refusals: int = 0

    def is_come(self, now: datetime) -> bool:
        # An instant further ahead than any wait is void: the clock was set back since.
        return not now < self.at <= now + AGAIN_AFTER


class LookingAgain:
    """Asks the platforms what has become of the posts of every café whose retention goes on: at each start, and once a
    day. ``take`` takes what has happened in, by the same door as everything else.

    Whoever listens to a room looks, and nobody else; a death, or a second worker, does no harm: what is known
    changes nothing. A room that refuses is tried again after 1, 2, 4, ... minutes, at most an hour.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        ears: Ears,
        take: Callable[[Sequence[Inbound]], Awaitable[None]],
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._take = take
        self._ears = ears
        self._due: dict[RoomRef, _Due] = {}
        self._listening: set[str] = set()

    async def begin(self, ears: Collection[str]) -> None:
        """Look at the rooms that are heard there from now on, all of them at the next look. One in which nobody speaks
        (a file) stays as it was read."""
        self._listening.update(one for one in ears if self._platforms[self._ears.account(one)].can.speaks)
        for room in [room for room in self._due if await self._ears.of(room) in ears]:
            self._due.pop(room, None)

    def leave(self, ear: str) -> None:
        """Look at no room that is heard there any more: somebody else listens."""
        self._listening.discard(ear)

    async def look(self) -> None:
        """Look again at each room that is due, one after another. Raises `bot.errors.StoreError`."""
        async with self._store.reading() as store:
            rooms = [room for room, _ in await store.rooms_to_read_back(self._ears.accounts(self._listening))]
        for room in rooms:
            if not await self._hears(room):
                continue
            due = self._due.setdefault(room, _Due(self._clock.now()))
            if due.is_come(self._clock.now()):
                await self._look_at(room, due)

    async def run(self) -> None:
        """Look for ever."""
        while True:
            try:
                with own_faults():
                    await self.look()
            except OwnFault as error:
                _log.error(Event.LOOKING_FAILED, **told_of(error))
            except CafeError as error:
                _log.error(Event.LOOKING_FAILED, faults=faults_of(error))
            await self._clock.wait_until(self._clock.now() + _CHECK)

    async def _look_at(self, room: RoomRef, due: _Due) -> None:
        try:
            with own_faults():
                async with self._store.reading() as store:
                    cafes = await store.cafes_in(room)
                for cafe in cafes:
                    await self._compare(cafe, room)
        except (PlatformError, OwnFault) as error:
            _log.warning(Event.LOOKING_REFUSED, account=room.platform, faults=faults_of(error))
            due.at = self._clock.now() + retry_after(due.refusals)
            due.refusals += 1
            return
        due.at, due.refusals = self._clock.now() + AGAIN_AFTER, 0

    async def _compare(self, cafe: Cafe, room: RoomRef) -> None:
        """Compare all that is kept of a café in one of its rooms, page by page."""
        platform, last = self._platforms[room.platform], None
        seen: set[str | None] = set()
        while await self._hears(room):
            async with self._store.reading() as store:
                page = await store.kept(cafe.id, room, last, PAGE)
            if page:
                seen.update(one.thread for one in page)
                differs = [one async for one in platform.look_again(room, page)]
                if told := [one for one in differs if self._counts(cafe, one)]:
                    await self._take(told)
            if len(page) < PAGE:
                return await self._look_for_threads(cafe, room, seen)
            last = page[-1].post

    async def _look_for_threads(self, cafe: Cafe, room: RoomRef, seen: Collection[str | None]) -> None:
        """Look for the threads in which nothing is kept: nothing else would tell that one is gone."""
        platform = self._platforms[room.platform]
        if not isinstance(platform, LosesThreads):
            return
        async with self._store.reading() as store:
            threads = [one for one in await store.threads(cafe.id, room) if one not in seen]
        if gone := await platform.threads_gone(room, threads):
            await self._take([ThreadGone(room=room, at=self._clock.now(), thread=one) for one in gone])

    async def _hears(self, room: RoomRef) -> bool:
        return await self._ears.of(room) in self._listening

    def _counts(self, cafe: Cafe, event: Inbound) -> bool:
        """Nobody knows whether a reaction that is found once the café is over was put in time."""
        return not isinstance(event, Reacted) or not cafe.is_over(self._clock.now())
