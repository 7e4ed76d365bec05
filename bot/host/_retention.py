"""The end of a café's retention: the last audit, the figures frozen with it, and every word gone but the published
verbatims."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime

from bot.digest import from_json, published, to_json
from bot.digest.audit import audited
from bot.digest.flashback import Flashback
from bot.digest.frozen import kept_verbatims
from bot.domain import Beat, Cafe, CafeState, Freeze, RoomRef, zone_of
from bot.errors import CallError, PlatformError, fault
from bot.host._forgotten_notes import drop_notes_with_names, without_notes
from bot.host._publishing import Publisher, host_flashback
from bot.lateness import leaves_out
from bot.ports import Clock, Reading, Store, Writing
from bot.rhythm import retention_ends


class Retention:
    """Ends retention. ``read_back`` reads a room back from its position."""

    def __init__(
        self, store: Store, clock: Clock, publisher: Publisher, read_back: Callable[[RoomRef], Awaitable[None]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._publisher = publisher
        self._read_back = read_back

    async def end(self, cafe: Cafe, beat: Beat) -> None:
        """End it, once. What was taken back until now is learnt first; a room that keeps refusing holds nothing up for
        longer than any other step. Raises `PlatformError`."""
        refused: PlatformError | None = None
        for home in cafe.homes:
            try:
                await self._read_back(home.room)
            except PlatformError as error:
                refused = refused or error
        if refused is not None and not leaves_out(beat, self._clock.now()):
            raise refused
        async with self._store.writing() as work:
            # The flashback may have come out since this beat was claimed: its words are kept from then on.
            if not any(one.key == beat.key and one.due == beat.due for one in await work.hold_beats(beat.cafe)):
                return
            await freeze(work, beat.cafe, self._clock)
        # What was still to be taken over by the rooms.
        async with self._store.reading() as store:
            changed = await store.changes(beat.cafe)
        if changed:
            await self._publisher.renew(beat.cafe)


async def reach(work: Writing, beat: Beat, state: CafeState, now: datetime) -> None:
    """Move a café on to where it is once a beat of it is done. When its flashback comes out its retention counts from
    there, in the same unit of work; in a café that came back with a backup from before, whose flashback may have come
    out long ago, it goes on to count from the planned instant."""
    cafe = await work.cafe(beat.cafe)
    await work.move_cafe(beat.cafe, state, now)
    if cafe is None or cafe.retention_days is None or state is not CafeState.PUBLISHED or cafe.state is state:
        return
    if cafe.restored is None or beat.due >= cafe.restored:
        await work.end_retention_at(cafe.id, retention_ends(now, cafe.retention_days))


async def freeze(work: Writing, cafe: str, clock: Clock) -> None:
    """Freeze a café within one unit of work. A flashback that words have left since is made anew first."""
    record = await work.record(cafe)
    document = await work.flashback(cafe)
    if record.cafe.frozen_at is None and document is not None and await work.changes(cafe):
        document = to_json(published(host_flashback(record), record))
    named = await drop_notes_with_names(work, record, clock.now()) if record.cafe.frozen_at is None else []
    if document is not None and named:
        document = to_json(without_notes(from_json(document), named))
        await work.note_change(cafe)
    audit = audited(document or to_json(host_flashback(record)), record)
    verbatims, left = kept_verbatims(document, record) if document is not None else ((), None)
    last = Freeze(clock.now(), audit.figures, tuple(asdict(one) for one in audit.differences))
    await work.freeze(cafe, last, verbatims, left)


async def kept_flashback(store: Reading, cafe: str) -> Flashback:
    """The flashback of a café for its host: computed again from what is kept, or the frozen one. Raises `CallError`
    where retention has ended and none was published."""
    record = await store.record(cafe)
    if record.cafe.frozen_at is None:
        return host_flashback(record)
    document = await store.flashback(cafe)
    if document is None:
        raise ended(record.cafe)
    return from_json(document)


def require_kept(cafe: Cafe) -> None:
    """Go on only as long as the café's posts are kept. Raises `CallError`."""
    if cafe.frozen_at is not None:
        raise ended(cafe)


def ended(cafe: Cafe) -> CallError:
    """That what members said in a café is kept no more."""
    since = cafe.frozen_at.astimezone(zone_of(cafe.zone)).date() if cafe.frozen_at else ""
    return CallError(fault("retention_ended", title=cafe.title, date=since))
