"""What the terminal's rooms are made of, and what must keep them.

A stage is a small chat server of its own: rooms, threads, messages, reactions, private messages, and a log
of what happened, in order. The log holds no words: those stand in the message alone, so that what is erased
there is erased everywhere. One stage holds the rooms of one account.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain import Attachment, Consent


def member_id(name: str) -> str:
    """The id of whoever goes by that name in the terminal's rooms: without capitals, in one word."""
    return "-".join(unicodedata.normalize("NFC", name.casefold()).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class StageDraft:
    """A message that is to be posted.

    ``author`` is ``None`` for the bot; with ``carried`` the bot posts what its author said by a form. ``begins`` is the
    title of the thread that it begins, ``thread`` the id of the thread it goes into. ``private_with`` names the member
    who alone reads it, or wrote it to the bot. ``key`` is the delivery's, unique in its room. ``sealed`` is about the
    thread that it begins. ``paths`` says where each attachment lies on this machine, in their order; ``None`` for one
    that lies nowhere.
    """

    room: str
    text: str
    author: str | None = None
    thread: str | None = None
    begins: str | None = None
    reply_to: str | None = None
    private_with: str | None = None
    attachments: tuple[Attachment, ...] = ()
    key: str | None = None
    sealed: bool = False
    paths: tuple[str | None, ...] = ()
    carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageMessage:
    """A message as it stands now; the fields it shares with `StageDraft` mean the same.

    ``id`` is a whole number from 1 as text, never used twice in one database. ``name`` is the author's
    latest. An erased one keeps its id, its place and whether it was the bot's, and nothing else. ``locked``
    is about the thread that it begins, ``sealed`` about the one that it begins or is in. ``pinned`` is true for one
    that is kept in sight. ``from_bot`` is true for what stands in the bot's name, ``carried`` where that is a member's.
    """

    id: str
    room: str
    at: datetime
    text: str
    from_bot: bool
    author: str | None = None
    name: str | None = None
    thread: str | None = None
    begins: str | None = None
    reply_to: str | None = None
    private_with: str | None = None
    attachments: tuple[Attachment, ...] = ()
    key: str | None = None
    edited_at: datetime | None = None
    erased: bool = False
    locked: bool = False
    sealed: bool = False
    paths: tuple[str | None, ...] = ()
    pinned: bool = False
    carried: bool = False

    @property
    def bots_own(self) -> bool:
        """Whether these are the bot's own words."""
        return self.from_bot and not self.carried


@dataclass(frozen=True, slots=True)
class StageThread:
    """A thread of a room: the id of the message that began it, its title, and whether it is locked."""

    id: str
    title: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class StageReaction:
    """One member's emoji on one message."""

    message: str
    author: str
    emoji: str
    at: datetime


class StageEventKind(StrEnum):
    """What happened in a room."""

    MADE = "made"
    EDITED = "edited"
    ERASED = "erased"
    REACTED = "reacted"
    UNREACTED = "unreacted"
    CHOSE = "chose"
    CONSENTED = "consented"
    WITHDREW = "withdrew"
    LOCKED = "locked"
    LET_IN = "let_in"
    UNSEALED = "unsealed"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageHappening:
    """Something that is to be written into the log: `StageEvent` without what the stage adds to it."""

    room: str
    kind: StageEventKind
    message: str | None = None
    member: str | None = None
    emoji: str | None = None
    workshop: str | None = None
    choices: tuple[str, ...] = ()
    consent: Consent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEvent:
    """One line of the log.

    ``position`` grows over all rooms and is never used twice. ``message`` is the message as it stands
    *now*, not as it stood then. ``member`` is who reacted, chose, consented, withdrew or was let in,
    ``name`` their latest name.
    """

    position: int
    room: str
    kind: StageEventKind
    at: datetime
    message: StageMessage | None = None
    member: str | None = None
    name: str | None = None
    emoji: str | None = None
    workshop: str | None = None
    choices: tuple[str, ...] = ()
    consent: Consent | None = None


class StageReading(Protocol):
    """What can be asked of a stage, all answers from one moment."""

    async def rooms(self) -> Sequence[str]:
        """Every room, sorted."""

    async def has_room(self, room: str) -> bool:
        """Whether there is a room of that id."""

    async def called(self, room: str, member: str) -> str | None:
        """The latest name of whoever ever acted in that room, ``None`` for anybody else."""

    async def members(self) -> Sequence[tuple[str, str]]:
        """Everybody who ever acted here, as (id, latest name), by id."""

    async def message(self, room: str, message: str) -> StageMessage | None:
        """The message of that id in that room, erased or not."""

    async def keyed(self, room: str, key: str) -> StageMessage | None:
        """The bot's live message of that key."""

    async def messages(
        self,
        room: str,
        *,
        thread: str | None = None,
        private_with: str | None = None,
        since: datetime | None = None,
        last: int | None = None,
    ) -> Sequence[StageMessage]:
        """The live messages of a room in the order they were made: the public ones, those of one thread (with
        the one that began it), or the private ones between one member and the bot; posted at ``since`` or
        after; at most the ``last`` so many.
        """

    async def threads(self, room: str) -> Sequence[StageThread]:
        """The threads of a room, in the order they were begun."""

    async def reactions(self, room: str, message: str | None = None) -> Sequence[StageReaction]:
        """The reactions in a room or on one message, by message, then as they came."""

    async def log(self, room: str, since: int, limit: int) -> Sequence[StageEvent]:
        """The next events of a room after that position, in order, at most so many."""

    async def let_in(self, member: str) -> Collection[str]:
        """The threads that a member was let into."""

    async def latest(self) -> datetime | None:
        """The instant of the last event of the whole log; ``None`` for an empty one."""

    async def end(self) -> int:
        """The position of the last event of the whole log; 0 for an empty one."""


class StageWriting(StageReading, Protocol):
    """A unit of work: all of it is written, or nothing. What changes writes its own line into the log.

    Who may do what is not decided here.
    """

    async def open_room(self, room: str, at: datetime) -> None:
        """Make a room; one that is there already is left as it is."""

    async def meet(self, member: str, name: str) -> None:
        """Keep a member's latest name."""

    async def add(self, draft: StageDraft, at: datetime) -> StageMessage:
        """Keep a new message."""

    async def rewrite(
        self,
        message: StageMessage,
        text: str,
        at: datetime,
        *,
        attachments: Sequence[Attachment],
        begins: str | None,
        paths: Sequence[str | None] = (),
    ) -> None:
        """Replace a message's words, files and thread title; nothing of the earlier ones is kept."""

    async def erase(self, message: StageMessage, at: datetime) -> None:
        """Take a message's words, files, author, key and reactions away; a thread that it began stays."""

    async def react(self, message: StageMessage, member: str, emoji: str, at: datetime) -> bool:
        """Keep a reaction; false, and nothing in the log, if it was there."""

    async def unreact(self, message: StageMessage, member: str, emoji: str, at: datetime) -> bool:
        """Take a reaction away; false, and nothing in the log, if it was not there."""

    async def lock(self, message: StageMessage, at: datetime) -> bool:
        """Lock the thread that this message began; false, and nothing in the log, if it was locked."""

    async def pin(self, message: StageMessage, at: datetime) -> bool:
        """Keep this message in sight; false, and nothing in the log, if it was."""

    async def admit(self, message: StageMessage, member: str, at: datetime) -> bool:
        """Let a member into the sealed thread that this message began; false, and nothing in the log, if the thread
        is not sealed or they were in already."""

    async def unseal(self, message: StageMessage, at: datetime) -> bool:
        """Open the thread that this message began to everybody; false, and nothing in the log, if it was open."""

    async def note(self, happening: StageHappening, at: datetime) -> None:
        """Write a line into the log that changes no message: a choice, a consent, a withdrawal."""

    async def forget(self, member: str, at: datetime) -> Collection[str]:
        """Erase all messages of a member, and those to them alone, their reactions, choices, consents and
        name, in every room; returns the rooms that changed.
        """


class Stage(Protocol):
    """Where the terminal's rooms are kept. Faults are raised as `bot.errors.StoreError`."""

    def reading(self) -> AbstractAsyncContextManager[StageReading]:
        """A moment to read in."""

    def writing(self) -> AbstractAsyncContextManager[StageWriting]:
        """A unit of work; an exception inside undoes all of it."""
