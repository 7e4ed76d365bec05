"""The hosts' notes that name somebody: they go when that person leaves, or when their names are kept no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.digest.flashback import Flashback
from bot.digest.names import Names
from bot.digest.notes import names_anybody
from bot.domain import Cafe, DeskNote, DeskNoteKind, MemberRef, Record
from bot.naming import whose
from bot.ports import Writing


async def drop_notes_naming(work: Writing, cafe: Cafe, member: MemberRef, at: datetime) -> None:
    """Take those notes away for good that name a member, by any of their names that the café keeps as marks, and note
    it for the desk. To be called once the marks of the latest one are kept."""
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


async def drop_notes_with_names(work: Writing, record: Record, at: datetime) -> list[str | None]:
    """Take those notes away for good that name anybody, and note it for the desk: once retention has ended, nobody
    could be found by their name any more to be taken out of them. Returns their workshops, ``None`` for the café."""
    cafe, gone = record.cafe, []
    for note in record.notes:
        if names_anybody(note.text, record, note.by):
            await work.drop_note(cafe.id, note.workshop)
            key = f"{cafe.id}/note/{note.workshop or ''}/ended"
            await work.note(DeskNote(key, DeskNoteKind.NOTE_ENDED, at, cafe.id, workshop=note.workshop))
            gone.append(note.workshop)
    return gone


def without_notes(flashback: Flashback, workshops: Collection[str | None]) -> Flashback:
    """The flashback without the notes of these workshops, ``None`` for the café's."""
    return replace(
        flashback,
        note=None if None in workshops else flashback.note,
        workshops=tuple(replace(one, note=None) if one.id in workshops else one for one in flashback.workshops),
    )
