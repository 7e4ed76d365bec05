"""Somebody is forgotten, or takes a choice back, while something is under way: publishing, or a process that dies."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.clock import CompressedClock
from bot.domain import Consent, OutboundMessage, Posted, PostRef, RoomRef
from bot.host import Host
from bot.platforms.terminal_platform import TerminalPlatform
from bot.store.stage import SqlStage
from tests.stories.fates import Death, Life, fated_platform, fated_store
from tests.stories.outputs import EVERYWHERE, Output
from tests.stories.room import ZONE, Room, authors, texts

UNIQUE = "zibeline"
OTHERS = "Le nôtre était au mur, dans le couloir, et tout le monde écoutait."


async def leaks(room: Room, outputs: dict[str, Output]) -> list[str]:
    return [name for name, output in outputs.items() if UNIQUE in (await output(room)).casefold()]


async def lived(room: Room) -> str:
    """A café in which somebody says words of their own wherever they can be quoted; returns one post of theirs."""
    await room.until(1, 10)
    post = await room.say("Zibeline", "Zibelinepost avait un fil et je tirais dessus pour aller plus loin.")
    await room.say("Marc", OTHERS)
    await room.react("Marc", post)
    await room.until(2, 10)
    await room.terminal.choose(room.ref, "zibeline", "Zibeline", "far", ["3"])
    await room.until(3, 10)
    await room.say("Zibeline", "Je repars avec zibelinemot.", "last")
    await room.consent("Zibeline", Consent.NAMED)
    await room.until(3, 21)
    return post


class Interrupted(TerminalPlatform):
    """Does something just before, or just after, the bot posts its so-manieth message of the flashback."""

    deed: Callable[[], Awaitable[object]] | None = None
    at = 0
    after = False
    posted = 0

    async def post(self, room: RoomRef, message: OutboundMessage, key: str) -> Posted:
        mine = self.deed is not None and "/publish/" in key
        self.posted += mine
        now = self.deed if mine and self.posted == self.at else None
        if now is not None and not self.after:
            await now()
        there = await super().post(room, message, key)
        if now is not None and self.after:
            await now()
        return there


async def interrupted(room: Room, at: int, after: bool, deed: Callable[[str], Awaitable[object]]) -> str:
    room.terminal = Interrupted(SqlStage(room.database), room.clock, moderators=["camille"], desk="bureau")
    await room.begin(desk="fr")
    post = await lived(room)
    terminal = room.terminal
    terminal.at, terminal.after, terminal.deed = at, after, lambda: deed(post)
    await room.until_the_end()
    assert terminal.posted >= at
    return post


MOMENTS = [(at, after) for at in (1, 2) for after in (False, True)]


@pytest.mark.parametrize(("at", "after"), MOMENTS)
async def test_forgotten_between_the_proof_and_publishing(unopened: Room, at: int, after: bool) -> None:
    room = unopened
    await interrupted(room, at, after, lambda _: room.host.forgetting.everything(room.ref_of("Zibeline")))
    assert await leaks(room, dict(EVERYWHERE)) == []
    assert OTHERS in texts(await room.published())


@pytest.mark.parametrize(("at", "after"), MOMENTS)
@pytest.mark.parametrize("choice", [Consent.NONE, Consent.ANONYMOUS])
async def test_a_choice_between_the_proof_and_publishing(unopened: Room, at: int, after: bool, choice: Consent) -> None:
    room = unopened

    async def deed(post: str) -> None:
        await room.host.consents.here(room.ref_of("Zibeline"), "Zibeline", room.cafe_id, choice)
        await room.host.consents.quotation(room.ref_of("Zibeline"), room.cafe_id, PostRef("terminal", post), choice)

    await interrupted(room, at, after, deed)
    assert "Zibeline" not in authors(await room.published())
    said = "\n".join(one.text for one in await room.said_by_the_bot())
    assert "Zibeline," not in said
    assert ("Zibelinepost" in said) == (choice is Consent.ANONYMOUS)


# --- deaths -----------------------------------------------------------------------------------------------------------


class Former:
    """A café that has come so far, whose database is copied for each death."""

    def __init__(self, path: Path) -> None:
        self.room = Room(path)
        self.points: list[str] = []

    async def live(self, *, published: bool) -> None:
        await self.room.begin(desk="fr")
        await lived(self.room)
        if published:
            await self.room.until_the_end()
        await self.room.database.close()

    async def dies(self, folder: Path, dies_at: int | None) -> Room:
        """Forget somebody in a copy of it, with a death at that point; returns what the next process finds."""
        shutil.copy(self.room.path, folder / "cafe.db")
        room = Room(folder / "cafe.db", CompressedClock(self.room.clock.now()))
        room.ref, room.cafe_id, room.desks = self.room.ref, self.room.cafe_id, self.room.desks
        life = Life(dies_at, self.points if dies_at is None else None)
        around = {"terminal": fated_platform(room.terminal, life)}
        host = Host(fated_store(room.store, life), around, room.clock, desks=room.desks, zone=ZONE)
        with contextlib.suppress(Death):
            await host.forgetting.everything(room.ref_of("Zibeline"))
        return await room.reopened()


@pytest.fixture(scope="module")
def formers(memory: Path) -> dict[bool, Former]:
    """A café that is closed and one that is published, and the points that forgetting comes to in each."""

    async def made() -> dict[bool, Former]:
        found = {}
        for published in (False, True):
            found[published] = former = Former(memory / f"{published}.db")
            await former.live(published=published)
            with TemporaryDirectory(dir=memory) as folder:
                room = await former.dies(Path(folder), None)
                await room.database.close()
        return found

    return asyncio.run(made())


async def _survived(former: Former, folder: Path, dies_at: int) -> None:
    """After a death at that point the next process ends what was begun; what was not is asked for again."""
    room = await former.dies(folder, dies_at)
    try:
        await room.host.listen()
        async with room.store.reading() as store:
            begun = await store.absence(room.ref_of("Zibeline")) is not None
        if not begun:
            await room.host.forgetting.everything(room.ref_of("Zibeline"))
        await room.until_the_end()
        assert await leaks(room, dict(EVERYWHERE)) == [], former.points[dies_at - 1]
        assert OTHERS in texts(await room.published())
    finally:
        await room.database.close()


@pytest.mark.parametrize("published", [False, True])
async def test_a_death_while_forgetting_leaves_no_word(
    formers: dict[bool, Former], published: bool, memory: Path
) -> None:
    former = formers[published]
    for dies_at in range(1 + 3 * published, len(former.points) + 1, 9):
        with TemporaryDirectory(dir=memory) as folder:
            await _survived(former, Path(folder), dies_at)


@pytest.mark.soak
@pytest.mark.parametrize("published", [False, True])
async def test_a_death_anywhere_while_forgetting_leaves_no_word(
    formers: dict[bool, Former], published: bool, memory: Path
) -> None:
    former = formers[published]
    for dies_at in range(1, len(former.points) + 1):
        with TemporaryDirectory(dir=memory) as folder:
            await _survived(former, Path(folder), dies_at)
