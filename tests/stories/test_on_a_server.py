"""The same café on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from bot.conversation import Opening, read_conversation
from bot.domain import RoomRef
from bot.rehearsal import Rehearsal
from bot.script import read_script
from bot.stage import StageEvent
from bot.store.engine import Database, ServerUrl
from bot.store.schema import prepare
from bot.store.sql_store import SqlStore
from bot.store.stage import SqlStage
from tests.conftest import ROOT
from tests.stories.fates import Death
from tests.stories.room import Room, texts
from tests.stories.test_nothing_is_lost import mortal

MONDAY = date(2026, 3, 2)
WORDS = "Le mien avait un fil et je tirais dessus pour aller plus loin."


async def played(where: Path | ServerUrl, lines: int | None) -> tuple[bytes, list[str]]:
    """The shipped café played by so many lines of its cast: its flashback as it is kept, and all that was said."""
    folder = ROOT / "prompts" / "first-phone"
    script = read_script(folder)
    cast = read_conversation(
        folder / "cast.fr.jsonl",
        RoomRef("terminal", "café"),
        workshops=[one.key for one in script.workshops],
        choices={},
        opening=Opening(MONDAY, "Europe/Paris"),
    )
    said: list[str] = []

    async def listen(happened: Sequence[StageEvent]) -> None:
        said.extend(f"{one.kind} {one.member} {one.message and one.message.text}" for one in happened)

    database = Database(where)
    await prepare(database)
    store = SqlStore(database)
    rehearsal = Rehearsal(store, SqlStage(database), script, list(islice(cast.events, lines)), "Europe/Paris", MONDAY)
    rehearsed = await rehearsal.play("café", "fr", listen)
    async with store.reading() as reading:
        flashback = await reading.flashback(rehearsed.cafe.id)
    await database.close()
    assert flashback is not None
    return flashback, said


@pytest.mark.parametrize("lines", [60, pytest.param(None, marks=pytest.mark.soak, id="all")])
async def test_a_week_on_a_server_gives_the_very_bytes_that_it_gives_in_a_file(
    tmp_path: Path, server_database: ServerUrl, lines: int | None
) -> None:
    assert await played(server_database, lines) == await played(tmp_path / "cafe.db", lines)


@pytest.fixture
async def far(server_database: ServerUrl) -> AsyncIterator[Room]:
    """A room on the server, before its café."""
    room = Room(server_database)
    yield room
    await room.database.close()


@pytest.mark.parametrize("after", [False, True], ids=["before it is there", "once it is there"])
@pytest.mark.parametrize("at", [2, 7])
async def test_whoever_dies_on_a_server_says_nothing_twice_and_drops_nothing(far: Room, at: int, after: bool) -> None:
    await far.begin(platforms={"terminal": mortal(far.terminal, at, after=after)})
    with pytest.raises(Death):
        await far.until_the_end()
    again = await far.reopened()
    await again.host.listen()
    await again.until_the_end()
    keys = [message.key for message in await again.said_by_the_bot()]
    assert len(keys) == len(set(keys)) >= 7
    await again.database.close()


async def test_words_erased_leave_every_table_and_the_flashback_on_a_server(far: Room) -> None:
    await far.begin()
    await far.until(1, 10)
    post = await far.say("Vio", WORDS)
    await far.until_the_end()
    assert WORDS in texts(await far.published())
    await far.terminal.erase(far.ref, "vio", post)
    assert WORDS not in texts(await far.published())
    assert WORDS not in await far.everything_kept()
    assert all(WORDS not in message.text for message in await far.said_by_the_bot())


async def test_what_a_server_could_not_store_never_comes_so_far(far: Room) -> None:
    await far.begin()
    await far.until(1, 10)
    thread = await far.thread("memory")
    await far.terminal.say(far.ref, "vio", "Vi\0o", "Un fil\0 gris, \ud83d\udcde et \ud800 rien.", thread=thread)
    [post] = (await far.record()).posts
    assert post.text == "Un fil gris, 📞 et  rien."
