"""The homeserver is gone for a while, and much is said before the bot is connected again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.domain import CafeState
from tests.matrix.week import Week
from tests.matrix_fixtures import BEGIN
from tests.matrix_server import Clock, Homeserver, People


async def test_what_two_hundred_said_meanwhile_is_kept_once_and_what_fell_due_is_said_once(
    people: People, tmp_path: Path, gate: asyncio.Event
) -> None:
    with Homeserver.running(at=BEGIN) as homeserver:
        week = Week(homeserver, Clock(homeserver.dial, BEGIN - timedelta(minutes=5)), people, tmp_path / "cafe.db")
        await week.gather()
        await week.begins()
        await week.until(1, 10)
        room, memory = week.room_id, await week.thread("memory")
        before = await week.heard(await week.vio.says(room, "Avant.", thread=memory))
        homeserver.stop()
        await week.until(2, 9, 5)
        homeserver.start()

        kept = [f"Pensée numéro {number}, dite en l’absence du bot." for number in range(200)]
        who = (week.vio, week.ana)
        said = await asyncio.gather(
            *(who[number % 2].says(room, text, thread=memory) for number, text in enumerate(kept))
        )
        await week.ana.reacts(room, before, "👍")
        await week.vio.edits(room, said[0], "Une autre pensée, mieux dite, en l’absence du bot.")
        await week.ana.redacts(room, said[1])
        last = await week.vio.says(room, "Après.", thread=memory)
        assert [one.text for one in (await week.record()).posts] == ["Avant."]
        gate.set()
        await week.heard(last)
        kept[:2] = ["Une autre pensée, mieux dite, en l’absence du bot."]
        assert sorted(one.text for one in (await week.record()).posts) == sorted(["Avant.", *kept, "Après."])

        await week.until(2, 10)
        assert sum("On peut aussi voter" in one for one in await week.said()) == 1
        await week.until(5, 12)
        assert (await week.cafe()).state is CafeState.PUBLISHED
        assert ((await week.published()).counts.posts, (await week.published()).counts.reactions) == (201, 1)
        await week.close()
