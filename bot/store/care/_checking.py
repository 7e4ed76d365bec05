"""Whether a database is whole, and as this program writes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import ColumnElement, RowMapping, Table, Text, and_, exists, func, not_, or_, select, text
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Progress
from bot.errors import Fault, fault
from bot.store import rows, tables
from bot.store.engine import Database
from bot.store.schema import known_revision


async def faults_of(database: Database) -> list[Fault]:
    """All that is wrong in a database, a sentence each; it is left as it is. Raises `StoreError` where it cannot be
    looked into at all."""
    if await known_revision(database) is None:
        return []
    async with database.reading() as connection:
        faults = await _orphans(connection) if database.path is not None else []
        for key, table, wrong in _RULES:
            counted = select(func.count()).select_from(table).where(wrong)
            if number := (await connection.execute(counted)).scalar_one():
                faults.append(fault(key, n=number))
    for table, read in _READ.items():
        faults += await _unreadable(database, table, read)
    return faults


async def _orphans(connection: AsyncConnection) -> list[Fault]:
    """Rows that point to nowhere; a server never lets that happen."""
    found = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    counted: dict[str, int] = {}
    for row in found:
        counted[row[0]] = counted.get(row[0], 0) + 1
    return [fault("check_orphans", n=number, table=table) for table, number in sorted(counted.items())]


async def _unreadable(database: Database, table: Table, read: Callable[[RowMapping], object]) -> list[Fault]:
    """Whether every row of a table can be read as what it is. After the first one that cannot, the others are left."""
    try:
        async with database.reading() as connection:
            for row in (await connection.execute(select(table))).mappings():
                read(row)
    except (ValueError, LookupError, TypeError, AttributeError):
        # What stands there may be a member's words: the table alone is told.
        return [fault("store_row", table=table.name)]
    return []


def _is_erased_with_words() -> ColumnElement[bool]:
    posts = tables.posts
    left = (posts.c.text, posts.c.author, posts.c.url, posts.c.reply_to)
    # Nothing at all in a column of JSON is the word "null".
    attached = func.coalesce(sql_cast(posts.c.attachments, Text), "null") != "null"
    return and_(posts.c.erased_at.is_not(None), or_(attached, *(one.is_not(None) for one in left)))


def _is_withdrawn() -> ColumnElement[bool]:
    posts, members = tables.posts, tables.members
    return exists(
        select(members.c.member).where(
            members.c.cafe == posts.c.cafe,
            members.c.platform == posts.c.platform,
            members.c.member == posts.c.author,
            members.c.withdrawn_at.is_not(None),
            members.c.consent.is_(None),
        )
    )


def _lacks_beats() -> ColumnElement[bool]:
    return not_(exists(select(tables.beats.c.key).where(tables.beats.c.cafe == tables.cafes.c.id)))


def _is_of_no_post() -> ColumnElement[bool]:
    posts, pictures = tables.posts, tables.pictures
    return not_(
        exists(
            select(posts.c.post).where(
                posts.c.cafe == pictures.c.cafe,
                posts.c.platform == pictures.c.platform,
                posts.c.post == pictures.c.post,
                posts.c.text.is_not(None),
            )
        )
    )


_RULES: list[tuple[str, Table, ColumnElement[bool]]] = [
    ("check_no_beats", tables.cafes, _lacks_beats()),
    (
        "check_no_id",
        tables.deliveries,
        and_(tables.deliveries.c.progress == Progress.DONE.value, tables.deliveries.c.posted_message.is_(None)),
    ),
    ("check_erased_words", tables.posts, _is_erased_with_words()),
    ("check_live_and_erased", tables.posts, and_(tables.posts.c.text.is_(None), tables.posts.c.erased_at.is_(None))),
    ("check_orphaned_pictures", tables.pictures, _is_of_no_post()),
    ("check_withdrawn_words", tables.posts, and_(tables.posts.c.text.is_not(None), _is_withdrawn())),
]
"""What must be true of the rows, as what must not be found: the key of its sentence, the table, the condition."""


def _post(row: RowMapping) -> object:
    return row["text"] is None or rows.post_of(row, b"")


_READ: dict[Table, Callable[[Any], object]] = {
    tables.cafes: lambda row: rows.cafe_of(cast("RowMapping", {**row, "script": json.dumps(row["script"])}), ()),
    tables.beats: rows.beat_of,
    tables.deliveries: rows.delivery_of,
    tables.posts: _post,
    tables.reactions: rows.reaction_of,
    tables.choices: rows.choice_of,
    tables.members: rows.member_of,
}
