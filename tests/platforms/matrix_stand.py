"""A homeserver as the contract's tests stand on it: a room with threads, as its people have made it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from bot.domain import Attachment, RoomRef
from bot.errors import NoSuchPlace, NotAllowed, fault
from bot.platforms.matrix_platform import MatrixPlatform, Session
from tests.matrix_server import Account, Clock, Homeserver, People, Person, Refused, shown
from tests.platforms.stand import Stand


def session_of(homeserver: Homeserver, account: Account) -> Session:
    """How an account of the tests gets in."""
    return Session(homeserver.url, account.user, account.device, SecretStr(account.token))


class MatrixMembers:
    """Members by the names that the tests call them, by clients of their own. Whoever says something waits until the
    bot, if it listens, has heard it: as happens between people."""

    def __init__(self, stand: MatrixStand) -> None:
        self._stand = stand

    async def say(
        self,
        room: RoomRef,
        author: str,
        name: str,
        text: str,
        *,
        thread: str | None = None,
        reply_to: str | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> str:
        place, thread = await self._stand.place(room, thread)
        person = await self._stand.person(author, room, name, place)
        more: dict[str, Any] = {}
        for one in attachments:
            more = {"msgtype": "m.image", "filename": one.name, "url": f"mxc://{self._stand.server.name}/{one.name}"}
        try:
            said = await person.says(place, text, thread=thread, reply_to=reply_to, **more)
        except Refused as refused:
            raise NotAllowed(fault("matrix_refused", room="?", code=refused.code)) from None
        return await self._stand.heard(said)

    async def tell(self, room: RoomRef, author: str, name: str, text: str) -> str:
        person = await self._stand.person(author, room, name)
        alone = await person.makes_room(invites=[self._stand.account.user], is_direct=True, alone=True)
        await self._stand.comes_in(alone)
        return await self._stand.heard(await person.says(alone, text))

    async def edit(self, room: RoomRef, author: str, message: str, text: str) -> None:
        place = await self._stand.place_of(room, message)
        person = await self._stand.person(author, room, place=place)
        await self._stand.heard(await person.edits(place, message, text))

    async def erase(self, room: RoomRef, author: str, message: str) -> None:
        place = await self._stand.place_of(room, message)
        person = await self._stand.person(author, room, place=place)
        await self._stand.heard(await person.redacts(place, message))

    async def react(self, room: RoomRef, author: str, message: str, emoji: str) -> None:
        place = await self._stand.place_of(room, message)
        person = await self._stand.person(author, room, place=place)
        await self._stand.heard(await person.reacts(place, message, emoji))

    async def unreact(self, room: RoomRef, author: str, message: str, emoji: str) -> None:
        place = await self._stand.place_of(room, message)
        person = await self._stand.person(author, room, place=place)
        for event in await self._reactions(place, message, emoji):
            if event["sender"] == person.id:
                await self._stand.heard(await person.redacts(place, event["event_id"]))

    async def clear(self, room: RoomRef, author: str, message: str, emoji: str | None = None) -> None:
        place = await self._stand.place_of(room, message)
        moderator = await self._stand.person(author, room, place=place)
        await self._stand.maker.lets(place, moderator.id, 50)
        for event in await self._reactions(place, message, emoji):
            await self._stand.heard(await moderator.redacts(place, event["event_id"]))

    async def _reactions(self, place: str, message: str, emoji: str | None) -> list[dict[str, Any]]:
        found = []
        for event in await self._stand.maker.sees(place):
            relates = event["content"].get("m.relates_to", {})
            of_it = event["type"] == "m.reaction" and relates.get("event_id") == message
            if of_it and emoji in (None, relates["key"]):
                found.append(event)
        return found


class MatrixStand(Stand):
    """Rooms of ``owner``, in which the bot has a moderator's level."""

    def __init__(self, server: Homeserver, clock: Clock, people: People, account: Account, owner: Person) -> None:
        self.server = server
        self.clock = clock
        self.people = people
        self.account = account
        self.owner = owner
        self._persons: dict[str, Person] = {}
        self._ids: dict[str, str] = {}
        self._here: set[tuple[str, str]] = set()
        self._last: str | None = None
        self._members = MatrixMembers(self)
        self.platform: MatrixPlatform = self._made()

    @classmethod
    async def of(cls, server: Homeserver, clock: Clock, people: People) -> MatrixStand:
        return cls(server, clock, people, await server.register("Cafe"), await people.one(server, "Owner"))

    def _made(self) -> MatrixPlatform:
        return MatrixPlatform(session_of(self.server, self.account), self.clock)

    @property
    def maker(self) -> Person:
        """Who has made the rooms in which people talk."""
        return self.owner

    async def place(self, room: RoomRef, thread: str | None) -> tuple[str, str | None]:
        """The room's id in which people talk who talk in a thread, or in none, and the thread there."""
        return room.room, thread

    async def place_of(self, room: RoomRef, message: str) -> str:
        """The room's id in which a message stands."""
        return room.room

    @property
    def members(self) -> MatrixMembers:
        return self._members

    def id_of(self, member: str) -> str:
        if member not in self._ids:
            self._ids[member] = self.server.id_for(member)
        return self._ids[member]

    async def person(self, member: str, room: RoomRef, name: str | None = None, place: str | None = None) -> Person:
        """Whoever the tests call so, in that room and place, by the name they go by now; each deed has an instant of
        its own, by which a homeserver tells the latest of several edits."""
        self.clock.forward(milliseconds=1)
        if member not in self._persons:
            made = await self.people.one(self.server, name or member.capitalize(), self.id_of(member))
            self._persons[member] = made
        person = self._persons[member]
        for one in dict.fromkeys((room.room, place or room.room)):
            if (member, one) not in self._here:
                try:
                    await person.joins(one)
                except Refused:
                    raise NoSuchPlace(fault("matrix_no_room", room=one)) from None
                self._here.add((member, one))
        if name is not None and name != person.name:
            await person.calls_themselves(name, place or room.room)
        return person

    async def new_room(self) -> RoomRef:
        levels = {"users": {self.account.user: 50}}
        room = await self.owner.makes_room(power_level_override=levels)
        return await self.platform.open_room(room)

    async def comes_in(self, room: str) -> None:
        """Returns once the bot has come into a room that it was invited to."""
        if self.platform._syncing.listening:
            await self.platform._syncing.until(lambda: room in self.platform._account.client.rooms)

    async def heard(self, event: str) -> str:
        """Returns once the bot, if it listens, has heard of an event."""
        if self.platform._syncing.listening:
            await self.platform._syncing.heard(event)
        return event

    async def restart(self) -> None:
        await self.platform.close()
        self.platform = self._made()

    async def settle(self) -> None:
        """Whoever said something has waited already."""

    async def seen(self, room: RoomRef, thread: str | None = None) -> list[str]:
        return [text for _, text in shown(await self.owner.sees(room.room), thread)]

    async def pinned(self, room: RoomRef) -> list[str]:
        state = await self.owner.state(room.room, "m.room.pinned_events")
        return [text for event, text in shown(await self.owner.sees(room.room)) if event["event_id"] in state["pinned"]]

    async def private(self, room: RoomRef, member: str) -> list[str]:
        person = await self.person(member, room)
        for invited, by in (await person.invitations()).items():
            if by == self.account.user:
                await person.joins(invited)
        answer = await person.client.sync(timeout=0, full_state=True)
        told = []
        for one in answer.rooms.join:
            if one != room.room and await self._is_alone(person, one):
                told += [text for event, text in shown(await person.sees(one)) if event["sender"] == self.account.user]
        return told

    async def _is_alone(self, person: Person, room: str) -> bool:
        """Whether nobody is in a room but somebody and the bot."""
        members = (await person.client.joined_members(room)).members
        rules = await person.state(room, "m.room.join_rules")
        return {one.user_id for one in members} == {person.id, self.account.user} and rules["join_rule"] == "invite"

    def now(self) -> datetime:
        return self.clock.now()
