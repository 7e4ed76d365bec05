"""Who is what: by account, by a role of the platform's, by power level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.commands._finding import rooms_knowing
from bot.domain import Caller, MemberRef, Role, RoomRef
from bot.ports import Store


@dataclass(frozen=True, slots=True)
class Binding:
    """What makes somebody a host, or an operator: one of these accounts, one of these role ids (with the platform
    they belong to), or at least this power level, by platform; and what makes one in a single room, by that room."""

    accounts: frozenset[MemberRef] = frozenset()
    badges: frozenset[tuple[str, str]] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)
    rooms: Mapping[RoomRef, Binding] = field(default_factory=dict)

    @classmethod
    def of_all(cls, bindings: Iterable[Binding]) -> Binding:
        """What binds by any of these."""
        them = tuple(bindings)
        return cls(
            frozenset[MemberRef]().union(*(one.accounts for one in them)),
            frozenset[tuple[str, str]]().union(*(one.badges for one in them)),
            {platform: level for one in them for platform, level in one.levels.items()},
            {room: its for one in them for room, its in one.rooms.items()},
        )

    def holds(self, caller: Caller) -> bool:
        """Whether that is somebody so bound, there where they ask."""
        here = self.rooms.get(caller.room)
        return self.holds_everywhere(caller) or (here is not None and here.holds_everywhere(caller))

    def holds_everywhere(self, caller: Caller) -> bool:
        """Whether that is somebody so bound, wherever they ask."""
        platform = caller.member.platform
        least = self.levels.get(platform)
        return (
            caller.member in self.accounts
            or any((platform, badge) in self.badges for badge in caller.badges)
            or (least is not None and caller.level is not None and caller.level >= least)
        )


class Rights:
    """The one place that says what somebody is. Hosts and operators come from the configuration, guests from the
    invitations that hosts have made.

    Where hosts are bound to rooms, each room is a community of its own: nobody but who is bound everywhere can ask
    about a café that lives elsewhere. Who asks in no community's room, in a direct message, can ask about those cafés
    that keep anything of them. Who does not see the room that they ask about can decide about what a café there keeps
    of them, and about nothing else.
    """

    def __init__(self, store: Store, hosts: Binding | None = None, operators: Binding | None = None) -> None:
        self._store = store
        self._hosts = hosts or Binding()
        self._operators = operators or Binding()

    async def known(self, caller: Caller) -> Caller:
        """The same caller with all their roles."""
        roles = set()
        if caller.sees:
            roles.add(Role.MEMBER)
        elif await self._kept(caller):
            roles.add(Role.FORMER)
        if self._hosts.holds(caller):
            roles.add(Role.HOST)
        if self._operators.holds(caller):
            roles |= {Role.HOST, Role.OPERATOR}
        async with self._store.reading() as store:
            if await store.invited(caller.member):
                roles.add(Role.GUEST)
        return replace(caller, roles=frozenset(roles), reach=await self._reach(caller))

    async def _kept(self, caller: Caller) -> bool:
        """Whether a café of the room knows them, in a direct message any café; or they have asked to be told of what
        happens in whatever room: that they may always take back."""
        async with self._store.reading() as store:
            there = {one.id for one in await store.cafes_in(caller.room)}
            knowing = set(await store.cafes_knowing(caller.member))
            wishes = await store.wishes_of(caller.member)
        return bool(wishes) or bool(knowing & there if there else knowing)

    async def _reach(self, caller: Caller) -> frozenset[RoomRef] | None:
        apart = any(room.platform == caller.room.platform for room in self._hosts.rooms)
        if not apart or any(one.holds_everywhere(caller) for one in (self._hosts, self._operators)):
            return None
        if caller.room in self._hosts.rooms:
            return frozenset({caller.room})
        async with self._store.reading() as store:
            return await rooms_knowing(store, caller.member)
