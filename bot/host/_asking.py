"""What stands before all that members ask of the bot: whoever has left is not collected, in whatever they ask."""

from __future__ import annotations

from bot.domain import Cafe, MemberRef, RoomRef
from bot.errors import CallError, fault
from bot.ports import Reading


async def latest_cafe(store: Reading, room: RoomRef) -> Cafe | None:
    """The café that was presented last in a room."""
    return next((one for one in await store.cafes_in(room) if one.presented_at is not None), None)


async def is_gone(store: Reading, member: MemberRef, cafe: Cafe | None) -> bool:
    """Whether a member has taken everything back in the latest café of a room, or had everything forgotten, and has not
    chosen since."""
    away = await store.absence(member)
    if away is not None and away.back_at is None:
        return True
    known = await store.member(cafe.id, member) if cafe else None
    return known is not None and known.withdrawn


async def require_collected(store: Reading, member: MemberRef, room: RoomRef) -> None:
    """Raises `CallError` where nothing of that member may be kept."""
    if await is_gone(store, member, await latest_cafe(store, room)):
        raise CallError(fault("care_gone"))


async def language_there(store: Reading, room: RoomRef, otherwise: str) -> str:
    """The language that the latest café of a room speaks there."""
    homes = [home for one in await store.cafes_in(room) for home in one.homes if home.room == room]
    return homes[0].language if homes else otherwise
