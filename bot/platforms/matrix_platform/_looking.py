"""What has become of posts that are kept: each is asked for, and compared."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from bot.domain import EditUnread, Inbound, Kept, PostErased, RoomRef
from bot.errors import NoSuchPlace
from bot.platforms.matrix_platform._encryption import is_sealed
from bot.platforms.matrix_platform._event import Event, at_of, is_redacted, part_in, room_of, sender_of
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._threads import Relations
from bot.platforms.matrix_platform._translation import Where, edited, reacted, reaction_in, unreacted
from bot.ports import Clock

FRESH = timedelta(days=14)
"""How long it is asked for each post who has reacted: to ask that of half a year each day would take the whole day."""


class Looking:
    """Compares posts with their messages."""

    def __init__(self, me: str, rooms: Rooms, relations: Relations, clock: Clock) -> None:
        self._me = me
        self._rooms = rooms
        self._relations = relations
        self._clock = clock

    async def look(self, room: str, ref: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        """What differs. Raises `bot.errors.PlatformError` where the room cannot be read, which is no erasure."""
        await self._rooms.power(room)
        for one in kept:
            try:
                event = await self._rooms.event(await self._rooms.within(room, one.thread), one.post)
            except NoSuchPlace:
                # The bot may have come later, or what is old may be shown no more: nobody has taken it back.
                continue
            for told in await self._compared(room, Where(ref), one, event):
                yield told

    async def _compared(self, room: str, where: Where, kept: Kept, event: Event) -> list[Inbound]:
        if is_redacted(event):
            return [PostErased(room=where.room, at=self._clock.now(), post=kept.post)]
        told: list[Inbound] = []
        if is_sealed(event):
            return told
        edit = part_in(part_in(part_in(event, "unsigned"), "m.relations"), "m.replace")
        if is_sealed(edit):
            return [EditUnread(room=where.room, at=at_of(edit), post=kept.post)]
        change = edited(event, where, at_of(edit or event))
        files = [one.name for one in change.attachments or ()]
        if change.text != kept.text or files != [one.name for one in kept.attachments]:
            told.append(change)
        if self._clock.now() - kept.at >= FRESH:
            return told
        found: dict[tuple[str, str], Event] = {}
        async for one in self._relations.of(room_of(event, room), kept.post, "m.annotation"):
            if (reaction := reaction_in(one, self._me)) is not None:
                found[sender_of(one), reaction[1]] = one
        for author, emoji in sorted(found.keys() - kept.reactions):
            told.append(reacted(found[author, emoji], where, (kept.post, emoji), None))
        for author, emoji in sorted(kept.reactions - found.keys()):
            told.append(unreacted(where, self._clock.now(), author, (kept.post, emoji)))
        return told
