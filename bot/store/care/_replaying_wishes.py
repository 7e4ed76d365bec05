"""What members asked of the bot, in a restored database: nobody is told or reminded who has said since that they do not
wish it, and no topic comes back that was taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, Table, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.care_tables import nudge_hours, topic_supports, topics, visits, wishes
from bot.store.caring import erased_topic

_WITHOUT_TRACE: tuple[Table, ...] = (topic_supports, wishes, nudge_hours, visits)
"""What leaves no trace where it is taken back: a row that the former database lacks may have been."""

ASKED: Mapping[str, Select[Any]] = {
    "topics": select(topics.c.number, topics.c.erased_at).where(topics.c.erased_at.is_not(None)),
    **{one.name: select(*one.primary_key.columns) for one in _WITHOUT_TRACE},
}
"""What is asked of the former database."""


async def take_back_wishes(connection: AsyncConnection, told: Mapping[str, Sequence[RowMapping]]) -> None:
    """Take out of the restored database what the former one, as it was asked, does not have any more. Where nothing is
    known of it, all wishes and all support go: they can be given again, and nobody is told who may not want it."""
    for row in told.get("topics", ()):
        await take_topic_back(connection, row["number"], row["erased_at"])
    for table in _WITHOUT_TRACE:
        keys = list(table.primary_key.columns)
        left = {tuple(row.values()) for row in told.get(table.name, ())}
        for key in [tuple(row) for row in await connection.execute(select(*keys))]:
            if key not in left:
                await connection.execute(delete(table).where(tuple_(*keys) == tuple_(*key)))


async def take_topic_back(connection: AsyncConnection, number: int, at: datetime) -> None:
    """Erase a topic of the restored database, if it is the one that was erased then: a number may have been given again
    since an earlier restoring."""
    await connection.execute(delete(topic_supports).where(topic_supports.c.topic == number))
    await connection.execute(erased_topic(number, at).where(topics.c.at <= at))
