"""What the hosts are told at their desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain._references import RoomRef
from bot.domain._states import BeatKind


class DeskNoteKind(StrEnum):
    """What has happened that hosts are told of."""

    LATE = "late"
    PUT_OFF = "put_off"
    SKIPPED = "skipped"
    NOT_HELD = "not_held"
    REFUSED = "refused"
    FAILED = "failed"
    LEFT_OUT = "left_out"
    UNLOCKED = "unlocked"
    SILENT = "silent"
    UNREAD = "unread"
    BACK = "back"
    THREAD_GONE = "thread_gone"
    OWN_THREAD_GONE = "own_thread_gone"
    STORE_BACK = "store_back"
    PROGRAMME = "programme"
    DRAFT = "draft"
    DRAFT_SOONER = "draft_sooner"
    DRAFT_HELD = "draft_held"
    DRAFT_WAITS = "draft_waits"
    DRAFT_ENDED = "draft_ended"
    NOTE_HELD = "note_held"
    NOTE_GONE = "note_gone"
    NOTE_ENDED = "note_ended"
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class DeskNote:
    """One thing that hosts are told of, once. ``key`` is unique over all notices. No member's words are in it.

    ``beat`` and ``workshop`` say which step of the café it is about, ``why`` is the key of a sentence below
    ``[why]`` of the locales, or below ``[fault]``, to be filled with ``values``, where there is no café.
    ``until`` is an instant that belongs to it: when it was planned, when it is looked at again, since when a room
    is silent.
    """

    key: str
    kind: DeskNoteKind
    at: datetime
    cafe: str | None = None
    room: RoomRef | None = None
    beat: BeatKind | None = None
    workshop: str | None = None
    why: str | None = None
    until: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)
