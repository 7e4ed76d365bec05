"""What hosts change in the programme by themselves: one date is skipped, moved, given another script, or put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain import HostChange, MemberRef, RoomRef, Script
from bot.errors import CallError, fault
from bot.host._openings import Openings
from bot.host._outlook import Outlook
from bot.ports import Clock, Store
from bot.programme import Change, KeptChange, Programme, dates
from bot.showing import nearest, shown

_SOON = timedelta(days=400)


class ProgrammeChanges:
    """Changes of single dates, kept with who made them; they win over what the configuration says of that date.

    ``day`` is always the date that the rule gives, wherever it was moved to before. A date of which anything has been
    said already is not changed any more. Each step raises `bot.errors.CallError` for what cannot be, and has the
    programme followed at once. Of all programmes, those are known here that ``theirs`` holds for. ``room`` is where
    they are changed.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        openings: Openings,
        script: Callable[[str], Script],
        theirs: Callable[[Programme], bool] = lambda _: True,
        room: RoomRef | None = None,
    ) -> None:
        self._room = room
        self._theirs = theirs
        self._store = store
        self._clock = clock
        self._openings = openings
        self._script = script

    async def skip(self, programme: str, day: date, by: MemberRef) -> None:
        """Open nothing on that date; whose turn it was comes on the next one."""
        await self._keep("programme skip", await self._changeable(programme, day), Change(day, skipped=True), by)

    async def move(
        self, programme: str, day: date, by: MemberRef, *, to: date | None = None, at: time | None = None
    ) -> None:
        """Open the café of that date on another day, at another hour (in the programme's zone), or both."""
        there = await self._changeable(programme, day)
        change = self._as_it_is(there, day)
        moved = replace(change, skipped=False, day=to or change.day, at=at or change.at)
        await self._keep("programme move", there, moved, by)

    async def replace_script(self, programme: str, day: date, script: str, by: MemberRef) -> None:
        """Open the café of another script on that date; no other date changes.

        Raises `bot.errors.FaultsFound`, too, for a script that is wrong.
        """
        there = await self._changeable(programme, day)
        self._script(script)
        replaced = replace(self._as_it_is(there, day), skipped=False, script=script)
        await self._keep("programme script", there, replaced, by)

    async def put_back(self, programme: str, day: date, by: MemberRef) -> None:
        """Forget what hosts said of that date: the configuration holds again."""
        await self._changeable(programme, day)
        async with self._store.writing() as work:
            await work.drop_programme_change(programme, day)
            await work.record_change(self._change("programme restore", programme, day, by))
        await self._openings.look()

    # --- what may be changed ------------------------------------------------------------------------------

    async def _changeable(self, name: str, day: date) -> Programme:
        seen = await self._openings.outlook()
        programmes = [one for one in seen.programmes if self._theirs(one)]
        programme = next((one for one in programmes if one.name == name), None)
        if programme is None:
            known = [one.name for one in programmes]
            near = nearest(name, known)
            if near is not None:
                raise CallError(fault("programme_unknown_name_near", name=shown(name), near=near))
            raise CallError(fault("programme_unknown_name", name=shown(name), known=", ".join(known) or "-"))
        if day not in dates(programme, day):
            soon = next((one for one in dates(programme, day + _SOON) if one > day), None)
            raise CallError(fault("programme_no_such_date", name=name, date=day, next=soon or "-"))
        _require_nothing_said(seen, name, day)
        return programme

    def _as_it_is(self, programme: Programme, day: date) -> Change:
        return programme.change(day) or Change(day)

    async def _keep(self, what: str, programme: Programme, change: Change, by: MemberRef) -> None:
        if change.day is not None and change.day < self._clock.now().date() - timedelta(days=1):
            raise CallError(fault("programme_day_past", date=change.day))
        kept = KeptChange(programme.name, replace(change, line=None), str(by), self._clock.now())
        async with self._store.writing() as work:
            await work.keep_programme_change(kept)
            about = {"to": change.day, "at": change.at, "script": change.script}
            values = {key: str(value) for key, value in about.items() if value is not None}
            await work.record_change(self._change(what, programme.name, change.date, by, **values))
        await self._openings.look()

    def _change(self, what: str, programme: str, day: date, by: MemberRef, **about: str) -> HostChange:
        told = {"programme": programme, "date": str(day), **about}
        return HostChange(self._clock.now(), by, what, about=told, room=self._room)


def _require_nothing_said(seen: Outlook, name: str, day: date) -> None:
    if any(one.date == day and not one.pending for one in seen.kept(name)):
        raise CallError(fault("programme_date_over", name=name, date=day))
