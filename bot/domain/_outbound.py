"""What the bot says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain._forms import Button
from bot.domain._references import MemberRef, RoomRef
from bot.domain._states import Progress


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A file that goes with a message: its name, its text for those who do not see it, where it lies.

    One that was written for this message lies nowhere: ``path`` is empty, and ``content`` is its whole text, UTF-8.
    """

    name: str
    alt: str
    path: str = ""
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that has its hours, as it stands in a platform's own calendar: its title, a few words about it
    (rendered already), from when until when. ``where`` it takes place; nothing for in the room itself. More of it is to
    be read in our ``message``, which stands in that ``thread``: no two announcements of a room have the same one.
    """

    title: str
    about: str
    begins: datetime
    ends: datetime
    message: str
    thread: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll of the platform's own: what it asks, and its choices in their order, of which a member may take one, or as
    many as they like. It takes votes until it is ended (`bot.ports.Platform.end_poll`)."""

    question: str
    choices: tuple[str, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message as a platform is to post it: already rendered in the platform's dialect and within its limit.

    ``formatted`` is an HTML twin where the platform wants one. ``begins`` is the title of the thread that
    this message begins; ``thread`` the id of the thread it goes into; ``to`` the member it is for alone.
    ``sealed`` says that what members say in the thread that it begins is for themselves alone, and for whoever is let
    in, until it is unsealed. ``heading`` is the title of the thread in which a café's own messages are gathered, in a
    room that holds nothing but threads: such a message begins it where it names no ``thread``. One that ``begins``
    another thread has it too, so that a platform can show which café that is of.
    ``buttons`` stand beside the words, where the platform has buttons. A message with a ``poll`` is that poll and
    nothing else: its body is what the poll asks. One that ``announces`` something stands in the platform's calendar,
    not in the room, and has no words of its own. ``calls_followers`` says that whoever follows the room is called by
    it: nobody else ever is.
    """

    body: str
    formatted: str | None = None
    begins: str | None = None
    thread: str | None = None
    reply_to: str | None = None
    to: MemberRef | None = None
    files: tuple[OutboundFile, ...] = ()
    sealed: bool = False
    heading: str | None = None
    buttons: tuple[Button, ...] = ()
    announces: Announcement | None = None
    poll: Poll | None = None
    calls_followers: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of ours that is there: its id, and its thread's if it has begun one. What a platform is asked to change
    comes with the thread that it began or stands in. ``url`` leads to it, where there is a link."""

    message: str
    thread: str | None = None
    url: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that a beat or a reply owes to one room.

    ``key`` is unique over all deliveries and travels with the message. ``beat`` is the key of the beat that owes it,
    ``None`` for a reply to one member and for what the desk is told; the latter belongs to no ``cafe``. ``workshop``
    names the workshop whose thread it goes into, or which it begins if the message begins a thread; one to everybody
    without it goes into the café's own thread, if there is one. ``posted`` is there once the platform has it.
    ``read_from`` is how far the room had been read when the delivery was first claimed. ``reworded`` is true where
    the message was made anew while somebody had it in hand: what is in the room may be the older one. After ``until``
    one without a beat is of no use any more.
    """

    key: str
    cafe: str | None
    room: RoomRef
    message: OutboundMessage
    beat: str | None = None
    workshop: str | None = None
    progress: Progress = Progress.DUE
    generation: int = 0
    claimed_at: datetime | None = None
    read_from: str | None = None
    reworded: bool = False
    posted: Posted | None = None
    until: datetime | None = None
