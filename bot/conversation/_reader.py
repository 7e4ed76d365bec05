"""The lines of one file -> a conversation, or everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from bot.conversation._faults import MOST_FAULTS, Gathered
from bot.conversation._fields import Fields, shown
from bot.conversation._order import in_order
from bot.conversation._packed import microseconds
from bot.conversation._shelf import Events, Shelf
from bot.conversation._times import Times
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
from bot.errors import Fault, fault

VERSION = 1
"""The newest version of the format that is known here."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line may say of the whole."""

    title: str | None = None
    language: str | None = None
    version: int = VERSION


class Reader:
    """Takes one file line by line and keeps the events alone, on a shelf."""

    def __init__(
        self,
        file: str,
        room: RoomRef,
        workshops: Collection[str] | None,
        times: Times,
        choices: Mapping[str, Sequence[str] | range],
    ) -> None:
        self.header = Header()
        self.skipped: list[Fault] = []
        self._file = file
        self._room = room
        self._workshops = None if workshops is None else sorted(workshops)
        self._times = times
        self._choices = choices
        self._faults = Gathered()
        self._shelf = Shelf()
        self._any = False
        self._broken_posts: set[str] = set()
        self._first_line: dict[str, Any] | None = None
        self._first_clock: tuple[bool, datetime, int, timedelta] | None = None

    def take(self, line: int, found: dict[str, Any] | Fault) -> None:
        """Take the next line that is not blank. Raises `FaultsFound` once there are `MOST_FAULTS` faults."""
        first = self._first_line is None
        if isinstance(found, Fault):
            self._faults.add(found)
            self._first_line = self._first_line or {}
            return
        if first:
            self._first_line = found if found.get("type") == "conversation" else {}
        fields = Fields(found, self._file, line, self._times)
        kind = found.get("type")
        if kind == "conversation":
            self._take_header(fields, first)
        elif isinstance(kind, str) and kind in _READERS:
            self._take_event(fields, kind)
        elif isinstance(kind, str) and self.header.version > VERSION:
            if len(self.skipped) < MOST_FAULTS:
                self.skipped.append(fault("conversation_skipped_type", file=self._file, line=line, type=shown(kind)))
        elif isinstance(kind, str):
            fields.wrong(fault("conversation_unknown_type", type=shown(kind), known=", ".join(_READERS)))
        else:
            fields.wrong(fault("conversation_no_type", known=", ".join(_READERS)))
        for one in fields.faults:
            self._faults.add(one)

    def events(self) -> Events:
        """All events in order, once every line was taken. Raises `FaultsFound` with all that is wrong."""
        for line, post in self._shelf.strays():
            if post not in self._broken_posts:
                self._faults.add(fault("conversation_unknown_post", file=self._file, line=line, post=shown(post)))
        if not self._faults and not self._any:
            self._faults.add(fault("conversation_empty", file=self._file))
        self._faults.raise_any()
        self._shelf.add(in_order(self._shelf, self._room))
        return self._shelf.events(self._room)

    @property
    def first_offset(self) -> timedelta:
        """The offset from UTC of the first post by time; of the first event where there is no post."""
        return self._first_clock[-1] if self._first_clock else timedelta()

    def _take_header(self, fields: Fields, first: bool) -> None:
        if first:
            self.header = Header(fields.title(), fields.language(), fields.version(VERSION))
        elif fields.values != self._first_line:
            fields.wrong(fault("conversation_late_header"))

    def _take_event(self, fields: Fields, kind: str) -> None:
        event = _READERS[kind](fields, self._room)
        if isinstance(event, PostMade | Chosen):
            fields.workshop_among(self._workshops, event.workshop)
        if isinstance(event, Chosen) and event.workshop in self._choices:
            places = fields.chosen_among(self._choices[event.workshop], event.workshop, event.choices)
            event = replace(event, choices=places)
        new = not isinstance(event, PostMade) or self._is_new(event, fields)
        if new and not fields.faults:
            self._shelf.put(fields.line, event)
            self._any = True
            clock = (not isinstance(event, PostMade), event.at, fields.line, fields.offset)
            self._first_clock = min(self._first_clock or clock, clock)

    def _is_new(self, post: PostMade, fields: Fields) -> bool:
        """Whether that post was not met before; notes a fault where another line has taken its id."""
        digest = _digest(fields)
        earlier = self._shelf.seen(post.post)
        if fields.faults or not post.post:
            self._broken_posts.add(post.post)
            return False
        if earlier is None:
            self._shelf.see(post.post, microseconds(post.at), fields.line, digest)
            return True
        first, same = earlier
        if same != digest:
            fields.wrong(fault("conversation_same_id", id=shown(post.post), first=str(first)))
        return False


def _digest(fields: Fields) -> bytes:
    """What equal objects share, whatever the order of their keys and the spaces between."""
    try:
        return blake2b(json.dumps(fields.values, sort_keys=True).encode("ascii"), digest_size=16).digest()
    except RecursionError:
        fields.wrong(fault("conversation_too_deep"))
        return b""


def _post(fields: Fields, room: RoomRef) -> PostMade:
    return PostMade(
        room=room,
        at=fields.instant(),
        post=fields.identifier("id"),
        author=fields.identifier("author"),
        name=fields.name(),
        text=fields.text(),
        workshop=fields.identifier_if_any("workshop"),
        reply_to=fields.identifier_if_any("reply_to"),
        attachments=fields.attachments(),
    )


def _choice(fields: Fields, room: RoomRef) -> Chosen:
    return Chosen(
        room=room,
        at=fields.instant(),
        workshop=fields.identifier("workshop"),
        author=fields.identifier("author"),
        name=fields.name(),
        choices=fields.choices(),
    )


def _reaction(fields: Fields, room: RoomRef) -> Reacted:
    post, author, emoji = fields.identifier("post"), fields.identifier("author"), fields.emoji()
    return Reacted(room=room, at=fields.instant(), post=post, author=author, emoji=emoji)


def _unreaction(fields: Fields, room: RoomRef) -> Unreacted:
    post, author, emoji = fields.identifier("post"), fields.identifier("author"), fields.emoji()
    return Unreacted(room=room, at=fields.instant(), post=post, author=author, emoji=emoji)


def _edit(fields: Fields, room: RoomRef) -> PostEdited:
    return PostEdited(room=room, at=fields.instant(), post=fields.identifier("post"), text=fields.text())


def _erase(fields: Fields, room: RoomRef) -> PostErased:
    return PostErased(room=room, at=fields.instant(), post=fields.identifier("post"))


def _consent(fields: Fields, room: RoomRef) -> ConsentGiven:
    author, name = fields.identifier("author"), fields.name()
    return ConsentGiven(room=room, at=fields.instant(), author=author, name=name, choice=fields.consent())


def _withdraw(fields: Fields, room: RoomRef) -> Withdrew:
    return Withdrew(room=room, at=fields.instant(), author=fields.identifier("author"), name=fields.name())


_READERS: Mapping[str, Callable[[Fields, RoomRef], Inbound]] = {
    "post": _post,
    "choice": _choice,
    "reaction": _reaction,
    "unreaction": _unreaction,
    "edit": _edit,
    "erase": _erase,
    "consent": _consent,
    "withdraw": _withdraw,
}
