"""What people are called where others ask about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from bot.commands._services import Services
from bot.domain import Caller, HostChange, MemberRef
from bot.errors import PlatformError
from bot.showing import shown


async def names_known(
    services: Services, caller: Caller, asked: Collection[MemberRef], written: Mapping[MemberRef, str] | None = None
) -> Callable[[MemberRef], str]:
    """A name for each of those who are asked for: the one that they go by in a café within the caller's reach, else the
    one that they have in the caller's room, else as the caller has ``written`` it, else their id; for whoever asks,
    their own."""
    async with services.store.reading() as store:
        known = {ref: name for ref, name in await store.people(caller.reach) if name != ref.id}
    known[caller.member] = caller.name
    platform = services.platforms.get(caller.room.platform)
    for one in sorted({one for one in asked if one not in known and one.platform == caller.room.platform}):
        try:
            name = await platform.called(caller.room, one) if platform is not None else None
        except PlatformError:
            name = None
        if name := name or (written or {}).get(one):
            known[one] = name

    def name_of(member: MemberRef) -> str:
        return shown(known.get(member, member.id))

    return name_of


def people_in(changes: Collection[HostChange]) -> set[MemberRef]:
    """Everybody who stands in these changes."""
    guests = {MemberRef(*one.about["guest"].split(":", 1)) for one in changes if ":" in one.about.get("guest", "")}
    return guests | {one.by for one in changes if one.by is not None}
