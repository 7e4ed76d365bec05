"""What a batch tells, sorted: what is for the door, what only this platform needs to know."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

from nio import SyncResponse

from bot.domain import Inbound, PostMade, RoomRef
from bot.errors import NoSuchPlace, NotAllowed, PlatformError
from bot.logs import Event as Told
from bot.logs import faults_of, logger
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._direct import Direct, invites_alone
from bot.platforms.matrix_platform._encryption import is_sealed
from bot.platforms.matrix_platform._event import (
    ENCRYPTION,
    Event,
    at_of,
    id_of,
    kind_of,
    reply_of,
    said_in,
    sender_of,
    text_in,
    thread_of,
)
from bot.platforms.matrix_platform._front import Front, Heard, Meant, Pressed, Spoken
from bot.platforms.matrix_platform._history import History
from bot.platforms.matrix_platform._hosting import Hosting
from bot.platforms.matrix_platform._meaning import Meaning
from bot.platforms.matrix_platform._names import Names
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._syncing import Syncing
from bot.platforms.matrix_platform._translation import Where, is_post, reaction_in

_log = logger(__name__)


class Hearing:
    """Hears for one account."""

    syncing: Syncing
    front: Front | None = None

    def __init__(
        self,
        account: Account,
        rooms: Rooms,
        names: Names,
        direct: Direct,
        history: History,
        meaning: Meaning,
        hosting: Hosting,
        spoken: Spoken,
    ) -> None:
        self._account = account
        self._rooms = rooms
        self._names = names
        self._direct = direct
        self._history = history
        self._meaning = meaning
        self._hosting = hosting
        self._spoken = spoken
        self._left: dict[str, str] = {}
        self._opened_late: set[str] = set()
        self._tried = False

    async def learn(self, answer: SyncResponse) -> None:
        """The first batch: how things stand, and whoever has invited the bot while it was away."""
        await self._beside_rooms(answer)
        for room, info in answer.rooms.join.items():
            for member in (*info.state, *info.timeline.events):
                self._names.heard(room, _source(member))

    async def meaning(self, answer: SyncResponse, since: str) -> Sequence[Inbound]:
        """What a batch that came after that token means to cafés, room by room. Raises `bot.errors.PlatformError`."""
        await self._beside_rooms(answer)
        await self._account.unread.done(*self._opened_late)
        self._opened_late.clear()
        for room in answer.rooms.leave:
            if room in self._rooms.ours and room not in self._left:
                self._left[room] = since
                _log.warning(Told.ROOM_UNREAD, account=self._account.name, faults=["matrix_removed"])
        told: list[Inbound] = []
        for room, info in answer.rooms.join.items():
            for member in (*info.state, *info.timeline.events):
                self._hosting.heard(room, member.source)
                if kind_of(member.source) == ENCRYPTION:
                    self._account.encrypted.add(room)
            for member in info.state:
                self._names.heard(room, _source(member))
            events = [self._account.opened(one.source, room) for one in info.timeline.events]
            if room in self._rooms.ours or await self._adopted(room, events):
                ref = self._rooms.ref(room)
                if info.timeline.limited or room in self._left:
                    # The homeserver leaves out what is too much at once, and what came while the bot was not there.
                    begins = self._left.get(room, since)
                    told += [one async for one in self._history.read(room, ref, begins, self.syncing.keep_in_mind)]
                    self._left.pop(room, None)
                else:
                    told += await self._heard(events, room, ref, since, answer.next_batch)
            elif await self._direct.is_direct(room):
                for event in events:
                    told += await self._alone(event, room)
        if answer.to_device_events or not self._tried:
            self._tried = True
            told += await self._late()
        for one in told:
            if (author := getattr(one, "author", None)) is not None and not getattr(one, "private", False):
                self._direct.heard(one.room, author)
        return [await self._hosting.marked(one) for one in self._placed(told, since, answer.next_batch)]

    async def _adopted(self, room: str, events: Sequence[Event]) -> bool:
        """Whether another worker of this account has just made that room in a space of ours."""
        created = any(kind_of(one) == "m.room.create" and sender_of(one) == self._account.me for one in events)
        return created and await self._rooms.adopt(room)

    def _placed(self, told: Sequence[Inbound], since: str, now: str) -> Sequence[Inbound]:
        """The events of a batch, each with its position: those of a space come from several rooms, and are read as far
        as that batch goes with the last one of them, and not before."""
        last = {one.room: number for number, one in enumerate(told) if one.position is not None}
        return [
            replace(one, position=now if last[one.room] == number else since)
            if one.position is not None and self._rooms.is_space(one.room.room)
            else one
            for number, one in enumerate(told)
        ]

    async def _late(self) -> Sequence[Inbound]:
        """What could not be opened when it came, and can be now: its key has come after it."""
        told: list[Inbound] = []
        for event, room in (await self._account.unread.waiting()).items():
            try:
                found = await self._rooms.event(room, event)
            except (NoSuchPlace, NotAllowed):
                self._opened_late.add(event)
                continue
            if is_sealed(found):
                continue
            self._opened_late.add(event)
            if room in self._rooms.ours:
                told += await self._meaning.of(found, room, Where(self._rooms.ref(room)))
            elif await self._direct.is_direct(room):
                told += await self._alone(found, room, live=False, again=True)
        return told

    async def _heard(self, events: Sequence[Event], room: str, ref: RoomRef, since: str, now: str) -> Sequence[Inbound]:
        """What has happened in a room. It is read as far as that batch goes with its last event, and not before."""
        told: list[Inbound] = []
        for event in events:
            if text_in(event, "type") == "m.room.tombstone":
                await self._rooms.moved(room)
            if self.syncing.is_new(id_of(event)):
                told += await self._meaning.of(event, room, Where(ref, since))
                self._aside(event, room, ref)
        return [*told[:-1], replace(told[-1], position=now)] if told else ()

    def _aside(self, event: Event, room: str, ref: RoomRef) -> None:
        """Hand on what is said to the bot itself, in front of others."""
        if self.front is None:
            return
        if is_post(event, self._account.me) and self._spoken.commands(said_in(event)):
            self._direct.heard(ref, sender_of(event))
            self.front.commanded(_heard(event, room, ref))
        elif (found := reaction_in(event, self._account.me)) is not None:
            post, emoji = found
            self._direct.heard(ref, sender_of(event))
            self.front.pressed(Pressed(id_of(event), room, sender_of(event), ref, post, emoji))

    async def _alone(self, event: Event, room: str, *, live: bool = True, again: bool = False) -> Sequence[Inbound]:
        """What somebody says who is alone with the bot: a command, an answer to what it has asked, or a post. It has no
        position, and is read back with the café's room; a command that is read back is not done any more."""
        user = sender_of(event)
        if user == self._account.me or not (again or self.syncing.is_new(id_of(event))):
            return ()
        ref, meant = await self._direct.room_of(user), Meant()
        if self.front is not None:
            heard = replace(_heard(event, room, ref), alone=True)
            commands = is_post(event, self._account.me) and self._spoken.commands(said_in(event))
            if is_sealed(event) and live:
                self.front.unreadable(heard)
            elif commands and live:
                self.front.commanded(heard)
            elif is_post(event, self._account.me) and not commands:
                meant = await self.front.told(heard)
        ref = meant.room or ref
        if meant.mine or ref is None:
            return ()
        told = await self._meaning.of(event, room, Where(ref, private=True))
        return [replace(one, workshop=meant.workshop) if isinstance(one, PostMade) else one for one in told]

    async def said_alone(self, ref: RoomRef, since: str) -> AsyncIterator[Inbound]:
        """What was said to the bot alone after that position, as far as it is about that room. A token is the
        homeserver's: it tells how far every room was read."""
        for room in await self._direct.rooms():
            try:
                async for event in self._history.since(room, since):
                    for told in await self._alone(event, room, live=False):
                        if told.room == ref:
                            yield await self._hosting.marked(told)
            except (NoSuchPlace, NotAllowed):
                # Whoever it was with has closed it, or the bot has left.
                continue

    async def _beside_rooms(self, answer: SyncResponse) -> None:
        for one in answer.account_data_events:
            if getattr(one, "type", None) == "m.direct":
                self._direct.learn(one.content)
        for room, invited in answer.rooms.invite.items():
            await self._invited(room, [_source(one) for one in invited.invite_state])

    async def _invited(self, room: str, state: list[Event]) -> None:
        """Come into the rooms that cafés live in, and to whoever wants to be alone with the bot; nowhere else."""
        alone = invites_alone(state, self._account.me)
        if alone is None and room not in self._rooms.ours:
            return
        try:
            await self._account.post(room, "v3", "join", room, content={})
            if alone is not None:
                await self._direct.note(alone, room)
        except PlatformError as error:
            _log.warning(Told.ROOM_UNREAD, account=self._account.name, faults=faults_of(error))


def _source(event: Any) -> Event:
    """An event as it was told: nio takes the content of member events out of what it hands on."""
    source: Event = event.source
    return source if "content" in source else {**source, "content": getattr(event, "content", {})}


def _heard(event: Event, place: str, room: RoomRef | None) -> Heard:
    text, thread, reply_to = said_in(event), thread_of(event), reply_of(event)
    return Heard(id_of(event), place, sender_of(event), text, at_of(event), room, thread=thread, reply_to=reply_to)
