"""What was said in a café's name since a backup was made, in a restored database: rooms have it, so whoever said it
must still be able to take it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables
from bot.store.inserting import into_for
from bot.store.people_tables import sayings

_OF_A_DELIVERY = [column for column in tables.deliveries.c if column.name not in ("number", "cafe", "platform")]

SAYINGS: Select[Any] = (
    select(
        *_OF_A_DELIVERY,
        sayings.c.cafe,
        sayings.c.token,
        sayings.c.member,
        sayings.c.platform.label("speaker"),
        tables.deliveries.c.platform.label("platform"),
    )
    .join(tables.deliveries, tables.deliveries.c.key == sayings.c.delivery)
    .where(tables.deliveries.c.posted_message.is_not(None))
    .order_by(tables.deliveries.c.number)
)
"""What is asked of the former database: also what was taken back there and has not left its room yet, which holds no
words any more."""


async def take_sayings_over(
    connection: AsyncConnection, told: Sequence[RowMapping], cafes: Collection[str]
) -> frozenset[str]:
    """Keep of those cafés what the restored database knows nothing of; returns the cafés in which something is still
    to leave a room."""
    into, left = into_for(connection.dialect.name), set[str]()
    for row in [one for one in told if one["cafe"] in cafes]:
        delivery = {name: row[name] for name in ("cafe", "platform", *(column.name for column in _OF_A_DELIVERY))}
        kept = into(tables.deliveries).values(delivery).on_conflict_do_nothing().returning(tables.deliveries.c.key)
        if (await connection.execute(kept)).first() is None:
            continue
        saying = {"delivery": row["key"], "cafe": row["cafe"], "token": row["token"]}
        await connection.execute(into(sayings).values(saying | {"platform": row["speaker"], "member": row["member"]}))
        if row["member"] is None:
            left.add(row["cafe"])
    return frozenset(left)
