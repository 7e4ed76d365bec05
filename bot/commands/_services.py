"""What commands are done with: the use cases of the house, put together once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain import Caller, RoomRef, Script
from bot.host import CatchUp, Guests, Host, Openings, Places, ProgrammeChanges, Topics, Uploads, Wishes
from bot.ports import Clock, Platform, Store
from bot.programme import Programme
from bot.script import unknown_script


@dataclass(frozen=True)
class Services:
    """The use cases that commands call. ``zone`` is that of what belongs to no café; ``uploads`` are the
    scripts that hosts upload, ``None`` where there can be none; ``scripts`` names the scripts there are, ``script``
    reads one of them. ``openings`` is ``None`` where there is no programme: in a rehearsal. ``wake`` has the beats
    looked at at once.
    """

    store: Store
    platforms: Mapping[str, Platform]
    clock: Clock
    host: Host
    zone: str
    script: Callable[[str], Script]
    scripts: Callable[[], Sequence[str]]
    places: Places
    openings: Openings | None = None
    uploads: Uploads | None = None
    wake: Callable[[], None] = lambda: None

    @cached_property
    def guests(self) -> Guests:
        """Who speaks in the café's name, beside its hosts."""
        return Guests(self.store, self.platforms, self.clock, self.host.send_replies)

    @cached_property
    def topics(self) -> Topics:
        """What members suggest to talk about."""
        return Topics(self.store, self.platforms, self.clock)

    @cached_property
    def wishes(self) -> Wishes:
        """What members wish to be told."""
        return Wishes(self.store, self.clock, self.host.care.look_anew, self.host.followers)

    @cached_property
    def catching_up(self) -> CatchUp:
        """What members have missed."""
        return CatchUp(self.store, self.clock)

    async def within(self, reach: Collection[RoomRef] | None) -> Services:
        """The same for who reaches these rooms: other communities' uploaded scripts are unknown. All are laid out."""
        if self.uploads is None:
            return self
        await self.uploads.lay_out()
        hidden = frozenset() if reach is None else await self.uploads.of_others(reach)
        if not hidden:
            return self

        def scripts() -> Sequence[str]:
            return [one for one in self.scripts() if one not in hidden]

        def script(name: str) -> Script:
            known = scripts()
            if name not in known:
                raise unknown_script(name, known)
            return self.script(name)

        return replace(self, script=script, scripts=scripts)

    def programme(self, caller: Caller) -> ProgrammeChanges | None:
        """Changes of single dates of the programmes that somebody may ask about."""
        if self.openings is None:
            return None
        theirs = self.theirs(caller)
        return ProgrammeChanges(self.store, self.clock, self.openings, self.script, theirs, caller.room)

    def theirs(self, caller: Caller) -> Callable[[Programme], bool]:
        """Which programmes somebody may ask about: those that open cafés where they are."""
        reach = caller.reach
        return lambda one: reach is None or self.places.opens_in(one.rooms, reach)
