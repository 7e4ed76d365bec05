"""What the reading and the writing have in common: whose a row is, and what it says."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Table, Update, and_, update

from bot.domain import MemberRef, NudgeHours
from bot.store.care_tables import topics


def is_members(table: Table, member: MemberRef) -> ColumnElement[bool]:
    """Whether a row is that member's."""
    return and_(table.c.platform == member.platform, table.c.member == member.id)


def hours_of(row: Any) -> NudgeHours:
    """The hours that a row tells, ``None`` for the ones that hold for all."""
    if row is None:
        return NudgeHours()
    return NudgeHours(row.zone, time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_until))


def erased_topic(number: int, at: datetime) -> Update:
    """Take the words of a topic away, and whose it was. Its number stays, as a post's does."""
    bare = {"author": None, "text": None, "script": None, "erased_at": at}
    return update(topics).where(topics.c.number == number, topics.c.erased_at.is_(None)).values(**bare)
