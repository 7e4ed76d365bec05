"""What happened in the rooms, kept together with how far they are read, whoever else keeps something there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain import Inbound, MemberRef, RoomRef
from bot.errors import OwnFault, PlatformError, fault
from bot.host._ears import Ears
from bot.host._gathering import MOST, foresee
from bot.host._pictures import Pictures
from bot.host._receiving import Receiver
from bot.host._sealing import Sealing
from bot.logs import Event, logger, own_faults, told_of
from bot.ports import Platform, Store, Writing

_log = logger(__name__)


@dataclass(slots=True)
class _Trail:
    """How far a room's history has been read by whoever reads it now. ``overtaken`` once somebody else has kept
    something of that room meanwhile: what was read may be older than what they kept, and is read again."""

    room: RoomRef
    position: str | None
    overtaken: bool = False


class Keeper:
    """Keeps what happened in the rooms. ``claims`` are the generations of ``worker``'s claims to listen, by ear;
    ``renew`` is asked once words of a closed café have changed.

    A position is never stored past something unread, nor is something old kept after what came later (decision 0017):
    what is read back is kept only on top of the position that it was read from, and what is handed in only by who
    listens there. Of a room that is still to be read back (`fall_behind`) nothing that can be read is kept
    before it has been.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        hosts: frozenset[MemberRef],
        sealing: Sealing,
        pictures: Pictures,
        worker: str,
        claims: Mapping[str, int],
        ears: Ears,
        renew: Callable[[], Awaitable[None]],
    ) -> None:
        self._ears = ears
        self._store = store
        self._platforms = platforms
        self._hosts = hosts
        self._sealing = sealing
        self._pictures = pictures
        self._worker = worker
        self._claims = claims
        self._renew = renew
        self._behind: set[RoomRef] = set()

    def fall_behind(self, rooms: Iterable[RoomRef]) -> None:
        """Know that these rooms have to be read back before anything newer of them is kept."""
        self._behind.update(rooms)

    async def keep(self, events: Sequence[Inbound]) -> bool:
        """Keep what was handed in, in one unit of work where it can be; returns whether any has earned a private
        answer.

        One on which the program itself fails is left out, and the room is read past it (decision 0020).
        """
        return await self._keep(events, None)

    async def catch_up(self, room: RoomRef) -> None:
        """Read a room back from where its history has been stored. Raises `PlatformError`."""
        while not await self._walk(room):
            """Somebody else reads there too: each time round one of us has come further."""
        self._behind.discard(room)

    async def read_again(self, room: RoomRef, since: str | None) -> None:
        """Read a room back from an earlier position. Raises `PlatformError`."""
        if room in self._behind:
            # Nobody knows that the position is the earlier one.
            await self.catch_up(room)
        while not await self._walk(room, (since,)):
            """As above."""

    async def _walk(self, room: RoomRef, since: tuple[str | None] | None = None) -> bool:
        """Read a room to its end; false if it has to be read again because somebody else has read on."""
        platform = self._platforms.get(room.platform)
        if platform is None:
            raise PlatformError(fault("platform_not_connected", platform=room.platform))
        async with self._store.reading() as store:
            trail = _Trail(room, await store.position(room))
        batch: list[Inbound] = []
        events = 0
        async for event in platform.read_back(room, since[0] if since else trail.position):
            batch.append(event)
            events += 1
            if len(batch) == MOST:
                await self._keep(batch, trail)
                if trail.overtaken:
                    return False
                batch = []
        if batch:
            await self._keep(batch, trail)
        if events and not trail.overtaken:
            _log.info(Event.ROOM_READ_BACK, account=room.platform, events=events)
        return not trail.overtaken

    async def _keep(self, events: Sequence[Inbound], trail: _Trail | None) -> bool:
        try:
            with own_faults():
                answered, touched = await self._keep_together(events, trail)
        except OwnFault as error:
            if len(events) > 1:
                return any([await self._keep([event], trail) for event in events])
            await self._leave_out(events[0], trail, error)
            return False
        if touched:
            await self._renew()
        return answered

    async def _leave_out(self, event: Inbound, trail: _Trail | None, error: OwnFault) -> None:
        kind = type(event).__name__
        _log.error(
            Event.EVENT_LEFT_OUT, account=event.room.platform, kind=kind, position=event.position, **told_of(error)
        )
        if event.position is not None:
            async with self._store.writing() as work:
                if await self._ours(work, [event], trail):
                    await work.keep_position(event.room, event.position)
            if trail is not None and not trail.overtaken:
                trail.position = event.position

    async def _keep_together(self, events: Sequence[Inbound], trail: _Trail | None) -> tuple[bool, bool]:
        """Keep events in one unit of work; returns whether any has earned a private answer, and whether words of a
        closed café have changed."""
        async with self._store.writing() as work:
            events = await self._ours(work, events, trail)
            receiver = Receiver(work, self._platforms, self._hosts)
            positions: dict[RoomRef, str] = {}
            await foresee(work, events)
            for event in events:
                await receiver.take(event)
                if event.position is not None:
                    positions[event.room] = event.position
            for room, position in positions.items():
                await work.keep_position(room, position)
            answered = await receiver.finish()
        if trail is not None:
            trail.position = positions.get(trail.room, trail.position)
        self._sealing.note(receiver.answered)
        self._pictures.note(receiver.pictures)
        return answered, bool(receiver.touched)

    async def _ours(self, work: Writing, events: Sequence[Inbound], trail: _Trail | None) -> Sequence[Inbound]:
        """Those events that may be kept. What can be read back is left to whoever listens now; what has no position
        would be lost."""
        if trail is not None:
            trail.overtaken = trail.overtaken or await work.position(trail.room) != trail.position
            return () if trail.overtaken else events
        heard = {room: await self._ears.of(room) for room in {event.room for event in events}}
        unheard = {ear for ear in set(heard.values()) if not await self._listens(work, ear)}
        lost = {room for room, ear in heard.items() if ear in unheard}
        if not lost and not self._behind:
            return events
        return [
            one for one in events if one.position is None or (one.room not in lost and one.room not in self._behind)
        ]

    async def _listens(self, work: Writing, ear: str) -> bool:
        """Whether we have claimed to listen there, and nobody has taken it over since. Who never claimed anything is
        alone."""
        claim = self._claims.get(ear)
        if claim is None:
            return not self._claims
        return await work.listens(ear, self._worker, claim)
