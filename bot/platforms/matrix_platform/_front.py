"""What is said to the bot itself: commands, answers to what it asks alone, its emoji that are pressed.

Whoever serves people there (`bot.matrix_front`) is handed in: the platform knows only what is for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.commands import group_of
from bot.domain import RoomRef


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a member has said: the event's id, the id of the room where, who, the words, the thread and the
    message that it replies to. ``alone`` says that nobody else was there; ``room`` is the café's room that it is about,
    ``None`` where that is not known."""

    event: str
    place: str
    user: str
    text: str
    at: datetime
    room: RoomRef | None
    alone: bool = False
    thread: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A member's reaction in a café's room: the event's id, the message it is put on, who, the emoji."""

    event: str
    place: str
    user: str
    room: RoomRef
    post: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Meant:
    """What a private message is: ``mine`` says that it is no post; else ``workshop`` is the one that it answers, where
    that is known, in the café of ``room``."""

    mine: bool = False
    workshop: str | None = None
    room: RoomRef | None = None


class Front(Protocol):
    """Serves whoever speaks to the bot. All of these return at once or soon: what is asked for is done beside the
    listening."""

    def commanded(self, heard: Heard) -> None:
        """Somebody has given a command."""

    async def told(self, heard: Heard) -> Meant:
        """Somebody has told the bot something alone that is no command."""

    def pressed(self, pressed: Pressed) -> None:
        """Somebody has put a reaction on something."""

    def unreadable(self, heard: Heard) -> None:
        """Somebody has told the bot something alone that is encrypted."""

    async def end(self) -> None:
        """Finish what is in hand."""


class Spoken:
    """Tells commands from posts: they begin with the prefix and the name of a group of commands, in any language."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def commands(self, text: str) -> bool:
        """Whether that is a command."""
        return self.split(text) is not None

    def split(self, text: str) -> tuple[str, str] | None:
        """The name of the group of commands, and what follows it; ``None`` for what is no command."""
        text = text.strip()
        if not text.startswith(self.prefix):
            return None
        word, *rest = text[len(self.prefix) :].split(maxsplit=1) or [""]
        # "! cafe" is something that people say.
        if not word or text[len(self.prefix)].isspace() or group_of(word) is None:
            return None
        return word, rest[0] if rest else ""
