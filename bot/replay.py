"""A conversation from a file, through the same door as live posts, to its flashback."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time, timedelta

from bot.clock import CompressedClock
from bot.conversation import Conversation
from bot.domain import Cafe, CafeState, Home, Script, fixed_zone, zone_of
from bot.errors import AlreadyThere, fault
from bot.host import LEASE, Host
from bot.platforms.conversation_platform import ConversationPlatform
from bot.ports import Store
from bot.rhythm import instant
from bot.script import bare_script
from bot.ticker import Ticker, run_through
from bot.wording import Wording

WORKER = "replay"


def replayed_script(
    conversation: Conversation,
    script: Script | None,
    workshops: list[tuple[str, str]] | None,
    language: str,
    zone: str,
    words: Wording,
) -> Script:
    """The script of a replay: the one given with the conversation's days, or one made of the workshops given,
    or of those that the posts name. It opens at the start of the first post's day and closes at the end of the
    last one's."""
    first = conversation.first_at.astimezone(zone_of(zone)).date()
    last = conversation.last_at.astimezone(zone_of(zone)).date()
    days = (last - first).days + 2
    if script is not None:
        return replace(script, days=days, opens_at=time(0), closes_at=time(0), publishes_after_hours=0)
    own = [(key, conversation.titles.get(key, key)) for key in conversation.workshops]
    named = workshops if workshops is not None else own
    title = conversation.title or words.say("replay.title")
    return bare_script("replay", title, language, named, days)


def default_zone(conversation: Conversation) -> str:
    """The zone of a replay that names none: the offset of the first post's clock."""
    return fixed_zone(conversation.first_offset)


async def replayed_alike(conversation: Conversation, script: Script, store: Store, *, zone: str) -> Sequence[Cafe]:
    """The cafés that were replayed from other files and may be the same conversation: of that title, begun on that day.
    An export that was made anew later has other bytes, and is a conversation of its own."""
    day, words = conversation.first_at.astimezone(zone_of(zone)).date(), script.words.values()
    async with store.reading() as reading:
        cafes = await reading.cafes()
    titles = {one.title for one in words}
    return [
        one
        for one in cafes
        if one.source not in (None, conversation.fingerprint) and one.opening_day == day and one.title in titles
    ]


async def replay(
    conversation: Conversation,
    script: Script,
    store: Store,
    *,
    language: str,
    zone: str,
    on_read: Callable[[], object] = lambda: None,
) -> Cafe:
    """Replay a conversation into the store. One whose replay was interrupted is taken up where it stopped.

    The café's id and secret are drawn from the file's bytes, so that the same file gives the same flashback.
    Raises `AlreadyThere` where it was replayed before.
    """
    day = conversation.first_at.astimezone(zone_of(zone)).date()
    opens_at = instant(day, 1, time(0), zone)
    platform = ConversationPlatform(conversation, opens_at, on_read)
    clock = CompressedClock(opens_at - timedelta(hours=1))
    # Nobody was told how long a conversation from a file is kept: whoever has the file decides.
    host = Host(store, {platform.name: platform}, clock, worker=WORKER, retention_days=None)
    async with store.reading() as reading:
        cafe = await reading.cafe_from(conversation.fingerprint)
    if cafe is None:
        cafe = await host.open(
            script,
            [Home(platform.room, language)],
            zone=zone,
            day=day,
            id=f"conversation-{conversation.fingerprint[:24]}",
            secret=hashlib.sha256(f"café/{conversation.fingerprint}".encode()).digest(),
            source=conversation.fingerprint,
        )
    elif cafe.state is CafeState.PUBLISHED:
        raise AlreadyThere(fault("already_replayed", cafe=cafe.id, title=cafe.title))
    ticker = Ticker(store, host, clock, worker=WORKER, lease=LEASE)
    await run_through(ticker, clock)
    return cafe
