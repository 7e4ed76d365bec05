"""What was said in a café's name and taken back leaves the rooms."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain import Delivery, Progress
from bot.errors import PlatformError, StillOwed, fault
from bot.host._delivering import Deliverer
from bot.host._placed import standing
from bot.ports import Platform, Store


async def retracted(
    store: Store, platforms: Mapping[str, Platform], deliverer: Deliverer, cafe: str
) -> PlatformError | None:
    """Retract it, each from its room; returns the first refusal once all others had their turn. What is refused, or is
    on its way in somebody else's hands, stays to be done. Doing it again changes nothing."""
    async with store.reading() as reading:
        due = await reading.sayings_to_retract(cafe)
    refused: PlatformError | None = None
    for delivery in due:
        platform = platforms.get(delivery.room.platform)
        try:
            if platform is None:
                raise PlatformError(fault("platform_not_connected", platform=delivery.room.platform))
            await _retract(store, platform, deliverer, delivery)
        except PlatformError as error:
            refused = refused or error
    return refused


async def _retract(store: Store, platform: Platform, deliverer: Deliverer, delivery: Delivery) -> None:
    if delivery.progress is not Progress.DONE:
        # Whoever sent it may have died before marking it.
        await deliverer.settle([delivery])
        async with store.reading() as reading:
            left = {one.key: one for one in await reading.sayings_to_retract(delivery.cafe or "")}
        if delivery.key not in left:
            return
        delivery = left[delivery.key]
        if delivery.progress is Progress.CLAIMED:
            raise StillOwed()
    async with store.reading() as reading:
        posted = await standing(reading, delivery)
    if posted is not None:
        await platform.retract(delivery.room, posted)
    async with store.writing() as work:
        await work.drop_delivery(delivery.key)
