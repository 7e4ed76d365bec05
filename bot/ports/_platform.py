"""What a platform must offer, what it may say of itself, and who looks on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias, runtime_checkable

from bot.domain import (
    Announcement,
    Inbound,
    Kept,
    MemberRef,
    OutboundMessage,
    PollCounted,
    Post,
    Posted,
    RoomRef,
)
from bot.markup import Dialect

CALL_LENGTH = 32
"""How many code points are left free in a message that calls followers, where the platform writes that into it."""

Door: TypeAlias = Callable[[Sequence[Inbound]], Awaitable[None]]
"""Where a platform hands in what happened, in order. It returns once all of it is stored; an event handed
in twice changes nothing."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a platform can do: static data, readable without importing its library.

    ``text_limit`` is the longest body of one message in code points, ``title_limit`` that of a thread's title,
    ``label_limit`` that of a choice in a poll of the platform's own, which takes ``choice_limit`` choices;
    ``file_limit`` is in bytes. ``archives_after`` is how long a thread may be silent before the platform puts it
    away. ``None`` is no limit. ``speaks`` is false for a room that
    can only be read (a file). ``keeps_keys`` says that the platform keeps a delivery's key with the
    message, so that `Platform.find` never has to guess. ``seals`` says that the platform can keep what is said in a
    sealed thread from those who have not answered; where it cannot, such answers are taken as private messages.
    ``locks_threads`` says that a thread can be closed alone (`Platform.close_room`); where it cannot, what is said
    there later counts no more.
    ``edits_hide`` says that nobody can read any more what a message said before it was revised; where they can, one
    from which words have to go is taken back and said anew.
    ``pins`` says that a message can be kept in sight (`Platform.pin`). ``buttons`` says that buttons can stand beside a
    message, ``polls`` that a message can be a poll of the platform's own, which everybody can read with the names of
    whoever voted, ``calls_followers`` that whoever follows a room is called by the message that opens a workshop there
    (`Platform.call`) instead of being told alone, ``pages`` that a flashback goes along as a page and as a text, in
    files; ``files_each`` is how many files one message takes: the first ones go along. ``files_stay`` says that a file
    can still be had by its address once its message was taken back. ``carries`` says that what a member says by a form
    can be posted for them (`Platform.carry`). ``announces`` says that there is a calendar beside the rooms, in which
    something can stand (`Platform.announce`). ``decrypts`` says that the bot reads rooms that are encrypted, and keeps
    in clear what is said there: the notice says so.
    ``prefix`` is what stands before a command's name where people type it. ``most_commands`` is how many commands a
    group of them holds where they are offered in a menu; such a menu hides from members what is for hosts alone.
    ``family_word`` is the key of the word by which, in such a menu, a command goes in the group that bears its name.
    ``heard`` is the key of the sentence that tells members how to speak so that the bot reads it, where it does not
    read everything that is written in a thread.
    ``ways`` is the key of the sentence that tells members how to choose privately there how they are quoted, and how
    to leave; ``quotations`` that of the sentence that says how to see one's quotations there. ``asks_alone`` is the
    key of the sentence that tells how to have the bot ask alone what a workshop asks, ``after_close`` that of the
    sentence that tells what can still be done with one's messages once a café is closed. ``erases`` says that the
    platform keeps its rooms itself, on this machine, so that whoever has everything forgotten is erased there too.
    """

    dialect: Dialect
    text_limit: int
    speaks: bool = True
    threads: bool = True
    private_messages: bool = True
    keeps_keys: bool = True
    files: bool = True
    seals: bool = False
    locks_threads: bool = True
    edits_hide: bool = True
    pins: bool = False
    buttons: bool = False
    carries: bool = False
    heard: str | None = None
    announces: bool = False
    polls: bool = False
    calls_followers: bool = False
    pages: bool = False
    files_each: int | None = None
    files_stay: bool = False
    ways: str | None = None
    quotations: str | None = None
    asks_alone: str | None = None
    after_close: str | None = None
    erases: bool = False
    decrypts: bool = False
    prefix: str = "/"
    title_limit: int | None = None
    choice_limit: int | None = None
    most_commands: int | None = None
    family_word: str | None = None
    label_limit: int | None = None
    file_limit: int | None = None
    archives_after: timedelta | None = None


class Platform(Protocol):
    """One account on one platform. Faults are raised as `bot.errors.PlatformError`."""

    @property
    def name(self) -> str:
        """The account's name in the configuration: the ``platform`` of every reference it hands out."""

    @property
    def can(self) -> Abilities:
        """What this platform can do."""

    async def connect(self, door: Door) -> None:
        """Start listening; from now on what happens goes through the door. Returns once ready. All else can be asked
        of an account that does not listen: a worker may speak where another one listens."""

    async def close(self) -> None:
        """Stop listening and let go of the connection; what is being handed in is finished first. It may be connected
        again."""

    async def open_room(self, name: str) -> RoomRef:
        """The room of that name or id, ready for a café; made if it may be and is not there."""

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        """Post a message with its delivery's key; returns the ids it got. Where a room holds nothing but threads, one
        to everybody that neither goes into a thread nor begins one begins that of its ``heading``."""

    async def carry(
        self, room: RoomRef, thread: str | None, member: MemberRef, name: str, text: str, key: str
    ) -> Posted:
        """Post what a member said by a form: in the bot's name, with theirs beside it, and nobody is notified. One of
        the same key that is there already is left as it is, and its ids are returned.

        It is heard of as `PostMade` by that member, ``carried``, with that text alone, when it is read back too; its
        author may take it back, and `retract` does. Raises `NoSuchPlace`, `NotAllowed` for a locked thread."""

    async def find(
        self, room: RoomRef, message: OutboundMessage, key: str, since: datetime, known: Collection[str] = ()
    ) -> Posted | None:
        """The bot's own message of that key posted since that instant, if it is there (truth 1). ``known`` are the ids
        of messages and threads that belong to other keys: whatever they say, none of them is it."""

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        """Replace the words of a message of ours."""

    async def retract(self, room: RoomRef, posted: Posted) -> None:
        """Take a message of ours back for good. One that is gone already is no fault."""

    async def pin(self, room: RoomRef, posted: Posted) -> None:
        """Keep a message of ours in sight of whoever comes into the room. Repeating it changes nothing, nor does it
        change anything where messages cannot be pinned. Raises `NoSuchPlace` for one that is gone."""

    async def prepare(self, room: RoomRef, heading: str, language: str) -> None:
        """Make a room ready for a café of that title (`OutboundMessage.heading`), as far as there is anything to make
        ready: what its posts are known by, and what whoever comes in finds said of the room. What people have written
        there themselves is never touched. Repeating it changes nothing. Raises `NotAllowed` for what may not be, after
        all else is done: the café goes on without."""

    async def announce(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> str:
        """Have something stand in the calendar; returns its id there. ``known`` is one that is there and is to say this
        from now on; without it, one of ours that leads to the same message is taken, and another one made only where
        there is none (truth 1). Its beginning may lie behind: then it has begun.

        Raises `NoSuchPlace` for a known one that is gone, or was called off by somebody, `NotAllowed`."""

    async def call_off(self, room: RoomRef, announcement: Announcement, known: str | None = None) -> None:
        """End what we have announced, or take it back where it has not begun; found as `announce` does. One that is
        over or gone is no fault."""

    async def count_poll(self, room: RoomRef, posted: Posted) -> PollCounted | None:
        """How the votes stand in a poll of ours, which is there with the thread that it stands in; ``None`` for what is
        no poll. Raises `NoSuchPlace` for one that is gone."""

    async def end_poll(self, room: RoomRef, posted: Posted) -> None:
        """Take no more votes in a poll of ours: those that were given stay, for good. Repeating it changes nothing, nor
        does it change anything where there are no polls. Raises `NoSuchPlace` for one that is gone."""

    async def close_room(self, room: RoomRef, threads: Sequence[str]) -> None:
        """Lock these threads, so that nothing more is said there, where they can be. Repeating it changes nothing.
        Raises `NoSuchPlace`."""

    async def let_in(self, room: RoomRef, thread: str, member: MemberRef) -> None:
        """Let a member who has answered read the others' answers in a sealed thread. Repeating it changes nothing, nor
        does it change anything in a thread that is not sealed. Raises `NoSuchPlace`."""

    async def unseal(self, room: RoomRef, thread: str) -> None:
        """Let everybody read what was said in a sealed thread. Repeating it changes nothing. Raises `NoSuchPlace`."""

    async def call(self, room: RoomRef, member: MemberRef) -> None:
        """Have a member called whenever a workshop opens in a room; whoever is already stays so. Asked of platforms
        that can call followers. Raises `NotAllowed` where nobody can be called in that room."""

    async def call_only(self, member: MemberRef, rooms: Collection[RoomRef]) -> None:
        """Have a member called in none but these rooms from now on. Repeating it changes nothing, nor does it change
        anything where nobody is ever called."""

    async def called(self, room: RoomRef, member: MemberRef) -> str | None:
        """What somebody is called in a room; ``None`` where nobody there is known by that id, or it cannot be known
        now."""

    def title_of(self, room: RoomRef) -> str:
        """What a room is called there, as far as that is known without asking; else its id."""

    async def fetch(self, room: RoomRef, post: Post, number: int, limit: int) -> bytes:
        """The bytes of the attachment at place ``number`` (from 0) of a post in that room. Raises `bot.errors.TooBig`
        for more than ``limit`` bytes, of which no more are read than that, `NoSuchPlace` for a post or a file that is
        not there, and `PlatformError` where it may go better later."""

    async def erase_member(self, member: MemberRef) -> None:
        """Erase all that the rooms hold of a member, where the platform keeps them here itself (`Abilities.erases`);
        elsewhere it changes nothing."""

    def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        """All that happened in the room after that position (``None``: from its beginning), in order,
        the bot's own messages left out."""

    def look_again(self, room: RoomRef, kept: Sequence[Kept]) -> AsyncIterator[Inbound]:
        """What has become of posts that are kept, whoever did it and whenever, as far as it differs: `PostErased` for
        one that is not there any more, `PostEdited` for other words or fewer files, `Reacted` and `Unreacted`, and
        `ThreadGone` after the posts of a thread that is not there any more. None of these has a position.
        A reaction of which nobody knows when it was put comes with its post's instant.

        Raises `PlatformError` where it cannot be known for certain: that a room or a thread cannot be read is no
        erasure. What was told before counts all the same."""


@runtime_checkable
class SealsInSome(Protocol):
    """An account whose rooms differ in whether answers can be kept there from those who have not answered
    (`Abilities.seals`). A platform may offer that beside `Platform`."""

    async def seals_in(self, room: RoomRef) -> bool:
        """Whether a sealed thread can begin in a room. Raises `bot.errors.PlatformError`."""


@runtime_checkable
class LinksThreads(Protocol):
    """An account whose threads have addresses. A platform may offer that beside `Platform`."""

    async def link(self, room: RoomRef, thread: str) -> str:
        """The web address at which whoever may read a thread opens it. Raises `bot.errors.PlatformError`."""


@runtime_checkable
class LosesThreads(Protocol):
    """An account in whose rooms others may delete a whole thread. A platform may offer that beside `Platform`."""

    async def threads_gone(self, room: RoomRef, threads: Sequence[str]) -> Sequence[str]:
        """Those of these threads that are not there any more. Raises `bot.errors.PlatformError` where that cannot be
        known for certain, as `Platform.look_again` does."""


@runtime_checkable
class Parted(Protocol):
    """An account that several workers may share the listening of, each at some of its parts: every room is heard at one
    of them. A platform may offer that beside `Platform`; without ``parts`` the account is listened to whole."""

    @property
    def parts(self) -> Sequence[str]:
        """The parts that this worker is to listen to as soon as nobody does."""

    @property
    def parts_of_others(self) -> Sequence[str]:
        """The other ones: this worker listens to them where nobody else does for long."""

    async def part_of(self, room: RoomRef) -> str:
        """The part at which a room is heard. Raises `bot.errors.PlatformError`."""

    async def connect_part(self, part: str, door: Door) -> None:
        """Listen to a part, beside those that are listened to. Returns once ready. A part whose listening fails leaves
        the others as they are."""

    async def leave_part(self, part: str) -> None:
        """Listen to a part no more; with the last one the connection is let go of, as by `Platform.close`."""


class Observer:
    """Who is told what the bot does, in order to count it (`bot.health`). It changes nothing and raises nothing.

    This one pays no attention.
    """

    def looked(self, at: datetime) -> None:
        """The beats were looked at, and all that was due has had its turn."""

    def listening(self, platform: str) -> None:
        """An account is connected, and its rooms are read back."""

    def standing_by(self, platform: str) -> None:
        """Another worker listens to an account; this one is ready to take over."""

    def received(self, platform: str, at: datetime) -> None:
        """Something came in from an account at that instant, and is kept."""

    def refused(self, platform: str) -> None:
        """An account's platform has refused something, or could not be reached."""
