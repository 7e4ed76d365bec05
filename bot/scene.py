"""What there is to see of one account's rooms when a café has been played in them: data for whoever draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import OutboundMessage, Picture
from bot.stage import StageMessage, StageReaction


@dataclass(frozen=True, slots=True)
class ScenePoll:
    """A poll of the platform's own: what it asks, its choices, each with how many took it, and how many voted."""

    question: str
    choices: Sequence[tuple[str, int]]
    voters: int


@dataclass(frozen=True, slots=True)
class SceneEvent:
    """Something in the platform's calendar: its title, from when until when, and where, if that is elsewhere."""

    title: str
    begins: datetime
    ends: datetime
    where: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Rooms as they stand. ``messages`` are those that everybody can read, in order; ``private`` those between one
    member and the bot; ``desk`` those of the hosts' room, ``None`` where there is none.

    ``forum`` is true for a room that holds nothing but threads. ``said`` is what the bot was given to say, by message:
    what stands beside its words (buttons, files) is told there. ``pinned`` says when a message was pinned, by message.
    ``pictures`` are those that members have attached, drawn anew, by message and place (from 0).
    ``names`` are those of the members, by their ids.
    ``shown_alone`` are those private ones that answer something which the member has pressed, each with the message
    beneath which that is, if it is known: they are seen there, by that member alone. ``polls`` are those of the
    platform's own, by the message that is one; ``events`` is its calendar.
    """

    room: str
    forum: bool
    messages: Sequence[StageMessage]
    private: Sequence[StageMessage] = ()
    desk: Sequence[StageMessage] | None = None
    desk_name: str = ""
    reactions: Sequence[StageReaction] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, OutboundMessage] = field(default_factory=dict)
    pictures: Mapping[tuple[str, int], Picture] = field(default_factory=dict)
    pinned: Mapping[str, datetime] = field(default_factory=dict)
    shown_alone: Mapping[str, str | None] = field(default_factory=dict)
    polls: Mapping[str, ScenePoll] = field(default_factory=dict)
    events: Sequence[SceneEvent] = ()
