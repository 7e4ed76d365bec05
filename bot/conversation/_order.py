"""What a file says -> what happened, in order: nothing comes before the post it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, TypeVar

from bot.domain import (
    Chosen,
    ConsentGiven,
    Inbound,
    PostEdited,
    PostErased,
    PostMade,
    Reacted,
    Unreacted,
    Withdrew,
)

AboutPost: TypeAlias = PostEdited | PostErased | Reacted | Unreacted
"""What speaks of a post by its id."""

ByMember: TypeAlias = PostMade | Chosen | ConsentGiven | Withdrew
"""What a member does under a name."""

_POSITION_DIGITS = 12

_Event = TypeVar("_Event", bound=ByMember)


@dataclass(frozen=True, slots=True)
class SeenPost:
    """Where and when a post was met first; ``digest`` tells an equal line from another one."""

    at: datetime
    line: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event and the line it stands on."""

    line: int
    event: Inbound


def in_order(read: Sequence[ReadEvent], posts: Mapping[str, SeenPost]) -> tuple[Inbound, ...]:
    """The events by instant, then line, named and numbered.

    What speaks of a post and is earlier than it (by instant, or on a line before it at the same instant) comes
    right after it, at the post's own instant. Every post spoken of has to be among ``posts``.
    """
    ordered = (one.event for one in sorted(read, key=lambda one: _place(one, posts)))
    moved = _without_repeats(_not_before_post(event, posts) for event in ordered)
    return tuple(replace(event, position=position(place)) for place, event in enumerate(_named(list(moved)), 1))


def position(place: int) -> str:
    """The position of the event at that place, from 1."""
    return f"{place:0{_POSITION_DIGITS}}"


def _place(one: ReadEvent, posts: Mapping[str, SeenPost]) -> tuple[datetime, int, bool, datetime, int]:
    own = (one.event.at, one.line)
    if isinstance(one.event, AboutPost):
        post = posts[one.event.post]
        if own < (post.at, post.line):
            return (post.at, post.line, True, *own)
    return (*own, False, *own)


def _not_before_post(event: Inbound, posts: Mapping[str, SeenPost]) -> Inbound:
    if isinstance(event, AboutPost) and event.at < (since := posts[event.post].at):
        return replace(event, at=since)
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


def _named(events: Sequence[Inbound]) -> Iterator[Inbound]:
    """Give each event without a name the one its author went by last, or else goes by first, or else their id."""
    names: dict[str, str] = {}
    for event in events:
        if isinstance(event, ByMember) and event.name:
            names.setdefault(event.author, event.name)
    for event in events:
        if isinstance(event, ByMember):
            if event.name:
                names[event.author] = event.name
            yield _under(names.get(event.author, event.author), event)
        else:
            yield event


def _under(name: str, event: _Event) -> _Event:
    return event if event.name == name else replace(event, name=name)
