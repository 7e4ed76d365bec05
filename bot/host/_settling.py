"""What becomes of a beat: judged before it is performed, and its end kept together with what the desk is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain import Beat, BeatKind, Cafe, CafeState, Delivery, DeskNote, DeskNoteKind, Progress, Publishing, RoomRef
from bot.errors import CafeError, NoSuchPlace, NotAllowed, NowhereToSeal, OwnFault, PlatformError, StillOwed
from bot.host._delivering import Deliverer
from bot.host._drafting import tell_draft, wait_for_a_host
from bot.host._retention import reach
from bot.host._saying import Telling, beat_deliveries
from bot.host._wishes import owe_followers
from bot.lateness import (
    DO,
    FIRST_RETRY,
    PATIENCE,
    Deed,
    Situation,
    Verdict,
    Why,
    given_up,
    is_late,
    judge,
    leaves_out,
    may_pass,
    nothing_opened,
    opens,
    retry_after,
)
from bot.logs import Event, logger
from bot.ports import Clock, Platform, Store, Writing
from bot.rhythm import plan_of

_log = logger(__name__)


STATE_AFTER = {
    BeatKind.PRESENT: CafeState.PRESENTED,
    BeatKind.OPEN_WORKSHOP: CafeState.OPEN,
    BeatKind.CALL_CLOSING_WORDS: CafeState.CLOSING,
    BeatKind.CLOSE: CafeState.CLOSED,
    BeatKind.PUBLISH: CafeState.PUBLISHED,
}
"""Where a café has come once a beat of that kind is done."""


class Settler:
    """Judges beats, and settles them. What the desk is to be told is noted in the same unit of work, once."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        deliverer: Deliverer,
        publishing: Publishing,
        notice_link: str | None,
    ) -> None:
        self._publishing = publishing
        self.for_a_host = not publishing.unattended
        """Whether flashbacks wait for a host."""
        self.notice_link = notice_link
        """Where members read all of what is kept of them."""
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._deliverer = deliverer

    async def judge(self, cafe: Cafe, beat: Beat) -> Verdict:
        """What is to be done with a claimed beat. Raises `PlatformError` where it cannot be known whether a message
        of it is in its room."""
        now = self._clock.now()
        in_time = not is_late(beat, now) and now < cafe.closes_at
        if in_time and beat.kind not in (BeatKind.PUBLISH, BeatKind.UNSEAL, BeatKind.END_RETENTION):
            return DO
        silent = beat.kind in (BeatKind.PUBLISH, BeatKind.END_RETENTION)
        begun = not silent and await self._begun(cafe, beat, now)
        async with self._store.reading() as store:
            beats = await store.beats(cafe.id)
            opened_last = await store.opened_last(cafe.id)
            for_a_host = self.for_a_host and not await store.publishing_released(cafe.id)
        return judge(beat, Situation(cafe, beats, now, opened_last, begun, for_a_host))

    async def _begun(self, cafe: Cafe, beat: Beat, now: datetime) -> bool:
        """Whether something of a beat is in a room already: whoever sent it may have died before marking it."""
        async with self._store.reading() as store:
            deliveries = await store.deliveries(beat.key)
        if any(one.progress is Progress.DONE for one in deliveries):
            return True
        forgotten = cafe.restored is not None and beat.due < cafe.restored
        try:
            await self._deliverer.settle(deliveries)
            if forgotten and not deliveries and beat.kind is not BeatKind.UNSEAL:
                return await self._said_before(cafe, beat)
        except PlatformError:
            if opens(beat) and now >= cafe.closes_at and not forgotten:
                return False
            raise
        async with self._store.reading() as store:
            return any(one.progress is Progress.DONE for one in await store.deliveries(beat.key))

    async def _said_before(self, cafe: Cafe, beat: Beat) -> bool:
        """Whether a beat of which a backup knows nothing was begun in a room after that backup was made: a beat's
        messages are sent in their order, so the first one to each home tells."""
        async with self._store.reading() as store:
            beats = await store.beats(cafe.id)
        telling = self.telling(cafe, beat, beats)
        first: list[Delivery] = []
        for home in cafe.homes:
            platform = self._platforms.get(home.room.platform)
            if platform is not None and platform.can.speaks:
                first += beat_deliveries(telling, home, platform.can)[:1]
        return await self._deliverer.is_there(first, cafe.opens_at)

    def telling(self, cafe: Cafe, beat: Beat, beats: Sequence[Beat], late_since: datetime | None = None) -> Telling:
        """What there is to tell on a beat of a café with those beats."""
        nothing = nothing_opened(beats)
        return Telling(cafe, beat, plan_of(cafe), late_since, nothing, tuple(beats), self.for_a_host, self.notice_link)

    async def take_up(self, cafe: Cafe, beat: Beat, verdict: Verdict) -> datetime | None:
        """Since when a beat counts as taken up late; kept before anything is said of it. ``None`` for one in time."""
        if verdict.deed is not Deed.DO_LATE:
            return None
        now = self._clock.now()
        if beat.workshop is not None and opens(beat):
            async with self._store.writing() as work:
                await work.move_workshop(cafe.id, beat.workshop, now.replace(microsecond=0))
        return now

    async def settle(self, beat: Beat, verdict: Verdict) -> None:
        """Keep what has become of a claimed beat."""
        now = self._clock.now()
        async with self._store.writing() as work:
            if verdict.deed is Deed.SKIP:
                await self._skip(work, beat, verdict, now)
            elif verdict.why is Why.FOR_A_HOST:
                await wait_for_a_host(work, beat, verdict, now)
            elif verdict.deed is Deed.WAIT and verdict.until is not None:
                why = verdict.why.value if verdict.why else ""
                kept = beat.why if beat.refusals and beat.why else why
                if await work.release_beat(beat, verdict.until, kept, aside=may_pass(beat)) and not beat.refusals:
                    await work.note_plan_change(beat.cafe)
                    await self._note(work, beat, "late", DeskNoteKind.PUT_OFF, now, why=why, until=verdict.until)
            elif await work.finish_beat(beat, now):
                await owe_followers(work, beat, self._platforms, now)
                if is_late(beat, now):
                    await self._note(work, beat, "late", DeskNoteKind.LATE, now, until=beat.due)
                if beat.kind is BeatKind.CLOSE:
                    await tell_draft(work, beat.cafe, self._publishing, now)

    async def refused(self, beat: Beat, error: CafeError, stopping: bool = False) -> None:
        """Keep that a room has refused a claimed beat: it is tried again after a growing wait, or given up."""
        now = self._clock.now()
        async with self._store.writing() as work:
            if stopping or isinstance(error, StillOwed):
                again = now if stopping else now + FIRST_RETRY
                await work.release_beat(beat, again, "still_owed", aside=beat.aside)
                return
            why = _why(error)
            if leaves_out(beat, now) and await self._leave_out(work, beat, why, now):
                return
            if given_up(beat, now):
                await self._fail(work, beat, why, now)
                return
            aside = may_pass(beat) and beat.refusals >= PATIENCE
            retry_at = now + retry_after(beat.refusals)
            if await work.release_beat(beat, retry_at, why, aside=aside, refused_at=now):
                await self._note(work, beat, "refused", DeskNoteKind.REFUSED, now, why=why)

    async def note_unlocked(self, beat: Beat, room: RoomRef, error: PlatformError) -> None:
        """Have the desk told, once a café, that threads of a room could not be locked at its end."""
        kind, key = DeskNoteKind.UNLOCKED, f"{beat.cafe}/unlocked/{room}"
        async with self._store.writing() as work:
            notice = DeskNote(key, kind, self._clock.now(), beat.cafe, room, beat.kind, why=_why(error))
            await self._keep(work, notice, beat)

    async def _skip(self, work: Writing, beat: Beat, verdict: Verdict, now: datetime) -> None:
        why = verdict.why.value if verdict.why else ""
        if beat.refusals and beat.why:
            await self._fail(work, beat, beat.why, now)
            return
        if not await work.finish_beat(beat, now, Progress.SKIPPED, why):
            return
        await work.forgo(beat.key, ())
        if beat.kind is BeatKind.PRESENT:
            await self._not_held(work, beat, why, now)
            return
        if beat.kind is BeatKind.PUBLISH:
            await work.move_cafe(beat.cafe, CafeState.NOT_HELD, now)
        await self._note(work, beat, "skipped", DeskNoteKind.SKIPPED, now, why=why)

    async def _fail(self, work: Writing, beat: Beat, why: str, now: datetime) -> None:
        if not await work.finish_beat(beat, now, Progress.FAILED, why):
            return
        await work.forgo(beat.key, ())
        if beat.kind is BeatKind.PRESENT:
            await self._not_held(work, beat, why, now)
            return
        if beat.kind is BeatKind.CLOSE:
            await work.move_cafe(beat.cafe, CafeState.CLOSED, now)
            await tell_draft(work, beat.cafe, self._publishing, now)
        await self._note(work, beat, "failed", DeskNoteKind.FAILED, now, why=why)

    async def _leave_out(self, work: Writing, beat: Beat, why: str, now: datetime) -> bool:
        """Have a beat done without the homes that keep refusing it, if another one has it; a home that could not be
        told what is kept takes no part in the café at all (truth 6)."""
        deliveries = await work.deliveries(beat.key)
        left = {one.room for one in deliveries if one.progress is not Progress.DONE}
        if not left or left == {one.room for one in deliveries} or not await work.finish_beat(beat, now):
            return False
        await work.fail_deliveries(beat.key)
        if beat.kind in STATE_AFTER:
            await reach(work, beat, STATE_AFTER[beat.kind], now)
        if beat.kind is BeatKind.CLOSE:
            await tell_draft(work, beat.cafe, self._publishing, now)
        for room in sorted(left):
            if beat.kind is BeatKind.PRESENT:
                await work.drop_home(beat.cafe, room)
            sort, kind = f"left_out/{room}", DeskNoteKind.LEFT_OUT
            await self._note(work, beat, sort, kind, now, why=why, room=room)
        await owe_followers(work, beat, self._platforms, now)
        return True

    async def _not_held(self, work: Writing, beat: Beat, why: str, now: datetime) -> None:
        await work.skip_rest(beat.cafe, now, Why.NOT_HELD.value)
        await work.move_cafe(beat.cafe, CafeState.NOT_HELD, now)
        await self._note(work, beat, "not_held", DeskNoteKind.NOT_HELD, now, why=why)

    async def _note(
        self,
        work: Writing,
        beat: Beat,
        sort: str,
        kind: DeskNoteKind,
        now: datetime,
        *,
        why: str | None = None,
        until: datetime | None = None,
        room: RoomRef | None = None,
    ) -> None:
        notice = DeskNote(
            key=f"{beat.key}/{sort}",
            kind=kind,
            at=now,
            cafe=beat.cafe,
            beat=beat.kind,
            workshop=beat.workshop,
            why=why,
            until=until,
            room=room,
        )
        await self._keep(work, notice, beat)

    async def _keep(self, work: Writing, notice: DeskNote, beat: Beat) -> None:
        if await work.note(notice):
            why = notice.why or "late"
            _log.warning(Event.NOTICE, cafe=beat.cafe, beat=beat.key, notice=notice.kind.value, why=why)


def _why(error: CafeError) -> str:
    """The key of the sentence that says why a beat could not be done: below ``[why]`` in the locales."""
    if isinstance(error, NoSuchPlace):
        return "no_such_place"
    if isinstance(error, NowhereToSeal):
        return "no_companion"
    if isinstance(error, OwnFault):
        return "own_fault"
    return "not_allowed" if isinstance(error, NotAllowed) else "unreachable"
