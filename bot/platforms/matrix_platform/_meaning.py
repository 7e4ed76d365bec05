"""What each event of a room means to a café: told live, or read in the room's history."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain import EditUnread, Inbound, Lacked
from bot.errors import NoSuchPlace
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._event import (
    ENCRYPTED,
    ENCRYPTION,
    MESSAGE,
    REACTION,
    REDACTION,
    Event,
    at_of,
    edit_of,
    id_of,
    is_redacted,
    kind_of,
    redacts,
    replaced_by,
    said_in,
    sender_of,
    thread_of,
)
from bot.platforms.matrix_platform._front import Spoken
from bot.platforms.matrix_platform._names import Names
from bot.platforms.matrix_platform._polls import END, RESPONSE, Polls, kind_in
from bot.platforms.matrix_platform._posting import Posting
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._threads import Threads
from bot.platforms.matrix_platform._translation import (
    Where,
    edited,
    erased,
    is_post,
    made,
    reacted,
    reaction_in,
    replaced,
    unreacted,
)

_MOST = 20_000


@dataclass(frozen=True, slots=True)
class _Reaction:
    """A reaction that was heard: a redaction of it tells nothing but its event's id."""

    author: str
    about: tuple[str, str]


class Meaning:
    """Says what events mean. What an event leaves open (whose post an edit changes, what a redaction took away) is
    remembered, else asked of the homeserver."""

    def __init__(
        self,
        account: Account,
        rooms: Rooms,
        names: Names,
        threads: Threads,
        posting: Posting,
        polls: Polls,
        spoken: Spoken,
    ) -> None:
        self._account = account
        self._me = account.me
        self._rooms = rooms
        self._names = names
        self._threads = threads
        self._posting = posting
        self._polls = polls
        self._spoken = spoken
        self._reactions: OrderedDict[str, _Reaction] = OrderedDict()
        self._edits: OrderedDict[str, str] = OrderedDict()
        self._recalled: set[str] = set()

    async def of(self, event: Event, room: str, where: Where) -> Sequence[Inbound]:
        """What an event means that has happened in ``room``, and is told of as of ``where``. Raises
        `bot.errors.PlatformError` where that cannot be known now."""
        if not where.private and (thread := self._rooms.thread_of(room)) is not None:
            where = replace(where, thread=thread, place=room)
        match kind_in(event):
            case "m.room.member":
                self._names.heard(room, event)
            case kind if kind == MESSAGE:
                return await self._message(event, room, where)
            case kind if kind == REACTION:
                return await self._reaction(event, room, where)
            case kind if kind == REDACTION:
                return await self._redaction(event, room, where)
            case kind if kind == RESPONSE and not is_redacted(event):
                return await self._polls.voted(event, room, where.room, where.position)
            case kind if kind == END:
                await self._polls.heard_end(event, room)
            case kind if kind == ENCRYPTED and not is_redacted(event):
                return await self._sealed(event, room, where)
            case kind if kind == ENCRYPTION and self._account.has_keys is False:
                self._account.encrypted.add(room)
                return [await self._lacked(event, room, where, "matrix_encrypted")]
        return ()

    def is_recalled(self, room: str) -> bool:
        """Whether the reactions that were put in a room before are known."""
        return room in self._recalled

    def recall(self, room: str, reactions: Iterable[Event]) -> None:
        """Know again the reactions that were put in a room before this process heard it."""
        self._recalled.add(room)
        for event in reactions:
            if (found := reaction_in(event, self._me)) is not None:
                _keep(self._reactions, id_of(event), _Reaction(sender_of(event), found))

    async def _message(self, event: Event, room: str, where: Where) -> Sequence[Inbound]:
        if (original := replaced_by(event)) is not None:
            return await self._edit(event, original, room, where)
        if (thread := thread_of(event)) is not None and not is_redacted(event):
            self._threads.heard(room, thread, id_of(event))
        if not is_post(event, self._me) or self._spoken.commands(said_in(event)):
            # What a command was edited into is none of a café's either: how it was sent decides.
            return ()
        return [made(event, where, await self._names.of(room, sender_of(event)))]

    async def _sealed(self, event: Event, room: str, where: Where) -> Sequence[Inbound]:
        """Something encrypted that cannot be opened: the desk is told, and it is tried again once its key is there. An
        edit takes the former words away all the same."""
        if sender_of(event) == self._me:
            return ()
        if not self._account.has_keys:
            return [await self._lacked(event, room, where, "matrix_encrypted")]
        await self._account.unread.note(id_of(event), room)
        told: list[Inbound] = [await self._lacked(event, room, where, "matrix_unread", f"{at_of(event).date()}")]
        if (post := replaced_by(event)) is not None:
            original = await self._found(room, post)
            if original is not None and sender_of(original) == sender_of(event):
                told.insert(0, EditUnread(room=where.room, at=at_of(event), position=where.position, post=post))
        return told

    async def _lacked(self, event: Event, room: str, where: Where, why: str, once: str = "") -> Lacked:
        values = {"room": await self._rooms.called(room)}
        return Lacked(room=where.room, at=at_of(event), position=where.position, why=why, values=values, once=once)

    async def _edit(self, event: Event, post: str, room: str, where: Where) -> Sequence[Inbound]:
        _keep(self._edits, id_of(event), post)
        if sender_of(event) == self._me or (original := await self._found(room, post)) is None:
            return ()
        if edit_of(original) not in (None, id_of(event)):
            # Words that were changed again since are words that somebody wanted gone.
            return ()
        now = replaced(original, event)
        return [] if now is None or not is_post(original, self._me) else [edited(now, where, at_of(event))]

    async def _reaction(self, event: Event, room: str, where: Where) -> Sequence[Inbound]:
        found = reaction_in(event, self._me)
        if found is None:
            return ()
        _keep(self._reactions, id_of(event), _Reaction(sender_of(event), found))
        return [reacted(event, where, found, await self._names.of(room, sender_of(event)))]

    async def _redaction(self, event: Event, room: str, where: Where) -> Sequence[Inbound]:
        gone = redacts(event)
        if gone is None or self._posting.took_back(gone):
            return ()
        if (reaction := self._reactions.pop(gone, None)) is not None:
            return [unreacted(where, at_of(event), reaction.author, reaction.about)]
        if (post := self._edits.pop(gone, None)) is not None:
            # What it said before that edit holds again.
            original = await self._found(room, post)
            again = original is not None and is_post(original, self._me)
            return [edited(original, where, at_of(event))] if original is not None and again else ()
        target = await self._found(room, gone)
        if target is not None and (sender_of(target) == self._me or kind_of(target) not in (MESSAGE, ENCRYPTED)):
            return ()
        return [erased(gone, where, at_of(event))]

    async def _found(self, room: str, event: str) -> Event | None:
        try:
            return await self._rooms.event(room, event)
        except NoSuchPlace:
            return None


def _keep(kept: OrderedDict[str, Any], id: str, what: Any) -> None:
    kept[id] = what
    kept.move_to_end(id)
    if len(kept) > _MOST:
        kept.popitem(last=False)
