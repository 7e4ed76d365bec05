"""Cafés opened in time, as the programme says: planned a day ahead, once, and true to the programme until presented.

The look at the programme is a step of its own, made before the beats. What it does to one occasion is one unit of
work, so a death leaves an occasion planned with all its beats, or not at all, and the next look goes on from there.
Two workers may look at once: the first one has the occasion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import RETENTION_DAYS, Cafe, Home, MemberRef, Script
from bot.errors import Fault, PlatformError, fault
from bot.host._outlook import Outlook, Wanted, names_of, outlook
from bot.host._places import Places
from bot.host._planning import plan_cafe
from bot.host._uploads import Uploads
from bot.logs import Event, logger
from bot.ports import Clock, ProgrammeSource, Store
from bot.programme import KeptOccasion, Notice, Occasion, Opening, Outcome, Programme
from bot.showing import shown

LEAD = timedelta(days=1)
"""How long before its opening a café is planned: its beats stand by then, so that it is presented on time."""

LATEST = timedelta(days=1)
"""An occasion that nobody has planned, the bot being off, still opens late: by so much at most, and by no more than
a quarter of the café's length. A later one is missed."""

_KEEP_LOOK = timedelta(minutes=10)
"""How exactly it is kept until when the programme was looked at."""

_INSTANT = timedelta(microseconds=1)

_log = logger(__name__)


class _TakenAlready(Exception):
    """Another worker has the occasion: what this one was about to write is undone."""


class Openings:
    """Opens what the programme foresees. ``script`` reads the script of a name, and raises `bot.errors.CafeError`;
    ``zone`` is for a programme and a script that name none. ``uploads``, where there can be any, are laid out before
    each look. What hosts should know is in `take_notices`, and logged.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        source: ProgrammeSource,
        *,
        script: Callable[[str], Script],
        places: Places,
        zone: str,
        hosts: Iterable[MemberRef] = (),
        retention_days: int | None = RETENTION_DAYS,
        uploads: Uploads | None = None,
    ) -> None:
        self._uploads = uploads
        self._retention_days = retention_days
        self._hosts = frozenset(hosts)
        self._store = store
        self._clock = clock
        self._source = source
        self._script = script
        self._places = places
        self._zone = zone
        self._told: set[str] = set()
        self._notices: list[Notice] = []

    def take_notices(self) -> list[Notice]:
        """What there is to tell hosts since the last time; each thing once."""
        taken, self._notices = self._notices, []
        return taken

    async def outlook(self) -> Outlook:
        """The programme as it stands now. Raises `bot.errors.StoreError`."""
        if self._uploads is not None:
            await self._uploads.lay_out()
        programmes, notices = self._source.look()
        for one in notices:
            self._tell(one.key, one.fault)
        rooms = await self._uploads.rooms() if self._uploads is not None else {}

        def of_others(programme: Programme) -> list[str]:
            return [name for name, room in rooms.items() if not self._places.opens_in(programme.rooms, {room})]

        async with self._store.reading() as store:
            return await outlook(store, programmes, self._script, self._zone, self._clock.now(), of_others)

    async def look(self) -> datetime | None:
        """Plan what is due, and have what is planned follow the programme as it is now.

        Returns when something is to be planned next, ``None`` if nothing is. Raises `bot.errors.StoreError`.
        """
        seen = await self.outlook()
        for programme in seen.programmes:
            self._tell_of_scripts(programme, seen)
        for kept in seen.occasions:
            if kept.pending and kept.cafe is not None and kept.cafe in seen.pending:
                await self._follow(kept, seen.pending[kept.cafe], seen)
        comes: list[datetime] = []
        looked: dict[str, datetime] = {}
        for programme in list(seen.programmes):
            while (missed := self._first_missed(programme, seen)) is not None:
                await self._miss(missed, seen)
                seen = await self.outlook()
            looked[programme.name] = seen.now
            for wanted in seen.unplanned(programme):
                if wanted.opens_at > seen.now + LEAD:
                    comes.append(wanted.opens_at - LEAD)
                    break
                if not await self._plan_new(wanted, programme, seen):
                    # What could not be planned yet stays ahead, so that it is not taken for something of the past.
                    looked[programme.name] = min(looked[programme.name], wanted.opens_at - _INSTANT)
        await self._keep_looks(looked, seen)
        return min(comes, default=None)

    async def _keep_looks(self, looked: Mapping[str, datetime], seen: Outlook) -> None:
        """Keep until when all is done; often enough, and not at every look."""
        stale = [
            name for name, until in looked.items() if name not in seen.looks or until - seen.looks[name] >= _KEEP_LOOK
        ]
        if stale or looked.keys() != seen.looks.keys():
            async with self._store.writing() as work:
                await work.keep_looks(looked)

    # --- an occasion that nothing is kept of --------------------------------------------------------------

    async def _plan_new(self, wanted: Wanted, programme: Programme, seen: Outlook) -> bool:
        """Plan an occasion; false if that could not be done now and is to be tried again."""
        if wanted.opening is None:
            values: dict[str, Any] = {"script": wanted.occasion.script, "date": wanted.occasion.day}
            self._tell_of(wanted.occasion, "unreadable", fault("programme_unreadable", name=programme.name, **values))
            return False
        return await self._plan(wanted.opening, programme, None, seen)

    async def _plan(self, made: Opening, programme: Programme, instead_of: Cafe | None, seen: Outlook) -> bool:
        """Plan the café of an opening, in place of one that nothing has been said of; all of it, or nothing."""
        occasion, script = made.occasion, made.script
        try:
            homes = await self._places.homes(programme.rooms, script)
        except PlatformError as error:
            if error.faults[0].key == "programme_room_account":
                self._tell_of(occasion, "account", error.faults[0])
                return False
            rooms = shown(", ".join(programme.rooms))
            told = fault("programme_room", name=programme.name, date=occasion.day, rooms=rooms)
            self._tell_of(occasion, "room", told)
            return False
        kept = KeptOccasion(programme.name, occasion.date, occasion.turn, programme.rooms)
        impossible = await self._impossible(made, homes, instead_of)
        try:
            async with self._store.writing() as work:
                if instead_of is not None and not await work.withdraw_cafe(instead_of.id):
                    return True
                taken = replace(kept, outcome=Outcome.PLANNED if impossible is None else Outcome.NOT_HELD)
                if not await work.take_occasion(taken, self._clock.now()):
                    raise _TakenAlready
                if impossible is None:
                    cafe = await plan_cafe(
                        work,
                        script,
                        homes,
                        zone=made.zone,
                        day=occasion.day,
                        hosts=self._hosts,
                        retention_days=self._retention_days,
                    )
                    await work.give_occasion(kept, cafe.id)
        except _TakenAlready:
            return True
        if impossible is not None:
            self._tell_of(occasion, "impossible", impossible)
        else:
            _log.info(Event.PROGRAMME_PLANNED, programme=programme.name, cafe=cafe.id)
        return True

    async def _impossible(self, made: Opening, homes: Sequence[Home], instead_of: Cafe | None) -> Fault | None:
        """Why a café cannot be held at all, as far as that is so."""
        values: dict[str, Any] = {
            "name": made.occasion.programme,
            "script": made.occasion.script,
            "date": made.occasion.day,
        }
        if made.closes_at <= made.opens_at:
            return fault("programme_no_time", **values)
        # One that was planned in time is late by the rules of its beats.
        if instead_of is None and _too_late(made, self._clock.now()):
            return fault("programme_missed", **values)
        for home in homes:
            if self._places.tells_apart(home):
                continue
            async with self._store.reading() as store:
                there = await store.cafes_in(home.room)
            for cafe in there:
                if cafe != instead_of and cafe.opens_at < made.closes_at and made.opens_at < cafe.closes_at:
                    return fault("programme_room_taken", room=home.room.room, other=shown(cafe.title), **values)
        return None

    def _first_missed(self, programme: Programme, seen: Outlook) -> Wanted | None:
        """The earliest occasion that it is too late for: what becomes of it may change the turns of those after it."""
        for wanted in seen.unplanned(programme):
            made = wanted.opening
            if _too_late(made, seen.now) if made is not None else wanted.opens_at + LATEST < seen.now:
                return wanted
        return None

    async def _miss(self, wanted: Wanted, seen: Outlook) -> None:
        occasion = wanted.occasion
        outcome = Outcome.MISSED if wanted.opening is not None else Outcome.NOT_HELD
        kept = KeptOccasion(occasion.programme, occasion.date, occasion.turn, outcome=outcome)
        async with self._store.writing() as work:
            taken = await work.take_occasion(kept, seen.now)
        values: dict[str, Any] = {"script": occasion.script, "date": occasion.day}
        if taken and wanted.opening is not None:
            self._tell_of(occasion, "missed", fault("programme_missed", name=occasion.programme, **values))
        elif taken:
            self._tell_of(occasion, "missed", fault("programme_not_read", name=occasion.programme, **values))

    # --- a café that is planned and of which nothing has been said ----------------------------------------

    async def _follow(self, kept: KeptOccasion, cafe: Cafe, seen: Outlook) -> None:
        """Have a planned café be what the programme and its script say now."""
        occasion, programme = seen.foreseen_on(kept), seen.programme(kept.programme)
        if occasion is None or programme is None:
            await self._withdraw(kept, cafe)
            return
        made = seen.opening(occasion, instead=cafe.script)
        if made is None:
            return
        if not seen.script(occasion).sound:
            values: dict[str, Any] = {"script": occasion.script, "date": occasion.day}
            self._tell_of(occasion, "former", fault("programme_former_script", name=programme.name, **values))
        if _as_planned(cafe, made, kept, programme, self._places):
            return
        if made.opens_at > seen.now + LEAD:
            # It is planned again when its time comes near.
            await self._withdraw(kept, cafe, told=False)
        else:
            await self._plan(made, programme, cafe, seen)

    async def _withdraw(self, kept: KeptOccasion, cafe: Cafe, *, told: bool = True) -> None:
        async with self._store.writing() as work:
            gone = await work.withdraw_cafe(cafe.id)
        if gone and told:
            values: dict[str, Any] = {"title": shown(cafe.title), "date": cafe.opening_day}
            self._tell(
                f"programme/{kept.programme}/{kept.date}/withdrawn/{cafe.id}",
                fault("programme_withdrawn", name=kept.programme, **values),
            )

    # --- what hosts are told ------------------------------------------------------------------------------

    def _tell_of_scripts(self, programme: Programme, seen: Outlook) -> None:
        """Say at once which scripts cannot be read, not only on the day before."""
        for name in names_of(programme):
            if seen.scripts[programme.name, name].script is None:
                told = fault("programme_script", name=programme.name, script=shown(name))
                self._tell(f"programme/{programme.name}/script/{name}", told)

    def _tell_of(self, occasion: Occasion, what: str, told: Fault) -> None:
        self._tell(f"programme/{occasion.programme}/{occasion.date}/{what}", told)

    def _tell(self, key: str, told: Fault) -> None:
        if key in self._told:
            return
        self._told.add(key)
        self._notices.append(Notice(key, told))
        _log.warning(Event.PROGRAMME_TELLS, notice=key, faults=told.key)


def _too_late(made: Opening, now: datetime) -> bool:
    return now - made.opens_at > min(LATEST, (made.closes_at - made.opens_at) / 4)


def _as_planned(cafe: Cafe, made: Opening, kept: KeptOccasion, programme: Programme, places: Places) -> bool:
    """Whether a planned café is what is wanted now."""
    return (
        (cafe.script, cafe.opening_day, cafe.zone) == (made.script, made.occasion.day, made.zone)
        and kept.rooms == programme.rooms
        and all(places.is_home(home, made.script) for home in cafe.homes)
    )
