"""What the homeserver tells, batch by batch: each goes through the door before the next one is asked for.

nio's own loop is not used: it goes on before what it has told is kept, and asks without a pause where it is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

from nio import SyncError, SyncResponse

from bot.domain import Inbound
from bot.errors import CafeError, ConfigurationError, OwnFault
from bot.logs import Event as Told
from bot.logs import faults_of, logger, own_faults, told_of
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._faults import at_the_start, fault_of, reachable
from bot.ports import Door

WAITS = 30_000
"""How long the homeserver may wait for something to happen, in milliseconds."""

LONGEST_PAUSE = 60.0
"""The longest pause between two attempts, in seconds: they are twice as long each time."""

_AT_ONCE = 100
_MOST_SEEN = 20_000


def _only(limit: int) -> dict[str, Any]:
    """What is asked for: so many events of a room at once, and nothing that passes by."""
    room = {"timeline": {"limit": limit}, "state": {"lazy_load_members": True}, "ephemeral": {"types": []}}
    return {"room": room, "presence": {"types": []}}


_KEYS_ALONE: dict[str, Any] = {
    "room": {"rooms": []},
    "presence": {"types": []},
    "account_data": {"types": []},
}


Translate: TypeAlias = Callable[[SyncResponse, str], Awaitable[Sequence[Inbound]]]
"""Says what a batch means to cafés, that came after that token."""

_log = logger(__name__)


async def rest(seconds: float) -> None:
    """Let some time pass between two attempts."""
    await asyncio.sleep(seconds)


class Syncing:
    """Listens for one account. ``learn`` is shown the first answer, of which nothing is news."""

    def __init__(
        self, account: Account, translate: Translate, learn: Callable[[SyncResponse], Awaitable[None]]
    ) -> None:
        self._account = account
        self._translate = translate
        self._learn = learn
        self._since = ""
        self._worker: asyncio.Task[None] | None = None
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._turned = asyncio.Condition()
        self._handing: asyncio.Future[None] | None = None
        self._resting = False
        self._in_hand: set[str] = set()

    @property
    def listening(self) -> bool:
        """Whether somebody listens."""
        return self._worker is not None and not self._worker.done()

    def is_new(self, event: str) -> bool:
        """Whether an event was not handed in yet, as far as that is remembered."""
        return event not in self._seen

    def keep_in_mind(self, event: str) -> None:
        """Know that an event will be handed in with the batch in hand."""
        self._in_hand.add(event)

    async def begin(self, door: Door) -> None:
        """Listen from now on. What was before is for whoever listens to ask for. Raises `ConfigurationError` for a
        token that is of no use, `PlatformError` where the homeserver cannot be reached."""
        try:
            await self._account.unlock()
            answer = await self._account.granted(lambda: self._ask(0, _only(1), full=True))
            await self._learn(answer)
            await self._account.keep_keys()
            # Keys that were sent meanwhile come by a hundred at a time: what is read back next takes all of them.
            while self._account.has_keys and answer.to_device_events:
                self._since = answer.next_batch
                answer = await self._account.granted(lambda: self._ask(0, _KEYS_ALONE))
        except CafeError as error:
            raise at_the_start(error) from None
        self._since = answer.next_batch
        self._worker = asyncio.create_task(self._work(door))

    async def end(self) -> None:
        """Listen no more. What is being handed in is finished first; what cannot be kept is left: it is read back."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
        if self._handing is not None:
            if self._resting:
                self._handing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._handing

    async def heard(self, event: str) -> None:
        """Returns once that event has gone through the door."""
        await self.until(lambda: event in self._seen)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Returns once that holds after a batch."""
        async with self._turned:
            await self._turned.wait_for(holds)

    async def _work(self, door: Door) -> None:
        pause = 1.0
        while True:
            try:
                with own_faults():
                    await self._turn(door)
            except OwnFault as error:
                _log.error(Told.LISTENING_FAILED, **told_of(error))
            except CafeError as error:
                _log.error(Told.CONNECTION_ENDED, account=self._account.name, fault=faults_of(error))
                if isinstance(error, ConfigurationError):
                    return
            else:
                pause = 1.0
                continue
            await rest(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _turn(self, door: Door) -> None:
        with reachable():
            answer = await self._ask(WAITS, _only(_AT_ONCE))
        if isinstance(answer, SyncError):
            raise at_the_start(fault_of(answer.status_code))
        self._in_hand.clear()
        if events := await self._translate(answer, self._since):
            self._handing = asyncio.ensure_future(self._hand_in(door, events))
            await asyncio.shield(self._handing)
        await self._past(answer)
        await self._account.keep_keys()

    async def _hand_in(self, door: Door, events: Sequence[Inbound]) -> None:
        pause = 1.0
        while True:
            try:
                await door(events)
            except Exception as error:
                _log.error(Told.STORING_FAILED, account=self._account.name, fault=faults_of(error))
                if self._worker is None:
                    return
                self._resting = True
                await rest(pause)
                self._resting = False
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                return

    async def _past(self, answer: SyncResponse) -> None:
        self._since = answer.next_batch
        self._seen.update(dict.fromkeys(self._in_hand))
        for info in answer.rooms.join.values():
            for event in info.timeline.events:
                self._seen[event.event_id] = None
        while len(self._seen) > _MOST_SEEN:
            self._seen.popitem(last=False)
        async with self._turned:
            self._turned.notify_all()

    async def _ask(self, waits: int, only: dict[str, Any], *, full: bool = False) -> Any:
        # nio counts a token of its own: it is told ours each time, so that a batch can come twice.
        return await self._account.client.sync(
            waits, sync_filter=only, since=self._since or None, full_state=full or None
        )
