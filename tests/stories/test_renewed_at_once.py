"""Two workers take changed words over into one published flashback: the newest stay, whoever is slow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.domain import OutboundMessage, Posted, RoomRef
from bot.errors import NotAllowed, fault
from bot.host import Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.stage import SqlStage
from tests.stories.room import Room, texts

FIRST = "Le mien avait un fil et je tirais dessus pour aller plus loin."
SECOND = "Celui de ma tante sonnait au milieu de la nuit."
STAYED = "Le nôtre était posé dans le couloir, sur un tabouret."


class Slow(TerminalPlatform):
    """The terminal platform; something else happens once before, or after, words of ours are put into a room."""

    meanwhile: Callable[[], Awaitable[None]] | None = None
    after = False

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        if self.after:
            await super().revise(room, posted, message)
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        if not self.after:
            await super().revise(room, posted, message)


@pytest.mark.parametrize("after", [False, True], ids=["before its words are there", "before it has marked them"])
async def test_a_slow_worker_puts_no_older_words_over_newer_ones(unopened: Room, after: bool) -> None:
    slow = Slow(SqlStage(unopened.database), unopened.clock)
    slow.after = after
    unopened.terminal = slow
    await unopened.begin()
    await unopened.until(1, 10)
    first, second = await unopened.say("Vio", FIRST), await unopened.say("Marc", SECOND)
    await unopened.say("Noé", STAYED)
    await unopened.until_the_end()
    assert {FIRST, SECOND} <= set(texts(await unopened.published()))
    platform = TerminalPlatform(SqlStage(unopened.database), unopened.clock)
    other = Host(unopened.store, {"terminal": platform}, unopened.clock, worker="other")

    async def meanwhile() -> None:
        await platform.erase(unopened.ref, "marc", second)
        async with unopened.store.reading() as store:
            position = await store.position(unopened.ref)
        await other.receive([one async for one in platform.read_back(unopened.ref, position)])
        assert SECOND not in "\n".join(one.text for one in await unopened.said_by_the_bot())

    slow.meanwhile = meanwhile
    await slow.erase(unopened.ref, "vio", first)
    said = "\n".join(one.text for one in await unopened.said_by_the_bot())
    assert [FIRST in said, SECOND in said, STAYED in said] == [False, False, True]
    assert texts(await unopened.published()) != []
    async with unopened.store.reading() as store:
        kept = [one.message.body for one in await store.deliveries(f"{unopened.cafe_id}/publish")]
        assert await store.changes(unopened.cafe_id) == 0
    assert SECOND not in "\n".join(kept), "what is kept of a message is what stands there"


async def test_words_owed_anew_while_older_ones_were_being_sent_are_put_in_their_place(unopened: Room) -> None:
    class Posting(TerminalPlatform):
        meanwhile: Callable[[], Awaitable[None]] | None = None

        async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
            if self.meanwhile is not None and "/publish/" in key and SECOND in message.body:
                meanwhile, self.meanwhile = self.meanwhile, None
                await meanwhile()
            return await super().post(room, message, key)

    slow = Posting(SqlStage(unopened.database), unopened.clock)
    unopened.terminal = slow
    await unopened.begin()
    await unopened.until(1, 10)
    await unopened.say("Vio", FIRST)
    second = await unopened.say("Marc", SECOND)
    await unopened.say("Noé", STAYED)
    platform = TerminalPlatform(SqlStage(unopened.database), unopened.clock)
    other = Host(unopened.store, {"terminal": platform}, unopened.clock, worker="other")

    async def meanwhile() -> None:
        await platform.erase(unopened.ref, "marc", second)
        async with unopened.store.reading() as store:
            position = await store.position(unopened.ref)
        await other.receive([one async for one in platform.read_back(unopened.ref, position)])

    slow.meanwhile = meanwhile
    await unopened.until_the_end()
    assert slow.meanwhile is None
    said = "\n".join(one.text for one in await unopened.said_by_the_bot())
    assert [FIRST in said, SECOND in said, STAYED in said] == [True, False, True]


class Refusing(TerminalPlatform):
    """The terminal platform, which refuses to revise the first message that it is asked to once it is stubborn."""

    stubborn = False
    refused: str | None = None

    async def revise(self, room: RoomRef, posted: Posted, message: OutboundMessage) -> None:
        if self.stubborn:
            self.refused = self.refused or posted.message
        if posted.message == self.refused:
            raise NotAllowed(fault("stage_locked"))
        await super().revise(room, posted, message)


async def test_a_message_that_cannot_be_revised_keeps_no_other_one_from_it(unopened: Room) -> None:
    stubborn = Refusing(SqlStage(unopened.database), unopened.clock)
    unopened.terminal = stubborn
    await unopened.begin()
    await unopened.until(1, 10)
    first = await unopened.say("Vio", FIRST)
    await unopened.say("Noé", STAYED)
    await unopened.until_the_end()
    with_it = [one.id for one in await unopened.said_by_the_bot() if FIRST in one.text]
    stubborn.stubborn = True
    await stubborn.erase(unopened.ref, "vio", first)
    assert stubborn.refused is not None
    assert stubborn.refused not in with_it, "the figures stand in an earlier one"
    assert FIRST not in "\n".join(one.text for one in await unopened.said_by_the_bot())
    async with unopened.store.reading() as store:
        assert await store.changes(unopened.cafe_id) == 1
    stubborn.refused = "nothing"
    await unopened.ticker.tick()
    async with unopened.store.reading() as store:
        assert await store.changes(unopened.cafe_id) == 0
