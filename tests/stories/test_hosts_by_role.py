"""A host by a role of the platform's is a host wherever they speak: what they say is no part of the café."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from bot.domain import Chosen, Inbound, PostMade, Reacted, RoomRef
from bot.host import Auditing
from bot.platforms.terminal_platform import TerminalPlatform
from bot.ports import Door, Platform
from tests.stories.room import Room, texts


class WithRoles(TerminalPlatform):
    """The terminal, on a server where Camille bears the role of the hosts."""

    async def connect(self, door: Door) -> None:
        async def known(events: Sequence[Inbound]) -> None:
            await door([_seen(event) for event in events])

        await super().connect(known)

    async def read_back(self, room: RoomRef, since: str | None) -> AsyncIterator[Inbound]:
        async for event in super().read_back(room, since):
            yield _seen(event)


def _seen(event: Inbound) -> Inbound:
    if isinstance(event, PostMade | Reacted | Chosen) and event.author == "camille":
        return replace(event, by_host=True)
    return event


async def test_what_a_host_by_role_says_and_does_is_not_collected(unopened: Room) -> None:
    unopened.terminal.__class__ = WithRoles
    platforms: dict[str, Platform] = {"terminal": unopened.terminal}
    await unopened.begin(platforms=platforms)
    await unopened.until(1, 10)
    post = await unopened.say("Vio", "Le mien avait un fil.")
    await unopened.say("Camille", "Bienvenue, dites-nous tout.")
    await unopened.react("Camille", post)
    await unopened.say("Marc", "Merci Camille pour cette belle question.")
    await unopened.until(2, 10)
    await unopened.say("Camille", "1")
    await unopened.terminal.choose(unopened.ref, "camille", "Camille", "moment", ["1"])
    record = await unopened.record()
    assert {one.author.id for one in record.posts} == {"vio", "marc"}
    assert (record.reactions, record.choices) == ((), ())
    assert (await Auditing(unopened.store, platforms).audit(unopened.cafe_id)).differences == ()
    await unopened.until_the_end()
    assert set(texts(await unopened.published())) == {"Le mien avait un fil."}, "a host is nobody's to name"


async def test_what_a_host_by_role_said_while_the_bot_was_away_is_not_collected_either(unopened: Room) -> None:
    unopened.terminal.__class__ = WithRoles
    await unopened.begin()
    await unopened.until(1, 10)
    await unopened.terminal.close()
    await unopened.say("Camille", "Bienvenue, dites-nous tout.")
    await unopened.say("Vio", "Le mien avait un fil.")
    await unopened.host.listen()
    assert [one.author.id for one in (await unopened.record()).posts] == ["vio"]
