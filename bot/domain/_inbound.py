"""What happens in a room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain._references import RoomRef
from bot.domain._states import Consent


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a post: what is kept of it is its name, its alternative text, its address.

    ``fetchable`` says that the platform can hand out its bytes (`bot.ports.Platform.fetch`).
    """

    name: str
    alt: str | None = None
    url: str | None = None
    fetchable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """Something that happened in a room.

    ``at`` is the platform's instant for it. ``position`` is the platform's own mark of how far the room's
    history has been read with this event, stored in the same transaction; ``None`` where there is none.
    """

    room: RoomRef
    at: datetime
    position: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMade(Inbound):
    """A message was posted. ``workshop`` is given where the platform itself knows it (a button, a file),
    else the thread decides. ``private`` is a message that only the bot can read. ``carried`` is one that the platform
    has posted in its own name, of what its author said by a form: it is that author's in everything. ``by_host`` says
    that the platform knows its author to host there, by a role; so it does below. ``beside`` is the thread that began
    with the message it replies to, where it stands outside of that thread. ``edited_at`` is when these words took the
    place of others, where they did and the platform tells."""

    post: str
    author: str
    name: str
    text: str
    thread: str | None = None
    workshop: str | None = None
    reply_to: str | None = None
    attachments: tuple[Attachment, ...] = ()
    url: str | None = None
    from_bot: bool = False
    private: bool = False
    by_host: bool = False
    carried: bool = False
    beside: str | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdited(Inbound):
    """A post has a new text; only the latest is kept. ``attachments`` are those it has now, ``None`` where the platform
    does not tell: then they stay as they were."""

    post: str
    text: str
    attachments: tuple[Attachment, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditUnread(Inbound):
    """A post has a new text, which the platform keeps from the bot. ``at`` is that of the edit: one that is known
    already is no news."""

    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostUnread(Inbound):
    """A member's post stands in the room's history, and the platform keeps its words from the bot. It brings nothing
    in: it tells only that a post which is kept was not deleted."""

    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacked(Inbound):
    """The room keeps something from the bot, and its people can help that: the desk is told. ``why`` is the key of a
    sentence below ``[fault]`` of the locales, filled with ``values``; it is told once for each ``once``."""

    why: str
    values: Mapping[str, str] = field(default_factory=dict)
    once: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostErased(Inbound):
    """A post was taken back by its author or a moderator."""

    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(Inbound):
    """A member put an emoji on a post. ``name`` is ``None`` where the platform does not tell it."""

    post: str
    author: str
    emoji: str
    name: str | None = None
    by_host: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreacted(Inbound):
    """A member took an emoji back."""

    post: str
    author: str
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionsCleared(Inbound):
    """Somebody took all reactions off a post, or with ``emoji`` all of that one, whosever they were."""

    post: str
    emoji: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadGone(Inbound):
    """A thread was deleted, and all that was said in it with it."""

    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen(Inbound):
    """A member chose with a button or a form. ``choices`` are positions from 1 in a poll, or a scale's number.
    ``token`` is the platform's own name for this one press of a button, where it has one."""

    workshop: str
    author: str
    name: str
    choices: tuple[str, ...]
    by_host: bool = False
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted(Inbound):
    """A member voted in a poll of the platform's own that stands in that thread, or took that vote back. ``choice`` is
    its position from 1."""

    thread: str
    author: str
    name: str
    choice: str
    taken_back: bool = False
    by_host: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """All that one member has chosen in a poll of the platform's own, by positions from 1."""

    author: str
    name: str
    choices: tuple[str, ...]
    by_host: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCounted(Inbound):
    """How all the votes stand in the poll of the platform's own in that thread. Nobody knows when each of them was
    given: ``at`` is the instant at which the poll was posted.

    ``kept_before`` are the votes that were kept of it before the platform was asked, by author and instant: one
    that is another by now was given or taken back meanwhile, and the count may not know of it. ``None`` where nothing
    else comes in meanwhile.
    """

    thread: str
    ballots: tuple[Ballot, ...]
    kept_before: frozenset[tuple[str, datetime]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Inbound):
    """A member said how they may be quoted in this café."""

    author: str
    name: str
    choice: Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrew(Inbound):
    """A member takes back everything they said in this café."""

    author: str
    name: str
