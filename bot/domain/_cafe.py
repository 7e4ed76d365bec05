"""A café, its homes and its beats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain._references import RoomRef
from bot.domain._script import Script
from bot.domain._states import BeatKind, CafeState, Progress

RETENTION_DAYS = 180
"""How long after a café's publication its members' words are kept, where nothing else is configured."""


@dataclass(frozen=True, slots=True)
class Home:
    """A room where a café lives, and the language it speaks there. ``title`` is what the room was last called, empty as
    long as nobody knows."""

    room: RoomRef
    language: str
    title: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Cafe:
    """One café. ``script`` is the snapshot taken when it was planned: later edits of the file change nothing.

    ``opens_at``, ``closes_at`` and ``publishes_at`` are the planned instants. ``secret`` draws the café
    names and the café's own ids of its posts. ``source`` is the fingerprint of a replayed conversation, else
    ``None``. ``presented_at`` is when the notice had been given: nothing said before it is ever collected.
    ``moved`` is when a workshop that opened late did so, by its key. ``restored`` is when it came back with a backup:
    what was due before may have been done already, and is looked for in the rooms. ``paused_at`` is since when it
    pauses: until it goes on nothing of it opens, closes or is published, and members may still write.
    ``retention_days`` is how long after its publication members' words are kept, as the notice has told them; ``None``
    for one that is kept until somebody deletes it. ``frozen_at`` is when that ended: since then there are no words but
    the published verbatims.
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
    moved: Mapping[str, datetime] = field(default_factory=dict)
    restored: datetime | None = None
    paused_at: datetime | None = None
    retention_days: int | None = RETENTION_DAYS
    frozen_at: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        """Whether what is said at that instant comes after the close. While a café pauses, it does not close."""
        return at >= self.closes_at and self.paused_at is None

    @property
    def title(self) -> str:
        """The title in the café's own language."""
        return self.script.worded(self.language).title


@dataclass(frozen=True, slots=True)
class Beat:
    """One scheduled step of one café.

    ``key`` is unique over all cafés. ``generation`` grows with each claim: what an earlier claim still
    wants to write is refused. ``aside`` is true for one that waits and lets those behind it pass, ``done_at``
    when it was done, skipped or given up, ``why`` the key of a sentence that says why it is not done.
    ``refused_since`` is when a room first refused it, ``refusals`` how often one has since.
    """

    key: str
    cafe: str
    kind: BeatKind
    due: datetime
    workshop: str | None = None
    progress: Progress = Progress.DUE
    generation: int = 0
    aside: bool = False
    done_at: datetime | None = None
    why: str | None = None
    refused_since: datetime | None = None
    refusals: int = 0
