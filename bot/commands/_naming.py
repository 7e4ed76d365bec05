"""What people are called where others ask about them."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import Caller, MemberRef
from bot.ports import Reading
from bot.showing import shown


async def names_known(store: Reading, caller: Caller) -> Callable[[MemberRef], str]:
    """A name for whoever is asked for: the one that somebody goes by in a café, else their id alone; for whoever asks,
    their own."""
    known = {ref: name for ref, name in await store.people() if name != ref.id}
    known[caller.member] = caller.name

    def name_of(member: MemberRef) -> str:
        return shown(known.get(member, member.id))

    return name_of
