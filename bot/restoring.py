"""A backup in the place of the database: nothing that members took back since comes in again with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.digest import published, to_json
from bot.domain import BeatKind
from bot.host import host_flashback
from bot.ports import Clock, Store
from bot.store.care import Replayed, Restoring
from bot.store.sql_store import SqlStore


async def restored(place: Path, backup: Path, clock: Clock) -> Replayed:
    """Put a backup in the place of the database file, with the erasures since; tells what was done again.

    Raises `bot.errors.StoreError` and `bot.errors.CallError`; then all is as it was.
    """
    restoring = Restoring(place, backup, clock.now())
    async with restoring.begun() as database:
        store = SqlStore(database)
        for cafe in sorted(restoring.replayed.cafes):
            await _without_lost_words(store, cafe, clock)
    return restoring.replayed


async def _without_lost_words(store: Store, cafe: str, clock: Clock) -> None:
    """A kept flashback is made again from what is left; the messages that carried it lose their words until the bot,
    which is told of the change, has revised them in their rooms."""
    async with store.writing() as work:
        if await work.flashback(cafe) is None:
            return
        record = await work.record(cafe)
        if record.cafe.frozen_at is None:
            await work.keep_flashback(cafe, to_json(published(host_flashback(record), record)), clock.now())
        for beat in await work.beats(cafe):
            if beat.kind is BeatKind.PUBLISH:
                for delivery in await work.deliveries(beat.key):
                    await work.reword(delivery.key, replace(delivery.message, body=""))
