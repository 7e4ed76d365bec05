"""Who asks, about which room, and in which language: what the homeserver tells of them, as the café knows it."""

from __future__ import annotations

from bot.commands import rooms_knowing
from bot.domain import Cafe, Caller, MemberRef, PostRef, RoomRef, clean_text
from bot.errors import CallError, fault
from bot.matrix_front._service import Service
from bot.platforms.matrix_platform import Heard, Pressed
from bot.wording import Wording, wording


class Asking:
    """Knows people for one account."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def room(self, heard: Heard | Pressed) -> RoomRef:
        """The community's room that somebody asks about: that of the room or desk where they do. Of who is alone with
        the bot it is the one where they were heard last, else the only one; else that conversation's own, where no café
        lives: a café is then named."""
        rooms = self._service.rooms
        if not isinstance(heard, Heard) or not heard.alone:
            own = self._service.speaking.own(heard.place)
            return rooms.get(own.room, own)
        if heard.room is not None:
            return rooms.get(heard.room.room, heard.room)
        if len(set(rooms.values())) == 1:
            return next(iter(rooms.values()))
        return self._service.speaking.own(heard.place)

    def language(self, room: RoomRef) -> str:
        """What is spoken there."""
        spoken = self._service.spoken
        return spoken.get(room) or next(iter(spoken.values()), "en")

    def words(self, room: RoomRef) -> Wording:
        """The words in which people are answered there."""
        return wording(self.language(room), self._service.speaking.spoken.prefix)

    def member(self, user: str) -> MemberRef:
        """Somebody, by their id."""
        return MemberRef(self._service.account, user)

    async def caller(self, user: str, room: RoomRef) -> Caller:
        """Whoever asks, as they stand there at this moment. Raises `PlatformError` where that cannot be known."""
        member = self.member(user)
        standing = await self._service.speaking.standing(room, user)
        sees = standing.inside
        if room not in self._service.rooms.values():
            # They may be asking about each room whose café keeps something of them.
            async with self._service.store.reading() as store:
                known = [one for one in await rooms_knowing(store, member) if one.platform == self._service.account]
            standings = [await self._service.speaking.standing(one, user) for one in sorted(known)]
            sees = bool(standings) and all(one.inside for one in standings)
        return Caller(member, clean_text(standing.name), room, self.language(room), level=standing.level, sees=sees)

    async def cafe(self, id: str) -> Cafe:
        """The café of that id. Raises `CallError` for one that is not there any more."""
        async with self._service.store.reading() as store:
            found = await store.cafe(id)
        if found is None:
            raise CallError(fault("matrix_old_question"))
        return found

    async def cafe_with(self, room: RoomRef, post: str) -> Cafe | None:
        """The café of a room that has a post."""
        async with self._service.store.reading() as store:
            for cafe in await store.cafes_in(room):
                if await store.post(cafe.id, PostRef(room.platform, post)) is not None:
                    return cafe
        return None
