"""Pictures that members bring: fetched and cleaned beside everything else, so that a slow one holds nobody up.

That a picture is to be fetched is kept with its post, in the same unit of work. What is owed is fetched at once,
again later where a platform cannot be reached, and at the next start after a death. One that cannot be kept is let go
of, and its author is told, alone and once a post.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain import Attachment, OwedPicture, Picture, Post
from bot.errors import CafeError, NoSuchPlace, NotAllowed, OwnFault, PlatformError, TooBig, fault
from bot.host._saying import reply
from bot.logs import Event, faults_of, logger, own_faults, told_of
from bot.pictures import Limits, cleaned
from bot.ports import Clock, Platform, Store
from bot.wording import wording

_log = logger(__name__)

MOST_OF_A_POST = 10
"""How many pictures of one post are kept."""

MOST_TRIES = 8
"""After how many tries a picture that a platform does not hand out is let go of: some four hours."""

_FIRST_WAIT = timedelta(minutes=1)
_AT_ONCE = 3
_LONGEST_FETCH = 60.0
"""In seconds of the machine."""


class Pictures:
    """Fetches what is owed. ``answer`` sends the private answers that are owed."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        limits: Limits,
        answer: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._limits = limits
        self._answer = answer
        self._waiting: dict[OwedPicture, datetime] = {}
        """What is owed, and from when on it is tried."""
        self._tasks: dict[OwedPicture, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._stopping = False

    async def recall(self, platforms: Collection[str]) -> None:
        """Take up what is owed from these platforms, whoever has left it."""
        async with self._store.reading() as store:
            self.note(await store.pictures_owed(platforms))

    def note(self, owed: Iterable[OwedPicture]) -> None:
        """Have pictures fetched, now that they are stored as owed."""
        self._waiting.update((one, self._clock.now()) for one in owed)
        self.begin()

    def begin(self) -> None:
        """Begin to fetch whatever has waited long enough; returns at once."""
        now = self._clock.now()
        for one, since in self._waiting.items():
            if since <= now and one not in self._tasks and not self._stopping:
                self._tasks[one] = asyncio.create_task(self._take(one))
        for one in self._tasks.keys() - self._waiting.keys():
            del self._tasks[one]

    async def settle(self) -> None:
        """Return once everything that was begun has ended."""
        self.begin()
        await asyncio.gather(*self._tasks.values())

    def stop(self) -> None:
        """Begin no more, and let go of what is under way: it stays owed."""
        self._stopping = True
        for task in self._tasks.values():
            task.cancel()

    async def _take(self, owed: OwedPicture) -> None:
        try:
            async with self._turns:
                with own_faults():
                    await self._fetch(owed)
        except OwnFault as error:
            _log.error(Event.PICTURE_FAILED, cafe=owed.cafe, post=str(owed.post), **told_of(error))
            self._try_again(owed)
        except CafeError as error:
            _log.warning(Event.PICTURE_REFUSED, cafe=owed.cafe, post=str(owed.post), faults=faults_of(error))
            self._try_again(owed)
        else:
            self._waiting.pop(owed, None)
        self._tasks.pop(owed, None)

    async def _fetch(self, owed: OwedPicture) -> None:
        while (post := await self._post(owed)) is not None:
            if await self._keep(owed, await self._fetched(owed, post), post.attachments):
                break

    async def _post(self, owed: OwedPicture) -> Post | None:
        async with self._store.reading() as store:
            return await store.post(owed.cafe, owed.post)

    async def _fetched(self, owed: OwedPicture, post: Post) -> Picture | None:
        """The picture; ``None`` for one that cannot be kept."""
        try:
            async with asyncio.timeout(_LONGEST_FETCH):
                content = await self._platforms[owed.room.platform].fetch(
                    owed.room, post, owed.number, self._limits.largest
                )
        except (TooBig, NoSuchPlace, NotAllowed):
            return None
        except (PlatformError, TimeoutError) as error:
            if owed.tries + 1 < MOST_TRIES:
                async with self._store.writing() as work:
                    await work.put_off_picture(owed)
                if isinstance(error, PlatformError):
                    raise
                raise PlatformError(fault("picture_slow")) from None
            return None
        return await asyncio.to_thread(cleaned, content, self._limits)

    async def _keep(self, owed: OwedPicture, picture: Picture | None, seen: Sequence[Attachment]) -> bool:
        """Keep the picture, or let go of it; false, and nothing done, where the post has other attachments by now than
        were seen when it was fetched: what is at that place may be another one."""
        async with self._store.writing() as work:
            post, cafe = await work.post(owed.cafe, owed.post), await work.cafe(owed.cafe)
            if post is not None and post.attachments != seen:
                return False
            if picture is not None:
                await work.keep_picture(owed, picture)
                return True
            home = next((one for one in cafe.homes if one.room == owed.room), None) if cafe else None
            can = self._platforms[owed.room.platform].can
            if not await work.drop_picture(owed) or cafe is None or post is None or home is None:
                return True
            if can.speaks and can.private_messages:
                say = wording(home.language)
                most = say.number(max(1, self._limits.largest // 1_000_000))
                sentence = say.say("cafe.picture_not_kept", most=most)
                await work.owe([reply(cafe.id, f"{owed.post}/pictures", home, can, post.author, sentence)])
        await self._answer()
        return True

    def _try_again(self, owed: OwedPicture) -> None:
        self._waiting.pop(owed, None)
        again = OwedPicture(owed.cafe, owed.room, owed.post, owed.number, owed.tries + 1)
        self._waiting[again] = self._clock.now() + _FIRST_WAIT * 2**owed.tries
