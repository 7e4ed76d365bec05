"""The hosts' notes that name somebody who has left: they go with them."""

from __future__ import annotations

from datetime import datetime

from bot.digest.names import Names
from bot.domain import Cafe, DeskNote, DeskNoteKind, MemberRef
from bot.naming import whose
from bot.ports import Writing


async def drop_notes_naming(work: Writing, cafe: Cafe, member: MemberRef, at: datetime) -> None:
    """Take those notes away for good that name a member, by any name they ever had in the café, and note it for the
    desk. To be called once the marks of their names are kept."""
    notes = await work.notes(cafe.id)
    if not notes:
        return
    theirs = whose(cafe.secret, member)
    record = await work.record(cafe.id)
    names = Names((), [one for one in record.names if one.whose == theirs], cafe.secret)
    for note in notes:
        if note.by == member or names.in_passage(note.text):
            await work.drop_note(cafe.id, note.workshop)
            key = f"{cafe.id}/note/{note.workshop or ''}/{at.isoformat()}"
            await work.note(DeskNote(key, DeskNoteKind.NOTE_GONE, at, cafe.id, workshop=note.workshop))
