"""A running café planned anew by its hosts: reword, move, add, skip, pause, resume, extend, close early.

Each change is one unit of work in which nobody can claim a beat of the café: it is made whole, with what members are
told of it, or not at all. A workshop that is opening at that very moment wins: the change is refused in a sentence.
Asked for a second time, what is so already changes nothing and is said to be so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.domain import (
    BeatKind,
    Cafe,
    CafeState,
    Delivery,
    HostChange,
    MemberRef,
    OutboundMessage,
    Progress,
    Workshop,
    zone_of,
)
from bot.errors import CallError, fault
from bot.host._held import Held
from bot.host._saying import Telling, beat_deliveries, heading_of
from bot.lateness import Why, opens
from bot.markup import paragraph, split
from bot.ports import Clock, Platform, Store, Writing
from bot.replanning import closed_early, days_between, extended, moved, reconcile, resumed, skipped
from bot.rhythm import plan_of
from bot.script import LONGEST_CAFE, NewWords, NewWorkshop, added, former_words, reworded
from bot.showing import shown
from bot.wording import Wording, wording

ONCE = timedelta(minutes=1)
"""Within how long the same extension counts as the same wish: one may well extend a café twice, but not at once."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What has come of a change. ``cafe`` is the café as it stands now, ``workshop`` the key of the one it is about,
    ``moment`` when that opens, or when the café closes. ``already`` is true where it was so before: nothing was done.
    ``withdrawn`` is true where the café is no more. ``meetings`` are those of which nobody is reminded then: the keys
    of their workshops, and when they begin.
    """

    cafe: Cafe
    workshop: str | None = None
    moment: datetime | None = None
    already: bool = False
    withdrawn: bool = False
    meetings: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """What members are told of a change: a sentence below ``[replan.told]``, about a workshop or the café's end."""

    key: str
    workshop: str | None = None


@dataclass(frozen=True, slots=True)
class _By:
    """Who changes what (the name of the command), for the history."""

    by: MemberRef
    what: str
    about: Mapping[str, str] = field(default_factory=dict)


class Replanning:
    """Changes of running cafés. ``follow`` is asked for after each change: it tells members, and sets right what was
    posted; a death before that is made good at the next look.

    ``by`` is the host who asks. Days are dates in the café's zone, hours on the wall there. Each step raises
    `bot.errors.CallError` for what cannot be, and nothing has changed then.
    """

    def __init__(
        self, store: Store, platforms: Mapping[str, Platform], clock: Clock, follow: Callable[[], Awaitable[None]]
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._follow = follow

    # --- one workshop -------------------------------------------------------------------------------------

    async def reword(self, cafe: str, workshop: str, language: str, new: NewWords, by: MemberRef) -> PlanChange:
        """Say something of a workshop otherwise in one language. Of one that has opened, its title and its question
        alone: they are revised where they stand."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            found = held.workshop(workshop)
            if language not in held.cafe.script.languages:
                known = ", ".join(held.cafe.script.languages)
                raise CallError(fault("replan.language", language=shown(language), known=known))
            script = reworded(held.cafe.script, found, language, new)
            if script == held.cafe.script:
                return PlanChange(held.cafe, found.key, already=True)
            after = replace(held.cafe, script=script)
            if held.progress_of(found) is Progress.DONE:
                if new.of_labels:
                    raise held.fault("labels", found)
                await self._require_room(work, held, after, found)
            else:
                await held.require_coming(work, found)
            was, now = (one.words[language].workshops[found.key] for one in (held.cafe.script, script))
            about = {"workshop": found.key, "language": language, **former_words(was, now, found)}
            await self._keep(work, held, after, _By(by, "reword", about))
        await self._follow()
        return PlanChange(after, found.key)

    async def move(self, cafe: str, workshop: str, on: date, at: time, by: MemberRef, what: str = "move") -> PlanChange:
        """Have a workshop open on another day, at another hour. It keeps its length, up to the café's close."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            found = held.workshop(workshop)
            day = (on - held.cafe.opening_day).days + 1
            await held.require_coming(work, found)
            if (found.day, found.at) == (day, at) and plan_of(held.cafe).workshops[found.key] > held.now:
                return PlanChange(held.cafe, found.key, plan_of(held.cafe).workshops[found.key], already=True)
            held.require_moment(on, at)
            after = moved(held.cafe, found.key, day, at)
            held.require_order(after, found.key)
            before, moment = plan_of(held.cafe).workshops[found.key], plan_of(after).workshops[found.key]
            about = {"workshop": found.key, "from": _written(before, after.zone), "to": _written(moment, after.zone)}
            await self._keep(work, held, after, _By(by, what, about), steered=found.key, told=_Told("moved", found.key))
        await self._follow()
        return PlanChange(after, found.key, moment)

    async def bring_forward(self, cafe: str, by: MemberRef) -> PlanChange:
        """Have the workshop that comes next open within a minute: a calendar knows no seconds, and no past."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            if held.cafe.paused_at is not None:
                raise held.fault("paused")
            found = held.next_to_open()
        soon = held.now.astimezone(zone_of(held.cafe.zone)).replace(second=0, microsecond=0) + timedelta(minutes=1)
        return await self.move(cafe, found.key, soon.date(), soon.time(), by, "next")

    async def add(self, cafe: str, new: NewWorkshop, on: date, at: time, by: MemberRef) -> PlanChange:
        """Add a workshop. It is held to the rules of a script, and worded alike in each of the café's languages."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            day = (on - held.cafe.opening_day).days + 1
            if there := held.same(new, day, at):
                return PlanChange(held.cafe, there.key, plan_of(held.cafe).workshops[there.key], already=True)
            held.require_moment(on, at)
            script = added(held.cafe.script, new, day, at)
            key = script.workshops[-1].key
            after = moved(replace(held.cafe, script=script), key, day, at)
            held.require_order(after, key)
            moment = plan_of(after).workshops[key]
            about = {"workshop": key, "kind": new.kind, "to": _written(moment, after.zone)}
            await self._keep(work, held, after, _By(by, "add", about))
        await self._follow()
        return PlanChange(after, key, moment)

    async def skip(self, cafe: str, workshop: str, by: MemberRef) -> PlanChange:
        """Take a coming workshop out of the café."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            found = held.workshop(workshop)
            if found.skipped:
                return PlanChange(held.cafe, found.key, already=True)
            await held.require_coming(work, found)
            after = skipped(held.cafe, found.key)
            told = _Told("skipped", found.key)
            await self._keep(work, held, after, _By(by, "skip", {"workshop": found.key}), lost=Why.BY_HOST, told=told)
        await self._follow()
        return PlanChange(after, found.key)

    async def require_skippable(self, cafe: str, workshop: str) -> None:
        """Raises `CallError` where `skip` would now."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            if not (found := held.workshop(workshop)).skipped:
                await held.require_coming(work, found)

    # --- the whole café -----------------------------------------------------------------------------------

    async def pause(self, cafe: str, by: MemberRef) -> PlanChange:
        """Have nothing open, close or be published until it goes on; members may still write."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            if held.cafe.paused_at is not None:
                return PlanChange(held.cafe, already=True)
            held.require_begun()
            held.require_still()
            after = replace(held.cafe, paused_at=held.now)
            await self._keep(work, held, after, _By(by, "pause"), told=_Told("paused"))
        await self._follow()
        return PlanChange(after, meetings=held.meetings())

    async def resume(self, cafe: str, by: MemberRef) -> PlanChange:
        """Have a paused café go on: what is not done moves later by as few whole days as leave nothing in the past."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            if held.cafe.paused_at is None:
                return PlanChange(held.cafe, moment=held.cafe.closes_at, already=True)
            held.require_still()
            after = resumed(held.cafe, held.beats, held.now)
            days = days_between(held.cafe, after)
            told = _Told("resumed_later" if days else "resumed")
            await self._keep(work, held, after, _By(by, "resume", {"days": str(days)}), told=told)
        await self._follow()
        return PlanChange(after, moment=after.closes_at)

    async def extend(self, cafe: str, days: int, by: MemberRef) -> PlanChange:
        """Have a café close so many days later, and the call for closing words with it if it is still to come."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            most = LONGEST_CAFE - held.cafe.script.days
            if not 1 <= days <= most:
                raise CallError(fault("replan.days", most=max(most, 1)))
            if await self._just_extended(work, held, days):
                return PlanChange(held.cafe, moment=held.cafe.closes_at, already=True)
            held.require_still()
            after = extended(held.cafe, days, held.beats)
            ends = {"from": _written(held.cafe.closes_at, after.zone), "to": _written(after.closes_at, after.zone)}
            await self._keep(work, held, after, _By(by, "extend", {"days": str(days), **ends}), told=_Told("extended"))
        await self._follow()
        return PlanChange(after, moment=after.closes_at)

    async def close(self, cafe: str, by: MemberRef) -> PlanChange:
        """Close a café now: what has not opened does not open any more; the flashback is waited for as long as
        before. One that nobody has been told of yet is taken back, as if it had never been planned."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            if held.cafe.state is CafeState.PLANNED and await work.withdraw_cafe(cafe):
                gone = HostChange(held.now, by, "close", None, {"cafe": cafe}, held.cafe.homes[0].room)
                await work.record_change(gone)
                return PlanChange(held.cafe, withdrawn=True)
            held.require_begun()
            held.require_still()
            after = closed_early(held.cafe, held.now)
            unopened = {one.workshop for one in held.beats if opens(one) and one.progress is Progress.DUE}
            of_them = {one.key for one in held.beats if one.workshop is not None and one.workshop in unopened}
            told = _Told("closed_early")
            done = _By(by, "close", {"from": _written(held.cafe.closes_at, after.zone)})
            await self._keep(work, held, after, done, lost=Why.CLOSED_EARLY, also_lost=of_them, told=told)
        await self._follow()
        return PlanChange(after, moment=after.closes_at, meetings=held.meetings())

    async def require_closable(self, cafe: str) -> None:
        """Raises `CallError` where `close` would now."""
        async with self._store.writing() as work:
            held = await self._hold(work, cafe)
            if held.cafe.state is not CafeState.PLANNED:
                held.require_begun()
                held.require_still()

    # --- what each of them does ---------------------------------------------------------------------------

    async def _hold(self, work: Writing, cafe: str) -> Held:
        beats = await work.hold_beats(cafe)
        known = await work.cafe(cafe)
        if known is None:
            raise CallError(fault("cafe_unknown", name=shown(cafe)))
        held = Held(known, tuple(beats), self._clock.now())
        if await work.is_pending(cafe):
            raise held.fault("programme")
        close = next((one for one in beats if one.kind is BeatKind.CLOSE), None)
        over = known.state.step >= CafeState.CLOSED.step or known.is_over(held.now)
        if over or close is None or close.progress is not Progress.DUE:
            raise held.fault("closed")
        return held

    async def _just_extended(self, work: Writing, held: Held, days: int) -> bool:
        """Whether the café was extended by as much a moment ago: the same wish, sent twice."""
        for latest in await work.history(held.cafe.id, 1):
            if (latest.what, latest.about.get("days")) == ("extend", str(days)):
                return held.now - latest.at < ONCE
        return False

    async def _keep(
        self,
        work: Writing,
        held: Held,
        after: Cafe,
        done: _By,
        *,
        steered: str | None = None,
        lost: Why = Why.BY_HOST,
        also_lost: Collection[str] = (),
        told: _Told | None = None,
    ) -> None:
        """Keep the café as it is from now on and who has changed it, hold its beats against its new plan, and owe what
        members are told."""
        await work.record_change(HostChange(held.now, done.by, done.what, after.id, done.about))
        version = await work.keep_plan(after)
        known = {one.key for one in held.cafe.script.workshops}
        new = reconcile(after, held.beats, {one.key for one in after.script.workshops} - known)
        gone = {*new.lost, *also_lost}
        due = {key: at for key, at in new.due.items() if key not in gone}
        its = {one.key for one in held.beats if opens(one) and (one.workshop == steered or one.why == Why.MOVED)}
        asked = await work.move_beats(after.id, {key: at for key, at in due.items() if key in its}, Why.MOVED.value)
        along = await work.move_beats(after.id, {key: at for key, at in due.items() if key not in its}, None)
        left = await work.skip_beats(after.id, gone, held.now, lost.value)
        if (asked + along, left) != (len(due), len(gone)):
            # Held as they are, they cannot have changed: whatever did it, nothing is changed by halves.
            raise held.fault("busy")
        await work.add_beats(after.id, new.added, paused=after.paused_at is not None)
        await work.order_beats(after.id, new.order)
        if told is not None and held.cafe.state is not CafeState.PLANNED:
            await work.owe(self._told(held, after, told, f"{after.id}/told/{version}-{held.now.isoformat()}"))

    def _told(self, held: Held, after: Cafe, told: _Told, key: str) -> list[Delivery]:
        """The message to each home."""
        owed = []
        for home in after.homes:
            platform = self._platforms.get(home.room.platform)
            if platform is not None and platform.can.speaks:
                sentence = _sentence(held, after, told, wording(home.language))
                body = split([paragraph(sentence)], platform.can.dialect, platform.can.text_limit)[0]
                message = OutboundMessage(body=body, heading=heading_of(after, home))
                owed.append(Delivery(f"{key}/{home.room}", after.id, home.room, message))
        return owed

    async def _require_room(self, work: Writing, held: Held, after: Cafe, workshop: Workshop) -> None:
        """Refuse words that do not fit the messages that are there: one more would come after members' answers."""
        beat = held.opening(workshop)
        if beat is None:
            return
        there = {one.key for one in await work.deliveries(beat.key)}
        for home in after.homes:
            platform = self._platforms.get(home.room.platform)
            if platform is not None and platform.can.speaks:
                wanted = beat_deliveries(Telling(after, beat, plan_of(after)), home, platform.can)
                if not {one.key for one in wanted} <= there:
                    raise held.fault("long", workshop)


def _written(moment: datetime, zone: str) -> str:
    """An instant by the clock on the café's wall, alike in every language."""
    return f"{moment.astimezone(zone_of(zone)):%Y-%m-%d %H:%M}"


def _sentence(held: Held, after: Cafe, told: _Told, say: Wording) -> str:
    values = {"closes": say.moment(after.closes_at, after.zone)}
    if told.workshop is not None:
        values["title"] = after.script.worded(say.language).workshops[told.workshop].title
        values["moment"] = say.moment(plan_of(after).workshops[told.workshop], after.zone)
        values["before"] = say.moment(plan_of(held.cafe).workshops[told.workshop], after.zone)
    return say.say(f"replan.told.{told.key}", **values)
