"""What a file says -> what happened, in order: nothing comes before the post it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, TypeVar

from bot.conversation._packed import instant_of, microseconds
from bot.conversation._shelf import Shelf
from bot.domain import (
    Chosen,
    ConsentGiven,
    Inbound,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    RoomRef,
    Unreacted,
    Withdrew,
)

ByMember: TypeAlias = PostMade | Chosen | ConsentGiven | Withdrew
"""What a member does under a name."""

_Event = TypeVar("_Event", bound=ByMember)


def in_order(shelf: Shelf, room: RoomRef) -> Iterator[Inbound]:
    """The events of a shelf by instant, then line, each under a name.

    What speaks of a post and is earlier than it comes right after it, at the post's own instant. Every post spoken of
    has to be there. They are gone through twice; what grows in memory is one name a member, and what happened within
    one instant.
    """
    names: dict[str, str] = {}
    for event in _happened(shelf, room):
        if isinstance(event, ByMember) and event.name:
            names.setdefault(event.author, event.name)
    return _named(_happened(shelf, room), names)


def _happened(shelf: Shelf, room: RoomRef) -> Iterator[Inbound]:
    return _without_repeats(_not_before_post(event, at) for event, at in shelf.ordered(room))


def _not_before_post(event: Inbound, post_at: int | None) -> Inbound:
    if post_at is not None and microseconds(event.at) < post_at:
        return replace(event, at=instant_of(post_at))
    return event


def _without_repeats(events: Iterator[Inbound]) -> Iterator[Inbound]:
    """Leave out what says again, at the same instant, the last thing said of its subject.

    Not every equal line is a repeat: an emoji put, taken and put again within one second is there in the end.
    """
    instant: datetime | None = None
    latest: dict[tuple[str, ...], Inbound] = {}
    for event in events:
        if event.at != instant:
            instant = event.at
            latest.clear()
        subject = _subject(event)
        if latest.get(subject) != event:
            latest[subject] = event
            yield event


def _subject(event: Inbound) -> tuple[str, ...]:
    match event:
        case Reacted() | Unreacted():
            return ("reaction", event.post, event.author, event.emoji)
        case PostMade() | PostEdited() | PostErased():
            return ("post", event.post)
        case Chosen():
            return ("choice", event.workshop, event.author)
        case ConsentGiven() | Withdrew():
            return ("consent", event.author)
        case _:
            raise TypeError(type(event).__name__)


def _named(events: Iterator[Inbound], names: dict[str, str]) -> Iterator[Inbound]:
    """Give each event without a name the one its author went by last, or else goes by first, or else their id."""
    for event in events:
        if isinstance(event, ByMember):
            if event.name:
                names[event.author] = event.name
            yield _under(names.get(event.author, event.author), event)
        else:
            yield event


def _under(name: str, event: _Event) -> _Event:
    return event if event.name == name else replace(event, name=name)
