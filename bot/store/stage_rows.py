"""Rows of the stage's tables <-> its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, func, select

from bot.domain import Attachment, Consent
from bot.stage import StageEvent, StageEventKind, StageMessage
from bot.store.stage_tables import stage_members, stage_messages, stage_reactions

_LONGEST_NUMBER = 18
"""The digits of the largest number that is surely one of SQLite's integers."""


def number_of(id_: str | None) -> int | None:
    """The row of an id; ``None`` for what cannot be the id of any."""
    if id_ is None or not (id_.isascii() and id_.isdecimal()) or len(id_) > _LONGEST_NUMBER or id_[0] == "0":
        return None
    return int(id_)


@cache
def every_message() -> Select[Any]:
    """All messages, with their authors' names and whether they begin or are in a sealed thread."""
    thread = stage_messages.alias("its_thread")
    sealed = func.coalesce(thread.c.sealed, stage_messages.c.sealed).label("its_seal")
    return (
        select(stage_messages, stage_members.c.name, sealed)
        .outerjoin(stage_members, stage_members.c.member == stage_messages.c.author)
        .outerjoin(thread, thread.c.number == stage_messages.c.thread)
    )


def one_reaction(message: StageMessage, member: str, emoji: str) -> tuple[Any, ...]:
    """That a row is that member's emoji on that message."""
    columns = stage_reactions.c
    return columns.message == number_of(message.id), columns.author == member, columns.emoji == emoji


def as_message(row: Row[Any]) -> StageMessage:
    """A row of `every_message`."""
    return StageMessage(
        id=str(row.number),
        room=row.room,
        at=row.at,
        text=row.text or "",
        from_bot=row.from_bot,
        author=row.author,
        name=row.name,
        thread=None if row.thread is None else str(row.thread),
        begins=row.begins,
        reply_to=None if row.reply_to is None else str(row.reply_to),
        private_with=row.private_with,
        attachments=tuple(Attachment(**one) for one in row.attachments or ()),
        key=row.key,
        edited_at=row.edited_at,
        erased=row.erased_at is not None,
        locked=row.locked_at is not None,
        sealed=bool(row.its_seal),
        paths=tuple(row.paths or ()),
        pinned=row.pinned,
        carried=row.carried,
    )


def as_event(row: Row[Any], messages: Mapping[int, StageMessage]) -> StageEvent:
    """A row of the log with its member's name; ``messages`` are those it speaks of, by their numbers."""
    return StageEvent(
        position=row.position,
        room=row.room,
        kind=StageEventKind(row.kind),
        at=row.at,
        message=None if row.message is None else messages[row.message],
        member=row.member,
        name=row.name,
        emoji=row.emoji,
        workshop=row.workshop,
        choices=tuple(row.choices or ()),
        consent=None if row.consent is None else Consent(row.consent),
    )


def attachments_row(attachments: Sequence[Attachment]) -> list[dict[str, Any]]:
    """Attachments as JSON."""
    return [asdict(one) for one in attachments]
