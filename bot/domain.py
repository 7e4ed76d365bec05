"""What a café is made of: plain frozen data, knowing no platform, no database and no clock.

All instants are timezone-aware datetimes in UTC. A time of day is a `datetime.time` in the café's zone.
Lengths of text are in code points.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST_POST = 40_000
"""The longest text of one post, in code points."""


def clean_text(text: str) -> str:
    """The text as it may be kept everywhere: without NUL, and without half a surrogate pair. Two halves
    that belong together become their character; nothing else changes.
    """
    whole = text.replace("\0", "").encode("utf-16-le", "surrogatepass")
    return whole.decode("utf-16-le", "ignore")


def zone_of(name: str) -> tzinfo:
    """The zone of that name: an IANA name, or a fixed offset written as `fixed_zone` writes it.

    Raises `KeyError` (as `zoneinfo.ZoneInfoNotFoundError`) or `ValueError` where there is no such zone.
    """
    if found := re.fullmatch(r"UTC([+-])([0-9]{2}):([0-5][0-9])", name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-offset if found[1] == "-" else offset, name)
    try:
        return ZoneInfo(name)
    except OSError:
        # The name of a folder of zones ("Europe"), or one too long for a file.
        raise ZoneInfoNotFoundError(name) from None


def fixed_zone(offset: timedelta) -> str:
    """The name of the zone that is always so far ahead of UTC, to the minute: ``UTC+05:30``."""
    minutes = round(offset / timedelta(minutes=1))
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


class Consent(StrEnum):
    """How a member allows their words to be quoted. No choice at all is ``None``, never one of these."""

    NAMED = "named"
    CAFE_NAME = "cafe_name"
    ANONYMOUS = "anonymous"
    NONE = "none"


class Visibility(StrEnum):
    """Whether a workshop's votes may be read before the café has closed."""

    OPEN = "open"
    HIDDEN = "hidden"


class CafeState(StrEnum):
    """Where a café is on its way; it only ever moves forward, in this order."""

    PLANNED = "planned"
    PRESENTED = "presented"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    PUBLISHED = "published"

    @property
    def step(self) -> int:
        """The place of this state on the way, from 0."""
        return list(CafeState).index(self)


class BeatKind(StrEnum):
    """What a beat does."""

    PRESENT = "present"
    OPEN_WORKSHOP = "open_workshop"
    CALL_CLOSING_WORDS = "call_closing_words"
    CLOSE = "close"
    PUBLISH = "publish"


class Progress(StrEnum):
    """How far a beat or a delivery has come."""

    DUE = "due"
    CLAIMED = "claimed"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


# --- references -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class RoomRef:
    """A room on one platform, by the platform's own id."""

    platform: str
    room: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.room}"


@dataclass(frozen=True, slots=True, order=True)
class MemberRef:
    """A member on one platform, by the platform's own id; written ``platform:id``."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


@dataclass(frozen=True, slots=True, order=True)
class PostRef:
    """A post on one platform, by the platform's own id."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


# --- the script -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Workshop:
    """The structure of one workshop of a script; its words are in `WorkshopWords`.

    ``day`` counts from 1, the café's opening day. ``ends_day`` and ``ends_at`` are both given or both
    ``None``; after that instant an answer is late, and still counts. ``choices`` are the keys of a poll's
    choices in order; ``minimum`` and ``maximum`` the ends of a scale.
    """

    key: str
    kind: str
    day: int
    at: time
    visibility: Visibility = Visibility.OPEN
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 10
    ends_day: int | None = None
    ends_at: time | None = None


@dataclass(frozen=True, slots=True)
class WorkshopWords:
    """The wording of one workshop in one language. ``choices`` maps a choice's key to its label."""

    title: str
    question: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    min_label: str = ""
    max_label: str = ""


@dataclass(frozen=True, slots=True)
class ScriptWords:
    """The wording of a script in one language. ``workshops`` is by the workshop's key."""

    title: str
    presentation: str = ""
    for_whom: str = ""
    guests: tuple[str, ...] = ()
    picture_alt: str = ""
    workshops: Mapping[str, WorkshopWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """What describes a café: structure once, wording per language.

    ``languages`` is never empty, its first is the café's own. The café opens on day 1 at ``opens_at`` and
    closes on day ``days`` at ``closes_at``; the flashback is due ``publishes_after_hours`` later.
    ``quotes`` is what a member's silence allows: `Consent.ANONYMOUS` or `Consent.NONE`. ``picture`` is a
    file's absolute path. ``workshops`` are in the order of their opening.
    """

    name: str
    languages: tuple[str, ...]
    days: int
    opens_at: time
    closes_at: time
    workshops: tuple[Workshop, ...]
    words: Mapping[str, ScriptWords]
    zone: str | None = None
    publishes_after_hours: int = 24
    quotes: Consent = Consent.ANONYMOUS
    yes: tuple[str, ...] = ("👍", "❤️")
    no: tuple[str, ...] = ("👎",)
    picture: str | None = None
    follows: str | None = None

    def worded(self, language: str) -> ScriptWords:
        """The wording in that language, or else in the café's own."""
        return self.words.get(language) or self.words[self.languages[0]]

    def workshop(self, key: str) -> Workshop | None:
        """The workshop with that key, if there is one."""
        return next((one for one in self.workshops if one.key == key), None)


# --- the café ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Home:
    """A room where a café lives, and the language it speaks there."""

    room: RoomRef
    language: str


@dataclass(frozen=True, slots=True)
class Cafe:
    """One café. ``script`` is the snapshot taken when it was planned: later edits of the file change nothing.

    ``opens_at``, ``closes_at`` and ``publishes_at`` are the planned instants. ``secret`` draws the café
    names and the café's own ids of its posts. ``source`` is the fingerprint of a replayed conversation, else
    ``None``. ``presented_at`` is when the notice had been given: nothing said before it is ever collected.
    """

    id: str
    script: Script
    zone: str
    language: str
    opening_day: date
    opens_at: datetime
    closes_at: datetime
    publishes_at: datetime
    homes: tuple[Home, ...]
    secret: bytes = field(repr=False)
    state: CafeState = CafeState.PLANNED
    source: str | None = None
    presented_at: datetime | None = None

    @property
    def title(self) -> str:
        """The title in the café's own language."""
        return self.script.worded(self.language).title


@dataclass(frozen=True, slots=True)
class Beat:
    """One scheduled step of one café.

    ``key`` is unique over all cafés. ``generation`` grows with each claim: what an earlier claim still
    wants to write is refused.
    """

    key: str
    cafe: str
    kind: BeatKind
    due: datetime
    workshop: str | None = None
    progress: Progress = Progress.DUE
    generation: int = 0


# --- what the bot says ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A file that goes with a message: its name, its text for those who do not see it, where it lies."""

    name: str
    alt: str
    path: str


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message as a platform is to post it: already rendered in the platform's dialect and within its limit.

    ``formatted`` is an HTML twin where the platform wants one. ``begins`` is the title of the thread that
    this message begins; ``thread`` the id of the thread it goes into; ``to`` the member it is for alone.
    """

    body: str
    formatted: str | None = None
    begins: str | None = None
    thread: str | None = None
    reply_to: str | None = None
    to: MemberRef | None = None
    files: tuple[OutboundFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """What a platform says of a message of ours that is there: its id, and its thread's if it has begun one."""

    message: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that a beat or a reply owes to one room.

    ``key`` is unique over all deliveries and travels with the message. ``beat`` is the key of the beat
    that owes it, ``None`` for a reply to one member. ``workshop`` names the workshop whose thread it goes
    into, or which it begins if the message begins a thread. ``posted`` is there once the platform has it.
    """

    key: str
    cafe: str
    room: RoomRef
    message: OutboundMessage
    beat: str | None = None
    workshop: str | None = None
    progress: Progress = Progress.DUE
    generation: int = 0
    claimed_at: datetime | None = None
    posted: Posted | None = None


# --- what comes in ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a post: what is kept of it is its name, its alternative text, its address."""

    name: str
    alt: str | None = None
    url: str | None = None


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
    else the thread decides. ``private`` is a message that only the bot can read."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdited(Inbound):
    """A post has a new text; only the latest is kept."""

    post: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostErased(Inbound):
    """A post was taken back by its author or a moderator."""

    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(Inbound):
    """A member put an emoji on a post."""

    post: str
    author: str
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreacted(Inbound):
    """A member took an emoji back."""

    post: str
    author: str
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen(Inbound):
    """A member chose with a button or a form. ``choices`` are positions from 1 in a poll, or a scale's number."""

    workshop: str
    author: str
    name: str
    choices: tuple[str, ...]


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


# --- the record -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Post:
    """One live post of a member, with its latest text.

    ``id`` is the platform's, ``own_id`` the café's own, which is all that is ever published. ``workshop``
    is ``None`` where it belongs to none. ``answer`` is true where it answers that workshop, else it is talk.
    """

    ref: PostRef
    own_id: str
    author: MemberRef
    at: datetime
    text: str
    workshop: str | None
    answer: bool
    late: bool = False
    edited_at: datetime | None = None
    reply_to: PostRef | None = None
    attachments: tuple[Attachment, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """One member's emoji on one post."""

    post: PostRef
    author: MemberRef
    emoji: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """One member's latest choice in one workshop, made with a button or a form."""

    workshop: str
    author: MemberRef
    choices: tuple[str, ...]
    at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One member as one café knows them. ``consent`` is ``None`` as long as they have not chosen."""

    ref: MemberRef
    name: str
    consent: Consent | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of one café, from which every number and every quotation is made.

    Live data alone: no erased post, nothing of a member who withdrew. ``opened`` are the keys of the
    workshops that have opened, in order. Posts are sorted by instant, then id.
    """

    cafe: Cafe
    opened: tuple[str, ...]
    posts: tuple[Post, ...]
    reactions: tuple[Reaction, ...]
    choices: tuple[Choice, ...]
    members: Mapping[MemberRef, Member]
