"""What is known of a café: what every number and every quotation is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain._cafe import Cafe
from bot.domain._inbound import Attachment
from bot.domain._references import MemberRef, PostRef
from bot.domain._states import Consent
from bot.domain._voices import HostNote, HostPick


@dataclass(frozen=True, slots=True)
class Post:
    """One live post of a member, with its latest text.

    ``id`` is the platform's, ``own_id`` the café's own, which is all that is ever published. ``workshop``
    is ``None`` where it belongs to none. ``answer`` is true where it answers that workshop, else it is talk. ``room``
    and ``thread`` are where it stands, by the platform's ids; ``None`` where only the bot can read it. ``posted_by`` is
    the account that posted it where another one of the same person's stands for both as its ``author``.
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
    room: str | None = field(default=None, compare=False)
    thread: str | None = field(default=None, compare=False)
    posted_by: MemberRef | None = field(default=None, compare=False)

    @property
    def account(self) -> MemberRef:
        """The account that it was posted by, whose choice of how to be quoted holds for it."""
        return self.posted_by or self.author


@dataclass(frozen=True, slots=True)
class Reaction:
    """One member's emoji on one post."""

    post: PostRef
    author: MemberRef
    emoji: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """One member's latest choice in one workshop, made with a button, a form or a poll of the platform's own.

    ``polled_in`` is the room, by the platform's id, in whose poll of the platform's own they made it, where they may
    take it back. ``None`` for a button or a form.

    In an anonymous poll ``author`` is nobody's reference (`bot.cafe_names.veiled`), and ``at`` the workshop's opening.
    """

    workshop: str
    author: MemberRef
    choices: tuple[str, ...]
    at: datetime
    late: bool = False
    polled_in: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One member as one café knows them. ``consent`` is ``None`` as long as they have not chosen.

    ``withdrawn`` is true for one who took everything back and has not chosen since; ``withdrawn_at`` is when
    they last did: nothing they did until then ever counts again. ``cafe_name`` is the invented name that was drawn for
    them in this café, ``None`` as long as none was needed.
    """

    ref: MemberRef
    name: str
    consent: Consent | None = None
    withdrawn: bool = False
    withdrawn_at: datetime | None = None
    cafe_name: str | None = None


@dataclass(frozen=True, slots=True)
class NameMark:
    """A name, or a word of one, that somebody is or was called by, kept without being kept: see `bot.naming`.

    ``whose`` and ``mark`` are drawn under the café's secret from the member and from the word. ``name`` is drawn from
    the whole name, which tells the names of one member apart; it is empty for a handle.
    """

    whose: str
    mark: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of one café, from which every number and every quotation is made.

    Live data alone: no erased post, nothing of a member who withdrew. ``opened`` are the keys of the
    workshops that have opened, in order, ``unsealed`` those of blind ones that everybody may read. Posts are sorted by
    instant, then id. ``names`` are those that no verbatim
    may hold and that are not kept in clear: former ones, and those of hosts, of members who withdrew, of who only
    reacted. ``post_consents`` are choices for one post alone, by its author. ``withdrawn`` counts the posts whose
    authors had them forgotten or withdrew.
    ``picks`` and ``notes`` are what hosts have said about the flashback. ``persons`` says of linked accounts whose they
    are: those with the same value are one person's.
    """

    cafe: Cafe
    opened: tuple[str, ...]
    posts: tuple[Post, ...]
    reactions: tuple[Reaction, ...]
    choices: tuple[Choice, ...]
    members: Mapping[MemberRef, Member]
    names: tuple[NameMark, ...] = ()
    unsealed: frozenset[str] = frozenset()
    post_consents: Mapping[PostRef, Consent] = field(default_factory=dict)
    withdrawn: int = 0
    picks: tuple[HostPick, ...] = ()
    notes: tuple[HostNote, ...] = ()
    persons: Mapping[MemberRef, str] = field(default_factory=dict)
