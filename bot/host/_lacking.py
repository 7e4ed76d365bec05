"""What a room lacks that a café can do without: the desk is told of it, once a room, and the café goes on."""

from __future__ import annotations

from datetime import datetime

from bot.domain import DeskNote, DeskNoteKind, RoomRef
from bot.errors import CafeError
from bot.logs import Event, logger
from bot.ports import Store

_log = logger(__name__)


async def note_lacking(store: Store, room: RoomRef, error: CafeError, now: datetime) -> None:
    """Have the desk told what a room has refused, in the words of that refusal."""
    async with store.writing() as work:
        for one in error.faults:
            values = {name: str(value) for name, value in one.values.items()}
            notice = DeskNote(
                f"lacking/{room}/{one.key}", DeskNoteKind.LACKING, now, room=room, why=one.key, values=values
            )
            if await work.note(notice):
                _log.warning(Event.NOTICE, cafe="", beat="", notice=notice.kind.value, why=one.key)
