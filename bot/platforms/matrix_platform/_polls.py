"""Polls (MSC3381), in both their forms: the older one is what clients show, the stable one what they will.

A poll stands in the main timeline, since clients show none in a thread; it says itself which thread it belongs to.
Somebody's last answer is what counts, and whoever may redact in the room may end a poll.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain import Ballot, Inbound, Poll, PollCounted, Posted, RoomRef, Voted, clean_text
from bot.errors import NoSuchPlace
from bot.platforms.matrix_platform._account import Account
from bot.platforms.matrix_platform._content import KEY
from bot.platforms.matrix_platform._event import (
    Event,
    at_of,
    content_of,
    id_of,
    is_redacted,
    kind_of,
    part_in,
    relation_of,
    room_of,
    sender_of,
    text_in,
)
from bot.platforms.matrix_platform._names import Names
from bot.platforms.matrix_platform._rooms import Rooms
from bot.platforms.matrix_platform._threads import Relations

START, RESPONSE, END = (
    "org.matrix.msc3381.poll.start",
    "org.matrix.msc3381.poll.response",
    "org.matrix.msc3381.poll.end",
)
_STABLE = {"m.poll.start": START, "m.poll.response": RESPONSE, "m.poll.end": END}
THREAD = "org.cafe-host.thread"
"""The field in which a poll of ours names the thread that it belongs to."""

_TEXT = "org.matrix.msc1767.text"
_MOST_KNOWN = 500


@dataclass(frozen=True, slots=True)
class _Known:
    """A poll of ours: its thread, the places of its answers from 1, by their ids, and how many may be chosen."""

    event: Event
    thread: str
    places: dict[str, str]
    most: int


def kind_in(event: Event) -> str:
    """An event's type, by its older name where it has two."""
    return _STABLE.get(kind_of(event), kind_of(event))


def asked(poll: Poll, thread: str | None, key: str) -> dict[str, Any]:
    """The content of a poll. Everybody can see the votes from the beginning, as they can read them."""
    answers = [{"id": str(number), _TEXT: label} for number, label in enumerate(poll.choices, 1)]
    most = len(answers) if poll.several else 1
    listed = "\n".join(f"{one['id']}. {one[_TEXT]}" for one in answers)
    start = {
        "question": {_TEXT: poll.question, "body": poll.question, "msgtype": "m.text"},
        "kind": "org.matrix.msc3381.poll.disclosed",
        "max_selections": most,
        "answers": answers,
    }
    return {START: start, _TEXT: f"{poll.question}\n{listed}", KEY: key, THREAD: thread, "m.mentions": {}}


def chosen(event: Event) -> list[str]:
    """The ids of the answers that a vote names."""
    content = content_of(event)
    found = content.get("m.selections", part_in(content, RESPONSE).get("answers"))
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


class Polls:
    """Asks, counts and ends the polls of one account."""

    def __init__(self, account: Account, rooms: Rooms, relations: Relations, names: Names) -> None:
        self._account = account
        self._rooms = rooms
        self._relations = relations
        self._names = names
        self._known: OrderedDict[tuple[str, str], _Known | None] = OrderedDict()
        self._ended: set[str] = set()

    async def voted(self, event: Event, room: str, ref: RoomRef, position: str | None) -> Sequence[Inbound]:
        """What a vote that was heard means: each choice that it names is given, all others are taken back."""
        _, id = relation_of(event)
        known = await self._poll(room, id) if id else None
        if known is None or id in self._ended or sender_of(event) == self._account.me:
            return ()
        now = self._counted(event, known)
        name = clean_text(await self._names.of(room, sender_of(event)))
        order = sorted(known.places.values(), key=int)
        return [
            Voted(
                room=ref,
                at=at_of(event),
                position=position,
                thread=known.thread,
                author=sender_of(event),
                name=name,
                choice=choice,
                taken_back=choice not in now,
            )
            # A vote that is changed leaves none of the former ones behind, at no time.
            for choice in [*(one for one in order if one not in now), *(one for one in order if one in now)]
        ]

    async def heard_end(self, event: Event, room: str) -> None:
        """Somebody has ended a poll, if they may."""
        _, id = relation_of(event)
        if id and await self._ends(room, id, event):
            self._ended.add(id)

    async def count(self, room: str, ref: RoomRef, posted: Posted) -> PollCounted | None:
        """All votes of a poll of ours. Raises `NoSuchPlace` for one that is gone."""
        known = await self._poll(room, posted.message)
        if known is None:
            return None
        votes: list[Event] = []
        ended = None
        async for event in self._relations.of(room_of(known.event, room), posted.message, "m.reference"):
            if kind_in(event) == RESPONSE:
                votes.append(event)
            elif kind_in(event) == END and await self._ends(room, posted.message, event):
                ended = at_of(event) if ended is None else min(ended, at_of(event))
        last: dict[str, tuple[str, ...]] = {}
        # They come the latest first; of two at one instant the later one counts.
        votes.reverse()
        for vote in sorted(votes, key=at_of):
            if sender_of(vote) != self._account.me and (ended is None or at_of(vote) <= ended):
                last[sender_of(vote)] = self._counted(vote, known)
        if ended is not None:
            self._ended.add(posted.message)
        ballots = [
            Ballot(user, clean_text(await self._names.of(room, user)), choices)
            for user, choices in last.items()
            if choices
        ]
        return PollCounted(room=ref, at=at_of(known.event), thread=known.thread, ballots=tuple(ballots))

    async def end(self, room: str, posted: Posted) -> None:
        """Take no more votes. Raises `NoSuchPlace`."""
        known = await self._poll(room, posted.message)
        if known is None or posted.message in self._ended:
            return
        relates = {"rel_type": "m.reference", "event_id": posted.message}
        content = {END: {}, "m.relates_to": relates, _TEXT: "·", "body": "·"}
        await self._account.send(room_of(known.event, room), END, content)
        self._ended.add(posted.message)

    async def _ends(self, room: str, id: str, event: Event) -> bool:
        """Whether that ends a poll: by whoever has made it, or may redact in the room."""
        if sender_of(event) == self._account.me:
            return True
        power = await self._rooms.power(room)
        return power.of_user(sender_of(event)) >= power.to_redact()

    async def _poll(self, room: str, id: str) -> _Known | None:
        """A poll of ours; ``None`` for anything else. Raises `NoSuchPlace` for one that is gone."""
        if (room, id) not in self._known:
            event = await self._rooms.event(room, id)
            if sender_of(event) == self._account.me and is_redacted(event):
                raise NoSuchPlace()
            self._known[room, id] = self._read(event, self._rooms.thread_of(room_of(event, room)))
            if len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)
        return self._known[room, id]

    def _read(self, event: Event, room_thread: str | None) -> _Known | None:
        start, thread = part_in(content_of(event), START), room_thread or text_in(content_of(event), THREAD)
        if kind_of(event) != START or sender_of(event) != self._account.me or thread is None:
            return None
        answers = [text_in(one, "id") for one in start.get("answers", ())]
        places = {one: str(number) for number, one in enumerate(answers, 1) if one is not None}
        most = start.get("max_selections")
        return _Known(event, thread, places, most if isinstance(most, int) else 1) if id_of(event) else None

    @staticmethod
    def _counted(vote: Event, known: _Known) -> tuple[str, ...]:
        """The places that a vote counts for: what is no answer spoils it, what is too much is left out."""
        named = list(dict.fromkeys(chosen(vote)))
        if any(one not in known.places for one in named):
            return ()
        return tuple(sorted((known.places[one] for one in named[: known.most]), key=int))
