"""Who is what: by account, by a role of the platform's, by power level."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.domain import Caller, MemberRef, Role
from bot.ports import Store


@dataclass(frozen=True, slots=True)
class Binding:
    """What makes somebody a host, or an operator: one of these accounts, one of these role ids (with the platform
    they belong to), or at least this power level, by platform."""

    accounts: frozenset[MemberRef] = frozenset()
    badges: frozenset[tuple[str, str]] = frozenset()
    levels: dict[str, int] = field(default_factory=dict)

    def holds(self, caller: Caller) -> bool:
        """Whether that is somebody so bound."""
        platform = caller.member.platform
        least = self.levels.get(platform)
        return (
            caller.member in self.accounts
            or any((platform, badge) in self.badges for badge in caller.badges)
            or (least is not None and caller.level is not None and caller.level >= least)
        )


class Rights:
    """The one place that says what somebody is. Hosts and operators come from the configuration, guests from the
    invitations that hosts have made."""

    def __init__(self, store: Store, hosts: Binding | None = None, operators: Binding | None = None) -> None:
        self._store = store
        self._hosts = hosts or Binding()
        self._operators = operators or Binding()

    async def known(self, caller: Caller) -> Caller:
        """The same caller with all their roles."""
        roles = {Role.MEMBER}
        if self._hosts.holds(caller):
            roles.add(Role.HOST)
        if self._operators.holds(caller):
            roles |= {Role.HOST, Role.OPERATOR}
        async with self._store.reading() as store:
            if await store.invited(caller.member):
                roles.add(Role.GUEST)
        return replace(caller, roles=frozenset(roles))
