"""What a room accepts, and from whom: the rules of a real chat server. Faults are `PlatformError`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.domain import LONGEST_POST, Attachment, OutboundFile, clean_text
from bot.errors import NoSuchPlace, NotAllowed, PlatformError, fault
from bot.lettering import plain
from bot.stage import StageEvent, StageEventKind, StageMessage, StageReading

_LONGEST_NAME = 100
_LONGEST_EMOJI = 20
"""The longest emoji sequences (families with skin tones, flags spelt in tags) are a little shorter, in code points."""
_MOST_CHOICES = 25
_MOST_ATTACHMENTS = 100
_CHOICE = re.compile(r"-?[0-9]{1,4}")
_LETTERS_THAT_ARE_EMOJI = frozenset("\u2139")


# --- words --------------------------------------------------------------------------------------------------


def accepted_text(text: str, attachments: Iterable[object] = (), *, limit: int = LONGEST_POST) -> str:
    """The text, cleaned. Raises `PlatformError` for one that is too long, or empty with nothing beside it."""
    text = clean_text(text)
    if len(text) > limit:
        raise PlatformError(fault("stage_too_long", length=len(text), limit=limit))
    if not text.strip() and not tuple(attachments):
        raise PlatformError(fault("stage_empty"))
    return text


def accepted_name(name: str) -> str:
    """A room's or a member's name, cleaned, on one line. Raises `PlatformError` for one that says nothing."""
    name = " ".join(clean_text(name).split())
    if not plain(name).strip("\u2800 ") or len(name) > _LONGEST_NAME:
        raise PlatformError(fault("stage_name", limit=_LONGEST_NAME))
    return name


def require_id(id_: str) -> str:
    """A member's id. Raises `PlatformError` for one that would not be kept as it is."""
    if accepted_name(id_) != id_:
        raise PlatformError(fault("stage_name", limit=_LONGEST_NAME))
    return id_


def accepted_title(title: str) -> str:
    """A thread's title, cleaned, on one line; a long one is cut with an ellipsis."""
    title = " ".join(clean_text(title).split())
    return title if len(title) <= _LONGEST_NAME else title[: _LONGEST_NAME - 1] + "…"


def accepted_emoji(emoji: str) -> str:
    """The emoji, character for character. Raises `PlatformError` for words: the log keeps emoji, never words."""
    emoji = clean_text(emoji)
    if (
        not emoji
        or emoji.isascii()
        or len(emoji) > _LONGEST_EMOJI
        or any(
            character.isspace()
            or unicodedata.category(character) == "Cc"
            or (unicodedata.category(character)[0] == "L" and character not in _LETTERS_THAT_ARE_EMOJI)
            for character in emoji
        )
    ):
        raise PlatformError(fault("stage_not_emoji"))
    return emoji


def accepted_choices(choices: Iterable[str]) -> tuple[str, ...]:
    """The choices of a vote. Raises `PlatformError` for anything that is not a number: a vote has no words."""
    chosen = tuple(choices)
    if not 1 <= len(chosen) <= _MOST_CHOICES or not all(_CHOICE.fullmatch(one) for one in chosen):
        raise PlatformError(fault("stage_choice"))
    return chosen


def accepted_attachments(attachments: Iterable[Attachment], paths: Sequence[str | None] = ()) -> tuple[Attachment, ...]:
    """The attachments with their words cleaned. Raises `PlatformError` where there are too many."""
    given = tuple(attachments)
    if len(given) > _MOST_ATTACHMENTS:
        raise PlatformError(fault("stage_many_attachments", n=len(given), limit=_MOST_ATTACHMENTS))
    return tuple(
        Attachment(
            clean_text(one.name),
            one.alt and clean_text(one.alt),
            one.url and clean_text(one.url),
            fetchable=number < len(paths) and paths[number] is not None,
        )
        for number, one in enumerate(given)
    )


def accepted_place(attachments: Sequence[Attachment], number: int | None) -> int:
    """The place, from 0, of the file with that number, from 1; without a number, that of the only one. Raises
    `PlatformError` where there is no such file, or several and none is said."""
    if number is None and len(attachments) == 1:
        return 0
    if not attachments:
        raise PlatformError(fault("stage_no_files"))
    if number is None or not 1 <= number <= len(attachments):
        raise PlatformError(fault("stage_which_file", last=len(attachments)))
    return number - 1


def as_attachments(files: Iterable[OutboundFile]) -> tuple[Attachment, ...]:
    """The bot's own files. Where they lie on this machine is nobody's business."""
    return accepted_attachments(Attachment(one.name, one.alt) for one in files)


# --- places -------------------------------------------------------------------------------------------------


async def require_room(stage: StageReading, room: str) -> None:
    """Raises `NoSuchPlace` for a room that is not there."""
    if not await stage.has_room(room):
        raise NoSuchPlace(fault("stage_no_room", room=room))


async def require_thread(stage: StageReading, room: str, thread: str) -> StageMessage:
    """The message that began the thread. Raises `NoSuchPlace` if there is no such thread in that room."""
    message = await stage.message(room, thread)
    if message is None or message.begins is None:
        raise NoSuchPlace(fault("stage_no_thread", thread=thread))
    return message


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a member (``None``: anybody who comes by), the threads they were let into, and whether they see all
    there is in sealed threads, as hosts do."""

    member: str | None = None
    let_in: Collection[str] = ()
    host: bool = False

    def sees(self, message: StageMessage) -> bool:
        """Whether they can read that message: not what is between another member and the bot, nor what somebody else
        has said in a sealed thread that they were not let into."""
        if message.private_with not in (None, self.member):
            return False
        hidden = message.sealed and message.thread is not None and not message.bots_own
        own = self.member is not None and message.author == self.member
        return not hidden or own or self.host or message.thread in self.let_in

    def hears_of(self, event: StageEvent) -> bool:
        """Whether they can know of what happened."""
        if event.kind is StageEventKind.LET_IN and event.member != self.member:
            return False
        if event.message is None:
            # What somebody chose, in a vote or about themselves, is theirs to know.
            return event.member in (None, self.member)
        return self.sees(event.message)


async def require_message(stage: StageReading, room: str, message: str, reader: Reader | None) -> StageMessage:
    """A live message that this reader (``None``: the bot) can see. Raises `NoSuchPlace` for any other."""
    found = await stage.message(room, message)
    if found is None or found.erased or (reader is not None and not reader.sees(found)):
        raise NoSuchPlace(fault("stage_no_message", message=message))
    return found


async def require_known(stage: StageReading, room: str, message: str) -> None:
    """Raises `NoSuchPlace` for a message that never was in that room; an erased one will do."""
    if await stage.message(room, message) is None:
        raise NoSuchPlace(fault("stage_no_message", message=message))


async def require_unlocked(stage: StageReading, room: str, thread: str | None) -> None:
    """Raises `NotAllowed` for a locked thread, `NoSuchPlace` for one that is not there."""
    if thread is not None and (await require_thread(stage, room, thread)).locked:
        raise NotAllowed(fault("stage_locked"))


def require_author(message: StageMessage, author: str) -> None:
    """Raises `NotAllowed` for somebody else's message."""
    if message.author != author:
        raise NotAllowed(fault("stage_not_yours", message=message.id))


def require_typed(message: StageMessage, author: str) -> None:
    """Raises `NotAllowed` for somebody else's message, and for one that the bot has carried: that can be taken back,
    not changed."""
    require_author(message, author)
    if message.carried:
        raise NotAllowed(fault("stage_carried", message=message.id))
