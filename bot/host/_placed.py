"""In which thread a café's message stands: its workshop's, or, in a room of threads only, the café's own."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import Delivery, OutboundMessage, Posted
from bot.ports import Reading


async def placed(store: Reading, delivery: Delivery, message: OutboundMessage) -> OutboundMessage:
    """The message of a delivery with the thread that it goes into; one that begins its own stays as it is."""
    if message.begins:
        return message
    thread = await _thread(store, delivery)
    return message if thread is None else replace(message, thread=thread)


async def standing(store: Reading, delivery: Delivery) -> Posted | None:
    """Where the message of a delivery is, with the thread that it began or stands in; ``None`` for one that is not
    there."""
    posted = delivery.posted
    if posted is None or posted.thread is not None:
        return posted
    return replace(posted, thread=await _thread(store, delivery))


async def _thread(store: Reading, delivery: Delivery) -> str | None:
    if delivery.cafe is None or (delivery.message.to is not None and delivery.workshop is None):
        return None
    return await store.place(delivery.cafe, delivery.room, delivery.workshop)
